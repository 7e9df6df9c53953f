"""How an evening would go: scenarios, the simulator that runs dispatch's own rules over them, and its figures. Pure."""

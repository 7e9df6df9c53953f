"""The room server against y-websocket's, same load, in turn: see `measure`."""

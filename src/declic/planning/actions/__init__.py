"""What is done to a rota, its shifts, and what teachers offer."""

from declic.planning.actions.availability import drop_week, give_availability
from declic.planning.actions.due import forget_old, keep_up
from declic.planning.actions.edit import add_shift, change_shift, remove_shift
from declic.planning.actions.equality import check_last_week
from declic.planning.actions.erased import keep_demand
from declic.planning.actions.mine import confirm_shifts, give_up, let_go_of_shifts, take_back, take_shift
from declic.planning.actions.rota import (
    advance_rota,
    ask_rota,
    begin_rota,
    fail_rota,
    lay_out_rota,
    publish_rota,
)
from declic.planning.actions.swaps import accept_swap, ask_swap, decline_swap, withdraw_swap
from declic.planning.actions.weights import learn_weights

__all__ = [
    "accept_swap",
    "add_shift",
    "advance_rota",
    "ask_rota",
    "ask_swap",
    "begin_rota",
    "change_shift",
    "check_last_week",
    "confirm_shifts",
    "decline_swap",
    "drop_week",
    "fail_rota",
    "forget_old",
    "give_availability",
    "give_up",
    "keep_demand",
    "keep_up",
    "lay_out_rota",
    "learn_weights",
    "let_go_of_shifts",
    "publish_rota",
    "remove_shift",
    "take_back",
    "take_shift",
    "withdraw_swap",
]

"""What is done to pupil lists, by subject."""

from declic.rolls.actions.apply import apply_file
from declic.rolls.actions.check import check_file
from declic.rolls.actions.entries import erase_roll, remove_entry, renew_code
from declic.rolls.actions.files import (
    ask_application,
    ask_trial,
    drop_file,
    forget_past,
    note_progress,
    refuse_file,
    send_file,
    take_up,
)

__all__ = [
    "apply_file",
    "ask_application",
    "ask_trial",
    "check_file",
    "drop_file",
    "erase_roll",
    "forget_past",
    "note_progress",
    "refuse_file",
    "remove_entry",
    "renew_code",
    "send_file",
    "take_up",
]

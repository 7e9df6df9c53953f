"""What is done with letters: owed for a fact, kept, sent, given up, forgotten."""

from declic.letters.actions.carrying import Sent, forget_past, mark_seen, send_due, send_now, settle
from declic.letters.actions.packing import InvoiceLetter, TextMessage
from declic.letters.actions.writing import forgive, keep, owe, set_writers, write_due

__all__ = [
    "InvoiceLetter",
    "Sent",
    "TextMessage",
    "forget_past",
    "forgive",
    "keep",
    "mark_seen",
    "owe",
    "send_due",
    "send_now",
    "set_writers",
    "settle",
    "write_due",
]

"""What is done at the end of a family's time, told, answered, ended; and when a teacher leaves."""

from declic.keeping.actions.answering import go_on, lift_hold
from declic.keeping.actions.ending import end_due
from declic.keeping.actions.leaving import close_teacher, forget_teachers
from declic.keeping.actions.telling import announce, hand_over, note_outcome
from declic.keeping.actions.unconfirmed import forget_unconfirmed

__all__ = [
    "announce",
    "close_teacher",
    "end_due",
    "forget_teachers",
    "forget_unconfirmed",
    "go_on",
    "hand_over",
    "lift_hold",
    "note_outcome",
]

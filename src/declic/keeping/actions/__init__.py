"""What is done at the end of a family's time: it is told, it answers, its accounts end."""

from declic.keeping.actions.answering import go_on, lift_hold
from declic.keeping.actions.ending import end_due
from declic.keeping.actions.telling import announce, hand_over, note_outcome
from declic.keeping.actions.unconfirmed import forget_unconfirmed

__all__ = ["announce", "end_due", "forget_unconfirmed", "go_on", "hand_over", "lift_hold", "note_outcome"]

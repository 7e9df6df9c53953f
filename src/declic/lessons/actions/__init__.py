"""What is done to a lesson, by subject."""

from declic.lessons.actions.after import answer, report
from declic.lessons.actions.hand_over import hand_over
from declic.lessons.actions.life import (
    abandon,
    end,
    lose_teacher,
    note_muted,
    note_presence,
    note_still_there,
    open_lesson,
    revoke_tickets,
    take_lesson_back,
)
from declic.lessons.actions.notes import keep_note
from declic.lessons.actions.sweeping import sweep

__all__ = [
    "abandon",
    "answer",
    "end",
    "hand_over",
    "keep_note",
    "lose_teacher",
    "note_muted",
    "note_presence",
    "note_still_there",
    "open_lesson",
    "report",
    "revoke_tickets",
    "sweep",
    "take_lesson_back",
]

"""Waits. That of the figures: one rule for the live board, the officers' figures, equality and what was told. And that
which is under way: its steps, and what is told of it.
"""

from django.db.models.functions import Coalesce, NullIf


def wait_ended() -> Coalesce:
    """Where it ends: at the first acceptance that held or, without one, when the request left the line. Null while it
    waits.

    Requests closed before leaving was noted ended when they were closed.
    """
    return Coalesce("first_accepted_at", "left_line_at", "closed_at")


def wait_began() -> Coalesce:
    """Where the wait under way begins: its steps, and what the pupil is told of it, run from there. Time in a lesson,
    out of line, or spent on showing what was tried is no part of it.
    """
    return Coalesce("back_since", "in_line_since", "wait_from", "asked_at")


def wait_shown() -> Coalesce:
    """Where the age of a wait begins on the live board: what was waited before a closing time or a call-back counts.
    `back_since` is `in_line_since` after an acceptance that did not hold: nothing of the wait before it is forgotten.
    """
    return Coalesce(NullIf("back_since", "in_line_since"), "wait_from", "asked_at")

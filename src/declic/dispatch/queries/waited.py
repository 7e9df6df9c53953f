"""Waits. That of the figures: one rule for the live board, the officers' figures, equality and what was told. And that
which is under way: its steps, and what is told of it.
"""

from django.db.models.functions import Coalesce


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

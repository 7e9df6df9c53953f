"""The wait of the figures: one rule for the live board, the officers' figures, equality and what was told."""

from django.db.models.functions import Coalesce


def wait_ended() -> Coalesce:
    """Where it ends: at the first acceptance or, without one, when the request left the line. Null while it waits.

    Requests closed before leaving was noted ended when they were closed.
    """
    return Coalesce("first_accepted_at", "left_line_at", "closed_at")

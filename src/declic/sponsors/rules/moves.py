"""Changing who pays, or a child's school: how often."""

from datetime import datetime, timedelta
from typing import Final

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day

MOVES_MAX: Final = 6
MOVES_IN: Final = timedelta(days=30)
"""A family moves, is mistaken, comes back; its children change school: six in a month are enough."""


def counted(made: int, since: datetime | None, now: datetime) -> tuple[int, datetime]:
    """How many changes with this one, and the first they are counted from. Refusal `too_many_moves`."""
    if since is None or now >= since + MOVES_IN:
        return 1, now
    if made >= MOVES_MAX:
        day = f"{paris_day(since + MOVES_IN):%d/%m/%Y}"
        raise Refusal(
            "too_many_moves",
            f"Vous avez déjà fait {MOVES_MAX} changements en un mois. Vous pourrez recommencer le {day}.",
        )
    return made + 1, since

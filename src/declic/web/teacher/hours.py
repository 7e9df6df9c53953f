"""What a desk that stays open says of the opening hours, French clock."""

from datetime import datetime, time, timedelta

from declic.dispatch.queries import closings
from declic.ground.paris import at_paris, paris_day
from declic.web.pupil.words import until

AHEAD = timedelta(days=7)
"""A desk open for longer than this says « disponible » again: it still rings."""


def closed_times(now: datetime) -> list[dict[str, str]]:
    """For `frontend/src/desk/hours.ts`: from when, to when (empty: not known), and the words meanwhile.

    Cut at each midnight of Paris, for « demain » becomes today.
    """
    times = []
    for closing in closings(now, over=AHEAD):
        start, last = closing.starts_at, closing.ends_at
        while start < now + AHEAD and (last is None or start < last):
            midnight = at_paris(paris_day(start) + timedelta(days=1), time())
            end = midnight if last is None else min(last, midnight)
            said = f"Fermé jusqu’à {until(last, start)}" if last else "Fermé pour l’instant"
            times.append({"from": start.isoformat(), "to": end.isoformat(), "said": said})
            start = end
    return times

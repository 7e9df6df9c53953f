"""The half-hours at which a pupil may be called back. No I/O."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count

from declic.dispatch.rules.hours import Opening
from declic.ground.paris import in_paris

HALF_HOUR = timedelta(minutes=30)
BY_DAY = (time(8), time(21))
"""French clock: no half-hour begins outside it."""
_STRETCHES = 2
"""The opening under way, or the next one, and the one after it, however far they are."""
_AHEAD = timedelta(days=7)
"""Of those after them, half-hours are looked for so long ahead."""


def half_hours(
    now: datetime, opening: Callable[[datetime], Opening], *, notice: timedelta, most: int
) -> list[datetime]:
    """The next `most` half-hours, `notice` ahead at least, during which the service is open from end to end. None is in
    the night, when children sleep, even where the service never closes.
    """
    found: list[datetime] = []
    at: datetime | None = now
    for seen in count():
        stretch = opening(at) if at is not None else None
        if stretch is not None and not stretch.is_open:
            at = stretch.opens_at
            stretch = opening(at) if at is not None else None
        if stretch is None or at is None or (seen >= _STRETCHES and at >= now + _AHEAD):
            break
        begin = _half_hour_from(max(at, now + notice))
        while len(found) < most and (stretch.closes_at is None or begin + HALF_HOUR <= stretch.closes_at):
            if BY_DAY[0] <= in_paris(begin).time() < BY_DAY[1]:
                found.append(begin)
            begin += HALF_HOUR
        at = stretch.closes_at if len(found) < most else None
    return found


def put_off_to(after: datetime, opening: Callable[[datetime], Opening]) -> datetime | None:
    """The next opening, when a call-back may not be at `after`; in the night, the first half-hour of the day."""
    found = opening(after)
    at = after if found.is_open else found.opens_at
    if at is None or BY_DAY[0] <= in_paris(at).time() < BY_DAY[1]:
        return at
    return next(iter(half_hours(at, opening, notice=timedelta(), most=1)), at)


def first_opening(asked: datetime, opening: Callable[[datetime], Opening], *, after: datetime) -> datetime | None:
    """When a call-back asked for `asked` may be, later than `after`: then, else at the next opening."""
    at = put_off_to(asked, opening)
    while at is not None and at <= after:
        closes_at = opening(at).closes_at
        at = put_off_to(closes_at, opening) if closes_at is not None else None
    return at


def _half_hour_from(moment: datetime) -> datetime:
    """French clocks differ from UTC by whole hours."""
    into = (moment - datetime.min.replace(tzinfo=UTC)) % HALF_HOUR
    return (moment + (HALF_HOUR - into) if into else moment).astimezone(UTC)

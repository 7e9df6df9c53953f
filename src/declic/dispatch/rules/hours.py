"""When the service is open. French wall-clock time: a slot « 17:00 – 20:00 » stays so when the clocks change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from declic.ground.paris import at_paris, paris_day

HORIZON = timedelta(days=120)
"""How far ahead the next opening is looked for: longer than the summer holidays."""


@dataclass(frozen=True)
class Slot:
    """One slot of a weekday (0 = Monday). A slot that closes at or before its opening closes the next day."""

    weekday: int
    opens: time
    closes: time
    in_holidays: bool = False


@dataclass(frozen=True)
class Opening:
    """`closes_at` when open (None: never), `opens_at` when closed (None: not known)."""

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None


@dataclass(frozen=True)
class Closing:
    """A stretch of time when the service is closed; `ends_at` is None when no opening is known."""

    starts_at: datetime
    ends_at: datetime | None


ALWAYS_OPEN = Opening(is_open=True, closes_at=None, opens_at=None)


def opening_at(moment: datetime, slots: Iterable[Slot], is_holiday: Callable[[date], bool]) -> Opening:
    """Whether the service is open at `moment` (aware), until when, or from when.

    Slots that touch are one stretch. `is_holiday` says whether a French day is a school or public holiday.
    Without any slot the service is always open.
    """
    week = tuple(slots)
    if not week:
        return ALWAYS_OPEN
    day = paris_day(moment) - timedelta(days=1)
    last = paris_day(moment) + HORIZON
    end: datetime | None = None
    while day <= last:
        for opens, closes in _stretches(day, week, is_holiday):
            if end is not None:
                if opens > end:
                    return Opening(is_open=True, closes_at=end, opens_at=None)
                end = max(end, closes)
            elif opens <= moment < closes:
                end = closes
            elif opens > moment:
                return Opening(is_open=False, closes_at=None, opens_at=opens)
        day += timedelta(days=1)
        if end is not None and end < at_paris(day, time()):
            return Opening(is_open=True, closes_at=end, opens_at=None)
    return ALWAYS_OPEN if end is not None else Opening(is_open=False, closes_at=None, opens_at=None)


def _stretches(
    day: date, week: tuple[Slot, ...], is_holiday: Callable[[date], bool]
) -> list[tuple[datetime, datetime]]:
    todays = [slot for slot in week if slot.weekday == day.weekday()]
    if not todays:
        return []
    off = is_holiday(day)
    return sorted(_stretch(day, slot) for slot in todays if slot.in_holidays or not off)


def _stretch(day: date, slot: Slot) -> tuple[datetime, datetime]:
    last_day = day if slot.closes > slot.opens else day + timedelta(days=1)
    # In UTC: two Paris times compare by the clock on the wall, which repeats an hour in October.
    return at_paris(day, slot.opens).astimezone(UTC), at_paris(last_day, slot.closes).astimezone(UTC)


def widest(openings: Iterable[Opening]) -> Opening:
    """For whoever serves several zones: open until the last of them closes, or closed until the first opens."""
    all_of_them = list(openings)
    ends = [one.closes_at for one in all_of_them if one.is_open]
    if ends:
        known = [end for end in ends if end is not None]
        return Opening(is_open=True, closes_at=max(known) if len(known) == len(ends) else None, opens_at=None)
    starts = [one.opens_at for one in all_of_them if one.opens_at is not None]
    return Opening(is_open=False, closes_at=None, opens_at=min(starts, default=None))


def closings_between(start: datetime, end: datetime, opening: Callable[[datetime], Opening]) -> list[Closing]:
    """When the service is closed from `start` on, in order: those that begin before `end`."""
    closings: list[Closing] = []
    at: datetime | None = start
    while at is not None and at < end:
        found = opening(at)
        if found.is_open:
            at = found.closes_at
        else:
            closings.append(Closing(at, found.opens_at))
            at = found.opens_at
    return closings


def takes_requests(opening: Opening, now: datetime, last_call: timedelta) -> bool:
    """Open, and not in the last minutes before closing."""
    return opening.is_open and (opening.closes_at is None or now < opening.closes_at - last_call)


HALF_HOUR = timedelta(minutes=30)
_STRETCHES = 2
"""The opening under way, or the next one, and the one after it."""


def half_hours(
    now: datetime, opening: Callable[[datetime], Opening], *, notice: timedelta, most: int
) -> list[datetime]:
    """The next `most` half-hours, `notice` ahead at least, during which the service is open from end to end."""
    found: list[datetime] = []
    at: datetime | None = now
    for _ in range(_STRETCHES):
        stretch = opening(at) if at is not None else None
        if stretch is not None and not stretch.is_open:
            at = stretch.opens_at
            stretch = opening(at) if at is not None else None
        if stretch is None or at is None:
            break
        begin = _half_hour_from(max(at, now + notice))
        while len(found) < most and (stretch.closes_at is None or begin + HALF_HOUR <= stretch.closes_at):
            found.append(begin)
            begin += HALF_HOUR
        at = stretch.closes_at
    return found


def _half_hour_from(moment: datetime) -> datetime:
    """French clocks differ from UTC by whole hours."""
    into = (moment - datetime.min.replace(tzinfo=UTC)) % HALF_HOUR
    return (moment + (HALF_HOUR - into) if into else moment).astimezone(UTC)

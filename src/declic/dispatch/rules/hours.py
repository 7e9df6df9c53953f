"""When the service is open. French wall-clock time: a slot « 17:00 – 20:00 » stays so when the clocks change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from declic.ground.paris import at_paris, paris_day
from declic.sponsors.rules.agreements import Terms

QUARTER = timedelta(minutes=15)
QUARTERS = 96
HORIZON = timedelta(days=120)
"""How far ahead the next opening is looked for: longer than the summer holidays."""


@dataclass(frozen=True)
class Slot:
    """One slot of a weekday (0 = Monday). A slot that closes at or before its opening closes the next day."""

    weekday: int
    opens: time
    closes: time
    in_holidays: bool = False


ROUND_THE_CLOCK = tuple(Slot(day, time(), time(), in_holidays=True) for day in range(7))


def are_limited(terms: Terms) -> bool:
    """To some days, or some hours of each."""
    return bool(terms.weekdays) or terms.opens_at is not None


@dataclass(frozen=True)
class Exceptional:
    """A closing the team decided, whatever the week says."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    """French, which families read."""

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True)
class Opening:
    """`closes_at` when open (None: never), `opens_at` when closed (None: not known)."""

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    why: str = ""
    """The reason of the exceptional closing that keeps it closed, or will close it at `closes_at`."""


@dataclass(frozen=True)
class Closing:
    """A stretch of time when the service is closed; `ends_at` is None when no opening is known."""

    starts_at: datetime
    ends_at: datetime | None


UNLIMITED = Terms()
ALWAYS_OPEN = Opening(is_open=True, closes_at=None, opens_at=None)


def opening_at(
    moment: datetime,
    slots: Iterable[Slot],
    is_holiday: Callable[[date], bool],
    exceptional: Iterable[Exceptional] = (),
    terms: Terms = UNLIMITED,
) -> Opening:
    """Whether the service is open at `moment` (aware), until when, or from when; inside the days and hours of `terms`.

    Slots that touch are one stretch. `is_holiday` says whether a French day is a school or public holiday: a slot past
    midnight is of the day it opened. Without any slot the service is always open, exceptional closings apart.
    """
    week, closed = tuple(slots), tuple(sorted(exceptional, key=lambda one: one.starts_at))
    if are_limited(terms):
        week = week or ROUND_THE_CLOCK
    found = _in_week(moment, week, is_holiday, closed, terms) if week else _without_hours(moment, closed)
    if not closed:
        return found
    return replace(found, why=_why(moment, found, closed, lambda at: opening_at(at, week, is_holiday, terms=terms)))


def _without_hours(moment: datetime, closed: tuple[Exceptional, ...]) -> Opening:
    after = moment
    for one in closed:
        if one.holds(after):
            after = one.ends_at
    if after != moment:
        return Opening(is_open=False, closes_at=None, opens_at=after)
    closes_at = next((one.starts_at for one in closed if one.starts_at > moment), None)
    return Opening(is_open=True, closes_at=closes_at, opens_at=None)


def _why(
    moment: datetime, found: Opening, closed: tuple[Exceptional, ...], usual: Callable[[datetime], Opening]
) -> str:
    """Of those that take something from the usual hours before the next opening, the first one's reason."""
    if found.is_open:
        return next((one.reason for one in closed if one.starts_at == found.closes_at), "")
    for one in closed:
        begin, end = max(one.starts_at, moment), one.ends_at
        if begin >= end or (found.opens_at is not None and begin >= found.opens_at):
            continue
        then = usual(begin)
        if then.is_open or (then.opens_at is not None and then.opens_at < end):
            return one.reason
    return ""


def _in_week(
    moment: datetime,
    week: tuple[Slot, ...],
    is_holiday: Callable[[date], bool],
    closed: tuple[Exceptional, ...],
    terms: Terms,
) -> Opening:
    day = paris_day(moment) - timedelta(days=1)
    last = paris_day(moment) + HORIZON
    end: datetime | None = None
    while day <= last:
        for opens, closes in outside(closed, _inside(terms, _stretches(day, week, is_holiday))):
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


def _inside(terms: Terms, stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    if not are_limited(terms):
        return stretches
    parts = [
        (max(opens, begin), min(closes, end))
        for opens, closes in stretches
        for begin, end in (_agreed_span(paris_day(opens), terms), _agreed_span(paris_day(closes), terms))
    ]
    return [(opens, closes) for opens, closes in dict.fromkeys(parts) if opens < closes]


def _agreed_span(day: date, terms: Terms) -> tuple[datetime, datetime]:
    """Empty on a day that is not agreed."""
    begins = at_paris(day, terms.opens_at or time()).astimezone(UTC)
    if terms.weekdays and day.weekday() not in terms.weekdays:
        return begins, begins
    ends = at_paris(day, terms.closes_at) if terms.closes_at else at_paris(day + timedelta(days=1), time())
    return begins, ends.astimezone(UTC)


def outside(
    closed: tuple[Exceptional, ...], stretches: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What the closings leave of `stretches`."""
    for one in closed:
        parts = [
            part
            for opens, closes in stretches
            for part in ((opens, min(closes, one.starts_at)), (max(opens, one.ends_at), closes))
        ]
        stretches = [(opens, closes) for opens, closes in parts if opens < closes]
    return stretches


def closed_quarters(day: date, exceptional: Iterable[Exceptional]) -> frozenset[int]:
    """Quarter-hours of a French day (0 to 95) of which an exceptional closing takes some part."""
    taken = tuple(exceptional)
    if not taken:
        return frozenset()
    begins = [at_paris(day, time(quarter // 4, quarter % 4 * 15)) for quarter in range(QUARTERS)]
    return frozenset(
        quarter
        for quarter, begin in enumerate(begins)
        if any(one.starts_at < begin + QUARTER and begin < one.ends_at for one in taken)
    )


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


def open_for(
    worth: timedelta, now: datetime, opening: Callable[[datetime], Opening], *, within: timedelta
) -> datetime | None:
    """The moment since which the service has been open for `worth` in all; None when that is not `within` so long."""
    left, end = worth, now
    for closing in reversed(closings_between(now - within, now, opening)):
        reopened = min(closing.ends_at or now, now)
        if end - reopened >= left:
            return end - left
        left -= end - reopened
        end = closing.starts_at
    return end - left if end - left >= now - within else None


def takes_requests(opening: Opening, now: datetime, last_call: timedelta) -> bool:
    """Open, and not in the last minutes before closing."""
    return opening.is_open and (opening.closes_at is None or now < opening.closes_at - last_call)

"""The hours of the service inside those agreed with whoever pays. No I/O."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from declic.dispatch.rules.hours import ROUND_THE_CLOCK, Exceptional, Opening, Slot, are_limited, opening_at
from declic.ground.paris import at_paris, in_paris
from declic.sponsors.rules.agreements import Terms, covers_moment


@dataclass(frozen=True)
class Agreed:
    """A signed agreement: its days, both included, and what it covers of them."""

    starts_on: date
    ends_on: date
    terms: Terms

    @property
    def begins(self) -> datetime:
        return at_paris(self.starts_on, time()).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        return at_paris(self.ends_on + timedelta(days=1), time()).astimezone(UTC)


def agreed_opening(
    moment: datetime,
    slots: Iterable[Slot],
    agreed: Iterable[Agreed],
    is_holiday: Callable[[date], bool],
    exceptional: Iterable[Exceptional] = (),
) -> Opening:
    """Like `opening_at`, inside the days and hours of what is `agreed`, of which no two share a day. One that follows
    another the next day goes on with it, where it is open that midnight.

    An end that is months away closes nothing yet: it is told from the last day on.
    """
    week, closed = tuple(slots), tuple(exceptional)
    coming = sorted((one for one in agreed if one.ends > moment), key=lambda one: one.starts_on)
    for place, one in enumerate(coming):
        if are_limited(one.terms) and not agreed_slots(week, one.terms):
            continue
        start = max(moment, one.begins)
        found = opening_at(start, week, is_holiday, tuple(some for some in closed if some.ends_at > start), one.terms)
        if found.is_open and one.begins > moment:
            return Opening(is_open=False, closes_at=None, opens_at=one.begins)
        if found.is_open:
            cut = _until(found, one.ends, moment)
            if cut.closes_at != one.ends:
                return cut
            then = agreed_opening(one.ends, week, coming[place + 1 :], is_holiday, closed)
            return then if then.is_open else cut
        if found.opens_at is not None and found.opens_at < one.ends:
            return found
    return Opening(is_open=False, closes_at=None, opens_at=None)


def holds_at(agreed: Iterable[Agreed] | None, moment: datetime) -> bool:
    """Whether `moment` is inside the days and hours of what is `agreed`; None: any is. Where the service is open then,
    it is what `agreed_opening` says.
    """
    if agreed is None:
        return True
    at = in_paris(moment)
    return any(one.begins <= moment < one.ends and covers_moment(one.terms, at) for one in agreed)


def _until(found: Opening, end: datetime, moment: datetime) -> Opening:
    if found.closes_at is None:
        return replace(found, closes_at=end) if end - moment <= timedelta(days=1) else found
    return found if found.closes_at <= end else replace(found, closes_at=end, why="")


def agreed_slots(week: Iterable[Slot], terms: Terms) -> tuple[Slot, ...]:
    """The slots of `week` (none: always open) inside the days and hours agreed, as they are told: cut at midnight,
    which closes as `time()`.
    """
    slots = tuple(week)
    if not are_limited(terms):
        return slots
    slots = slots or ROUND_THE_CLOCK
    found: list[Slot] = []
    parts = sorted((part for one in slots for part in _days_of(one)), key=lambda one: (one.weekday, one.opens))
    for slot in parts:
        opens = max(slot.opens, terms.opens_at or time())
        closes = min(slot.closes, terms.closes_at or time(), key=_as_end)
        if (terms.weekdays and slot.weekday not in terms.weekdays) or _as_end(closes) <= opens:
            continue
        before = found[-1] if found else None
        same = before is not None and (before.weekday, before.in_holidays) == (slot.weekday, slot.in_holidays)
        if before is not None and same and _as_end(before.closes) >= opens:  # two slots of a day that touch are one
            found[-1] = replace(before, closes=max(before.closes, closes, key=_as_end))
        else:
            found.append(replace(slot, opens=opens, closes=closes))
    return tuple(found)


def _days_of(slot: Slot) -> Iterable[Slot]:
    """Cut at midnight."""
    if slot.closes > slot.opens:
        return (slot,)
    tonight = replace(slot, closes=time())
    tomorrow = replace(slot, weekday=(slot.weekday + 1) % 7, opens=time())
    return (tonight, tomorrow) if slot.closes > time() else (tonight,)


def _as_end(closes: time) -> time:
    return closes if closes > time() else time.max

"""When the service is open for a zone, whoever pays (`agreed`: for whom a sponsor pays)."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from functools import partial

from declic.dispatch.models import ExceptionalClosing, OpeningHours
from declic.dispatch.queries.kept import KEPT
from declic.dispatch.rules.evening import LONGEST_EVENING_H
from declic.dispatch.rules.hours import (
    Closing,
    Exceptional,
    Opening,
    Slot,
    closings_between,
    open_for,
    opening_at,
    widest,
)
from declic.ground.digests import digest_said
from declic.ground.paris import at_paris, paris_day
from declic.ground.school_calendar import is_holiday
from declic.sponsors.models import Sponsor


def opening(now: datetime, zone: str) -> Opening:
    """For pupils whose sponsor is in holiday zone `zone` (A, B, C, or empty: none)."""
    return opening_at(now, slots(), partial(is_holiday, zone=zone), exceptional(now))


def openings_at(moments: Collection[tuple[datetime, str]]) -> dict[tuple[datetime, str], Opening]:
    """(moment, zone) → the opening then, all with one read of the hours and closings."""
    if not moments:
        return {}
    week, closed = slots(), exceptional(min(moment for moment, _ in moments))
    return {
        (moment, zone): opening_at(
            moment, week, partial(is_holiday, zone=zone), tuple(one for one in closed if one.ends_at > moment)
        )
        for moment, zone in set(moments)
    }


def exceptional(after: datetime, before: datetime | None = None) -> tuple[Exceptional, ...]:
    """Closings the team decided that are not over at `after`, and begin before `before`; in order."""
    return tuple(
        one for one in KEPT.read(_closings) if one.ends_at > after and (before is None or one.starts_at < before)
    )


def hours_digest() -> str:
    """The same as long as no hour of the week and no closing changes."""
    return digest_said(slots(), KEPT.read(_closings))


def slots() -> tuple[Slot, ...]:
    return KEPT.read(_slots)


def open_zones(now: datetime, zones: set[str]) -> set[str]:
    """Those of `zones` where the service is open. Two queries."""
    return {zone for zone, found in zone_openings(now, zones).items() if found.is_open}


def zone_openings(now: datetime, zones: set[str]) -> dict[str, Opening]:
    """Two queries."""
    week, closed = slots(), exceptional(now)
    return {zone: opening_at(now, week, partial(is_holiday, zone=zone), closed) for zone in zones}


def open_since(
    worth: timedelta, zones: Collection[str], now: datetime, *, within: timedelta
) -> dict[str, datetime | None]:
    """Zone → the last moment since which the service has been open for `worth` in all. Two queries."""
    week, closed = slots(), exceptional(now - within)

    def since(zone: str) -> datetime | None:
        def at(moment: datetime) -> Opening:
            return opening_at(moment, week, partial(is_holiday, zone=zone), closed)

        return open_for(worth, now, at, within=within)

    return {zone: since(zone) for zone in zones}


def closings(now: datetime, *, over: timedelta) -> list[Closing]:
    """When no pupil of any sponsor can be waiting, in the time to come: what a teacher calls closed."""
    week, decided = slots(), exceptional(now)
    zones = set(Sponsor.objects.values_list("zone", flat=True)) or {""}

    def at(moment: datetime) -> Opening:
        return widest(opening_at(moment, week, partial(is_holiday, zone=zone), decided) for zone in zones)

    return closings_between(now, now + over, at)


MORNING = time(7)
NIGHT_UNTIL = timedelta(hours=5)
"""Until so late, it is still the evening before."""


def evening_end(now: datetime) -> datetime | None:
    """When the evening under way, or the next one, ends: the last closing time of all zones, or the next morning when
    there is none. None when no opening is known.
    """
    week, decided = slots(), exceptional(now)
    zones = set(Sponsor.objects.values_list("zone", flat=True)) or {""}

    def at(moment: datetime) -> Opening:
        return widest(opening_at(moment, week, partial(is_holiday, zone=zone), decided) for zone in zones)

    found = at(now)
    start = now if found.is_open else found.opens_at
    if start is None:
        return None
    found = at(start)
    morning = at_paris(paris_day(start - NIGHT_UNTIL) + timedelta(days=1), MORNING).astimezone(UTC)
    is_near = found.closes_at is not None and found.closes_at - start <= timedelta(hours=LONGEST_EVENING_H)
    return found.closes_at if is_near else morning


def _closings() -> list[Exceptional]:
    rows = ExceptionalClosing.objects.order_by("starts_at", "pk")
    return [Exceptional(*row) for row in rows.values_list("starts_at", "ends_at", "reason")]


def _slots() -> tuple[Slot, ...]:
    rows = OpeningHours.objects.values_list("weekday", "opens_at", "closes_at", "in_holidays")
    return tuple(Slot(*row) for row in rows)

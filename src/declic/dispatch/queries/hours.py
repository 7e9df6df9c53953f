"""When the service is open for a zone."""

from datetime import datetime, timedelta
from functools import partial

from declic.dispatch.models import OpeningHours
from declic.dispatch.rules.hours import Closing, Opening, Slot, closings_between, opening_at, widest
from declic.ground.school_calendar import is_holiday
from declic.sponsors.models import Sponsor


def opening(now: datetime, zone: str) -> Opening:
    """For pupils whose sponsor is in holiday zone `zone` (A, B, C, or empty: none)."""
    return opening_at(now, slots(), partial(is_holiday, zone=zone))


def slots() -> tuple[Slot, ...]:
    rows = OpeningHours.objects.values_list("weekday", "opens_at", "closes_at", "in_holidays")
    return tuple(Slot(*row) for row in rows)


def open_zones(now: datetime, zones: set[str]) -> set[str]:
    """Those of `zones` where the service is open. One query."""
    week = slots()
    return {zone for zone in zones if opening_at(now, week, partial(is_holiday, zone=zone)).is_open}


def closings(now: datetime, *, over: timedelta) -> list[Closing]:
    """When no pupil of any sponsor can be waiting, in the time to come: what a teacher calls closed."""
    week = slots()
    zones = set(Sponsor.objects.values_list("zone", flat=True)) or {""}

    def at(moment: datetime) -> Opening:
        return widest(opening_at(moment, week, partial(is_holiday, zone=zone)) for zone in zones)

    return closings_between(now, now + over, at)

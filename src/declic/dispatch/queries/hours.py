"""When the service is open for a zone, and when a pupil may be called back."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.models import HelpRequest, OpeningHours
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.escalation import CALL_BACK_NOTICE, CALL_BACKS_EACH, CALL_BACKS_TOLD
from declic.dispatch.rules.hours import Closing, Opening, Slot, closings_between, half_hours, opening_at, widest
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


LOOKED_AT = 24
"""Half-hours among which free ones are looked for."""


def call_back_times(request: HelpRequest, now: datetime) -> list[datetime]:
    """The next half-hours that are free for it, `CALL_BACKS_TOLD` at most. Two queries."""
    return free_half_hours(request, now, notice=CALL_BACK_NOTICE)[:CALL_BACKS_TOLD]


def free_half_hours(request: HelpRequest, now: datetime, *, notice: timedelta) -> list[datetime]:
    """Those that are not full for its subject and band of levels, `notice` ahead at least. Two queries."""
    week = slots()

    def at(moment: datetime) -> Opening:
        return opening_at(moment, week, partial(is_holiday, zone=request.sponsor.zone))

    times = half_hours(now, at, notice=notice, most=LOOKED_AT)
    levels = [code for code in LEVELS if band(code) == band(request.level)]
    booked = dict(
        HelpRequest.objects.filter(
            state=HelpState.SCHEDULED.value, call_back_at__in=times, subject=request.subject, level__in=levels
        )
        .exclude(pk=request.pk)
        .values_list("call_back_at")
        .annotate(Count("pk"))
    )
    return [time for time in times if booked.get(time, 0) < CALL_BACKS_EACH]

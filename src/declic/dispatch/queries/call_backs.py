"""When a pupil may be called back."""

from datetime import datetime, timedelta

from django.db.models import Count

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.agreed import hours_of_request, hours_to_promise
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.call_backs import half_hours
from declic.dispatch.rules.escalation import CALL_BACK_NOTICE, CALL_BACKS_EACH, CALL_BACKS_TOLD

LOOKED_AT = 24
"""Half-hours among which free ones are looked for."""


def call_back_times(request: HelpRequest, now: datetime) -> list[datetime]:
    """The next half-hours that are free for it, `CALL_BACKS_TOLD` at most. Five queries."""
    return free_half_hours(request, now, notice=CALL_BACK_NOTICE)[:CALL_BACKS_TOLD]


def call_back_to_come(request: HelpRequest, now: datetime) -> datetime | None:
    """When it is called back, as it is said: never an hour that has passed."""
    at = request.call_back_at if request.state == HelpState.SCHEDULED.value else None
    return at if at is not None and at > now else None


def why_put_off(request: HelpRequest, now: datetime) -> str:
    """The reason of the exceptional closing that keeps its call-back off: of several between the hour it was promised
    for and the one it has, the last, which it comes after. Empty when there is none. Three queries.
    """
    was, at = request.call_back_was, request.call_back_at
    if was is None:
        return ""
    hours = hours_of_request(request, min(was, now))
    for one in reversed(exceptional(was, before=at)):
        found = hours(max(one.starts_at, was))
        if not found.is_open and found.why == one.reason:
            return one.reason
    return ""


def why_left(request: HelpRequest, hour: datetime) -> str:
    """The reason of the exceptional closing that holds `hour`, or that ends the evening it is in. Three queries."""
    at = hours_of_request(request, hour)
    found = at(hour)
    return (at(found.closes_at) if found.is_open and found.closes_at is not None else found).why


def is_outside_hours(request: HelpRequest, at: datetime, now: datetime) -> bool:
    """Whether `at`, an hour it was promised inside the opening hours, is no more: they changed, or a closing was
    decided. Three queries.
    """
    return not hours_of_request(request, min(at, now))(at).is_open


def free_half_hours(request: HelpRequest, now: datetime, *, notice: timedelta) -> list[datetime]:
    """Those that are not full for its subject and band of levels, `notice` ahead at least, and after the
    evening its subject is closed for, at the hours of its sponsor. Five queries.
    """
    tonight = closed_subjects(now).closing_of(request.subject, request.level)
    reopens_at = tonight.ends_at if tonight else now
    at = hours_to_promise(request, now)
    start = max(now, reopens_at - notice)
    times = [time for time in half_hours(start, at, notice=notice, most=LOOKED_AT) if time >= reopens_at]
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

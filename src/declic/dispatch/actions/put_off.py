"""A promised call-back that a closing cuts or covers, or that new hours leave out: it moves to the next opening as soon
as that is known, and the family is told.
"""

from datetime import datetime

from django.db import transaction

from declic.dispatch.facts import CallBackMoved
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.agreed import hours_of_request, open_moments
from declic.dispatch.queries.call_backs import is_outside_hours, why_left
from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.call_backs import put_off_to
from declic.dispatch.rules.escalation import CALL_BACK_NOTICE
from declic.journal.actions import record
from declic.journal.models import Fact


def follow_hours(*, now: datetime) -> None:
    """Those whose hour is no longer one of the service, or of what their sponsor agreed, are put off as soon as it is
    known; those that were have their hour again when it is one again in time. One query when none is promised, and
    those of `open_moments` when some are.
    """
    promised = HelpRequest.objects.filter(state=HelpState.SCHEDULED.value)
    rows = list(
        promised.exclude(call_back_at=None, call_back_was=None).values_list(
            "pk", "sponsor_id", "sponsor__zone", "call_back_at", "call_back_was"
        )
    )
    if not rows:
        return
    moments = {
        (sponsor, zone, max(hour, now)) for _, sponsor, zone, at, was in rows for hour in (at, was) if hour is not None
    }
    is_open = open_moments(moments, now)
    moved = []
    for pk, sponsor, zone, at, was in rows:
        again = was is not None and was > now + CALL_BACK_NOTICE and (sponsor, zone, was) in is_open
        if again or (at is not None and (sponsor, zone, max(at, now)) not in is_open):
            moved.append(pk)
    for request in promised.select_related("pupil", "sponsor").filter(pk__in=moved) if moved else ():
        _follow(request, now)


def _follow(request: HelpRequest, now: datetime) -> None:
    at, was = request.call_back_at, request.call_back_was
    hours = hours_of_request(request, now)
    if was is not None and was > now + CALL_BACK_NOTICE and hours(was).is_open:
        _move(request, was, None, _why_again(request), now)
    elif at is not None and not hours(max(at, now)).is_open:
        why = _why_closed(request, at, now)
        _move(request, put_off_to(max(at, now), hours), was if was is not None and was > now else at, why, now)


def hour_after_closing(*, request: HelpRequest, now: datetime) -> dict[str, datetime | None]:
    """What a request that waits, and was called back, becomes at a closing time: nothing changes for any other."""
    if request.call_back_at is None:
        return {}
    at = put_off_to(now, hours_of_request(request, now))
    return {"call_back_at": at, "call_back_was": request.call_back_at}


def tell_cut(*, request: HelpRequest, now: datetime) -> None:
    """Once it is kept over the closing."""
    if request.call_back_was is not None:
        _tell(request, request.call_back_was, "cut", now)


def _why_closed(request: HelpRequest, at: datetime, now: datetime) -> str:
    """`closed` for an exceptional closing, or an evening that has ended since its hour; else the hours changed."""
    is_decided = any(one.holds(max(at, now)) for one in exceptional(now))
    return "closed" if is_decided or not is_outside_hours(request, at, now) else "hours"


def _why_again(request: HelpRequest) -> str:
    """`again` where the hours had changed; else a closing is lifted."""
    told = Fact.objects.filter(name=CallBackMoved.__name__, subject=f"help_request:{request.pk}").order_by("pk").last()
    return "again" if told is not None and told.data["why"] in ("hours", "again") else "lifted"


@transaction.atomic
def _move(request: HelpRequest, at: datetime | None, was: datetime | None, why: str, now: datetime) -> None:
    before = request.call_back_at
    same = HelpRequest.objects.filter(pk=request.pk, state=HelpState.SCHEDULED.value, call_back_at=before)
    if at != before and same.update(call_back_at=at, call_back_was=was):
        request.call_back_at, request.call_back_was = at, was
        _tell(request, before or now, why, now)


def _tell(request: HelpRequest, was: datetime, why: str, now: datetime) -> None:
    reason = why_left(request, was) if request.call_back_was is not None else ""
    record(CallBackMoved(request.pk, request.pupil.account_id, was, request.call_back_at, why, reason), now=now)

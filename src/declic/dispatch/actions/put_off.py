"""A promised call-back that a closing cuts or covers, or that new hours leave out: it moves to the next opening as soon
as that is known, and the family is told.
"""

from datetime import datetime

from django.db import transaction

from declic.dispatch.facts import CallBackMoved
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.agreed import Hours, hours_held, hours_of_request, open_moments
from declic.dispatch.queries.call_backs import is_outside_hours, why_left
from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.call_backs import first_opening, put_off_to
from declic.dispatch.rules.escalation import CALL_BACK_NOTICE
from declic.journal.actions import record
from declic.journal.models import Fact


def follow_hours(*, now: datetime) -> None:
    """Those whose hour is no longer one of the service, or of what their sponsor agreed, are put off as soon as it is
    known; those that were come back to the first opening from the hour they had, once that is sooner, in time to be
    told. One query when none is promised, and those of `open_moments` when some are; those of `hours_held` when some
    are put off.
    """
    promised = HelpRequest.objects.filter(state=HelpState.SCHEDULED.value)
    rows = list(
        promised.exclude(call_back_at=None, call_back_was=None).values_list(
            "pk", "sponsor_id", "sponsor__zone", "call_back_at", "call_back_was"
        )
    )
    if not rows:
        return
    is_open = open_moments({(sponsor, zone, max(at, now)) for _, sponsor, zone, at, _ in rows if at is not None}, now)
    held = hours_held({(sponsor, zone) for _, sponsor, zone, _, was in rows if was is not None}, now)
    moved = []
    for pk, sponsor, zone, at, was in rows:
        is_sooner = was is not None and _sooner(at, was, held[sponsor, zone], now) is not None
        if is_sooner or (at is not None and (sponsor, zone, max(at, now)) not in is_open):
            moved.append(pk)
    for request in promised.select_related("pupil", "sponsor").filter(pk__in=moved) if moved else ():
        _follow(request, now)


def _follow(request: HelpRequest, now: datetime) -> None:
    at, was = request.call_back_at, request.call_back_was
    hours = hours_of_request(request, now)
    sooner = _sooner(at, was, hours, now)
    if sooner is not None and sooner == was:
        _move(request, was, None, _why_again(request), now)
    elif sooner is not None:
        _move(request, sooner, was, "sooner", now)
    elif at is not None and not hours(max(at, now)).is_open:
        why = _why_closed(request, at, now)
        _move(request, put_off_to(max(at, now), hours), was if was is not None and was > now else at, why, now)


def _sooner(at: datetime | None, was: datetime | None, hours: Hours, now: datetime) -> datetime | None:
    """The hour one that was put off comes back to; None while it has none sooner than `at`."""
    if was is None:
        return None
    again = first_opening(max(was, now), hours, after=now + CALL_BACK_NOTICE)
    return again if again is not None and (at is None or again < at) else None


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
    moves = Fact.objects.filter(name=CallBackMoved.__name__, subject=f"help_request:{request.pk}")
    told = moves.exclude(data__why="sooner").order_by("pk").last()
    return "again" if told is not None and told.data["why"] in ("hours", "again") else "lifted"


@transaction.atomic
def _move(request: HelpRequest, at: datetime | None, was: datetime | None, why: str, now: datetime) -> None:
    before = request.call_back_at
    same = HelpRequest.objects.filter(pk=request.pk, state=HelpState.SCHEDULED.value, call_back_at=before)
    if at != before and same.update(call_back_at=at, call_back_was=was):
        request.call_back_at, request.call_back_was = at, was
        _tell(request, before or now, why, now)


def _tell(request: HelpRequest, was: datetime, why: str, now: datetime) -> None:
    reason = why_left(request, was) if request.call_back_was is not None and why != "sooner" else ""
    record(CallBackMoved(request.pk, request.pupil.account_id, was, request.call_back_at, why, reason), now=now)

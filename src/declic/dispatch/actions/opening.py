"""Into the line at an opening and at the hour of a call-back, and kept over a closing time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from declic.dispatch.actions.moves import move_request, stop_rings
from declic.dispatch.actions.put_off import follow_hours, hour_after_closing, tell_cut
from declic.dispatch.actions.silence import give_up, never_came
from declic.dispatch.facts import CallBackDue, HelpAsked, HelpScheduled
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.agreed import agreed_now
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.queries.hours import zone_openings
from declic.dispatch.rules import HelpState, OfferState
from declic.dispatch.rules.escalation import Escalation
from declic.dispatch.rules.hours import takes_requests
from declic.dispatch.rules.policy import POLICY
from declic.journal.actions import record
from declic.statements import Prepared

_ZONES = Prepared(build=lambda: _held_or_waiting().values_list("sponsor__zone", flat=True).distinct())


def open_and_close(*, now: datetime) -> None:
    """At closing, who waits is kept for the next opening, at the same place; at opening, who was kept waits, once their
    sponsor's hours have come, and at the time they chose, who is to be called back.

    In the last minutes before closing nobody begins to wait, as nobody may ask: but for who was promised a call-back.

    Who asked at the hours of their sponsor waits until the service closes.

    A ring under way at closing time runs to its end, and a lesson too.
    """
    held_or_waiting = _held_or_waiting()
    zones = set(_ZONES.rows())
    if not zones:
        return
    openings = zone_openings(now, zones)
    is_open = {zone for zone, found in openings.items() if found.is_open}
    takes = {zone for zone, found in openings.items() if takes_requests(found, now, POLICY.last_call)}
    if is_open:
        due = Q(call_back_at=None, sponsor__zone__in=takes) | Q(call_back_at__lte=now)
        kept = held_or_waiting.filter(due, state=HelpState.SCHEDULED.value, sponsor__zone__in=is_open)
        if waiting := list(kept.order_by("asked_at")):
            _open_those_agreed(waiting, now)
    if zones - is_open:
        closing = held_or_waiting.filter(state=HelpState.WAITING.value).exclude(sponsor__zone__in=is_open)
        for request in closing.exclude(offers__state=OfferState.RINGING.value):
            with transaction.atomic():
                _keep_over(request, now)
    follow_hours(now=now)


def _open_those_agreed(kept: Sequence[HelpRequest], now: datetime) -> None:
    tonight, agreed = closed_subjects(now), agreed_now({request.sponsor for request in kept}, now)
    for request in kept:
        # A call-back that was promised before its subject closed is kept; one whose hour has come while the service
        # was closed is put off to the sponsor's hours.
        closed = tonight.why_closed(request.subject, request.level)
        if request.sponsor_id in agreed and (request.call_back_at is not None or not closed):
            _open(request, now)


def _held_or_waiting() -> QuerySet[HelpRequest]:
    return HelpRequest.objects.select_related("pupil", "sponsor").filter(
        state__in=[HelpState.WAITING.value, HelpState.SCHEDULED.value]
    )


def _keep_over(request: HelpRequest, now: datetime) -> None:
    """A call-back that was not served is promised anew, for the opening; one nobody came to, whose place was kept the
    half-hour that was told, is over. Whoever was away is found so anew, and told: `_tell_of_places`.
    """
    kept_long = now - request.since > POLICY.held_forgotten - POLICY.pupil_silent
    if request.call_back_at is not None and request.away_since and never_came(of=request) and kept_long:
        give_up(of=request, before=HelpState.WAITING, why="pupil_left", now=now)
        return
    kept = {"kept_over_at": now, "away_since": None, **(hour := hour_after_closing(request=request, now=now))}
    if move_request(of=request, before=HelpState.WAITING, after=HelpState.SCHEDULED, now=now, **kept):
        stop_rings(help_request_id=request.pk, why="closed", now=now)
        record(HelpScheduled(request.pk, request.pupil.account_id), now=now)
        if hour:
            tell_cut(request=request, now=now)


@transaction.atomic
def _open(request: HelpRequest, now: datetime) -> None:
    called_back = request.call_back_at is not None and request.call_back_at > request.since
    here = request.pupil_seen_at is not None and now - request.pupil_seen_at < POLICY.pupil_silent
    away_since = None if here else now
    if enter_line(of=request, now=now, away_since=away_since):
        record(HelpAsked(request.pk, request.pupil.account_id), now=now)
        if called_back:
            record(CallBackDue(request.pk, request.pupil.account_id), now=now)


def enter_line(*, of: HelpRequest, now: datetime, **changes: object) -> bool:
    """Whether what was kept waits again now. What it waited before a closing time, or a call-back, still counts: its
    figures begin as much earlier. A wait that a teacher has ended stays what it was. Its steps begin anew, as the team
    is warned each evening, unless `changes` say where they are.
    """
    waited = of.since - of.wait_from if of.wait_from else timedelta()
    begun: dict[str, object] = {
        "wait_from": of.wait_from if of.first_accepted_at else now - waited,
        "in_line_since": now,
        "back_since": None,
        "escalation": Escalation.NONE.value,
        "called_at": None,
    }
    return move_request(of=of, before=HelpState.SCHEDULED, after=HelpState.WAITING, now=now, **begun | changes)

"""Pupils whose page falls silent: nobody is rung for them, and in the end their request is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from declic.dispatch.actions.moves import move_request, stop_rings
from declic.dispatch.facts import HelpCancelled, HelpUnmet, PlaceKept, PupilAway
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.policy import Policy
from declic.journal.actions import record
from declic.statements import Prepared

_SILENT = Prepared(
    datetime,
    build=lambda before: HelpRequest.objects.select_related("pupil").filter(
        Q(pupil_seen_at__lt=before) | Q(pupil_seen_at=None), state=HelpState.WAITING.value
    ),
)
_PLACES = Prepared(datetime, datetime, build=lambda *when: _unseen_places(*when).select_related("pupil"))
_UNCOMPLETED = Prepared(
    datetime,
    build=lambda before: HelpRequest.objects.select_related("pupil").filter(
        state=HelpState.SENT_BACK.value, since__lt=before
    ),
)


def leave_silent_pupils(*, now: datetime, heard_since: datetime, policy: Policy) -> None:
    """A silent page rings nobody; one that stays silent ends its request."""
    if not counts(silence=policy.pupil_silent, now=now, heard_since=heard_since, policy=policy):
        return
    for request in _SILENT.rows(now - policy.pupil_silent):
        with transaction.atomic():
            if request.away_since is None:
                _note_away(request, now)
            elif now - _last_heard(request, heard_since) > _patience(request, policy):
                give_up(of=request, before=HelpState.WAITING, why="pupil_left", now=now)

    _tell_of_places(now, policy)
    for request in _UNCOMPLETED.rows(now - policy.sent_back_forgotten):
        with transaction.atomic():
            give_up(of=request, before=HelpState.SENT_BACK, why="not_completed", now=now)


def _note_away(request: HelpRequest, now: datetime) -> None:
    still = HelpRequest.objects.filter(
        pk=request.pk, state=HelpState.WAITING.value, away_since=None, pupil_seen_at=request.pupil_seen_at
    )
    if still.update(away_since=now):
        stop_rings(help_request_id=request.pk, why="pupil_away", now=now)
        record(PupilAway(request.pk, request.pupil.account_id), now=now)


def _tell_of_places(now: datetime, policy: Policy) -> None:
    """Kept over a closing time that nobody has seen on the waiting page: once an evening."""
    kept = (now - policy.held_forgotten, now - policy.pupil_silent)
    for request in _PLACES.rows(*kept):
        with transaction.atomic():
            if _unseen_places(*kept).filter(pk=request.pk).update(away_since=now):
                record(PlaceKept(request.pk, request.pupil.account_id), now=now)


def _unseen_places(since: datetime, until: datetime) -> QuerySet[HelpRequest]:
    unseen = Q(pupil_seen_at=None) | Q(pupil_seen_at__lt=F("kept_over_at"))
    return HelpRequest.objects.filter(
        unseen,
        state=HelpState.SCHEDULED.value,
        call_back_at=None,
        away_since=None,
        kept_over_at__range=(since, until),
    )


def give_up(*, of: HelpRequest, before: HelpState, why: str, now: datetime) -> None:
    """One kept over a closing time, or called back, was not served: unmet; and one asked while closed that nobody came
    to. Any other is the pupil's own leaving.
    """
    was_kept = of.kept_over_at is not None or _slept_since_opening(of)
    kept = "call_back" if of.call_back_at else "closing" if was_kept else ""
    unmet = before is HelpState.WAITING and kept != ""
    after = HelpState.UNMET if unmet else HelpState.CANCELLED
    if not move_request(of=of, before=before, after=after, now=now, closed_at=now, close_reason=kept if unmet else why):
        return
    stop_rings(help_request_id=of.pk, why="pupil_away", now=now)
    if unmet:
        record(HelpUnmet(of.pk, of.pupil.account_id, kept), now=now)
    else:
        record(HelpCancelled(of.pk, of.pupil.account_id), now=now)


def _last_heard(request: HelpRequest, heard_since: datetime) -> datetime:
    return max(moment for moment in (request.pupil_seen_at, request.since, heard_since) if moment is not None)


def _patience(request: HelpRequest, policy: Policy) -> timedelta:
    """Longer for who has not come back since the opening."""
    return policy.held_forgotten if never_came(of=request) else policy.pupil_forgotten


def never_came(*, of: HelpRequest) -> bool:
    return of.pupil_seen_at is None or of.pupil_seen_at < of.since


def _slept_since_opening(request: HelpRequest) -> bool:
    """Kept until an opening, and its page has not been heard since. What it has been heard for is the pupil's own."""
    opened = request.in_line_since
    return opened is not None and (request.pupil_seen_at is None or request.pupil_seen_at < opened)


def counts(*, silence: timedelta, now: datetime, heard_since: datetime, policy: Policy) -> bool:
    """Silence is known to have lasted so long only since this clock has been up."""
    return now - heard_since >= max(silence, policy.start_up_grace)

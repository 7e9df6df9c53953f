"""What the clock does each second: rings that end, desks and pages that fall silent, opening and closing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from declic.dispatch.actions.escalation import escalate
from declic.dispatch.actions.lesson import wrap_up_over
from declic.dispatch.actions.moves import AfterRing, end_ring, move_duty, move_request, stop_rings
from declic.dispatch.actions.put_off import follow_hours, hour_after_closing, tell_cut
from declic.dispatch.actions.questions import tell_of_questions
from declic.dispatch.facts import CallBackDue, HelpAsked, HelpCancelled, HelpScheduled, HelpUnmet, PlaceKept, PupilAway
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.agreed import agreed_now
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.queries.hours import zone_openings
from declic.dispatch.rules import DutyState, HelpState, OfferState
from declic.dispatch.rules.escalation import Escalation
from declic.dispatch.rules.hours import takes_requests
from declic.dispatch.rules.policy import POLICY, Policy
from declic.journal.actions import record
from declic.statements import Prepared

_OVERDUE = Prepared(datetime, build=lambda before: _rings().filter(deadline_at__lt=before))
_LEFT = Prepared(datetime, datetime, build=lambda *when: _rings_on(_left(*when)))
_LEFT_OR_SILENT = Prepared(
    datetime,
    datetime,
    datetime,
    build=lambda silent, *when: _rings_on(_left(*when) | Q(teacher__duties__seen_at__lt=silent)),
)
_FORGOTTEN = Prepared(
    datetime,
    build=lambda before: Duty.objects.select_related("teacher").filter(
        ended_at=None, state__in=[DutyState.FREE.value, DutyState.PAUSED.value], seen_at__lt=before, since__lt=before
    ),
)
_WRITING_LONG = Prepared(
    datetime,
    build=lambda before: Duty.objects.select_related("teacher").filter(
        ended_at=None, state=DutyState.WRAPPING_UP.value, since__lte=before
    ),
)
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
_ZONES = Prepared(build=lambda: _held_or_waiting().values_list("sponsor__zone", flat=True).distinct())
"""What is looked for each second, and mostly not found."""


def expire(*, now: datetime, up_since: datetime | None = None, policy: Policy = POLICY) -> None:
    """Everything that is due. Each change is a transaction of its own, so that one of them failing undoes no other.

    `up_since`: when this clock started. Pages need a moment to come back after a restart: their silence counts from
    then on only, and for `policy.start_up_grace` at least. One that says it leaves is believed at once.
    """
    heard_since = up_since or datetime.min.replace(tzinfo=now.tzinfo)
    _end_rings(now, policy)
    _leave_silent_desks(now, heard_since, policy)
    _leave_silent_pupils(now, heard_since, policy)
    _end_wrap_ups(now, policy)
    _open_and_close(now)
    escalate(now=now)
    tell_of_questions(now=now)


def _end_rings(now: datetime, policy: Policy) -> None:
    """Not answered: missed when the desk was there to hear it, otherwise taken back. Missing one pauses the teacher."""
    due = _OVERDUE.rows(now - policy.accept_grace)
    under_way = Duty.objects.filter(ended_at=None, teacher__in=[offer.teacher_id for offer in due])
    duties = {duty.teacher_id: duty for duty in under_way} if due else {}
    for offer in due:
        duty = duties.get(offer.teacher_id)
        spoke = max(offer.deadline_at - policy.desk_fresh, offer.offered_at)
        heard = duty is not None and duty.seen_at >= spoke
        with transaction.atomic():
            if not heard:
                end_ring(offer=offer, after=OfferState.WITHDRAWN, why="teacher_gone", now=now)
            else:
                often = duty is not None and duty.missed + 1 >= policy.misses_before_telling
                paused = AfterRing(DutyState.PAUSED, "missed_often" if often else "missed")
                end_ring(
                    offer=offer, after=OfferState.MISSED, why="missed", now=now, duty=paused, missed=F("missed") + 1
                )


def _leave_silent_desks(now: datetime, heard_since: datetime, policy: Policy) -> None:
    """A ring on a desk that is gone goes to somebody else; a duty whose desk is gone for long ends."""
    left = (heard_since, now - policy.desk_reload)
    counts = _counts(now, heard_since, policy.desk_silent, policy)
    for offer in _LEFT_OR_SILENT.rows(now - policy.desk_silent, *left) if counts else _LEFT.rows(*left):
        with transaction.atomic():
            end_ring(offer=offer, after=OfferState.WITHDRAWN, why="teacher_gone", now=now)

    if not _counts(now, heard_since, policy.desk_forgotten, policy):
        return
    for duty in _FORGOTTEN.rows(now - policy.desk_forgotten):
        with transaction.atomic():
            move_duty(of=duty.teacher, before=DutyState(duty.state), after=DutyState.ENDED, now=now, why="gone")


def _leave_silent_pupils(now: datetime, heard_since: datetime, policy: Policy) -> None:
    """A silent page rings nobody; one that stays silent ends its request."""
    if not _counts(now, heard_since, policy.pupil_silent, policy):
        return
    for request in _SILENT.rows(now - policy.pupil_silent):
        with transaction.atomic():
            if request.away_since is None:
                _note_away(request, now)
            elif now - _last_heard(request, heard_since) > _patience(request, policy):
                _give_up(request, HelpState.WAITING, "pupil_left", now)

    _tell_of_places(now, policy)
    for request in _UNCOMPLETED.rows(now - policy.sent_back_forgotten):
        with transaction.atomic():
            _give_up(request, HelpState.SENT_BACK, "not_completed", now)


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


def _give_up(request: HelpRequest, before: HelpState, why: str, now: datetime) -> None:
    """One kept over a closing time, or called back, was not served: unmet; and one asked while closed that nobody came
    to. Any other is the pupil's own leaving.
    """
    was_kept = request.kept_over_at is not None or _slept_since_opening(request)
    kept = "call_back" if request.call_back_at else "closing" if was_kept else ""
    unmet = before is HelpState.WAITING and kept != ""
    after = HelpState.UNMET if unmet else HelpState.CANCELLED
    if not move_request(
        of=request, before=before, after=after, now=now, closed_at=now, close_reason=kept if unmet else why
    ):
        return
    stop_rings(help_request_id=request.pk, why="pupil_away", now=now)
    if unmet:
        record(HelpUnmet(request.pk, request.pupil.account_id, kept), now=now)
    else:
        record(HelpCancelled(request.pk, request.pupil.account_id), now=now)


def _last_heard(request: HelpRequest, heard_since: datetime) -> datetime:
    return max(moment for moment in (request.pupil_seen_at, request.since, heard_since) if moment is not None)


def _patience(request: HelpRequest, policy: Policy) -> timedelta:
    """Longer for who has not come back since the opening."""
    return policy.held_forgotten if _never_came(request) else policy.pupil_forgotten


def _never_came(request: HelpRequest) -> bool:
    return request.pupil_seen_at is None or request.pupil_seen_at < request.since


def _slept_since_opening(request: HelpRequest) -> bool:
    """Kept until an opening, and its page has not been heard since. What it has been heard for is the pupil's own."""
    opened = request.in_line_since
    return opened is not None and (request.pupil_seen_at is None or request.pupil_seen_at < opened)


def _end_wrap_ups(now: datetime, policy: Policy) -> None:
    for duty in _WRITING_LONG.rows(now - policy.wrap_up):
        wrap_up_over(teacher=duty.teacher, now=now)


def _open_and_close(now: datetime) -> None:
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
    if request.call_back_at is not None and request.away_since and _never_came(request) and kept_long:
        _give_up(request, HelpState.WAITING, "pupil_left", now)
        return
    kept = {"kept_over_at": now, "away_since": None, **(hour := hour_after_closing(request=request, now=now))}
    if move_request(of=request, before=HelpState.WAITING, after=HelpState.SCHEDULED, now=now, **kept):
        stop_rings(help_request_id=request.pk, why="closed", now=now)
        record(HelpScheduled(request.pk, request.pupil.account_id), now=now)
        if hour:
            tell_cut(request=request, now=now)


@transaction.atomic
def _open(request: HelpRequest, now: datetime) -> None:
    """What it waited before a closing time, or a call-back, still counts: its figures begin as much earlier. A wait
    that a teacher has ended stays what it was. Its steps begin anew: the team is warned each evening.
    """
    called_back = request.call_back_at is not None and request.call_back_at > request.since
    waited = request.since - request.wait_from if request.wait_from else timedelta()
    here = request.pupil_seen_at is not None and now - request.pupil_seen_at < POLICY.pupil_silent
    away_since = None if here else now
    if move_request(
        of=request,
        before=HelpState.SCHEDULED,
        after=HelpState.WAITING,
        now=now,
        wait_from=request.wait_from if request.first_accepted_at else now - waited,
        in_line_since=now,
        back_since=None,
        escalation=Escalation.NONE.value,
        called_at=None,
        away_since=away_since,
    ):
        record(HelpAsked(request.pk, request.pupil.account_id), now=now)
        if called_back:
            record(CallBackDue(request.pk, request.pupil.account_id), now=now)


def _rings() -> QuerySet[Offer]:
    return Offer.objects.select_related("teacher", "help_request__pupil").filter(state=OfferState.RINGING.value)


def _rings_on(desk: Q) -> QuerySet[Offer]:
    return _rings().filter(desk, teacher__duties__ended_at=None)


def _left(since: datetime, until: datetime) -> Q:
    return Q(teacher__duties__desk_left_at__range=(since, until))


def _counts(now: datetime, heard_since: datetime, silence: timedelta, policy: Policy) -> bool:
    """Silence is known to have lasted so long only since this clock has been up."""
    return now - heard_since >= max(silence, policy.start_up_grace)

"""The teacher's moves at the desk: free, pause, last one, off; decline, send back; being there."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from declic.dispatch.actions.moves import AfterRing, end_ring, move_duty, move_request, stop_rings
from declic.dispatch.facts import DutyChanged, HelpSentBack
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import as_free_teacher, as_waiting, offer_over, ring_for
from declic.dispatch.rules import DutyState, HelpState, OfferState
from declic.dispatch.rules.matcher import may_take
from declic.dispatch.rules.policy import POLICY
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.people.queries import may_teach, skills_of
from declic.people.rules.teachers import TeacherState
from declic.statements import Prepared

_HELD = Prepared(
    int,
    build=lambda account: (
        Teacher.objects.select_related("account")
        .select_for_update(of=("self",), no_key=True)
        .filter(account_id=account)
    ),
)
_UNDER_WAY = Prepared(int, build=lambda teacher: Duty.objects.filter(teacher=teacher, ended_at=None))
WANTS = ("free", "pause", "last_one", "off")
WHY_NOT = {
    TeacherState.CANDIDATE: "Votre dossier n’est pas encore validé : l’équipe Déclic vous écrit dès qu’il l’est.",
    TeacherState.APPROVED: "Votre autorisation de cumul a expiré : envoyez la nouvelle à l’équipe Déclic.",
    TeacherState.SUSPENDED: "Votre compte est suspendu : répondez au message de l’équipe Déclic pour en parler.",
}
"""Somebody approved who may not teach is past the date of their authorisation."""


@transaction.atomic
def want(*, teacher_account_id: int, state: str, now: datetime) -> Duty | None:
    """The teacher says what they want: `free`, `pause`, `last_one` or `off`. Saying it twice changes nothing.

    The duty as it is now; None when off duty. « Off » in mid-lesson means after it.
    Refusals `unknown_want`, `not_approved`, `no_skills`, `in_lesson` (no pause in mid-lesson).
    """
    if state not in WANTS:
        raise Refusal("unknown_want", "Ce choix n’existe pas.")
    # Held until the end: somebody suspended at this very moment is either refused, or taken off what begins here.
    teacher = _HELD.first(teacher_account_id)
    if teacher is None:
        raise NotYours
    {"free": _want_free, "pause": _want_pause, "last_one": _want_last_one, "off": _want_off}[state](teacher, now)
    return _UNDER_WAY.first(teacher.pk)


@transaction.atomic
def decline(*, offer_id: UUID, teacher_account_id: int, now: datetime) -> None:
    """Not this one, without blame. Declining a ring that is over does nothing.

    The second decline in a row records `DutyChanged` with the reason `declined_twice`: ask whether a pause is wanted.
    """
    offer = ring_for(offer_id, teacher_account_id)
    declines = (
        Duty.objects.filter(teacher=offer.teacher, ended_at=None).values_list("declines_in_row", flat=True).first()
    )
    in_row = (declines or 0) + 1
    # Whom the pupil waits for will not come: nobody is waited for any longer.
    HelpRequest.objects.filter(pk=offer.help_request_id, wanted_teacher=offer.teacher_id, hold_until__gt=now).update(
        hold_until=now
    )
    why = "declined_twice" if in_row >= POLICY.declines_before_asking else "ring_over"
    end_ring(
        offer=offer, after=OfferState.DECLINED, why="declined", now=now, duty=AfterRing(why=why), declines_in_row=in_row
    )


@transaction.atomic
def send_back(*, offer_id: UUID, teacher_account_id: int, now: datetime) -> None:
    """« Montre-moi ton essai » : the pupil completes the request, keeps the place, and rings here first.

    Refusal `offer_over`.
    """
    offer = ring_for(offer_id, teacher_account_id)
    sent_back = offer.state == OfferState.RINGING.value and move_request(
        of=offer.help_request,
        before=HelpState.WAITING,
        after=HelpState.SENT_BACK,
        now=now,
        wanted_teacher_id=offer.teacher_id,
    )
    if not sent_back or not end_ring(
        offer=offer, after=OfferState.SENT_BACK, why="sent_back", now=now, declines_in_row=0
    ):
        raise offer_over(offer)
    stop_rings(help_request_id=offer.help_request_id, why="sent_back", now=now)
    record(
        HelpSentBack(offer.help_request_id, offer.help_request.pupil.account_id, teacher_account_id),
        now=now,
        actor_id=teacher_account_id,
    )


@transaction.atomic
def take_off_duty(*, teacher: Teacher, now: datetime) -> bool:
    """The team's decision, at once: what rings goes to a colleague, the duty ends.

    Whether they are off duty. Not while a lesson is under way: `lessons.actions.take_lesson_back` comes first.
    """
    if _end_own_ring(teacher, AfterRing(DutyState.ENDED, "taken_back"), now, as_=OfferState.WITHDRAWN):
        return True
    for before in (DutyState.FREE, DutyState.PAUSED, DutyState.WRAPPING_UP):
        if move_duty(of=teacher, before=before, after=DutyState.ENDED, now=now, why="taken_back"):
            return True
    return not Duty.objects.filter(teacher=teacher, ended_at=None).exists()


@transaction.atomic
def leave_to_others(*, teacher: Teacher, now: datetime) -> None:
    """Their skills or their authorisation changed: what rings and is no longer theirs goes to a colleague, unmarked."""
    rings = Offer.objects.select_related("teacher__account", "help_request__pupil")
    offer = rings.filter(teacher=teacher, state=OfferState.RINGING.value).first()
    if offer is not None and not may_take(as_free_teacher(offer.teacher, now), as_waiting(offer.help_request)):
        end_ring(offer=offer, after=OfferState.WITHDRAWN, why="not_theirs", now=now)


@transaction.atomic
def note_desk_seen(*, teacher_account_ids: Iterable[int], now: datetime) -> None:
    """These desks are there. Called every few seconds for all of them at once."""
    Duty.objects.filter(teacher__account_id__in=list(teacher_account_ids), ended_at=None).update(
        seen_at=now, desk_left_at=None
    )


@transaction.atomic
def desk_left(*, teacher_account_id: int, now: datetime) -> None:
    """The desk page closed, perhaps to reload: its ring goes on for a few seconds, then `expire` passes it on."""
    Duty.objects.filter(teacher__account_id=teacher_account_id, ended_at=None).update(desk_left_at=now)


def _want_free(teacher: Teacher, now: datetime) -> None:
    back = _start_or_resume(teacher, now, last_one=False)
    if not back:
        Duty.objects.filter(teacher=teacher, ended_at=None).update(last_one=False, declines_in_row=0, seen_at=now)
        _tell(teacher, now)


def _want_last_one(teacher: Teacher, now: datetime) -> None:
    if not _start_or_resume(teacher, now, last_one=True):
        Duty.objects.filter(teacher=teacher, ended_at=None).update(last_one=True, seen_at=now)
        _tell(teacher, now)


def _start_or_resume(teacher: Teacher, now: datetime, *, last_one: bool) -> bool:
    """Whether the duty began or went on from a pause or a report; False: it was under way."""
    _check_may_be_rung(teacher, now)
    fresh = {"idle_since": now, "seen_at": now, "desk_left_at": None, "declines_in_row": 0, "last_one": last_one}
    for before in (DutyState.WRAPPING_UP, DutyState.PAUSED):
        if last_one and before is DutyState.WRAPPING_UP:
            continue  # the lesson just over was the last one: the duty ends with its report
        if move_duty(of=teacher, before=before, after=DutyState.FREE, now=now, why="asked", **fresh):
            return True
    if Duty.objects.filter(teacher=teacher, ended_at=None).exists():
        return False
    try:
        with transaction.atomic():
            Duty.objects.create(teacher=teacher, started_at=now, since=now, **fresh)
    except IntegrityError:
        return False  # another page of the same teacher said so first
    record(DutyChanged(teacher.account_id, DutyState.FREE.value, "asked"), now=now)
    return True


def _want_pause(teacher: Teacher, now: datetime) -> None:
    if _end_own_ring(teacher, AfterRing(DutyState.PAUSED, "asked"), now):
        return
    for before in (DutyState.FREE, DutyState.WRAPPING_UP):
        if move_duty(of=teacher, before=before, after=DutyState.PAUSED, now=now, why="asked", declines_in_row=0):
            return
    if Duty.objects.filter(teacher=teacher, ended_at=None, state=DutyState.TEACHING.value).exists():
        raise Refusal("in_lesson", "Vous êtes en leçon. Choisissez « Dernière » pour vous arrêter après elle.")


def _want_off(teacher: Teacher, now: datetime) -> None:
    if _end_own_ring(teacher, AfterRing(DutyState.ENDED, "asked"), now):
        return
    for before in (DutyState.FREE, DutyState.PAUSED, DutyState.WRAPPING_UP):
        if move_duty(of=teacher, before=before, after=DutyState.ENDED, now=now, why="asked"):
            return
    if Duty.objects.filter(teacher=teacher, ended_at=None).update(last_one=True):
        _tell(teacher, now)


def _end_own_ring(teacher: Teacher, duty: AfterRing, now: datetime, *, as_: OfferState = OfferState.DECLINED) -> bool:
    """What rings on this desk goes to somebody else."""
    offer = (
        Offer.objects.select_related("teacher", "help_request__pupil")
        .filter(teacher=teacher, state=OfferState.RINGING.value)
        .first()
    )
    ended_at = {"ended_at": now} if duty.state is DutyState.ENDED else {}
    why = "declined" if as_ is OfferState.DECLINED else duty.why
    return offer is not None and end_ring(offer=offer, after=as_, why=why, now=now, duty=duty, **ended_at)


def _check_may_be_rung(teacher: Teacher, now: datetime) -> None:
    if not may_teach(teacher, paris_day(now)):
        raise Refusal("not_approved", WHY_NOT[TeacherState(teacher.state)])
    if not skills_of(teacher):
        raise Refusal("no_skills", "Aucune matière n’est encore validée pour vous : écrivez à l’équipe Déclic.")


def _tell(teacher: Teacher, now: datetime) -> None:
    state = Duty.objects.filter(teacher=teacher, ended_at=None).values_list("state", flat=True).first()
    if state is not None:
        record(DutyChanged(teacher.account_id, state, "asked"), now=now)

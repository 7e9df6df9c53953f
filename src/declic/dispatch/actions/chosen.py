"""The team's own ring: what rings for a request stops, and the teacher an operator chose is rung instead."""

from datetime import datetime

from django.db import IntegrityError, transaction

from declic.dispatch.actions.moves import move_duty, stop_rings
from declic.dispatch.facts import HelpReassigned, OfferMade
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import as_free_teacher, as_waiting, opening
from declic.dispatch.queries.chosen import rings_under_way
from declic.dispatch.queries.free import ringable_duties
from declic.dispatch.rules import DutyState, HelpState
from declic.dispatch.rules.chosen import gone, reason
from declic.dispatch.rules.matcher import may_take
from declic.dispatch.rules.policy import POLICY
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Account, Teacher


@transaction.atomic
def ring_instead(*, help_request: HelpRequest, teacher: Teacher, by: Account, now: datetime) -> Offer:
    """The request keeps its time of asking; whoever it rang is rung again for it only after a while.

    All or nothing: when the teacher was taken meanwhile, what rings goes on ringing. Refusals `request_gone`,
    `pupil_away`, `closed`, `rings_there` (already), `cannot_take`, `teacher_taken`.
    """
    request = _waiting(help_request, now)
    ringing = rings_under_way(request)
    if any(offer.teacher_id == teacher.pk for offer in ringing):
        raise Refusal("rings_there", f"{teacher.account.name} est déjà en train de sonner pour cet élève.")
    if not may_take(as_free_teacher(teacher, now), as_waiting(request)):
        raise Refusal("cannot_take", f"{teacher.account.name} n’enseigne pas cette matière à ce niveau.")

    # The desk first: a duty that rings elsewhere is never waited for, so two operators cannot wait for each other.
    duty = _take_desk(teacher, now)
    stop_rings(help_request_id=request.pk, why="reassigned", now=now)
    try:
        with transaction.atomic():
            offer = Offer.objects.create(
                help_request=request,
                teacher=teacher,
                reason=reason([ring.teacher.account.name for ring in ringing]),
                offered_at=now,
                deadline_at=now + POLICY.ring_of(armed=teacher.is_armed),
                opens_at=now + POLICY.armed_countdown if teacher.is_armed else None,
                puts_off_report=duty is DutyState.WRAPPING_UP,
            )
    except IntegrityError:
        raise gone(teacher.account.name) from None
    pupil = request.pupil.account_id
    record(OfferMade(offer.pk, request.pk, pupil, teacher.account_id, offer.reason, hedge=False), now=now)
    record(HelpReassigned(request.pk, pupil, teacher.account_id, offer.reason), now=now, actor_id=by.pk)
    return offer


def _waiting(help_request: HelpRequest, now: datetime) -> HelpRequest:
    """Held until the end: nobody accepts it or leaves meanwhile."""
    held = HelpRequest.objects.select_for_update(of=("self",), no_key=True).select_related("pupil", "sponsor")
    request = held.get(pk=help_request.pk)
    if request.state != HelpState.WAITING.value:
        raise Refusal("request_gone", "Cette demande n’attend plus : un professeur l’a prise, ou l’élève est parti.")
    if request.away_since is not None:
        raise Refusal("pupil_away", "La page de l’élève est fermée : personne ne peut sonner avant son retour.")
    if not opening(now, request.sponsor.zone).is_open:
        raise Refusal("closed", "Le service est fermé pour cet élève : sa demande passera en premier à l’ouverture.")
    return request


def _take_desk(teacher: Teacher, now: datetime) -> DutyState:
    """Where the duty stood before it rang. Refusal `teacher_taken`."""
    able: Duty | None = ringable_duties(now).filter(teacher=teacher).first()
    before = DutyState(able.state) if able is not None else None
    if before is None or not move_duty(of=teacher, before=before, after=DutyState.RINGING, now=now, why="ring"):
        raise gone(teacher.account.name)
    return before

"""One pass of the matcher: gather what waits and who is free, decide, ring. Waves may run in two processes at once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from declic.dispatch.facts import DutyChanged, OfferMade
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.line import free_teachers, waiting_requests
from declic.dispatch.rules import DUTY_LIFE, DutyState, HelpState
from declic.dispatch.rules.matcher import Ring, Waiting, decide_wave, is_unanswered
from declic.dispatch.rules.policy import POLICY, Policy
from declic.journal.actions import FactData, record_all

TRIES = 3
"""A wave whose ring came too late, because another process was first, looks again at once, so often."""


def run_wave(*, now: datetime, policy: Policy = POLICY) -> list[Offer]:
    """The offers made, committed and announced together."""
    made: list[Offer] = []
    for _ in range(TRIES):
        waiting = waiting_requests(now, policy)
        wanting = [request for request in waiting if request.live_rings == 0 or is_unanswered(request, now, policy)]
        if not wanting:
            break
        # Skills nobody lacks are in no demand: their holders would be read for nothing.
        teachers = free_teachers({request.skill for request in wanting} | policy.forecast.keys(), now, policy)

        rings = decide_wave(waiting, teachers, now, policy)

        offers = _ring(rings, waiting, now)
        made += offers
        if len(offers) == len(rings):
            break
    return made


def _ring(rings: list[Ring], waiting: Iterable[Waiting], now: datetime) -> list[Offer]:
    """Those whose request and teacher nobody took meanwhile. Ten statements at most, whatever the number."""
    if not rings:
        return []
    try:
        return _ring_together(rings, {request.id: request for request in waiting}, now)
    except IntegrityError:  # the constraints of the tables had the last word
        return []


@transaction.atomic
def _ring_together(rings: list[Ring], seen: Mapping[UUID, Waiting], now: datetime) -> list[Offer]:
    requests = _still_waiting(rings, seen)
    duties = _still_free(rings)
    offers = [
        Offer(
            help_request=requests[ring.request_id],
            teacher=duties[ring.teacher_id].teacher,
            slot=seen[ring.request_id].free_slot,
            reason=ring.reason,
            offered_at=now,
            deadline_at=ring.deadline_at,
        )
        for ring in rings
        if ring.request_id in requests and ring.teacher_id in duties
    ]
    HelpRequest.objects.filter(pk__in=[offer.help_request_id for offer in offers]).update(rung_at=now)
    assert DUTY_LIFE.can(DutyState.FREE, DutyState.RINGING)  # noqa: S101  (what follows is this move, for all at once)
    rung = [duties[offer.teacher_id].pk for offer in offers]
    Duty.objects.filter(pk__in=rung).update(state=DutyState.RINGING.value, since=now)
    Offer.objects.bulk_create(offers)
    hedges = {(ring.request_id, ring.teacher_id): ring.hedge for ring in rings}
    record_all(_told(offers, hedges), now=now)
    return offers


def _still_waiting(rings: list[Ring], seen: Mapping[UUID, Waiting]) -> dict[UUID, HelpRequest]:
    """Held until the end. One that somebody moves at this very moment is left to them."""
    rows = (
        HelpRequest.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("pupil")
        .only("hold_until", "pupil__account_id")
        .filter(pk__in=[ring.request_id for ring in rings], state=HelpState.WAITING.value, away_since=None)
        .order_by("pk")
    )
    return {row.pk: row for row in rows if row.hold_until == seen[row.pk].hold_until}


def _still_free(rings: list[Ring]) -> dict[int, Duty]:
    """Teacher → duty, held until the end."""
    rows = (
        Duty.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("teacher")
        .only("state", "teacher__account_id")
        .filter(teacher__in=[ring.teacher_id for ring in rings], state=DutyState.FREE.value, ended_at=None)
        .order_by("pk")
    )
    return {row.teacher_id: row for row in rows}


def _told(offers: list[Offer], hedges: Mapping[tuple[UUID, int], bool]) -> Iterator[FactData]:
    for offer in offers:
        account = offer.teacher.account_id
        hedge = hedges[offer.help_request_id, offer.teacher_id]
        yield DutyChanged(account, DutyState.RINGING.value, "ring")
        yield OfferMade(
            offer.pk, offer.help_request_id, offer.help_request.pupil.account_id, account, offer.reason, hedge
        )

"""One pass of the matcher: gather what waits and who is free, decide, ring. Waves may run in two processes at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from declic.dispatch.actions.moves import move_duty
from declic.dispatch.facts import OfferMade
from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.queries.line import free_teachers, waiting_requests
from declic.dispatch.rules import DutyState, HelpState
from declic.dispatch.rules.matcher import Ring, Waiting, decide_wave, is_unanswered
from declic.dispatch.rules.policy import POLICY, Policy
from declic.journal.actions import record
from declic.people.models import Teacher

TRIES = 3
"""A wave whose ring came too late, because another process was first, looks again at once, so often."""


def run_wave(*, now: datetime, policy: Policy = POLICY) -> list[Offer]:
    """The offers made, each committed and announced on its own."""
    made: list[Offer] = []
    for _ in range(TRIES):
        waiting = waiting_requests(now, policy)
        wanting = [request for request in waiting if request.live_rings == 0 or is_unanswered(request, now, policy)]
        if not wanting:
            break
        # Skills nobody lacks are in no demand: their holders would be read for nothing.
        teachers = free_teachers({request.skill for request in wanting} | policy.forecast.keys(), now, policy)

        rings = decide_wave(waiting, teachers, now, policy)

        offers = _make(rings, waiting, now)
        made += [offer for offer in offers if offer is not None]
        if None not in offers:
            break
    return made


class _TooLate(Exception):  # noqa: N818  (nothing failed: somebody was first)
    pass


def _make(rings: list[Ring], waiting: Iterable[Waiting], now: datetime) -> list[Offer | None]:
    requests = (
        HelpRequest.objects.select_related("pupil")
        .only("pupil__account_id")
        .in_bulk([ring.request_id for ring in rings])
    )
    teachers = Teacher.objects.only("account_id").in_bulk([ring.teacher_id for ring in rings])
    seen = {request.id: request for request in waiting}
    return [
        _ring(ring, requests[ring.request_id], teachers[ring.teacher_id], seen[ring.request_id], now)
        for ring in rings
        if ring.request_id in requests and ring.teacher_id in teachers
    ]


def _ring(ring: Ring, request: HelpRequest, teacher: Teacher, seen: Waiting, now: datetime) -> Offer | None:
    """The offer, or None when the request or the teacher was taken meanwhile: the constraints of the tables say so."""
    try:
        with transaction.atomic():
            waits = HelpRequest.objects.filter(
                pk=request.pk, state=HelpState.WAITING.value, away_since=None, hold_until=seen.hold_until
            )
            if not waits.update(rung_at=now):
                raise _TooLate  # noqa: TRY301  (it undoes the transaction)
            if not move_duty(of=teacher, before=DutyState.FREE, after=DutyState.RINGING, now=now, why="ring"):
                raise _TooLate  # noqa: TRY301  (same)
            offer = Offer(
                help_request=request,
                teacher=teacher,
                slot=seen.free_slot,
                reason=ring.reason,
                offered_at=now,
                deadline_at=ring.deadline_at,
            )
            offer.save(force_insert=True)
            record(
                OfferMade(offer.pk, request.pk, request.pupil.account_id, teacher.account_id, ring.reason, ring.hedge),
                now=now,
            )
    except (_TooLate, IntegrityError):
        return None
    return offer

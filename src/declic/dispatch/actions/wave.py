"""One pass of the matcher: gather what waits and who is free, decide, ring. Waves may run in two processes at once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction

from declic.dispatch.facts import DutyChanged, OfferMade
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.free import candidates
from declic.dispatch.queries.line import waiting_requests
from declic.dispatch.rules import DUTY_LIFE, DutyState, HelpState, OfferState
from declic.dispatch.rules.matcher import Ring, Waiting, decide_wave, is_unanswered
from declic.dispatch.rules.policy import POLICY, Policy
from declic.journal.actions import FactData, record_all
from declic.statements import PreparedFor, change_all, insert_all

_RUNG_FROM = (DutyState.FREE, DutyState.WRAPPING_UP)
_WAITING = PreparedFor(
    UUID,
    build=lambda requests: (
        HelpRequest.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(pk__in=requests, state=HelpState.WAITING.value, away_since=None)
        .order_by("pk")
        .values_list("pk", "hold_until", "pupil__account_id")
    ),
)
_FREE = PreparedFor(
    int,
    build=lambda teachers: (
        Duty.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(teacher__in=teachers, state__in=[state.value for state in _RUNG_FROM], ended_at=None)
        .order_by("pk")
        .values_list("teacher_id", "pk", "teacher__account_id", "state", "teacher__is_armed")
    ),
)
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
        teachers, holders = candidates(wanting, now, policy)

        rings = decide_wave(waiting, teachers, now, policy, holders)

        offers = _ring(rings, waiting, now, policy)
        made += offers
        if len(offers) == len(rings):
            break
    return made


def _ring(rings: list[Ring], waiting: Iterable[Waiting], now: datetime, policy: Policy) -> list[Offer]:
    """Those whose request and teacher nobody took meanwhile. Eight statements at most, whatever the number."""
    if not rings:
        return []
    try:
        return _ring_together(rings, {request.id: request for request in waiting}, now, policy)
    except IntegrityError:  # the constraints of the tables had the last word
        return []


@transaction.atomic
def _ring_together(rings: list[Ring], seen: Mapping[UUID, Waiting], now: datetime, policy: Policy) -> list[Offer]:
    requests = _still_waiting(rings, seen)
    duties = _still_free(rings)
    rows = [
        _row(ring, seen[ring.request_id].free_slot, duties[ring.teacher_id], now, policy)
        for ring in rings
        if ring.request_id in requests and ring.teacher_id in duties
    ]
    if not rows:
        return []
    # What follows is these moves, for all at once.
    assert all(DUTY_LIFE.can(before, DutyState.RINGING) for before in _RUNG_FROM)  # noqa: S101
    rung = [duties[row["teacher_id"]].id for row in rows]
    change_all(Duty, rung, {"state": DutyState.RINGING.value, "since": now})
    insert_all(Offer, rows)
    offers = [Offer.from_db(DEFAULT_DB_ALIAS, list(row), list(row.values())) for row in rows]
    record_all(_told(offers, requests, duties, {ring.request_id for ring in rings if ring.hedge}), now=now)
    return offers


class _Held(NamedTuple):
    """A duty whose row is held until the end of the transaction."""

    id: int
    account: int
    """Of its teacher."""
    state: str
    is_armed: bool


def _still_waiting(rings: list[Ring], seen: Mapping[UUID, Waiting]) -> dict[UUID, int]:
    """Request → account of its pupil; held until the end. One that somebody moves at this moment is left to them."""
    rows = _WAITING.rows(ring.request_id for ring in rings)
    return {pk: account for pk, hold_until, account in rows if hold_until == seen[pk].hold_until}


def _still_free(rings: list[Ring]) -> dict[int, _Held]:
    """Teacher → duty, held until the end."""
    rows = _FREE.rows(ring.teacher_id for ring in rings)
    return {teacher: _Held(pk, account, state, is_armed) for teacher, pk, account, state, is_armed in rows}


def _row(ring: Ring, slot: int, duty: _Held, now: datetime, policy: Policy) -> dict[str, Any]:
    """The offer, every column in the order of the model."""
    return {
        "id": uuid4(),
        "help_request_id": ring.request_id,
        "teacher_id": ring.teacher_id,
        "state": OfferState.RINGING.value,
        "slot": slot,
        "reason": ring.reason,
        "offered_at": now,
        "deadline_at": now + policy.ring_of(armed=duty.is_armed),
        "answered_at": None,
        "why": "",
        "opens_at": now + policy.armed_countdown if duty.is_armed else None,
        "puts_off_report": duty.state == DutyState.WRAPPING_UP.value,
    }


def _told(
    offers: list[Offer], pupils: Mapping[UUID, int], duties: Mapping[int, _Held], hedges: set[UUID]
) -> Iterator[FactData]:
    for offer in offers:
        request_id, teacher = offer.help_request_id, duties[offer.teacher_id].account
        yield DutyChanged(teacher, DutyState.RINGING.value, "ring")
        yield OfferMade(offer.pk, request_id, pupils[request_id], teacher, offer.reason, request_id in hedges)

"""Whom the team may have rung for a request that waits."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.free import ringable_duties
from declic.dispatch.rules import DutyState, OfferState
from declic.dispatch.rules.neighbours import BESIDE
from declic.ground.errors import NotYours
from declic.ground.spelling import spelled
from declic.people.models import Skill


def request_for_team(help_request_id: UUID) -> HelpRequest:
    """Whatever its state, for an operator; NotYours when there is none."""
    found = HelpRequest.objects.select_related("pupil", "sponsor").filter(pk=help_request_id).first()
    if found is None:
        raise NotYours
    return found


def rings_under_way(request: HelpRequest) -> list[Offer]:
    return list(
        Offer.objects.select_related("teacher__account")
        .filter(help_request=request, state=OfferState.RINGING.value)
        .order_by("slot")
    )


def candidates(request: HelpRequest, now: datetime, name: str = "") -> QuerySet[Duty]:
    """Duties that can be rung, of teachers who may take it: in the order the matcher looks in, the skill before a
    neighbouring level they accept (`held`), the free before those who write a report, the longest idle first.

    `declined`: they passed on this request. `name`: a part of theirs, accents aside. Counted and cut by the database.
    """
    at = Skill.objects.filter(teacher=OuterRef("teacher"), subject=request.subject)
    passed = Offer.objects.filter(teacher=OuterRef("teacher"), help_request=request, state=OfferState.DECLINED.value)
    named = {"teacher__account__name__iregex": spelled(name)} if spelled(name) else {}
    return (
        ringable_duties(now)
        .select_related("teacher__account")
        .annotate(
            held=Exists(at.filter(level=request.level)),
            declined=Exists(passed),
            wraps_up=Case(When(state=DutyState.WRAPPING_UP.value, then=Value(1)), default=Value(0)),
        )
        .filter(
            Q(held=True)
            | Q(Exists(at.filter(level__in=BESIDE.get(request.level, ()))), teacher__takes_neighbours=True),
            **named,
        )
        .order_by("-held", "wraps_up", Coalesce("idle_since", "since"), "teacher_id")
    )

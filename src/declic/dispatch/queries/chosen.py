"""Whom the team may have rung for a request that waits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.queries.line import free_teachers
from declic.dispatch.rules import OfferState
from declic.ground.errors import NotYours
from declic.people.models import Teacher


@dataclass(frozen=True)
class Candidate:
    """A teacher who can be rung now, and may take the request."""

    teacher_id: int
    name: str
    since: datetime
    """Free since then, or writing a report since then."""
    is_wide: bool
    """Of a neighbouring level, which they accept."""
    wraps_up: bool
    declined: bool
    """They passed on this request."""


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


def candidates(request: HelpRequest, now: datetime) -> list[Candidate]:
    """In the order the matcher looks in: the skill before a neighbouring level, the free before those who write a
    report; the longest idle first. Five queries, whatever the number.
    """
    skill = (request.subject, request.level)
    able = {teacher.id: teacher for teacher in free_teachers([skill], now, wide=[skill])}
    names = dict(Teacher.objects.filter(pk__in=able).values_list("pk", "account__name"))
    declined = set(
        Offer.objects.filter(help_request=request, state=OfferState.DECLINED.value).values_list("teacher_id", flat=True)
    )
    found = [
        Candidate(
            teacher_id,
            names[teacher_id],
            teacher.idle_since,
            is_wide=skill not in teacher.skills,
            wraps_up=teacher.wraps_up,
            declined=teacher_id in declined,
        )
        for teacher_id, teacher in able.items()
        if teacher_id in names
    ]
    return sorted(found, key=lambda one: (one.is_wide, one.wraps_up, one.since, one.teacher_id))

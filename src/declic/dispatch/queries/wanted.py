"""The teacher a pupil asks for, « comme la dernière fois »: who it is, and whether they are soon free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.rules import DutyState, HelpState, OfferState
from declic.people.models import Pupil, Teacher
from declic.people.queries import may_teach


def teacher_of_last_time(pupil: Pupil, subject: str, on: date) -> Teacher | None:
    """Who gave the pupil's last lesson in this subject, if they may still give one, at the pupil's level, that day."""
    last = (
        _lessons()
        .select_related("teacher__account")
        .filter(help_request__pupil=pupil, help_request__subject=subject)
        .order_by("-help_request__closed_at")
        .first()
    )
    if last is None or not may_teach(last.teacher, on):
        return None
    able = last.teacher.skills.filter(subject=subject, level=pupil.level).exists()
    return last.teacher if able else None


def about_to_be_free(teachers: Iterable[int]) -> set[int]:
    """Of these teachers, those who are free, rung, or write the report of a lesson that was not their last one."""
    asked = set(teachers)
    return (
        set(Duty.objects.filter(_soon(""), teacher_id__in=asked).values_list("teacher_id", flat=True))
        if asked
        else asked
    )


@dataclass(frozen=True)
class Wish:
    """The wanted teacher of a request that waits, when they are about to be free."""

    teacher_id: int
    name: str
    held: bool
    """Nobody else is rung for now: the pupil chose so."""
    is_soon: bool
    """They write their report: to wait for them is a choice worth offering."""


def wishes_of_line(now: datetime) -> dict[UUID, Wish]:
    """Of the requests that wait, those held for their wanted teacher and those that may yet choose to be. One query.

    Only for a teacher who gave this pupil a lesson in the subject: no other name is known to the pupil.
    """
    known = _lessons().filter(
        help_request__pupil=OuterRef("pupil"),
        help_request__subject=OuterRef("subject"),
        teacher=OuterRef("wanted_teacher"),
    )
    rows = (
        HelpRequest.objects.filter(
            _soon("wanted_teacher__duties__"),
            Q(hold_until=None) | Q(hold_until__gt=now),
            Exists(known),
            state=HelpState.WAITING.value,
        )
        .annotate(duty=F("wanted_teacher__duties__state"))
        .values_list("pk", "wanted_teacher_id", "wanted_teacher__account__name", "hold_until", "duty")
    )
    return {
        pk: Wish(teacher_id, name, held=until is not None, is_soon=duty == DutyState.WRAPPING_UP.value)
        for pk, teacher_id, name, until, duty in rows
        if teacher_id is not None and (until is not None or duty != DutyState.RINGING.value)
    }


def _lessons() -> QuerySet[Offer]:
    """Acceptances that became a lesson which ended."""
    return Offer.objects.filter(help_request__state=HelpState.HELPED.value, state=OfferState.ACCEPTED.value)


def _soon(path: str) -> Q:
    """`path` leads to duties."""
    on_call = Q(**{f"{path}state__in": [DutyState.FREE.value, DutyState.RINGING.value]})
    reporting = Q(**{f"{path}state": DutyState.WRAPPING_UP.value, f"{path}last_one": False})
    return Q(**{f"{path}ended_at": None}) & (on_call | reporting)

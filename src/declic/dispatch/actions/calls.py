"""Teachers off duty are called for a request that waits, some every few minutes: each once for it in an evening, and
once in half an hour."""

from datetime import datetime

from django.db import IntegrityError, transaction

from declic.dispatch.facts import TeacherCalled
from declic.dispatch.models import HelpRequest, OffDutyCall
from declic.dispatch.queries.calls import calls_of, off_duty_for
from declic.dispatch.queries.hours import opening
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.calls import evening_of, half_hour_of, is_day, is_due, whom_to_call
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Teacher


@transaction.atomic
def call_off_duty(*, help_request: HelpRequest, now: datetime) -> int:
    """How many were called: none while the service is closed, at night, or when it was called for a moment ago."""
    if not is_due(help_request.called_at, now):
        return 0
    still = HelpRequest.objects.filter(
        pk=help_request.pk, state=HelpState.WAITING.value, called_at=help_request.called_at
    )
    if not still.update(called_at=now):
        return 0
    help_request.called_at = now
    if not opening(now, help_request.sponsor.zone).is_open:
        return 0
    called = calls_of(evening_of(now)).filter(help_request=help_request).count()
    teachers = whom_to_call(off_duty_for(help_request, now), now, called)
    return sum(_call(help_request, teacher, now) for teacher in teachers)


@transaction.atomic
def call_one(*, teacher: Teacher, subject: str, now: datetime) -> None:
    """The team's own call, for the longest wait in `subject` this teacher may take and was not called for this evening.

    Refusals `nobody_waits`, `not_callable` (on duty, or did not agree), `night`, `called_lately`.
    """
    waiting = (
        HelpRequest.objects.select_related("pupil", "sponsor")
        .filter(subject=subject, state=HelpState.WAITING.value, away_since=None)
        .filter(level__in=teacher.skills.filter(subject=subject).values("level"))
        .exclude(pk__in=calls_of(evening_of(now)).filter(teacher=teacher).values("help_request"))
        .order_by("asked_at", "id")
    )
    longest = waiting.first()
    if longest is None:
        raise Refusal("nobody_waits", "Personne n’attend pour ses niveaux, ou ce professeur est déjà prévenu.")
    able = [one for one in off_duty_for(longest, now) if one.id == teacher.pk]
    if not able:
        raise Refusal("not_callable", "Ce professeur est de service, ou n’a pas accepté d’être appelé.")
    if not is_day(now):
        raise Refusal("night", "Il est trop tard pour appeler quelqu’un.")
    if not whom_to_call(able, now) or not _call(longest, teacher.pk, now):
        raise Refusal("called_lately", "Ce professeur vient d’être appelé : une fois par demi-heure au plus.")


def _call(help_request: HelpRequest, teacher_id: int, now: datetime) -> bool:
    """False when another request was first: the table has the last word."""
    try:
        with transaction.atomic():
            call = OffDutyCall.objects.create(
                help_request=help_request,
                teacher_id=teacher_id,
                at=now,
                half_hour=half_hour_of(now),
                evening=evening_of(now),
            )
    except IntegrityError:
        return False
    account = help_request.pupil.account_id
    record(TeacherCalled(help_request.pk, account, call.teacher.account_id), now=now)
    return True

"""Teachers off duty are called for a request that waits: once for it, and once in half an hour."""

from datetime import datetime

from django.db import IntegrityError, transaction

from declic.dispatch.facts import TeacherCalled
from declic.dispatch.models import HelpRequest, OffDutyCall
from declic.dispatch.queries.calls import off_duty_for
from declic.dispatch.queries.hours import opening
from declic.dispatch.rules.calls import half_hour_of, whom_to_call
from declic.journal.actions import record


@transaction.atomic
def call_off_duty(*, help_request: HelpRequest, now: datetime) -> int:
    """How many were called: none while the service is closed, at night, or once this request has called."""
    if OffDutyCall.objects.filter(help_request=help_request).exists():
        return 0
    if not opening(now, help_request.sponsor.zone).is_open:
        return 0
    teachers = whom_to_call(off_duty_for(help_request, now), now)
    return sum(_call(help_request, teacher, now) for teacher in teachers)


def _call(help_request: HelpRequest, teacher_id: int, now: datetime) -> bool:
    """False when another request was first: the table has the last word."""
    try:
        with transaction.atomic():
            call = OffDutyCall.objects.create(
                help_request=help_request, teacher_id=teacher_id, at=now, half_hour=half_hour_of(now)
            )
    except IntegrityError:
        return False
    account = help_request.pupil.account_id
    record(TeacherCalled(help_request.pk, account, call.teacher.account_id), now=now)
    return True

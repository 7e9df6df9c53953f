"""Who may be called while off duty."""

from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from declic.dispatch.models import Duty, HelpRequest, OffDutyCall
from declic.dispatch.rules.calls import OffDuty, evening_of
from declic.ground.paris import paris_day
from declic.people.models import Skill, Teacher
from declic.people.queries import may_be_called
from declic.people.rules.teachers import TeacherState


def calls_of(evening: date) -> QuerySet[OffDutyCall]:
    return OffDutyCall.objects.filter(evening=evening)


def off_duty_for(request: HelpRequest, now: datetime) -> list[OffDuty]:
    """Those who may teach it, agreed to be called, are not on duty, and were not called for it this evening.

    One query.
    """
    held = Skill.objects.filter(teacher=OuterRef("pk"), subject=request.subject, level=request.level)
    on_duty = Duty.objects.filter(teacher=OuterRef("pk"), ended_at=None)
    teachers = Teacher.objects.filter(
        may_be_called(),
        Exists(held),
        ~Exists(on_duty),
        ~Exists(calls_of(evening_of(now)).filter(teacher=OuterRef("pk"), help_request=request)),
        Q(authorised_until=None) | Q(authorised_until__gte=paris_day(now)),
        state=TeacherState.APPROVED.value,
        account__is_active=True,
    )
    return [OffDuty(pk, at) for pk, at in teachers.annotate(last=Max("calls__at")).values_list("pk", "last")]

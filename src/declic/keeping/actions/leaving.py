"""A teacher who has left.

Nobody enters by their account any more, and what served their coming goes at once. Their name stays on the lessons and
answers families read, which end with the children's accounts, and on the hours they were paid for as long as these may
have to be proved; then it goes too. Hours of closed months stay, under no name.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from declic.billing.models import HoursCorrection, HoursLine
from declic.dispatch.models import AnswerDrawing, AnswerPage, Duty, Offer, WrittenQuestion
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.keeping.rules import hours_kept_since
from declic.lessons.models import Lesson, PrivateNote
from declic.people import actions as people
from declic.people.models import Account, Teacher
from declic.people.rules.teachers import FORGOTTEN_NAME, TeacherState
from declic.planning.models import Availability
from declic.sponsors.queries import has_roles_but_teacher


@transaction.atomic
def close_teacher(*, teacher: Teacher, by: Account, now: datetime) -> None:
    """Once. Refusal `still_teaching`: suspending comes first, as it takes them out of whatever they are doing."""
    held = Teacher.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=teacher.pk)
    if TeacherState(held.state) is TeacherState.APPROVED:
        raise Refusal("still_teaching", "Suspendez d’abord ce professeur : un élève l’appelle peut-être.")
    PrivateNote.objects.filter(teacher=held).delete()
    Availability.objects.filter(teacher=held).delete()
    people.close_teacher(teacher=held, keeps_account=has_roles_but_teacher(held.account), by=by, now=now)


def forget_teachers(*, now: datetime, stops: Callable[[], bool] = lambda: False) -> int:
    """Those who left and of whom nothing is to be kept; how many. `stops`: asked between two of them."""
    done = 0
    for teacher_id in list(_over(now).order_by("pk").values_list("pk", flat=True)):
        if stops():
            break
        done += _forgotten(teacher_id, now)
    return done


@transaction.atomic
def _forgotten(teacher_id: int, now: datetime) -> bool:
    """Looked at again while they are held."""
    list(Teacher.objects.select_for_update().filter(pk=teacher_id).values_list("pk"))
    teacher = _over(now).select_related("account").filter(pk=teacher_id).first()
    if teacher is None:
        return False
    keeps_account = has_roles_but_teacher(teacher.account)
    if not any(rows.filter(teacher=teacher).exists() for rows in (HoursLine.objects, HoursCorrection.objects)):
        people.forget_teacher(teacher=teacher, keeps_account=keeps_account, now=now)
        return True
    if keeps_account:
        return False
    # What is closed is never taken away (billing, migration 0003): minutes stay, and lead to nobody.
    people.forget_name(teacher=teacher, now=now)
    return True


def _over(now: datetime) -> QuerySet[Teacher]:
    since = hours_kept_since(paris_day(now))
    theirs = {"teacher": OuterRef("pk")}
    read = (
        *(model.objects.filter(**theirs) for model in (Lesson, Offer, AnswerPage, AnswerDrawing)),
        WrittenQuestion.objects.filter(Q(claimed_by=OuterRef("pk")) | Q(begun_by=OuterRef("pk"))),
    )
    proved = (
        Duty.objects.filter(**theirs, started_at__date__gte=since),
        HoursLine.objects.filter(**theirs, of__gte=since),
        HoursCorrection.objects.filter(**theirs, on__gte=since),
    )
    gone = Teacher.objects.filter(*(~Exists(rows) for rows in (*read, *proved)), left_at__isnull=False)
    return gone.exclude(account__name=FORGOTTEN_NAME)

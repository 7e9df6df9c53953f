"""Reads of lessons. `access_…` is the only way to get one for a person."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from declic.ground.errors import NotYours
from declic.lessons.models import Lesson, Presence, PrivateNote, Report
from declic.lessons.rules import LIVE_STATES, LONGEST, SOONEST, LessonState
from declic.people.models import Account, Pupil, Teacher
from declic.statements import Prepared


def access_lesson(account: Account, lesson_id: UUID | str) -> Lesson:
    """The lesson, for its pupil or its teacher, live or over; NotYours for anybody else."""
    lesson = (
        Lesson.objects.select_related("pupil__account", "teacher__account", "help_request")
        .filter(Q(pupil__account=account) | Q(teacher__account=account), pk=lesson_id)
        .first()
    )
    if lesson is None:
        raise NotYours
    return lesson


def access_lesson_to_read(account: Account, lesson_id: UUID | str) -> Lesson:
    """The lesson with its report, for its pupil, the pupil's guardian and its teacher; NotYours for anybody else."""
    may_read = Q(pupil__account=account) | Q(pupil__guardian__account=account) | Q(teacher__account=account)
    lesson = _with_people().filter(may_read, pk=lesson_id).first()
    if lesson is None:
        raise NotYours
    return lesson


def lessons_of_family(account: Account) -> QuerySet[Lesson]:
    """The lessons a guardian's children took part in and that are over, newest first. One query."""
    over = [LessonState.ENDED.value, LessonState.LOST.value]
    family = _with_people().filter(pupil__guardian__account=account, state__in=over)
    return family.exclude(started_at=None).order_by("-opened_at")


def is_over(lesson: Lesson) -> bool:
    """It began and is over, whether it ended or was cut short: there is a board to read again."""
    return lesson.started_at is not None and LessonState(lesson.state) not in LIVE_STATES


def is_cut_short(lesson: Lesson) -> bool:
    """Its teacher was lost: no report is owed, and the pupil waited again."""
    return lesson.state == LessonState.LOST.value


def lessons_in_doubt(now: datetime) -> list[Lesson]:
    """The live lessons something may become of, with pupil, teacher and sponsor: of thousands, the few one of whose
    people gave no sign lately.
    """
    return _IN_DOUBT.rows(now - SOONEST, now - LONGEST)


def _in_doubt(silent_since: datetime, opened_before: datetime) -> QuerySet[Lesson]:
    sign = Presence.objects.filter(lesson=OuterRef("pk"), seen_at__gt=silent_since)
    return Lesson.objects.select_related("pupil", "teacher", "sponsor").filter(
        ~Exists(sign.filter(account=OuterRef("teacher__account")))
        | ~Exists(sign.filter(account=OuterRef("pupil__account")))
        | Q(opened_at__lte=opened_before),
        state__in=[state.value for state in LIVE_STATES],
    )


_IN_DOUBT = Prepared(datetime, datetime, build=_in_doubt)


def _with_people() -> QuerySet[Lesson]:
    return Lesson.objects.select_related(
        "pupil__account", "teacher__account", "help_request", "report", "self_assessment"
    )


def taught_by(teacher: Teacher) -> QuerySet[Lesson]:
    """Every lesson of this teacher that began, newest first, with what a list shows of it."""
    return (
        Lesson.objects.filter(teacher=teacher)
        .exclude(state=LessonState.ABANDONED.value)
        .select_related("pupil__account", "help_request", "report", "self_assessment")
        .order_by("-opened_at")
    )


def reports_to_write(teacher: Teacher) -> QuerySet[Lesson]:
    """The lessons of this teacher that are over and still have no report, oldest first."""
    return (
        Lesson.objects.filter(teacher=teacher, state=LessonState.ENDED.value, report=None, started_at__isnull=False)
        .select_related("pupil__account")
        .order_by("opened_at")
    )


def last_reports(pupil: Pupil, *, but: Lesson | None = None, most: int = 3) -> list[Report]:
    """What the last teachers wrote of this pupil, newest first, for the next one."""
    reports = Report.objects.filter(lesson__pupil=pupil).select_related("lesson", "lesson__teacher__account")
    if but is not None:
        reports = reports.exclude(lesson=but)
    return list(reports.order_by("-written_at")[:most])


def handed_over_by(lesson: Lesson) -> list[Lesson]:
    """The lessons that `lesson` goes on from, where colleagues handed the pupil over: the last one first."""
    before = Lesson.objects.filter(
        help_request_id=lesson.help_request_id, end_reason="handed_over", ended_at__lte=lesson.opened_at
    )
    return list(before.exclude(pk=lesson.pk).select_related("teacher__account").order_by("-opened_at"))


def went_on_in(lesson: Lesson) -> Lesson | None:
    """The next lesson of the same request that began, on the same board: a colleague's, or the same teacher's again."""
    later = Lesson.objects.filter(help_request_id=lesson.help_request_id, opened_at__gt=lesson.opened_at)
    return later.exclude(started_at=None).select_related("teacher__account").order_by("opened_at").first()


def note_on(lesson: Lesson) -> str:
    """What the teacher of `lesson` wrote for themselves of its pupil; for nobody else."""
    notes = PrivateNote.objects.filter(teacher_id=lesson.teacher_id, pupil_id=lesson.pupil_id)
    return notes.values_list("text", flat=True).first() or ""


def notes_of_family(account: Account) -> QuerySet[PrivateNote]:
    """What teachers wrote for themselves of a guardian's children: it is about them, so it is theirs to ask for."""
    return PrivateNote.objects.filter(pupil__guardian__account=account).select_related("pupil", "teacher__account")


def lessons_of(pupil: Pupil) -> QuerySet[Lesson]:
    """The lessons this pupil took part in and that are over, newest first, with what a list shows of them."""
    return (
        Lesson.objects.filter(pupil=pupil, state__in=[LessonState.ENDED.value, LessonState.LOST.value])
        .exclude(started_at=None)
        .select_related("teacher__account", "help_request", "report", "self_assessment")
        .order_by("-opened_at")
    )


def live_lesson_of(pupil: Pupil) -> Lesson | None:
    """The room that is open for this pupil now."""
    return (
        Lesson.objects.filter(pupil=pupil, state__in=[state.value for state in LIVE_STATES])
        .select_related("teacher__account")
        .first()
    )

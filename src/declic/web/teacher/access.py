"""Who may open the teachers' pages."""

from django.http import HttpRequest

from declic.ground.errors import NotYours
from declic.lessons.models import Lesson
from declic.lessons.queries import access_lesson
from declic.people import queries
from declic.people.models import Account, Teacher
from declic.people.rules.teachers import TeacherState


def teacher_of(request: HttpRequest) -> Teacher:
    """The signed-in teacher, approved or not; NotYours for anybody else."""
    if not isinstance(request.user, Account):
        raise NotYours
    return queries.teacher_of(request.user)


def is_suspended(teacher: Teacher) -> bool:
    """Then they see their own page, which says so, and nothing of any pupil."""
    return teacher.state == TeacherState.SUSPENDED.value


def lesson_taught(teacher: Teacher, lesson_id: object) -> Lesson:
    """The lesson, for the teacher who gives or gave it; NotYours for its pupil or anybody else."""
    lesson = access_lesson(teacher.account, str(lesson_id))
    if lesson.teacher_id != teacher.pk:
        raise NotYours
    return lesson

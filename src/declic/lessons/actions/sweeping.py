"""What is due in live lessons, looked for each second."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db.models import prefetch_related_objects

from declic.dispatch.queries.hours import zone_openings
from declic.dispatch.rules.policy import POLICY
from declic.lessons.actions.life import abandon, end, lose_teacher
from declic.lessons.models import Lesson, Presence
from declic.lessons.queries import lessons_in_doubt
from declic.lessons.rules import TEACHER_AWAITED, Attendance, Fate, LessonState, fate, last_there


def sweep(*, now: datetime, up_since: datetime | None = None) -> None:
    """What is due in live lessons: somebody vanished, never came, or forgot to end. Called each second.

    `up_since`: when this clock started; rooms need a moment to fill again after a restart.
    """
    doubtful = lessons_in_doubt(now)
    prefetch_related_objects(doubtful, "presences")
    for lesson in doubtful:
        seen = {presence.account_id: presence for presence in lesson.presences.all()}
        teacher = _attendance(lesson, seen.get(lesson.teacher.account_id), up_since)
        pupil = _attendance(lesson, seen.get(lesson.pupil.account_id), up_since)
        becomes = partial(fate, LessonState(lesson.state), lesson.opened_at, pupil=pupil, now=now)
        decided = becomes(teacher=teacher)
        if decided is Fate.LINE_LOST and not _others_are_rung(lesson, now):
            decided = becomes(teacher=replace(teacher, gone_after=TEACHER_AWAITED))
        if decided is not None:
            _apply(lesson, decided, now)


def _others_are_rung(lesson: Lesson, now: datetime) -> bool:
    """Whether there is time to ring a colleague before the service closes."""
    zone = lesson.sponsor.zone
    opening = zone_openings(now, {zone})[zone]
    return opening.is_open and (opening.closes_at is None or now + POLICY.ring < opening.closes_at)


def _apply(lesson: Lesson, decided: Fate, now: datetime) -> None:
    if decided is Fate.LINE_LOST:
        lose_teacher(lesson_id=lesson.pk, now=now)
    elif decided is Fate.NOT_JOINED:
        lose_teacher(lesson_id=lesson.pk, now=now, why="not_joined")
    elif decided is Fate.NO_SHOW:
        abandon(lesson_id=lesson.pk, now=now)
    else:
        end(lesson_id=lesson.pk, by_account_id=None, now=now, why=decided.value)


def _attendance(lesson: Lesson, presence: Presence | None, up_since: datetime | None) -> Attendance:
    last = presence.left_at or presence.seen_at if presence else lesson.opened_at
    return Attendance(came=presence is not None, last_there=last_there(last, up_since))

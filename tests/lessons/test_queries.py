"""Everybody tries the lesson's doors; lists cost the same whatever their length."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.ground.errors import NotYours
from declic.lessons.actions import report
from declic.lessons.models import Lesson, Presence
from declic.lessons.queries import (
    access_lesson,
    access_lesson_to_read,
    lessons_in_doubt,
    lessons_of,
    lessons_of_family,
    live_lesson_of,
)
from declic.lessons.rules import Attendance, Fate, LessonState, fate
from declic.people.models import Account
from tests.world import (
    later,
    make_account,
    make_free_teacher,
    make_guardian,
    make_lesson,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
    make_teacher,
)

pytestmark = pytest.mark.django_db
Access = Callable[[Account, UUID], Lesson]


def test_something_becomes_only_of_lessons_in_doubt() -> None:
    """Whoever came when, and gave the last sign when: what the rule decides something for is among them."""
    lesson = make_lesson()
    now = later(4 * 3600)
    ages = (None, 0, 11, 12, 29, 61, 301)
    found = set()
    for state, lasted, teacher, pupil in product(("opened", "running"), (40, 3 * 3600), ages, ages):
        opened_at = now - timedelta(seconds=lasted)
        Lesson.objects.filter(pk=lesson.pk).update(state=state, opened_at=opened_at)
        lesson.presences.all().delete()
        signs = [now - timedelta(seconds=age) if age is not None else None for age in (teacher, pupil)]
        accounts = (lesson.teacher.account_id, lesson.pupil.account_id)
        Presence.objects.bulk_create(
            Presence(lesson=lesson, account_id=account, joined_at=opened_at, seen_at=sign)
            for account, sign in zip(accounts, signs, strict=True)
            if sign
        )
        there = [Attendance(came=sign is not None, last_there=sign or opened_at) for sign in signs]
        decided = fate(LessonState(state), opened_at, teacher=there[0], pupil=there[1], now=now)
        found.add(decided)
        assert decided is None or lessons_in_doubt(now)
    assert found == {None, *Fate}


def test_a_lesson_both_are_in_is_not_in_doubt() -> None:
    for _ in range(2):
        make_lesson()
    assert list(lessons_in_doubt(later(11))) == []
    Lesson.objects.all()[0].presences.update(seen_at=later(11))
    assert len(lessons_in_doubt(later(12))) == 1


def enters(access: Access, account: Account, lesson_id: UUID) -> bool:
    try:
        return access(account, lesson_id).pk == lesson_id
    except NotYours:
        return False


@pytest.mark.parametrize("state", ["opened", "running", "ended"])
def test_the_room_is_for_two_and_the_record_for_the_family_as_well(state: str) -> None:
    sponsor = make_sponsor()
    lesson = make_lesson(pupil=make_pupil(sponsor=sponsor), state=state)
    people = {
        "pupil": lesson.pupil.account,
        "teacher": lesson.teacher.account,
        "guardian": lesson.pupil.guardian.account,
        "other pupil of the sponsor": make_pupil(sponsor=sponsor).account,
        "other guardian": make_guardian().account,
        "other teacher": make_teacher().account,
        "officer of the sponsor": make_officer(sponsor).account,
        "officer of another sponsor": make_officer(make_sponsor()).account,
        "operator": make_operator(),
        "stranger": make_account(),
    }
    may_enter = {name for name, account in people.items() if enters(access_lesson, account, lesson.pk)}
    may_read = {name for name, account in people.items() if enters(access_lesson_to_read, account, lesson.pk)}
    assert may_enter == {"pupil", "teacher"}
    assert may_read == {"pupil", "teacher", "guardian"}
    with pytest.raises(NotYours):
        access_lesson(lesson.pupil.account, uuid.uuid4())


def test_a_pupils_list_holds_what_took_place() -> None:
    pupil = make_pupil()
    over = make_lesson(pupil=pupil, state="ended")
    live = make_lesson(pupil=pupil, now=later(4000))
    assert list(lessons_of(pupil)) == [over]
    assert live_lesson_of(pupil) == live


def test_a_familys_list_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    guardian = make_guardian()
    for number in range(3):
        pupil = make_pupil(guardian=guardian, sponsor=make_sponsor())
        lesson = make_lesson(
            make_free_teacher(now=later(5000 * number)), pupil, state="ended", now=later(5000 * number)
        )
        if number:
            report(lesson=lesson, worked_on="x", understood="", next_step="", now=later(5000 * number + 1300))
        with django_assert_num_queries(1):
            shown = [
                (row.pupil.first_name, row.teacher.account.name, getattr(row, "report", None), row.help_request.kind)
                for row in lessons_of_family(guardian.account)
            ]
        assert len(shown) == number + 1

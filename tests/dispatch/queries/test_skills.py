"""Who holds what is read again when a row came or went, and only then."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.queries import kept
from declic.dispatch.queries.free import free_teachers
from declic.dispatch.queries.kept import KEPT, readings_kept
from declic.dispatch.queries.skills import skills_held
from declic.people.actions import change_skills
from declic.people.models import Skill
from tests.world import NOW, make_free_teacher, make_teacher

MATHS, FRENCH = ("MAT", "4E"), ("FRA", "4E")


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """What the clock says while readings are kept: the test moves it on."""
    told = [0.0]
    monkeypatch.setattr(kept, "monotonic", lambda: told[0])
    with readings_kept(1):
        yield told


@pytest.mark.django_db
def test_a_second_later_one_question_says_that_nothing_changed(
    seconds: list[float], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    teacher = make_teacher([MATHS, FRENCH])
    assert skills_held() == {teacher.pk: {MATHS, FRENCH}}
    with django_assert_num_queries(0):
        skills_held()
    seconds[0] = 1.5
    with django_assert_num_queries(1):
        assert skills_held() == {teacher.pk: {MATHS, FRENCH}}
    with django_assert_num_queries(0):
        skills_held()


@pytest.mark.django_db
def test_what_another_process_adds_or_takes_away_is_seen_within_a_second(seconds: list[float]) -> None:
    teacher = make_teacher([MATHS])
    assert skills_held() == {teacher.pk: {MATHS}}
    Skill.objects.create(teacher=teacher, subject=FRENCH[0], level=FRENCH[1])
    assert skills_held() == {teacher.pk: {MATHS}}
    seconds[0] = 1.5
    assert skills_held() == {teacher.pk: {MATHS, FRENCH}}
    Skill.objects.filter(teacher=teacher, subject=MATHS[0]).delete()
    seconds[0] = 3
    assert skills_held() == {teacher.pk: {FRENCH}}
    Skill.objects.filter(teacher=teacher).delete()
    Skill.objects.create(teacher=teacher, subject=MATHS[0], level=MATHS[1])  # as many as before
    seconds[0] = 4.5
    assert skills_held() == {teacher.pk: {MATHS}}


@pytest.mark.django_db(transaction=True)
def test_what_the_operator_decides_here_is_in_force_at_once(seconds: list[float]) -> None:
    teacher = make_free_teacher([MATHS])
    assert len(free_teachers([MATHS, FRENCH], NOW)) == 1
    change_skills(teacher=teacher, skills=[FRENCH], now=NOW)
    assert seconds == [0]
    assert [found.skills for found in free_teachers([MATHS, FRENCH], NOW)] == [{FRENCH}]


def test_two_who_hold_the_same_are_one_set_in_memory(db: None) -> None:
    one, other = make_teacher([MATHS, FRENCH]), make_teacher([FRENCH, MATHS])
    held = skills_held()
    assert held[one.pk] is held[other.pk]
    assert KEPT.seconds == 0

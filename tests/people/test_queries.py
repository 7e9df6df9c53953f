"""Reads of teachers, many at a time."""

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.people.models import Teacher
from declic.people.queries import SkillsHeld
from tests.world import make_teacher

pytestmark = pytest.mark.django_db
ASKED = {("MAT", "4E"), ("MAT", "3E"), ("FRA", "6E")}


def told(asked: set[tuple[str, str]]) -> dict[int, set[tuple[str, str]]]:
    held = SkillsHeld(asked)
    rows = Teacher.objects.annotate(held=held.column("pk")).values_list("pk", "held")
    return {pk: set(held.read(told)) for pk, told in rows}


def test_of_each_teacher_it_tells_the_skills_asked_for_and_no_other(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    both = make_teacher([("MAT", "3E"), ("MAT", "4E"), ("MAT", "5E")])
    one = make_teacher([("FRA", "6E"), ("PC", "4E")])
    never = make_teacher([("FRA", "4E"), ("MAT", "6E"), ("PC", "3E")])  # the subjects and the levels, never together
    without = make_teacher([])
    with django_assert_num_queries(1):
        assert told(ASKED) == {
            both.pk: {("MAT", "3E"), ("MAT", "4E")},
            one.pk: {("FRA", "6E")},
            never.pk: set(),
            without.pk: set(),
        }


def test_without_a_skill_asked_for_nobody_holds_any() -> None:
    teacher = make_teacher([("MAT", "4E")])
    assert told(set()) == {teacher.pk: set()}

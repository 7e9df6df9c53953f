"""Reads of teachers, many at a time."""

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.people.models import Teacher
from declic.people.queries import skills_held
from tests.world import make_teacher

pytestmark = pytest.mark.django_db
ASKED = {("MAT", "4E"), ("MAT", "3E"), ("FRA", "6E")}


def test_of_each_teacher_it_tells_the_skills_asked_for_and_no_other() -> None:
    both = make_teacher([("MAT", "3E"), ("MAT", "4E"), ("MAT", "5E")])
    one = make_teacher([("FRA", "6E"), ("PC", "4E")])
    make_teacher([("FRA", "4E"), ("MAT", "6E"), ("PC", "3E")])  # the subjects and the levels, never together
    make_teacher([])
    assert skills_held(ASKED, Teacher.objects.values("pk")) == {
        both.pk: {("MAT", "3E"), ("MAT", "4E")},
        one.pk: {("FRA", "6E")},
    }


def test_only_of_the_teachers_it_is_given_and_with_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    asked_about, _ = make_teacher([("MAT", "4E")]), make_teacher([("MAT", "4E")])
    with django_assert_num_queries(1):
        assert skills_held(ASKED, Teacher.objects.filter(pk=asked_about.pk).values("pk")).keys() == {asked_about.pk}


def test_without_a_skill_asked_for_there_is_nobody() -> None:
    make_teacher([("MAT", "4E")])
    assert skills_held(set(), Teacher.objects.values("pk")) == {}

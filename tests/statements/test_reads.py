"""What is prepared reads as its queryset does, and is put into SQL once."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from declic.classroom.models import BoardSnapshot
from declic.dispatch.models import Duty, HelpRequest
from declic.people.models import Skill
from declic.statements import Prepared, PreparedFor
from tests.world import NOW, later, make_help_request, make_teacher

pytestmark = pytest.mark.django_db


def test_models_come_with_what_is_related_to_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked = [make_help_request(now=later(n)) for n in range(3)]
    read = Prepared(
        UUID, build=lambda pk: HelpRequest.objects.select_related("pupil__account", "sponsor").filter(pk=pk)
    )
    for one in asked:
        with django_assert_num_queries(1):
            found = read.first(one.pk)
            assert found is not None
            assert (found.pupil.account.name, found.sponsor.pk) == ("Inès", one.sponsor_id)
        assert (found, found.asked_at, found.state) == (one, one.asked_at, "waiting")
        found.save()  # a row it knows, not a new one
    assert HelpRequest.objects.count() == 3
    assert read.first(UUID(int=1)) is None


def test_values_are_put_where_they_belong_whatever_their_type_and_however_often() -> None:
    first, second = (make_help_request(now=later(n)) for n in (0, 60))

    def build(at: datetime, subject: str, pupil: int) -> object:
        rows = HelpRequest.objects.filter(asked_at__gt=at, subject=subject).exclude(pupil=pupil, drafted_at__lt=at)
        return rows.order_by("asked_at").values_list("pk", "asked_at", "subject", "away_since")

    read: Prepared[tuple[object, ...]] = Prepared(datetime, str, int, build=build)  # type: ignore[arg-type]
    assert read.rows(later(-1), "MAT", 0) == [(one.pk, one.asked_at, "MAT", None) for one in (first, second)]
    assert read.rows(later(30), "MAT", 0) == [(second.pk, later(60), "MAT", None)]
    assert read.rows(later(-1), "FRA", 0) == []


def test_a_flat_list_and_a_date() -> None:
    make_teacher([("MAT", "4E"), ("FRA", "4E")])
    levels = Prepared(str, build=lambda subject: Skill.objects.filter(subject=subject).values_list("level", flat=True))
    assert levels.rows("FRA") == ["4E"]
    begun = Prepared(date, build=lambda day: Duty.objects.filter(started_at__date=day).values_list("pk"))
    assert begun.rows(NOW.date()) == []


def test_it_is_built_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    built = []

    def build(subject: str) -> object:
        built.append(subject)
        return Skill.objects.filter(subject=subject).values_list("level", flat=True)

    read: Prepared[str] = Prepared(str, build=build)  # type: ignore[arg-type]
    with django_assert_num_queries(2):
        read.rows("MAT")
        read.rows("FRA")
    assert len(built) == 1


def test_a_value_that_is_not_in_the_statement_is_a_mistake_of_ours() -> None:
    read: Prepared[HelpRequest] = Prepared(str, build=lambda subject: HelpRequest.objects.filter(tried=subject[:0]))
    with pytest.raises(ValueError, match="not in"):
        read.rows("MAT")


@pytest.mark.parametrize("number", [0, 1, 2, PreparedFor.MOST, PreparedFor.MOST + 1])
def test_a_list_of_keys_of_any_length(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked = [make_help_request(now=later(n)) for n in range(number)]
    make_help_request(now=later(60))
    read = PreparedFor(
        UUID,
        datetime,
        build=lambda keys, at: (
            HelpRequest.objects.filter(pk__in=keys, asked_at__lte=at).order_by("asked_at").values_list("pk", flat=True)
        ),
    )
    for _ in range(2):
        with django_assert_num_queries(1 if number else 0):
            assert read.rows({one.pk for one in asked}, later(30)) == [one.pk for one in asked]


@pytest.mark.parametrize("number", [1, PreparedFor.MOST + 1, PreparedFor.TOGETHER + 1])
def test_rows_told_as_one_are_what_they_are(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked = [make_help_request(now=later(number - n)) for n in range(number)]
    HelpRequest.objects.filter(pk=asked[0].pk).update(subject='« \u00e9 » \\ "')

    def build(keys: Sequence[UUID]) -> object:
        rows = HelpRequest.objects.filter(pk__in=keys).order_by("asked_at")
        return rows.values_list("pk", "asked_at", "subject", "away_since", "pupil_id")

    read: PreparedFor[tuple[object, ...]] = PreparedFor(UUID, build=build, together=True)  # type: ignore[arg-type]
    with django_assert_num_queries(1):
        found = read.rows(one.pk for one in asked)
    assert found == list(build([one.pk for one in asked]))  # type: ignore[call-overload]
    assert [row[0] for row in found] == [one.pk for one in reversed(asked)]
    models: PreparedFor[HelpRequest] = PreparedFor(
        UUID, build=lambda keys: HelpRequest.objects.filter(pk__in=keys).order_by("-asked_at"), together=True
    )
    assert [(one, one.asked_at) for one in models.rows(one.pk for one in asked)] == [
        (one, one.asked_at) for one in asked
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tells many rows at once anyway")
def test_what_would_not_be_what_it_is_is_not_told_as_one() -> None:
    read = PreparedFor(UUID, build=lambda keys: BoardSnapshot.objects.filter(pk__in=keys), together=True)
    with pytest.raises(ValueError, match="update"):
        read.rows([UUID(int=1)])

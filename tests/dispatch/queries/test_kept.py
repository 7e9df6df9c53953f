"""The hours of a service that runs are read once a second, and a change it makes itself is in force at once."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.actions.exceptional import close_exceptionally, lift_closing
from declic.dispatch.queries import opening
from declic.dispatch.queries.kept import readings_kept
from declic.people.models import Account
from tests.world import NOW, set_hours

A_DAY = {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=23), "reason": "Travaux."}


@pytest.mark.django_db
def test_they_are_read_once_for_all_who_ask_meanwhile(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with readings_kept(600), django_assert_num_queries(2):
        assert all(opening(NOW, zone).is_open for zone in ("A", "B", "C", "A"))


@pytest.mark.django_db
def test_without_a_service_that_runs_they_are_read_each_time() -> None:
    with readings_kept(600):
        assert opening(NOW, "A").is_open
    set_hours((6, "10:00", "11:00"))
    assert not opening(NOW, "A").is_open


@pytest.mark.django_db(transaction=True)
def test_what_the_team_decides_here_is_in_force_at_once() -> None:
    operator = Account.objects.create(name="Régie", is_staff=True)
    with readings_kept(600):
        assert opening(NOW, "A").is_open
        closing = close_exceptionally(**A_DAY, by=operator, now=NOW)
        assert not opening(NOW, "A").is_open
        lift_closing(closing=closing, by=operator, now=NOW)
        assert opening(NOW, "A").is_open

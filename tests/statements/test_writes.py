"""Rows are written as Django would, in one statement each."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.models import Duty, HelpRequest, Lease
from declic.journal.models import Fact
from declic.sponsors.models import LedgerEntry
from declic.statements import change, change_all, insert, insert_all, put
from tests.world import NOW, later, make_free_teacher, make_help_request, make_sponsor, make_teacher


@pytest.mark.django_db
def test_rows_are_kept_as_they_were_given_and_their_keys_told_in_their_order() -> None:
    at = datetime(2026, 11, 24, 17, 42, 3, 250, tzinfo=UTC)
    data = {"words": 'l’« été », "entre" \\ guillemets', "none": None, "yes": True, "list": [1, 2.5]}
    rows = [{"name": f"Bell{n}", "at": at, "subject": "bell:é", "actor_id": None, "data": data} for n in (3, 1, 2)]
    keys = insert_all(Fact, rows)
    kept = [Fact.objects.values("name", "at", "subject", "actor_id", "data").get(pk=key) for key in keys]
    assert kept == rows


@pytest.mark.django_db
def test_many_rows_have_their_keys_in_their_order() -> None:
    rows = [{"name": f"Bell{n}", "at": NOW, "subject": "", "actor_id": None, "data": {}} for n in range(1200)]
    keys = insert_all(Fact, rows)
    kept = Fact.objects.in_bulk(keys)
    assert [kept[key].name for key in keys] == [row["name"] for row in rows]


@pytest.mark.django_db
def test_only_rows_that_are_still_what_they_were_are_changed(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked, other = make_help_request(), make_help_request()
    teacher = make_teacher()
    to = {"state": "accepted", "accepted_at": later(3), "away_since": None, "wanted_teacher": teacher}
    with django_assert_num_queries(2):
        assert change(HelpRequest, {"pk": asked.pk, "state": "draft"}, to) == 0
        assert change(HelpRequest, {"pk": asked.pk, "state": "waiting"}, to) == 1
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.state, asked.accepted_at, asked.wanted_teacher_id) == ("accepted", later(3), teacher.pk)
    assert (other.state, other.wanted_teacher_id) == ("waiting", None)


@pytest.mark.django_db
def test_the_rows_of_some_keys_are_changed_together(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second, other = (make_help_request() for _ in range(3))
    with django_assert_num_queries(1):
        change_all(HelpRequest, [first.pk, second.pk], {"hold_until": later(9), "away_since": None})
    kept = HelpRequest.objects.in_bulk()
    assert [kept[one.pk].hold_until for one in (first, second, other)] == [later(9), later(9), None]


@pytest.mark.django_db
def test_none_asks_for_null_and_an_expression_is_left_to_the_database() -> None:
    teacher = make_free_teacher()
    mine = {"teacher": teacher, "ended_at": None}
    assert change(Duty, mine, {"missed": F("missed") + 2}) == 1
    assert change(Duty, mine, {"ended_at": NOW, "declines_in_row": 1}) == 1
    assert change(Duty, mine, {"ended_at": NOW, "declines_in_row": 2}) == 0
    assert Duty.objects.values_list("missed", "declines_in_row", "ended_at").get() == (2, 1, NOW)


@pytest.mark.django_db
def test_a_row_that_is_there_already_stays_or_takes_what_it_is_told() -> None:
    line = {"sponsor_id": make_sponsor().pk, "kind": "lesson", "about": UUID(int=7), "at": NOW, "seconds": 60}
    put(LedgerEntry, line, unique=("kind", "about"))
    put(LedgerEntry, line | {"seconds": 90}, unique=("kind", "about"))
    assert list(LedgerEntry.objects.values_list("seconds", flat=True)) == [60]
    for holder in ("one", "other"):
        lease = {"name": "clock", "holder": holder, "beat": len(holder), "since": None}
        put(Lease, lease, unique=("name",), update=("holder",))
    assert list(Lease.objects.values_list("holder", "beat")) == [("other", 3)]


@pytest.mark.django_db
def test_a_model_is_a_row_once_inserted_and_may_be_saved_again() -> None:
    asked = make_help_request()
    draft = insert(
        HelpRequest(pk=uuid4(), pupil=asked.pupil, sponsor=asked.sponsor, subject="FRA", level="4E", drafted_at=NOW)
    )
    draft.tried = "J’ai essayé."
    draft.save(update_fields=["tried"])
    kept = HelpRequest.objects.get(pk=draft.pk)
    assert (kept.tried, kept.state, kept.drafted_at, kept.asked_at) == ("J’ai essayé.", "draft", NOW, None)

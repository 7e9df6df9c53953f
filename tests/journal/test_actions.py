"""A fact is heard once it is committed, and only then."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from declic.journal.actions import record, record_all, subscribe
from declic.journal.models import Fact

NOW = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)


@dataclass(frozen=True)
class BellRung:
    bell_id: UUID
    at_day: datetime

    def subject(self) -> str:
        return f"bell:{self.bell_id}"


RUNG = BellRung(UUID(int=7), NOW)


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_told_after_the_commit_with_plain_values() -> None:
    heard: list[dict[str, object]] = []
    unsubscribe = subscribe(heard.append)
    with transaction.atomic():
        record(RUNG, now=NOW)
        assert heard == []
    unsubscribe()
    assert [(said["name"], said["subject"], said["data"]) for said in heard] == [
        ("BellRung", f"bell:{UUID(int=7)}", {"bell_id": str(UUID(int=7)), "at_day": NOW.isoformat()})
    ]
    assert Fact.objects.get().name == "BellRung"


@pytest.mark.django_db(transaction=True)
def test_facts_written_together_are_told_one_by_one_in_their_order() -> None:
    heard: list[dict[str, object]] = []
    unsubscribe = subscribe(heard.append)
    with transaction.atomic():
        record_all((BellRung(UUID(int=n), NOW) for n in (3, 1, 2)), now=NOW)
    unsubscribe()
    assert [said["subject"] for said in heard] == [f"bell:{UUID(int=n)}" for n in (3, 1, 2)]
    assert [said["id"] for said in heard] == list(Fact.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_any_number_of_facts_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        record_all((BellRung(UUID(int=n), NOW) for n in range(100)), now=NOW)
    assert Fact.objects.filter(at=NOW, actor=None).count() == 100
    record_all([], now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_is_rolled_back_is_not_told() -> None:
    heard: list[dict[str, object]] = []
    unsubscribe = subscribe(heard.append)
    with transaction.atomic():
        record(RUNG, now=NOW)
        transaction.set_rollback(True)
    unsubscribe()
    assert heard == []
    assert not Fact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_neither_undoes_the_fact_nor_silences_the_next() -> None:
    heard: list[dict[str, object]] = []

    def fails(said: dict[str, object]) -> None:
        raise RuntimeError(said["name"])

    ends = [subscribe(fails), subscribe(heard.append)]
    record(RUNG, now=NOW)
    for end in ends:
        end()
    assert len(heard) == 1
    assert Fact.objects.exists()

"""What an officer reads of the use of an agreement: nothing that leads to one child."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declic.ground.units import Cents
from declic.sponsors.actions import count_lesson
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import PriceModel
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_officer, make_operator, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db
PAGES = ("/partenaire/convention/", "/partenaire/releve/")


def used(model: PriceModel, *, pupils: int, minutes: int) -> Agreement:
    now = timezone.now()
    sponsor = make_sponsor("Clichy", now=now)
    sponsor.agreements.update(price_model=model.value, price_cents=Cents(30_00), ceiling_cents=Cents(9_000_00))
    for _ in range(pupils):
        make_pupil("4E", sponsor, now=now)
        count_lesson(sponsor_id=sponsor.pk, lesson_id=uuid4(), seconds=60 * minutes, asked_at=now)
    return sponsor.agreements.get()


def read(agreement: Agreement) -> str:
    client = signed_in(make_officer(agreement.sponsor).account)
    pages = [client.get(page) for page in PAGES]
    assert [page.status_code for page in pages] == [200, 200]
    return " ".join(page.content.decode() for page in pages).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("model", list(PriceModel))
def test_one_child_and_its_lesson_are_not_told(model: PriceModel) -> None:
    text = read(used(model, pupils=1, minutes=13))
    for said in ("1 élève", "1 leçon", "13 min", "6,50", "30 €<"):
        assert said not in text, said


def test_children_are_told_in_fives_and_hours_in_tens() -> None:
    assert "au moins 5 élèves inscrits" in read(used(PriceModel.PER_PUPIL, pupils=7, minutes=10))
    text = read(used(PriceModel.PER_HOUR, pupils=7, minutes=190))
    assert "au moins 20 h" in text
    assert "au moins 600 €" in text


def test_many_agreements_are_listed_with_the_queries_of_one() -> None:
    """Past ones too, of which each year is counted."""
    agreement = used(PriceModel.PER_HOUR, pupils=1, minutes=13)
    officer, operator = signed_in(make_officer(agreement.sponsor).account), proved_twice(make_operator())
    pages = [(officer, page) for page in PAGES] + [(operator, f"/regie/partenaires/{agreement.sponsor_id}/")]

    def queries(client: Client, page: str) -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as taken:
            assert client.get(page).status_code == 200
        return len(taken)

    _, one = [[queries(*page) for page in pages] for _ in range(2)]  # some is read once for all
    for years in range(2, 8):
        starts = agreement.starts_on - timedelta(days=400 * years)
        another = Agreement.objects.get(pk=agreement.pk)
        another.pk, another.starts_on, another.ends_on = None, starts, starts + timedelta(days=399)
        another.save(force_insert=True)
    assert [queries(*page) for page in pages] == one


def test_the_operator_reads_what_it_is() -> None:
    agreement = used(PriceModel.PER_HOUR, pupils=1, minutes=13)
    page = proved_twice(make_operator()).get(f"/regie/partenaires/{agreement.sponsor_id}/conventions/{agreement.pk}/")
    assert "13 min" in page.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ((), "lundi, mercredi, toute la journée"),
        (((0, "00:00", "00:00"), (2, "00:00", "00:00")), "lundi, mercredi, toute la journée"),
        (((0, "17:00", "20:00"), (2, "00:00", "00:00")), "lundi, mercredi, aux heures du service"),
        (((0, "00:00", "00:00"),), "lundi, mercredi, aux heures du service"),
    ],
)
def test_days_agreed_without_hours_say_what_they_are_worth(week: tuple[tuple[int, str, str], ...], said: str) -> None:
    set_hours(*week, in_holidays=True)
    agreement = used(PriceModel.FLAT, pupils=0, minutes=0)
    Agreement.objects.update(weekdays="02")
    assert said in read(agreement)
    Agreement.objects.update(opens_at="17:00", closes_at="19:00")
    assert "lundi, mercredi, de 17 h à 19 h<" in read(agreement)

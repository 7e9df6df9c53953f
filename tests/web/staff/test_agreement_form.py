"""The terms of an agreement, as the operator types them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from declic.sponsors.models import Commune
from declic.web.staff.agreement_form import proposed
from tests.web.staff.agreements import GIVEN, drafted, page_of
from tests.world import make_sponsor

pytestmark = pytest.mark.django_db


def test_a_commune_is_proposed_the_price_of_its_population(operator: Client) -> None:
    commune = Commune.objects.create(insee="57221", name="Florange", academie="Nancy-Metz", population=12_000)
    sponsor = make_sponsor(agreement=False)
    sponsor.commune = commune
    sponsor.save()
    page = operator.get(reverse("staff:new_agreement", args=[sponsor.pk])).content.decode()
    assert 'value="8000' in page


def test_euros_are_typed_and_cents_are_kept(operator: Client) -> None:
    terms = {"levels": ["6E", "5E"], "weekdays": ["0", "3"], "opens_at": "17:00", "closes_at": "19:30"}
    agreement = drafted(operator, make_sponsor(agreement=False), **terms)
    assert (agreement.price_cents, agreement.ceiling_cents) == (32_50, 5_000_00)
    assert (agreement.levels, agreement.weekdays) == ("5E 6E", "03")
    page = operator.get(page_of(agreement)).content.decode()
    for words in ("32,50\u00a0€ par heure", "6e, 5e", "lundi, jeudi, de 17\u00a0h à 19\u00a0h\u00a030"):
        assert words in page


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("8 000", 8_000_00),
        ("8 000 €", 8_000_00),
        ("8\u00a0000\u00a0€", 8_000_00),
        ("8\u202f000,00", 8_000_00),
        ("1 234,5", 1_234_50),
        ("32.5", 32_50),
    ],
)
def test_money_is_typed_as_the_site_writes_it(operator: Client, typed: str, cents: int) -> None:
    agreement = drafted(operator, make_sponsor(agreement=False), price=typed, ceiling=f"{typed}")
    assert (agreement.price_cents, agreement.ceiling_cents) == (cents, cents)
    page = operator.get(reverse("staff:change_agreement", args=[agreement.sponsor_id, agreement.pk])).content.decode()
    assert f'value="{cents // 100}' in page


def test_a_year_is_proposed_to_the_day_before() -> None:
    sponsor = make_sponsor(agreement=False)
    for day, last in (
        (date(2026, 8, 31), date(2027, 8, 30)),
        (date(2026, 11, 30), date(2027, 11, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ):
        assert proposed(sponsor, day)["ends_on"] == last


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "-1"},
        {"price": "beaucoup"},
        {"ceiling": "1"},
        {"model": "gift"},
        {"levels": ["7E"]},
        {"opens_at": "17:00"},
    ],
)
def test_what_makes_no_sense_is_explained_beside_its_field(operator: Client, wrong: dict[str, object]) -> None:
    sponsor = make_sponsor(agreement=False)
    answer = operator.post(reverse("staff:new_agreement", args=[sponsor.pk]), {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not sponsor.agreements.exists()


def test_an_agreement_of_two_centuries_is_a_slip(operator: Client) -> None:
    sponsor = make_sponsor(agreement=False)
    answer = operator.post(reverse("staff:new_agreement", args=[sponsor.pk]), {**GIVEN, "ends_on": "2207-08-31"})
    assert answer.status_code == 422
    assert "plus de 10\u00a0ans" in answer.content.decode()

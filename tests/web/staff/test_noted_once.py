"""What is noted or made by two presses of one button is once; done anew on the page loaded again, twice."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from declic.billing.actions import issue_invoice, record_payment
from declic.billing.models import HoursCorrection, Payment, Refund
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.models import Fact
from declic.planning.models import Shift
from declic.planning.rules.shifts import Shift as Times
from tests.billing.world import make_council, make_seller
from tests.planning.people import make_rota, make_volunteer
from tests.web.clients import text
from tests.web.staff.agreements import hidden
from tests.world import NOW, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db


TODAY = f"{paris_day(NOW):%Y-%m-%d}"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def sent_twice(operator: Client, page: str, to: str, typed: dict[str, str]) -> None:
    shown = operator.get(page).content.decode()
    token = re.search(r'name="once" value="([^"]+)"', shown)
    assert token
    for _ in range(2):
        answer = operator.post(to, {**typed, "once": token[1]})
        assert answer.status_code == 302, answer.content.decode()


def test_a_payment_is_noted_once(operator: Client) -> None:
    make_seller()
    invoice = issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    page = reverse("staff:invoice", args=[invoice.pk])
    typed = {"euros": "400", "paid_on": TODAY, "reference": "VIR 77"}
    sent_twice(operator, page, page, typed)
    assert list(Payment.objects.values_list("cents", flat=True)) == [40_000]
    sent_twice(operator, page, page, typed)
    assert list(Payment.objects.values_list("cents", flat=True)) == [40_000, 40_000], "two transfers of one sum"


def test_what_is_given_back_is_noted_once(operator: Client) -> None:
    make_seller()
    invoice = issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    record_payment(
        invoice=invoice, cents=Cents(200_000), paid_on=paris_day(NOW), reference="VIR 1", surplus=True, by=None, now=NOW
    )
    page = reverse("staff:billing", args=[invoice.sponsor_id])
    to = reverse("staff:refund", args=[invoice.sponsor_id])
    sent_twice(operator, page, to, {"euros": "10", "paid_on": TODAY, "reference": "VIR 2"})
    assert list(Refund.objects.values_list("cents", flat=True)) == [1_000]


def test_a_partner_gets_one_code_and_one_draft(operator: Client) -> None:
    sponsor = make_sponsor("Clichy", agreement=False)
    page = reverse("staff:sponsor", args=[sponsor.pk])
    for so_far in (1, 2):
        sent_twice(operator, page, page, {"do": "code", "scope": "all", "label": "Rentrée", "ceiling": "50"})
        assert sponsor.codes.count() == so_far
    page = reverse("staff:new_agreement", args=[sponsor.pk])
    dates = {"starts_on": TODAY, "ends_on": f"{int(TODAY[:4]) + 1}{TODAY[4:]}"}
    sent_twice(operator, page, page, {**dates, "model": "flat", "price": "8000"})
    assert sponsor.agreements.count() == 1


def test_hours_are_put_right_once(operator: Client) -> None:
    teacher = make_teacher()
    page = reverse("staff:hours", args=[TODAY[:7]])
    sent_twice(operator, page, page, {"teacher": str(teacher.pk), "on": TODAY, "minutes": "60", "reason": "Réunion"})
    assert list(HoursCorrection.objects.values_list("minutes", flat=True)) == [60]


def test_a_shift_is_added_once_and_its_teacher_told_once(operator: Client) -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    week = make_rota({claire: [Times(2, 68, 76)]}, now=NOW).week
    page = f"/regie/creneaux/{week}/ajouter/?jour=1&de=68&a=76&pour=-1"
    sent_twice(operator, page, page, {"teacher": str(paul.pk), "first": "68", "after": "76", "pause": ""})
    assert Shift.objects.filter(teacher=paul).count() == 1
    assert Fact.objects.filter(name="ShiftAdded").count() == 1
    assert "Paul vient mardi" in (said := text(operator.get(f"/regie/creneaux/{week}/?jour=1")))
    assert said.count("Paul vient mardi") == 1
    typed = {"teacher": str(claire.pk), "first": "68", "after": "76", "pause": ""}
    refused = operator.post(f"/regie/creneaux/{week}/ajouter/?jour=2", {**typed, "once": "another page"})
    assert "Il y a déjà un créneau mercredi" in text(refused), "a second one asked for from another page"


def test_an_agreement_moves_once(operator: Client) -> None:
    sponsor = make_sponsor("Clichy", agreement=False)
    page = reverse("staff:new_agreement", args=[sponsor.pk])
    dates = {"starts_on": TODAY, "ends_on": f"{int(TODAY[:4]) + 1}{TODAY[4:]}"}
    operator.post(page, {**dates, "model": "flat", "price": "8000"})
    agreement = sponsor.agreements.get()
    page = reverse("staff:agreement", args=[sponsor.pk, agreement.pk])
    terms = reverse("staff:change_agreement", args=[sponsor.pk, agreement.pk])
    for at, act in (
        (terms, {**dates, "model": "flat", "price": "9000"}),
        (page, {"do": "quote"}),
        (page, {"do": "sign", "signed_on": TODAY, "data_signed_on": ""}),
        (page, {"do": "data", "data_signed_on": TODAY}),
        (reverse("staff:amend", args=[sponsor.pk, agreement.pk]), {"levels": ["CM2"]}),
    ):
        sent_twice(operator, at, at, {**act, **hidden(operator, at)} if act.get("do") != "data" else act)
    amendment = agreement.amendments.get()
    sent_twice(operator, page, page, {"do": "amended", "amendment": str(amendment.pk), "amended_on": TODAY})
    agreement.refresh_from_db()
    assert (agreement.state, agreement.price_cents, agreement.levels) == ("signed", 9_000_00, "CM2")

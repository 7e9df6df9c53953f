"""What is paid by use: counted when it was asked for, invoiced once it can all be counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from declic.billing.actions import credit_invoice, issue_invoice, remind
from declic.billing.actions.amendments import amend_agreement
from declic.billing.models import Invoice
from declic.billing.queries import to_correct, to_invoice, why_not
from declic.dispatch.actions import cancel
from declic.ground.units import Cents
from declic.sponsors.actions import count_lesson, prepare_amendment
from declic.sponsors.models import Agreement, Enrolment
from declic.sponsors.rules.agreements import PriceModel
from tests.billing.world import make_council, make_seller
from tests.refusals import refused
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_help_request, make_officer, make_operator, make_pupil

HOUR = 3200
ENDED = datetime(2027, 9, 1, 9, 0, tzinfo=UTC)
AFTER_ALL = datetime(2029, 9, 2, 9, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def hourly(db: None) -> Agreement:
    make_seller()
    agreement = make_council(price=HOUR)
    agreement.price_model = PriceModel.PER_HOUR.value
    agreement.save()
    make_officer(agreement.sponsor)
    return agreement


def counted(agreement: Agreement, at: datetime, hours: int = 1) -> None:
    count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=3600 * hours, asked_at=at)


def test_it_waits_for_the_lesson_of_who_asked_before_its_end(hourly: Agreement) -> None:
    counted(hourly, NOW)
    asked = make_help_request(make_pupil(sponsor=hourly.sponsor))
    with refused("still_helped"):
        issue_invoice(agreement=hourly, by=None, now=ENDED)
    cancel(help_request=asked, now=NOW)
    assert issue_invoice(agreement=hourly, by=None, now=ENDED).net_cents == HOUR


def test_what_the_line_says_is_what_it_asks_for(hourly: Agreement) -> None:
    for seconds in (1219, 1219, 1221):  # 1 h 00 min 59 s
        count_lesson(sponsor_id=hourly.sponsor_id, lesson_id=uuid4(), seconds=seconds, asked_at=NOW)
    made = issue_invoice(agreement=hourly, by=None, now=ENDED)
    assert "1\u00a0h\u00a001 à 32,00" in made.draft["lines"][0]["detail"]
    assert made.net_cents == 32_53, "61 minutes at 32 € an hour"


YEARS = (datetime(2027, 9, 2, 9, 0, tzinfo=UTC), datetime(2028, 9, 2, 9, 0, tzinfo=UTC), AFTER_ALL)


def three_years(agreement: Agreement, ceiling: int | None = None) -> Agreement:
    agreement.ends_on, agreement.ceiling_cents = date(2029, 8, 31), ceiling
    agreement.save()
    return agreement


def issued(agreement: Agreement, now: datetime) -> Invoice:
    return issue_invoice(agreement=agreement, by=None, now=now)


def test_each_year_is_invoiced_once_it_is_over(hourly: Agreement) -> None:
    three_years(hourly)
    counted(hourly, NOW, 2)
    counted(hourly, NOW + YEAR, 3)
    assert to_invoice(date(2027, 8, 31)) == []
    assert "son année 1 se facture quand elle est finie, après le 31/08/2027" in why_not(hourly, NOW)
    assert to_invoice(YEARS[0].date()) == [hourly]
    first = issued(hourly, YEARS[0])
    assert (first.net_cents, first.first_day, first.last_day) == (2 * HOUR, date(2026, 9, 1), date(2027, 8, 31))
    assert "2\u00a0h\u00a000 à" in first.draft["lines"][0]["detail"]
    assert "année 1 sur 3" in first.draft["lines"][0]["detail"]
    assert to_invoice(YEARS[0].date()) == []
    with refused("not_ended"):
        issued(hourly, YEARS[0])
    assert to_invoice(YEARS[1].date()) == [hourly]
    assert issued(hourly, YEARS[1]).net_cents == 3 * HOUR
    assert to_invoice(YEARS[2].date()) == []  # of the last year nothing was used
    with refused("nothing_to_pay"):
        issued(hourly, YEARS[2])


def test_a_year_without_use_keeps_none_of_the_others_from_their_invoice(hourly: Agreement) -> None:
    three_years(hourly)
    assert to_invoice(YEARS[0].date()) == []
    assert "son année 2 se facture quand elle est finie" in why_not(hourly, YEARS[0])
    counted(hourly, NOW + YEAR)
    assert to_invoice(YEARS[1].date()) == [hourly]
    assert issued(hourly, YEARS[1]).first_day == date(2027, 9, 1)


def test_the_ceiling_is_kept_over_the_whole(hourly: Agreement) -> None:
    three_years(hourly, ceiling=4 * HOUR)
    for years, hours in enumerate((3, 3, 3)):
        counted(hourly, NOW + years * YEAR, hours)
    assert issued(hourly, YEARS[0]).net_cents == 3 * HOUR
    second = issued(hourly, YEARS[1])
    assert second.net_cents == HOUR
    assert "ramené au plafond" in second.draft["lines"][0]["detail"]
    assert to_invoice(YEARS[2].date()) == []


def test_a_pupil_is_paid_for_once_in_all_the_years(hourly: Agreement) -> None:
    three_years(hourly)
    Agreement.objects.filter(pk=hourly.pk).update(price_model=PriceModel.PER_PUPIL.value)
    hourly.refresh_from_db()
    for years in (0, 0, 1):
        pupil = make_pupil(sponsor=hourly.sponsor)
        Enrolment.objects.filter(pupil=pupil).update(since=NOW + years * YEAR)
    assert issued(hourly, YEARS[0]).net_cents == 2 * HOUR
    second = issued(hourly, YEARS[1])
    assert second.net_cents == HOUR
    assert "1 de plus × 32,00" in second.draft["lines"][0]["detail"]


def test_a_ceiling_that_is_lowered_below_what_is_invoiced_asks_for_a_credit_note(hourly: Agreement) -> None:
    three_years(hourly, ceiling=4 * HOUR)
    counted(hourly, NOW, 3)
    first = issued(hourly, YEARS[0])
    assert to_correct() == []
    amended(hourly, ceiling=2 * HOUR)
    assert [(one.invoice, one.worth) for one in to_correct()] == [(first, 2 * HOUR)]
    assert remind(now=YEARS[0] + timedelta(days=40)) == 0
    page = proved_twice(make_operator()).get(reverse("staff:billing", args=[hourly.sponsor_id])).content.decode()
    assert "Un avenant a changé le plafond" in page
    assert "D’ici là, aucune relance ne part." in page
    credit_invoice(invoice=first, by=None, now=YEARS[0])
    assert issued(hourly, YEARS[0]).net_cents == 2 * HOUR


def test_a_ceiling_that_is_raised_asks_for_what_was_left_out_before_the_years_that_follow(hourly: Agreement) -> None:
    three_years(hourly, ceiling=2 * HOUR)
    counted(hourly, NOW, 5)
    counted(hourly, NOW + YEAR, 3)
    first = issued(hourly, YEARS[0])
    assert first.net_cents == 2 * HOUR
    amended(hourly, ceiling=9 * HOUR)
    assert [(one.invoice, one.worth, one.asks_too_much) for one in to_correct()] == [(first, 5 * HOUR, False)]
    assert remind(now=YEARS[0] + timedelta(days=40)) == 1, "what it asks for is owed"
    hourly.refresh_from_db()
    with refused("earlier_wrong"):
        issued(hourly, YEARS[1])
    assert f"La facture {first.number} d’une année d’avant dit 64,00" in why_not(hourly, YEARS[1])

    operator = proved_twice(make_operator())
    listed = operator.get(reverse("staff:invoices")).content.decode()
    assert "1\u00a0facture dit moins que ce qui est dû" in listed
    assert "dépasse ce qui est dû" not in listed
    page = operator.get(reverse("staff:billing", args=[hourly.sponsor_id])).content.decode()
    assert "Un avenant a changé le plafond" in page
    assert "aucune relance ne part" not in page

    credit_invoice(invoice=first, by=None, now=YEARS[1])
    assert [issued(hourly, YEARS[1]).net_cents for _ in range(2)] == [5 * HOUR, 3 * HOUR]
    assert to_correct() == []


def test_a_ceiling_changed_before_it_mattered_keeps_no_year_back(hourly: Agreement) -> None:
    three_years(hourly, ceiling=9 * HOUR)
    counted(hourly, NOW, 5)
    counted(hourly, NOW + YEAR, 3)
    issued(hourly, YEARS[0])
    amended(hourly, ceiling=7 * HOUR)
    assert issued(hourly, YEARS[1]).net_cents == 2 * HOUR


def amended(agreement: Agreement, *, ceiling: int) -> None:
    agreement.refresh_from_db()
    terms = replace(agreement.terms, ceiling=Cents(ceiling))
    made = prepare_amendment(agreement=agreement, terms=terms, now=YEARS[0])
    amend_agreement(amendment=made, signed_on=YEARS[0].date(), now=YEARS[0])


def test_one_that_used_nothing_does_not_wait_once_it_is_over(hourly: Agreement) -> None:
    assert to_invoice(ENDED.date()) == []
    assert "rien à facturer" in why_not(hourly, ENDED)

"""An invoice: its lines, when it is due, and where it stands."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from declic.billing.rules.instalments import Use, check_due, line_of
from declic.billing.rules.invoices import (
    REMINDED_AFTER,
    InvoiceKind,
    Party,
    Standing,
    due_on,
    number_of,
    reminder_due,
    standing,
)
from declic.ground.units import Cents
from declic.sponsors.rules.agreements import AgreementState, PriceModel, Terms
from tests.refusals import refused

TODAY = date(2026, 11, 23)
TOWN = Party("Commune", "21920024300018", "1 place de la Mairie", "92110", "Clichy")


def test_numbers_sort_as_they_were_given() -> None:
    numbers = [number_of(InvoiceKind.INVOICE, 2026, rank) for rank in (1, 9, 10, 99_999)]
    assert numbers == sorted(numbers) == ["F2026-00001", "F2026-00009", "F2026-00010", "F2026-99999"]
    assert number_of(InvoiceKind.CREDIT, 2027, 1) == "A2027-00001"


@pytest.mark.parametrize(
    ("paid", "is_credited", "days", "expected"),
    [
        (0, False, 0, Standing.DUE),
        (0, False, 30, Standing.DUE),
        (0, False, 31, Standing.LATE),
        (500, False, 3, Standing.PART_PAID),
        (500, False, 31, Standing.LATE),
        (1000, False, 90, Standing.PAID),
        (0, True, 90, Standing.CREDITED),
    ],
)
def test_where_an_invoice_stands(paid: int, is_credited: bool, days: int, expected: Standing) -> None:  # noqa: FBT001
    today = TODAY + timedelta(days=days)
    found = standing(
        InvoiceKind.INVOICE, gross=1000, paid=paid, is_credited=is_credited, due=due_on(TODAY), today=today
    )
    assert found is expected


def test_reminders_leave_on_their_days_and_no_more() -> None:
    due = due_on(TODAY)
    assert leaving(due, range(-5, 60)) == list(REMINDED_AFTER)


def test_reminders_kept_from_leaving_do_not_leave_all_at_once() -> None:
    """The clock was away for six weeks, or a payment was taken back."""
    assert leaving(due_on(TODAY), range(45, 120)) == [45, 59, 74]


def leaving(due: date, days: range) -> list[int]:
    left: list[int] = []
    for after in days:
        last = due + timedelta(days=left[-1]) if left else None
        if reminder_due(due, due + timedelta(days=after), len(left), last):
            left.append(after)
    return left


def used(model: PriceModel, *, cost: int, due: int) -> Use:
    return Use(Terms(model, Cents(3200)), TODAY, TODAY, pupils=312, minutes=90, cost=Cents(cost), due=Cents(due))


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (PriceModel.FLAT, "accès illimité"),
        (PriceModel.PER_PUPIL, "312 × 32,00\u00a0€"),
        (PriceModel.PER_HOUR, "1\u00a0h\u00a030 à 32,00\u00a0€ l’heure"),
    ],
)
def test_a_line_is_worth_what_is_due_and_says_on_what(model: PriceModel, said: str) -> None:
    line = line_of(used(model, cost=999, due=999))
    assert line.net == 999
    assert said in line.detail
    assert "plafond" not in line.detail
    capped = line_of(used(model, cost=999, due=500))
    assert capped.net == 500
    assert "ramené au plafond" in capped.detail


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(), "Tous les élèves, accès illimité"),
        (Terms(levels=frozenset({"6E", "CM2"})), "Élèves des niveaux CM2, 6e, accès illimité"),
        (Terms(weekdays=frozenset({0, 3})), "Tous les élèves ; lundi, jeudi"),
        (
            Terms(levels=frozenset({"6E"}), weekdays=frozenset({2}), opens_at=time(17), closes_at=time(19, 30)),
            "Élèves des niveaux 6e ; mercredi, de 17 h à 19 h 30",
        ),
        (
            Terms(PriceModel.PER_PUPIL, Cents(3200), levels=frozenset({"6E"}), opens_at=time(17), closes_at=time(19)),
            "312 × 32,00 € ; niveaux 6e ; de 17 h à 19 h",
        ),
    ],
)
def test_a_line_says_the_levels_and_hours_that_were_agreed(terms: Terms, said: str) -> None:
    use = Use(terms, TODAY, TODAY, pupils=312, minutes=90, cost=Cents(999), due=Cents(999))
    assert line_of(use).detail.replace("\u00a0", " ") == said


def test_a_flat_price_is_owed_once_signed_and_use_once_it_has_ended() -> None:
    flat, hourly = used(PriceModel.FLAT, cost=5, due=5), used(PriceModel.PER_HOUR, cost=5, due=5)
    for state in (AgreementState.DRAFT, AgreementState.QUOTED, AgreementState.DROPPED):
        with refused("not_signed"):
            check_due(flat, state)
    for state in (AgreementState.SIGNED, AgreementState.RUNNING):
        check_due(flat, state)
        with refused("not_ended"):
            check_due(hourly, state)
    check_due(hourly, AgreementState.ENDED)
    with refused("nothing_to_pay"):
        check_due(used(PriceModel.FLAT, cost=0, due=0), AgreementState.RUNNING)


def test_the_electronic_address_names_the_service() -> None:
    assert TOWN.electronic_address == "219200243_21920024300018"
    assert replace(TOWN, service_code="EDUC").electronic_address == "219200243_21920024300018_EDUC"

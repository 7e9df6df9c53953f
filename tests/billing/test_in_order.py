"""Numbers follow days (CGI, annexe II, art. 242 nonies A): none bears a day before that of one numbered earlier."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from declic.billing.actions import ask_renewals, credit_invoice, issue, issue_invoice, issue_renewals
from declic.billing.models import Invoice
from declic.billing.queries import progress_of
from declic.sponsors.models import Agreement
from tests.billing.world import make_council, make_seller
from tests.refusals import refused
from tests.world import NOW

DAYS = pytest.mark.parametrize("evening", [NOW, datetime.fromisoformat("2026-12-31T23:59:58+01:00")])
"""Also of the night in which the numbers begin anew."""
pytestmark = pytest.mark.django_db


def issued(agreement: Agreement, at: datetime) -> Invoice:
    return issue_invoice(agreement=agreement, by=None, now=at)


def overtaken(monkeypatch: pytest.MonkeyPatch, by: Callable[[], object]) -> None:
    """While the first papers are drawn, somebody else issues."""
    drawn = issue.drawn

    def slow(*told: object, **more: object) -> bytes:
        monkeypatch.setattr(issue, "drawn", drawn)
        by()
        return drawn(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(issue, "drawn", slow)


@DAYS
def test_one_begun_before_midnight_is_not_numbered_after_one_of_the_next_day(
    monkeypatch: pytest.MonkeyPatch, evening: datetime
) -> None:
    make_seller()
    late, early = make_council(), make_council()
    overtaken(monkeypatch, lambda: issued(early, evening + timedelta(days=1)))
    with refused("day_passed"):
        issued(late, evening)
    assert Invoice.objects.get().agreement == early
    assert issued(late, evening + timedelta(days=1)).number.endswith("2"), "no number is lost"


def test_so_it_is_with_credit_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_seller()
    late, early = issued(make_council(), NOW), issued(make_council(), NOW)
    tomorrow = NOW + timedelta(days=1)
    overtaken(monkeypatch, lambda: credit_invoice(invoice=early, by=None, now=tomorrow))
    with refused("day_passed"):
        credit_invoice(invoice=late, by=None, now=NOW)
    assert credit_invoice(invoice=late, by=None, now=tomorrow).number.endswith("2")


@DAYS
def test_a_run_begun_before_midnight_goes_on_with_the_day_after(
    monkeypatch: pytest.MonkeyPatch, evening: datetime
) -> None:
    make_seller()
    agreements = [make_council() for _ in range(3)]
    run = ask_renewals(by=None, now=evening)
    morning = evening + timedelta(days=1)
    overtaken(monkeypatch, lambda: issued(agreements[2], morning))
    issue_renewals(now=evening)
    assert not issue_renewals(now=evening), "until the clock says the next day too"
    while issue_renewals(now=morning):
        pass
    found = progress_of(run)
    assert (found.issued, found.refused) == (3, [])
    told = list(Invoice.objects.order_by("pk").values_list("number", "issued_on"))
    assert [day for _, day in told] == [morning.date()] * 3
    assert [number for number, _ in told] == sorted(number for number, _ in told)

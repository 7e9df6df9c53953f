"""A quote signed under another regime of VAT: nobody is invoiced another amount than they signed without a word."""

import re

import pytest
from django.urls import reverse

from declic.billing.actions import ask_renewals, issue_invoice, issue_renewals, quote_agreement, sign_agreement
from declic.billing.models import Invoice
from declic.billing.queries import last_renewal, progress_of
from declic.billing.rules.amounts import VatRegime
from declic.ground.errors import Refusal
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import AgreementState
from tests.billing.world import make_council, make_seller
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Agreement:
    """Signed free of VAT; the seller bears it since."""
    make_seller(VatRegime.FRANCHISE)
    held = make_council(price=800_000)
    Agreement.objects.update(state=AgreementState.DRAFT.value, signed_on=None, data_signed_on=None)
    held.refresh_from_db()
    quote_agreement(agreement=held, now=NOW)
    sign_agreement(agreement=held, now=NOW, signed_on=NOW.date(), data_signed_on=NOW.date())
    held.refresh_from_db()
    make_seller()
    return held


def test_it_is_issued_once_somebody_says_that_the_buyer_knows(council: Agreement) -> None:
    with pytest.raises(Refusal, match=r"8\s000,00.€.*9\s600,00.€") as refused:
        issue_invoice(agreement=council, by=None, now=NOW)
    assert refused.value.code == "regime_changed"
    operator, pages = proved_twice(make_operator()), [council.sponsor_id, council.pk]
    said = re.sub(r"\s", " ", operator.get(reverse("staff:billing", args=pages[:1])).content.decode())
    for amount in ("Le devis signé disait 8 000,00 €", "qu’il doit 9 600,00 €"):
        assert amount in said
    issue = reverse("staff:issue", args=pages)
    assert operator.post(issue, {}).status_code == 422
    assert operator.post(issue, {"regime_agreed": "on"}).status_code == 302
    assert Invoice.objects.get().gross_cents == 960_000


def test_the_run_of_many_sets_it_aside_with_the_reason(council: Agreement) -> None:
    as_signed = make_council()
    ask_renewals(by=None, now=NOW)
    while issue_renewals(now=NOW):
        pass
    assert [one.agreement for one in Invoice.objects.all()] == [as_signed]
    run = last_renewal()
    assert run is not None
    ((name, why),) = progress_of(run).refused
    assert (name, "Le devis signé disait" in why) == (council.sponsor.name, True)


def test_a_regime_that_changes_no_amount_asks_nothing(council: Agreement) -> None:
    make_seller(VatRegime.NON_PROFIT)
    assert issue_invoice(agreement=council, by=None, now=NOW).gross_cents == 800_000

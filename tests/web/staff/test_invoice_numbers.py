"""The numbers an invoice must bear and where it goes: typed, confirmed, never written over unread."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from declic.billing.models import BillingDetails, Invoice
from declic.billing.queries import draft_of
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.sponsors.actions import note_commitment
from declic.sponsors.models import Agreement
from tests.billing.world import (
    TOWN_SIRET,
    bill_to,
    make_council,
    make_seller,
    make_town,
)
from tests.web.clients import text
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db


def test_the_numbers_noted_on_the_agreement_are_typed_in_the_form_that_issues(
    operator: Client, town: Agreement
) -> None:
    make_seller()
    bill_to(town.sponsor, needs_commitment=True)
    said = {"commitment": "ENG 2026-118", "contract": "M 2026-04"}
    note_commitment(agreement=town, first_day=town.starts_on, now=timezone.now(), **said)
    shown = operator.get(reverse("staff:billing", args=[town.sponsor_id])).content.decode()
    assert 'value="ENG 2026-118"' in shown
    assert 'value="M 2026-04"' in shown
    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    emptied = operator.post(issue, {**said, "commitment": ""})
    assert emptied.status_code == 422, "who empties it does not get the one noted without a word"
    assert not Invoice.objects.exists()
    assert operator.post(issue, said).status_code == 302
    issued = Invoice.objects.get()
    assert (issued.draft["commitment"], issued.draft["contract"]) == ("ENG 2026-118", "M 2026-04")
    shown = text(operator.get(reverse("staff:invoice", args=[issued.pk])))
    assert "Engagement ENG 2026-118 Marché M 2026-04" in shown, "as on the document"


def test_a_number_serves_one_year_and_is_confirmed_for_the_next(operator: Client) -> None:
    make_seller()
    today = paris_day(timezone.now())
    starts = today - timedelta(days=400)
    town = make_town()
    Agreement.objects.filter(pk=town.pk).update(starts_on=starts, ends_on=starts + timedelta(days=3 * 365 - 5))
    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    billing = reverse("staff:billing", args=[town.sponsor_id])
    for page in (billing, reverse("staff:invoices")):
        assert "l’année 1 sur 3" in text(operator.get(page))
    assert operator.post(issue, {"commitment": "ENG 1", "first_day": starts.isoformat()}).status_code == 302
    town.refresh_from_db()
    assert town.commitment_of(starts) == "ENG 1"

    assert "l’année 2 sur 3" in text(operator.get(reverse("staff:invoices")))
    page = operator.get(billing)
    assert "l’année 2 sur 3" in text(page)
    assert 'value="ENG 1"' in page.content.decode()
    assert "celui de l’échéance d’avant" in text(page)
    again = operator.post(issue, {"commitment": "ENG 1", "first_day": starts.isoformat(), "confirmed": "on"})
    assert "est facturée depuis" in text(again), "a page opened before the first was issued"
    assert "Cochez si ce numéro vaut encore" in text(operator.post(issue, {"commitment": "ENG 1"}))
    with pytest.raises(Refusal) as refusal:
        draft_of(town, timezone.now())
    assert refusal.value.code == "commitment_to_confirm", "nor does « toutes les factures » take it"
    noted = operator.get(reverse("staff:agreement", args=[town.sponsor_id, town.pk]))
    assert "Année 2 sur 3" in text(noted)
    assert "Celui d’avant : ENG 1" in text(noted)
    assert operator.post(issue, {"commitment": "ENG 2"}).status_code == 302
    said = Invoice.objects.order_by("number").values_list("draft__commitment", flat=True)
    assert list(said) == ["ENG 1", "ENG 2"]


def test_who_empties_a_number_issues_without_it(operator: Client, town: Agreement) -> None:
    make_seller()
    bill_to(town.sponsor)
    note_commitment(agreement=town, first_day=town.starts_on, commitment="ENG 1", now=timezone.now())
    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    assert operator.post(issue, {"commitment": "", "contract": ""}).status_code == 302
    assert Invoice.objects.get().draft["commitment"] == ""


def test_a_number_pasted_from_a_pdf_leaves_its_hidden_signs_behind(operator: Client) -> None:
    make_seller()
    council = make_council()
    issue = reverse("staff:issue", args=[council.sponsor_id, council.pk])
    assert operator.post(issue, {"commitment": "BC2026\x02-17", "contract": "M\x0b\x02 7"}).status_code == 302
    draft = Invoice.objects.get().draft
    assert (draft["commitment"], draft["contract"]) == ("BC2026-17", "M 7")
    council.refresh_from_db()
    said = draft_of(make_council(), timezone.now(), commitment="BC\x02 8", contract="M\x028")
    assert (council.contract, said.commitment, said.contract) == ("M 7", "BC 8", "M8")


def test_details_that_change_before_the_issue_take_nothing_typed_away(operator: Client, town: Agreement) -> None:
    """Read by one operator, while another notes that Chorus Pro wants a service code."""
    make_seller()
    bill_to(town.sponsor)
    billing = reverse("staff:billing", args=[town.sponsor_id])
    assert 'name="commitment"' in operator.get(billing).content.decode()
    BillingDetails.objects.update(needs_service=True)
    refused = operator.post(
        reverse("staff:issue", args=[town.sponsor_id, town.pk]), {"commitment": "ENG 77", "contract": "M 9"}
    )
    assert refused.status_code == 422
    assert text(refused).count("Chorus Pro refuserait la facture") == 1
    shown = refused.content.decode()
    assert 'value="ENG 77"' in shown
    assert 'value="M 9"' in shown
    assert "Chorus Pro refuserait la facture" in text(operator.get(billing)), "who comes anew reads why it waits"
    assert 'name="commitment"' not in operator.get(billing).content.decode()


def test_where_invoices_go_is_not_written_over_what_a_colleague_noted_unread(operator: Client, town: Agreement) -> None:
    page = reverse("staff:billing", args=[town.sponsor_id])

    def read(client: Client) -> dict[str, str]:
        (seen,) = re.findall(r'name="seen" value="([^"]*)"', client.get(page).content.decode())
        return {"seen": seen}

    typed = {
        "name": "Commune de Clichy",
        "siret": TOWN_SIRET,
        "address": "1 place",
        "postcode": "92110",
        "city": "Clichy",
    }
    first = read(operator)
    theirs = {**typed, "address": "80 boulevard Jean-Jaurès", "email": "compta@clichy.example", **first}
    assert proved_twice(make_operator()).post(page, theirs).status_code == 302
    for stale in (first, {}):
        answer = operator.post(page, typed | stale)
        assert (answer.status_code, "Ces coordonnées ont changé depuis" in text(answer)) == (422, True)
        assert 'value="1 place"' in answer.content.decode(), "what was typed comes back"
        assert "80 boulevard Jean-Jaurès" in text(answer), "and what is to be read"
    held = BillingDetails.objects.get()
    assert (held.address, held.email) == ("80 boulevard Jean-Jaurès", "compta@clichy.example")
    assert operator.post(page, typed | {"seen": held.digest}).status_code == 302
    assert BillingDetails.objects.get().address == "1 place"


@travel(NOW, tick=False)
def test_numbers_a_colleague_noted_since_are_neither_left_aside_nor_written_over_unread() -> None:
    operator, council = proved_twice(make_operator()), make_council()
    make_seller()
    pages = {"sponsor_id": council.sponsor_id, "agreement_id": council.pk}
    agreement, issue = (reverse(f"staff:{name}", kwargs=pages) for name in ("agreement", "issue"))
    billing = reverse("staff:billing", args=[council.sponsor_id])

    def read(page: str) -> dict[str, str]:
        return dict(re.findall(r'name="(first_day|numbers)" value="([^"]+)"', operator.get(page).content.decode()))

    typed = {"commitment": "ENG 1", "contract": "M 1"}
    forms = ((agreement, {"do": "commit", **typed, **read(agreement)}), (issue, {**typed, **read(billing)}))
    theirs = {"commitment": "ENG 2", "contract": "M 2"}
    note_commitment(agreement=council, first_day=council.starts_on, now=NOW, **theirs)
    for page, given in forms:
        answer = operator.post(page, given)
        assert (answer.status_code, "engagement « ENG 2 », marché « M 2 »" in text(answer)) == (422, True)
        assert 'value="ENG 1"' in answer.content.decode(), "what was typed comes back"
        council.refresh_from_db()
        assert (council.commitment_of(council.starts_on), council.contract) == ("ENG 2", "M 2")
        assert read(agreement)["numbers"] in answer.content.decode()
    assert not Invoice.objects.exists()
    assert operator.post(agreement, {"do": "commit", **typed, **read(agreement)}).status_code == 302
    assert operator.post(issue, {**typed, **read(billing)}).status_code == 302


def test_a_service_code_with_a_space_is_refused_where_it_is_typed(operator: Client, town: Agreement) -> None:
    typed = {
        "name": "Commune de Clichy", "siret": TOWN_SIRET, "address": "1 place", "postcode": "92110", "city": "Clichy",
        "service_code": "EDUC 1",
    }  # fmt: skip
    page = reverse("staff:billing", args=[town.sponsor_id])
    answer = operator.post(page, typed)
    assert answer.status_code == 422
    assert "Un code service s’écrit sans espace" in text(answer)
    assert operator.post(page, {**typed, "service_code": " EDUC-1 "}).status_code == 302
    assert BillingDetails.objects.get(sponsor=town.sponsor).service_code == "EDUC-1"

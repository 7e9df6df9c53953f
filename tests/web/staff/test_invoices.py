"""The operator's pages about money: from the seller's name to a credit note."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from declic.billing.actions import credit_invoice, issue_renewals
from declic.billing.models import BillingDetails, Invoice, Renewal, Seller
from declic.billing.queries import draft_of
from declic.billing.rules.accounting_years import AccountingYear
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.sponsors.actions import note_commitment
from declic.sponsors.models import Agreement
from tests.billing.world import (
    SELLER_SIREN,
    SELLER_SIRET,
    TOWN_SIRET,
    bill_to,
    make_council,
    make_invoice,
    make_seller,
    make_town,
)
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
SELLER = {
    "name": "Déclic",
    "siret": SELLER_SIRET,
    "about": "SAS au capital de 10 000 €",
    "address": "1 rue de la Paix",
    "postcode": "75002",
    "city": "Paris",
    "regime": "standard",
    "vat_due": "payments",
    "vat": "FR 44 732829320",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bic": "AGRIFRPP",
    "email": "compta@declic.example",
    "year_starts_in": "9",
}


@pytest.fixture
def operator() -> Client:
    return proved_twice(make_operator())


@pytest.fixture
def town() -> Agreement:
    """Priced and signed, and running today; nothing is known of where its invoices go."""
    agreement = make_town(billed=False)
    today = timezone.localdate()
    Agreement.objects.filter(pk=agreement.pk).update(starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31))
    agreement.refresh_from_db()
    return agreement


def text(answer: object) -> str:
    shown = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(shown.replace("\u00a0", " ").split())


def test_without_a_seller_the_page_says_why_no_invoice_may_leave(operator: Client, town: Agreement) -> None:
    page = operator.get(reverse("staff:invoices"))
    assert "Aucune facture ne peut partir." in text(page)
    assert "1 convention attend sa facture" in text(page)
    assert reverse("staff:renew") not in page.content.decode()
    assert "Aucune facture ne peut partir." in text(operator.get(reverse("staff:billing", args=[town.sponsor_id])))


def test_the_seller_is_named_and_a_wrong_number_comes_back_as_typed(operator: Client) -> None:
    page = reverse("staff:seller")
    wrong = operator.post(page, {**SELLER, "iban": "FR76 0000"})
    assert wrong.status_code == 422
    assert "Cet IBAN n’est pas juste" in text(wrong)
    assert 'value="FR76 0000"' in wrong.content.decode()
    assert "Cinq chiffres." in text(operator.post(page, {**SELLER, "postcode": "7500"}))
    assert not Seller.objects.exists()
    assert operator.post(page, SELLER).status_code == 302
    held = Seller.objects.get()
    assert (held.iban, held.vat) == ("FR7630006000011234567890189", "FR44732829320")
    assert 'value="Déclic"' in operator.get(page).content.decode()


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
    draft = Invoice.objects.get().draft
    assert (draft["commitment"], draft["contract"]) == ("ENG 2026-118", "M 2026-04")


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


def test_an_invoice_issued_by_another_meanwhile_says_so(operator: Client, town: Agreement) -> None:
    make_seller()
    bill_to(town.sponsor)
    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    assert operator.post(issue, {"commitment": "ENG 1"}).status_code == 302
    again = operator.post(issue, {"commitment": "ENG 1"})
    assert again.status_code == 422
    assert "est déjà facturée" in text(again)


def test_from_the_town_s_address_to_the_credit_note(operator: Client, town: Agreement) -> None:
    make_seller()
    billing = reverse("staff:billing", args=[town.sponsor_id])
    assert "complétez ses coordonnées de facturation" in text(operator.get(billing))
    told = {
        "name": "Commune de Clichy",
        "siret": TOWN_SIRET,
        "address": "80 boulevard Jean-Jaurès",
        "postcode": "92110",
        "city": "Clichy",
        "needs_commitment": "on",
    }
    assert operator.post(billing, {**told, "siret": "123"}).status_code == 422
    assert operator.post(billing, told).status_code == 302
    assert BillingDetails.objects.get().needs_commitment

    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    refused = operator.post(issue)
    assert refused.status_code == 422
    assert "exige un numéro d’engagement" in text(refused)
    done = operator.post(issue, {"commitment": "E-2026-7"}, follow=True)
    assert "La facture F" in text(done)
    invoice = Invoice.objects.get()
    assert "9 600,40 €, à payer" in text(done)
    for form, head in (("pdf", b"%PDF"), ("ubl", b"<?xml"), ("cii", b"<?xml")):
        answer = operator.get(reverse("staff:invoice_file", args=[invoice.pk, form]))
        assert answer.content.startswith(head)
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{invoice.number}.')
    assert operator.get(reverse("staff:invoice_file", args=[invoice.pk, "docx"])).status_code == 404

    page = reverse("staff:invoice", args=[invoice.pk])
    today = timezone.localdate().isoformat()
    over = operator.post(page, {"euros": "10000", "paid_on": today})
    assert "dépasse ce qui reste à payer" in text(over)
    assert operator.post(page, {"euros": "1 600,40", "paid_on": today, "reference": "VIR 12"}).status_code == 302
    assert "payée en partie : reste 8 000,00 €" in text(operator.get(page))
    assert operator.post(page, {"euros": "-1600,40", "paid_on": today}).status_code == 302
    credited = operator.post(reverse("staff:credit", args=[invoice.pk]), follow=True)
    assert f"annule la facture {invoice.number}" in text(credited)
    assert "annulée par un avoir" in text(operator.get(page))
    assert "déjà annulée" in text(operator.post(reverse("staff:credit", args=[invoice.pk]), follow=True))


def test_money_that_comes_after_the_credit_note_is_noted_on_the_page_of_its_invoice(operator: Client) -> None:
    held = make_invoice(make_sponsor("CSE Horizon", agreement=False))
    credit_invoice(invoice=held, by=None, now=timezone.now())
    page, sent = reverse("staff:invoice", args=[held.pk]), {"euros": "1 200", "paid_on": f"{timezone.localdate():%F}"}
    assert "malgré l’avoir" in text(operator.get(page))
    assert "dites que l’argent est arrivé quand même" in text(operator.post(page, sent))
    done = text(operator.post(page, {**sent, "surplus": "on"}, follow=True))
    assert "1 200,00 € reçus pour elle sont portés au compte du partenaire" in done


def test_many_in_one_go_and_the_page_says_where_they_are(
    operator: Client, django_capture_on_commit_callbacks: object
) -> None:
    make_seller()
    agreement = make_town()
    officer = make_officer(agreement.sponsor)
    now = timezone.now()
    Agreement.objects.update(starts_on=date(now.year, 1, 1), ends_on=date(now.year, 12, 31))
    asked = operator.post(reverse("staff:renew"), listed(operator), follow=True)
    assert "0 sur 1 facture" in text(asked)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert issue_renewals(now=now)
    assert not issue_renewals(now=now)
    assert "9 600,40 € à recevoir" in text(operator.get(reverse("staff:invoices")))
    letter = mail.outbox[-1]
    assert letter.to == [officer.account.email]
    assert "9\u00a0600,40\u00a0€" in letter.body
    assert reverse("sponsor:invoices") in letter.body
    assert "Aucune convention n’attend de facture." in text(
        operator.post(reverse("staff:renew"), listed(operator), follow=True)
    )


def listed(operator: Client) -> dict[str, str]:
    """What the form that issues them all sends, as the page bears it."""
    _, _, form = (
        operator.get(reverse("staff:invoices")).content.decode().partition(f'action="{reverse("staff:renew")}"')
    )
    return dict(re.findall(r'name="(seen)" value="([^"]+)"', form.partition("</form>")[0]))


@travel(NOW, tick=False)
def test_what_waits_since_the_page_was_read_is_not_issued_unread() -> None:
    operator = proved_twice(make_operator())
    make_seller()
    make_council()
    read = listed(operator)
    make_council()
    for stale in (read, {}):
        told = text(operator.post(reverse("staff:renew"), stale, follow=True))
        assert "Ce qui attend sa facture a changé depuis que cette page est ouverte" in told
        assert "2 conventions attendent leur facture" in told
        assert not Renewal.objects.exists()
    operator.post(reverse("staff:renew"), listed(operator))
    assert Renewal.objects.get().lines.count() == 2


@travel(NOW, tick=False)
def test_an_invoice_says_the_amount_that_was_read() -> None:
    """What the agreement is worth changed since the page was opened."""
    operator = proved_twice(make_operator())
    make_seller()
    council = make_council()
    page = reverse("staff:billing", args=[council.sponsor_id])
    issue = reverse("staff:issue", args=[council.sponsor_id, council.pk])

    def due() -> dict[str, str]:
        return dict(re.findall(r'name="(due)" value="(\d+)"', operator.get(page).content.decode()))

    read = due()
    Agreement.objects.filter(pk=council.pk).update(price_cents=council.price_cents * 2)
    refused = operator.post(issue, {"contract": "M 12", **read})
    assert (refused.status_code, "Le montant dû a changé depuis" in text(refused)) == (422, True)
    assert 'value="M 12"' in refused.content.decode(), "what was typed comes back"
    assert due() != read
    assert f'name="due" value="{due()["due"]}"' in refused.content.decode()
    assert not Invoice.objects.exists()
    assert operator.post(issue, {"contract": "M 12", **due()}).status_code == 302


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


def test_what_was_paid_since_the_page_was_read_is_told_before_a_credit_note(operator: Client) -> None:
    held = make_invoice(make_sponsor("CSE Horizon", agreement=False), now=timezone.now())
    page, credit = (reverse(f"staff:{name}", args=[held.pk]) for name in ("invoice", "credit"))

    def read() -> dict[str, str]:
        return dict(re.findall(r'name="(settled)" value="(\d+)"', operator.get(page).content.decode()))

    stale = read()
    operator.post(page, {"euros": "100", "paid_on": f"{timezone.localdate():%F}"})
    told = text(operator.post(credit, stale, follow=True))
    assert "Un règlement a été noté depuis que cette page est ouverte : 100,00 € sont réglés." in told
    assert "Les 100,00 € déjà réglés seront en sa faveur" in told
    assert not Invoice.objects.filter(corrects=held).exists()
    operator.post(credit, read())
    assert Invoice.objects.filter(corrects=held).exists()


def test_where_nobody_reads_what_is_written_of_invoices_each_page_says_so(operator: Client) -> None:
    make_seller()
    sponsor = make_council().sponsor
    assert operator.post(reverse("staff:renew"), listed(operator)).status_code == 302
    while issue_renewals(now=timezone.now()):
        pass
    pages = [
        reverse("staff:invoices"),
        reverse("staff:billing", args=[sponsor.pk]),
        reverse("staff:invoice", args=[Invoice.objects.get().pk]),
    ]
    for page in pages:
        assert "n’est pas prévenu" in (said := text(operator.get(page))) or "Personne n’est prévenu" in said
    make_officer(sponsor)
    for page in pages:
        assert "prévenu" not in text(operator.get(page))


def test_the_accounts_of_a_year(operator: Client) -> None:
    now = timezone.now()
    make_invoice(make_sponsor(), now=now)
    answer = operator.get(reverse("staff:accounting", args=[now.year]))
    assert answer.content.decode().startswith("JournalCode\t")
    assert b"F2026-00001" in answer.content
    assert f"FEC{now.year}1231.txt" in answer.headers["Content-Disposition"]
    for year in (1999, now.year + 1):
        assert operator.get(reverse("staff:accounting", args=[year])).status_code == 404


def test_the_accounts_of_a_year_that_begins_in_september_and_of_who_sold_before(operator: Client) -> None:
    now = timezone.now()
    make_invoice(make_sponsor(), now=now)
    Seller.objects.update(name="Autre SCIC", siret=TOWN_SIRET, year_starts_in=9)
    year = AccountingYear.of(paris_day(now), 9)
    page = operator.get(reverse("staff:invoices")).content.decode()
    assert all(name in page for name in ("Autre SCIC", "Déclic", f"?vendeur={SELLER_SIREN}"))
    file = reverse("staff:accounting", args=[year.first_day.year])
    assert b"F2026-00001" not in operator.get(file).content
    assert f"{TOWN_SIRET[:9]}FEC{year.last_day:%Y}0831.txt" in operator.get(file).headers["Content-Disposition"]
    before = reverse("staff:accounting", args=[now.year])
    answer = operator.get(before, {"vendeur": SELLER_SIREN, "mois": "1"})
    assert b"F2026-00001" in answer.content
    assert f"{SELLER_SIREN}FEC{now.year}1231.txt" in answer.headers["Content-Disposition"], "its years stay its own"
    assert operator.get(before, {"vendeur": SELLER_SIREN, "mois": "9"}).status_code == 404
    assert operator.get(file, {"vendeur": "123456789"}).status_code == 404


def test_another_month_of_start_is_said_and_recuts_no_year() -> None:
    with travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        operator = proved_twice(make_operator())
        make_invoice(make_sponsor(), now=timezone.now())
        done = text(operator.post(reverse("staff:seller"), SELLER, follow=True))
        assert "commence en septembre à partir du 01/09/2027" in done
        file = operator.get(reverse("staff:accounting", args=[2026]))
        assert f"{SELLER_SIREN}FEC20261231.txt" in file.headers["Content-Disposition"]
        assert b"F2026-00001" in file.content


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


def test_every_invoice_is_reached_by_pages_and_found_by_name_or_number(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("declic.web.staff.invoices.A_PAGE", 2)
    for rank, name in enumerate(("Asnières-sur-Oise", "Clichy", "Florange"), start=1):
        make_invoice(make_sponsor(name), f"F2026-{rank:05d}")
    page = reverse("staff:invoices")
    first, second = text(operator.get(page)), text(operator.get(page, {"page": "2"}))
    assert "page 1 sur 2" in first
    assert "page 2 sur 2" in second
    for rank in (1, 2, 3):
        assert (f"F2026-{rank:05d}" in first) != (f"F2026-{rank:05d}" in second)
    for sought in ("asnieres sur oise", "f2026-00001", "Asnières"):
        found = text(operator.get(page, {"q": sought}))
        assert "1 pièce " in found
        assert "F2026-00001" in found
        assert "F2026-00002" not in found
    assert "Aucune pièce ne correspond." in text(operator.get(page, {"q": "Lyon"}))
    late = operator.get(page, {"q": "clichy", "etat": "paid"})
    assert "0 pièce" in text(late)
    assert 'name="etat" value="paid"' in late.content.decode()

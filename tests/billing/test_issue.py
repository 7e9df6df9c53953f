"""Invoices as they are issued: valid by the official checks, numbered without a gap, never edited."""

import io
import threading
from pathlib import Path

import facturx
import pytest
from django.db import Error, connection, connections, transaction
from lxml import etree
from pypdf import PdfReader

from declic.billing.actions import credit_invoice, issue_invoice
from declic.billing.documents import check, syntax
from declic.billing.documents.check import CheckNotDone, faults_of
from declic.billing.documents.pdf import drawn
from declic.billing.documents.syntax import Syntax
from declic.billing.models import Invoice, Payment, Seller
from declic.billing.queries import draft_of, file_of, live_invoices_of
from declic.billing.rules.amounts import VatDue, VatRegime
from declic.journal.models import Fact
from declic.sponsors.models import Agreement
from tests.billing.world import PRICE, bill_to, make_council, make_seller, make_town, priced
from tests.refusals import refused
from tests.world import NOW, make_sponsor


def issued(agreement: Agreement, commitment: str = "") -> Invoice:
    return issue_invoice(agreement=agreement, by=None, now=NOW, commitment=commitment)


@pytest.mark.parametrize("regime", VatRegime)
def test_both_syntaxes_pass_every_official_check(db: None, regime: VatRegime) -> None:
    make_seller(regime)
    invoice = issued(make_town(), commitment="E-2026-7")
    credit = credit_invoice(invoice=invoice, by=None, now=NOW)
    documents = [
        (one, file_of(of, form)) for of in (invoice, credit) for one, form in ((Syntax.CII, "cii"), (Syntax.UBL, "ubl"))
    ]
    assert faults_of(documents) == [[], [], [], []]
    for one, xml in documents:
        assert facturx.xml_check_xsd(xml, flavor="factur-x" if one is Syntax.CII else "autodetect")


def test_a_credit_note_asks_for_nothing_late_on_paper_nor_in_xml(db: None) -> None:
    make_seller()
    invoice = issued(make_town(), commitment="E-2026-7")
    credit = credit_invoice(invoice=invoice, by=None, now=NOW)

    def said(of: Invoice) -> list[str]:
        paper = PdfReader(io.BytesIO(file_of(of, "pdf"))).pages[0].extract_text()
        return [paper, *(bytes(file_of(of, form)).decode() for form in ("cii", "ubl"))]

    for told in said(invoice):
        assert "40 €" in told
        assert "Banque centrale" in told
    paper, *syntaxes = said(credit)
    for told in (paper, *syntaxes):
        assert "40 €" not in told
        assert "Banque centrale" not in told
        assert "escompte" not in told
    assert "Sans objet" not in paper
    assert all("Sans objet : cet avoir n’est pas à payer." in told for told in syntaxes)


BT_8 = {
    "cii": "//*[local-name()='DueDateTypeCode']",
    "ubl": "//*[local-name()='InvoicePeriod']/*[local-name()='DescriptionCode']",
}


def test_an_option_for_debits_is_said_on_paper_and_in_both_syntaxes(db: None) -> None:
    make_seller()
    Seller.objects.update(vat_due=VatDue.DEBITS.value)
    invoice = issued(make_town(), commitment="E-2026-7")
    credit = credit_invoice(invoice=invoice, by=None, now=NOW)
    for one in (invoice, credit):
        paper = PdfReader(io.BytesIO(file_of(one, "pdf"))).pages[0].extract_text()
        for told in (paper, *(bytes(file_of(one, form)).decode() for form in ("cii", "ubl"))):
            assert "Option pour le paiement de la taxe d’après les débits" in told
        said = {form: etree.fromstring(file_of(one, form)).xpath(path)[0].text for form, path in BT_8.items()}
        assert said == {"cii": "5", "ubl": "3"}, "BT-8: due on the day of the invoice"
    documents = [(Syntax.CII, file_of(credit, "cii")), (Syntax.UBL, file_of(credit, "ubl"))]
    assert faults_of(documents) == [[], []]


@pytest.mark.parametrize(
    ("regime", "due"), [(VatRegime.STANDARD, VatDue.PAYMENTS), (VatRegime.FRANCHISE, VatDue.DEBITS)]
)
def test_vat_due_as_it_is_paid_and_none_at_all_say_nothing_of_debits(db: None, regime: VatRegime, due: VatDue) -> None:
    make_seller(regime)
    Seller.objects.update(vat_due=due.value)
    draft = draft_of(make_town(), NOW)
    for one, path in ((Syntax.CII, BT_8["cii"]), (Syntax.UBL, BT_8["ubl"])):
        assert not etree.fromstring(syntax.written(draft, "F2026-00001", one)).xpath(path)
    assert "débits" not in PdfReader(io.BytesIO(drawn(draft, "F2026-00001", now=NOW))).pages[0].extract_text()


def test_the_two_syntaxes_read_apart_say_the_same(db: None) -> None:
    make_seller()
    agreement = make_town()
    agreement.levels, agreement.weekdays = "6E 5E", "03"
    agreement.save()
    invoice = issued(agreement, commitment="E-2026-7")
    cii, ubl = (etree.fromstring(file_of(invoice, form)) for form in ("cii", "ubl"))
    within_cii = {
        "number": "//*[local-name()='ExchangedDocument']/*[local-name()='ID']",
        "net": "//*[local-name()='TaxBasisTotalAmount']",
        "gross": "//*[local-name()='GrandTotalAmount']",
        "vat": "//*[local-name()='TaxTotalAmount']",
        "commitment": "//*[local-name()='BuyerOrderReferencedDocument']/*[local-name()='IssuerAssignedID']",
        "iban": "//*[local-name()='IBANID']",
        "what": "//*[local-name()='SpecifiedTradeProduct']/*[local-name()='Description']",
    }
    within_ubl = {
        "number": "/*/*[local-name()='ID']",
        "net": "//*[local-name()='TaxExclusiveAmount']",
        "gross": "//*[local-name()='TaxInclusiveAmount']",
        "vat": "/*/*[local-name()='TaxTotal']/*[local-name()='TaxAmount']",
        "commitment": "//*[local-name()='OrderReference']/*[local-name()='ID']",
        "iban": "//*[local-name()='PayeeFinancialAccount']/*[local-name()='ID']",
        "what": "//*[local-name()='Item']/*[local-name()='Description']",
    }
    said = {name: cii.xpath(path)[0].text for name, path in within_cii.items()}
    assert said == {name: ubl.xpath(path)[0].text for name, path in within_ubl.items()}
    assert said == {
        "number": "F2026-00001",
        "net": "8000.33",
        "vat": "1600.07",
        "gross": "9600.40",
        "commitment": "E-2026-7",
        "iban": "FR7630006000011234567890189",
        "what": "Élèves des niveaux 6e, 5e\u00a0; lundi, jeudi",
    }
    pages = PdfReader(io.BytesIO(file_of(invoice, "pdf"))).pages
    assert "Élèves des niveaux 6e, 5e" in pages[0].extract_text(), "on paper too"


def test_the_pdf_is_pdf_a_3_and_holds_its_xml(db: None) -> None:
    make_seller()
    invoice = issued(make_town())
    pdf = file_of(invoice, "pdf")
    name, xml = facturx.get_facturx_xml_from_pdf(pdf, check_xsd=True, check_schematron=False)
    assert (name, xml) == ("factur-x.xml", file_of(invoice, "cii"))
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata
    assert root["/Lang"] == "fr-FR"
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/AF"][0].get_object()["/AFRelationship"] == "/Data"
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\u00a0", " ")
    for said in (invoice.number, "8 000,33 €", "9 600,40 €", "FR76 3000 6000 0112 3456 7890 189", "40 €"):
        assert said in text


def test_every_font_is_inside_the_pdf(db: None) -> None:
    make_seller()
    page = PdfReader(io.BytesIO(file_of(issued(make_town()), "pdf"))).pages[0]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor


def test_a_works_council_gets_a_plain_pdf(db: None) -> None:
    make_seller()
    sponsor = make_sponsor()
    bill_to(sponsor, siret="")
    invoice = issued(priced(sponsor))
    assert list(invoice.files.values_list("form", flat=True)) == ["pdf"]
    paper = PdfReader(io.BytesIO(file_of(invoice, "pdf")))
    assert not paper.attachments
    (said,) = [line for line in paper.pages[0].extract_text().splitlines() if "Catégorie de l’opération" in line]
    assert "prestation de services" in said


def test_the_check_finds_what_is_wrong(db: None) -> None:
    make_seller()
    xml = file_of(issued(make_town()), "cii")
    [found] = faults_of([(Syntax.CII, xml.replace(b"9600.40", b"9600.41"))])
    assert any("BR-CO" in fault.rule or "BR-CO" in fault.text for fault in found)


def test_nothing_is_numbered_when_the_check_refuses_or_cannot_be_made(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_seller()
    Seller.objects.update(iban="")  # a transfer without an account: BR-61
    agreement = make_town()
    with refused("not_valid"):
        issued(agreement)
    make_seller()
    monkeypatch.setattr(check, "PROGRAM", Path("/nowhere/saxon.py"))
    monkeypatch.setattr(check, "_saxon", check.Saxon())
    with refused("not_checked"):
        issued(agreement)
    with pytest.raises(CheckNotDone):
        faults_of([(Syntax.UBL, b"<a/>")])
    monkeypatch.undo()
    assert Invoice.objects.count() == 0
    assert issued(agreement).number == "F2026-00001"


@pytest.mark.parametrize("one", Syntax)
def test_a_document_out_of_shape_is_refused_and_the_next_one_is_not(db: None, one: Syntax) -> None:
    make_seller()
    draft = draft_of(make_town(), NOW)
    good = syntax.written(draft, "F2026-00001", one)
    name = b"IssueDateTime" if one is Syntax.CII else b"IssueDate"
    with pytest.raises(ValueError, match="IssueDate"):
        syntax.check_shape(good.replace(name + b">", name + b"Zzz>"))
    assert syntax.written(draft, "F2026-00001", one) == good


def test_each_official_shape_is_read_once(db: None) -> None:
    make_seller()
    invoice = issued(make_town())
    credit_invoice(invoice=invoice, by=None, now=NOW)
    assert syntax.schema_of.cache_info().misses <= len(syntax.SCHEMAS)
    before = syntax.schema_of.cache_info().misses
    issued(make_town())
    assert syntax.schema_of.cache_info().misses == before


def test_the_stylesheets_are_those_of_the_library() -> None:
    assert all(path.is_file() for one in syntax.Syntax for path in one.stylesheets)


def test_without_a_seller_an_address_or_a_price_nothing_is_issued(db: None) -> None:
    agreement = make_town()
    with refused("no_seller"):
        issued(agreement)
    make_seller()
    with refused("no_address"):
        issued(make_town(billed=False))
    with refused("nothing_to_pay"):
        issued(make_town(price=0))
    bill_to(agreement.sponsor, needs_service=True)
    with refused("no_service"):
        issued(agreement)
    bill_to(agreement.sponsor, needs_commitment=True)
    with refused("no_commitment"):
        issued(agreement)
    assert issued(agreement, commitment="E-1").number == "F2026-00001"


def test_a_service_code_is_what_the_official_rules_take(db: None) -> None:
    make_seller()
    agreement = make_town()
    bill_to(agreement.sponsor, service_code="  Educ+1-2_3.4 ", needs_service=True)
    assert issued(agreement).draft["buyer"]["service_code"] == "Educ+1-2_3.4"
    with refused("bad_service"):
        bill_to(agreement.sponsor, service_code="EDUC 1", needs_service=True)


def test_an_agreement_is_invoiced_once_until_a_credit_note_cancels_it(db: None) -> None:
    make_seller()
    agreement = make_council()
    first = issued(agreement)
    with refused("already_invoiced"):
        issued(agreement)
    credit = credit_invoice(invoice=first, by=None, now=NOW)
    assert (credit.number, credit.corrects, credit.gross_cents) == ("A2026-00001", first, first.gross_cents)
    with refused("already_credited"):
        credit_invoice(invoice=first, by=None, now=NOW)
    with refused("is_credit"):
        credit_invoice(invoice=credit, by=None, now=NOW)
    second = issued(agreement)
    assert second.number == "F2026-00002"
    assert live_invoices_of(agreement) == [second]
    names = (
        Fact.objects.filter(name__in=["InvoiceIssued", "InvoiceCredited"]).order_by("pk").values_list("name", flat=True)
    )
    assert list(names) == ["InvoiceIssued", "InvoiceIssued", "InvoiceCredited", "InvoiceIssued"]


def test_an_invoice_says_for_ever_what_it_said(db: None) -> None:
    make_seller()
    agreement = make_town()
    invoice = issued(agreement)
    Seller.objects.update(name="Autre", iban="FR7630006000011234567890189")
    bill_to(agreement.sponsor, name="Autre nom")
    credit = credit_invoice(invoice=invoice, by=None, now=NOW)
    assert credit.draft["buyer"] == invoice.draft["buyer"]
    assert b"Autre" not in file_of(credit, "ubl")
    assert (invoice.net_cents, invoice.vat_cents) == (PRICE, 160_007)


@pytest.mark.parametrize(
    "edited",
    [
        {"number": "F2026-00009"},
        {"net_cents": 1},
        {"draft": {}},
    ],
)
def test_the_database_refuses_to_edit_an_invoice(db: None, edited: dict[str, object]) -> None:
    make_seller()
    invoice = issued(make_council())
    with pytest.raises(Error), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(**edited)
    with pytest.raises(Error), transaction.atomic():
        invoice.files.update(content=b"")
    payment = Payment.objects.create(invoice=invoice, cents=5, paid_on=NOW.date(), noted_at=NOW)
    with pytest.raises(Error), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(cents=6)
    if connection.vendor == "postgresql":
        with pytest.raises(Error), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_those_who_issue_at_once_leave_no_gap_and_no_double() -> None:
    make_seller()
    agreements = [make_council() for _ in range(5)]
    failed: list[BaseException] = []

    def work(agreement: Agreement) -> None:
        try:
            issued(agreement)
        except BaseException as error:  # noqa: BLE001  (told to the test)
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in [*agreements, agreements[0]]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [getattr(error, "code", error) for error in failed] == ["already_invoiced"]
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == [f"F2026-{rank:05d}" for rank in range(1, 6)]

"""The quote and the data contract: what was agreed, on paper, for those who sign it alone."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from declic.billing.actions import quote_agreement, sign_agreement
from declic.billing.models import PrintedQuote, Seller
from declic.billing.rules import quotes
from declic.billing.rules.amounts import VatRegime
from declic.ground.units import Cents
from declic.keeping.rules import ENDS_UNREACHED, NOTICE
from declic.sponsors import actions
from declic.sponsors.models import Agreement, Commune, Sponsor
from declic.sponsors.rules.agreements import PriceModel, Terms
from declic.sponsors.rules.officers import OfficerRole
from tests.billing.world import SELLER_SIRET, make_seller
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
BEGINS, ENDS = date(2026, 9, 1), date(2028, 8, 31)


def a_draft(terms: Terms, sponsor: Sponsor | None = None) -> Agreement:
    sponsor = sponsor or make_sponsor("Florange", agreement=False)
    return actions.draft_agreement(sponsor=sponsor, starts_on=BEGINS, ends_on=ENDS, terms=terms, now=timezone.now())


def printed(client: Client, agreement: Agreement, name: str) -> tuple[int, str]:
    """How many pages, and their words on one line."""
    answer = client.get(reverse("staff:agreement_paper", args=[agreement.sponsor_id, agreement.pk, name]))
    assert answer["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    return len(pdf), " ".join(text.split())


@pytest.fixture
def operator() -> Client:
    return proved_twice(make_operator())


@override_settings(PUBLISHER="Association Exemple")
def test_the_quote_tells_the_dates_the_price_and_the_whole(operator: Client) -> None:
    commune = Commune.objects.create(insee="57221", name="Florange", academie="Nancy-Metz", population=12_000)
    sponsor = make_sponsor("Florange", agreement=False)
    sponsor.commune, sponsor.kind = commune, "commune"
    sponsor.save()
    agreement = a_draft(Terms(price=Cents(8_000_00), levels=frozenset({"6E", "5E"})), sponsor)
    pages, text = printed(operator, agreement, "devis")
    assert pages == 1
    for words in (
        agreement.number,
        "Commune de Florange",
        "Association Exemple",
        "12 000 habitants",
        "du 1er septembre 2026 au 31 août 2028",
        "6e, 5e",
        "16 000 €",
        "valable jusqu’au",
        "Bon pour accord",
    ):
        assert words in text, words


def test_a_price_per_pupil_says_which_pupils_are_counted_when_and_what_the_ceiling_bounds(operator: Client) -> None:
    make_seller()
    counted = ("compté une fois pour toute la convention", "ou dès sa première leçon", "il borne ce qui est dû, jamais")
    levels = frozenset({"CP", "CE1", "CE2", "CM1", "CM2", "6E", "5E", "4E", "3E"})
    terms = Terms(PriceModel.PER_PUPIL, price=Cents(40_00), ceiling=Cents(9_000_00), levels=levels)
    agreement = a_draft(terms)
    pages, text = printed(operator, agreement, "devis")
    assert pages == 2
    assert all(words in text.replace("\u00a0", " ") for words in counted)
    for model in (PriceModel.FLAT, PriceModel.PER_HOUR):
        assert counted[0] not in printed(operator, a_draft(Terms(model, price=Cents(40_00))), "devis")[1]

    quote_agreement(agreement=agreement, now=timezone.now())
    kept = PrintedQuote.objects.get(agreement=agreement)
    del kept.said["wording"]["counted"]
    kept.save()
    assert counted[0] not in printed(operator, agreement, "devis")[1], "what was handed over before keeps its words"


@pytest.mark.parametrize("hand_over", [quote_agreement, sign_agreement])
def test_what_was_handed_over_says_the_same_whatever_changes_since(
    operator: Client, hand_over: Callable[..., None]
) -> None:
    """The seller moves and changes its VAT, the town is renamed and grows, the agreement ends sooner."""
    commune = Commune.objects.create(insee="57221", name="Florange", academie="Nancy-Metz", population=12_000)
    sponsor = make_sponsor("Florange", agreement=False)
    sponsor.commune, sponsor.kind, sponsor.siren = commune, "commune", "215702218"
    sponsor.save()
    make_seller(VatRegime.STANDARD)
    agreement = a_draft(Terms(price=Cents(8_000_00)), sponsor)
    hand_over(agreement=agreement, now=timezone.now())
    before = {name: printed(operator, agreement, name) for name in ("devis", "donnees")}
    Seller.objects.update(name="Autre", address="2 rue Neuve", city="Metz", regime=VatRegime.FRANCHISE.value)
    Sponsor.objects.filter(pk=sponsor.pk).update(name="Florange-sur-Fensch", siren="219500261")
    Commune.objects.filter(pk=commune.pk).update(population=13_000)
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=date(2027, 2, 1))
    assert {name: printed(operator, agreement, name) for name in before} == before
    for words in ("Commune de Florange", "12 000 habitants", "au 31 août 2028", "Total TTC : 19 200 €"):
        assert words in before["devis"][1].replace("\u00a0", " ")


REWORDED = {
    "brings": ["Tout autre chose."],
    "untaxed": "Autrement.",
    "payment": "Le paiement se fait autrement ({invoiced}).",
    "amends": "Cela ne vaut plus.",
    "counted": "Au poids.",
    "stays": "Ailleurs.",
    "stays_but_push": "Ailleurs.",
    "articles": [{"name": "Nouvel article", "paragraphs": ["Du neuf."]}],
}


@pytest.mark.parametrize("hand_over", [quote_agreement, sign_agreement])
@pytest.mark.parametrize("regime", VatRegime)
def test_what_was_handed_over_keeps_its_words_and_its_tax(
    operator: Client, hand_over: Callable[..., None], regime: VatRegime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_seller(regime)
    agreement, now = a_draft(Terms(price=Cents(8_000_00))), timezone.now()
    hand_over(agreement=agreement, now=now)
    names = ["devis", "donnees"]
    if hand_over is sign_agreement:
        agreement.refresh_from_db()
        terms = Terms(price=Cents(8_000_00), levels=frozenset({"6E"}))
        actions.prepare_amendment(agreement=agreement, terms=terms, now=now)
        names.append("avenant-1")
    before = {name: printed(operator, agreement, name) for name in names}
    monkeypatch.setattr(quotes, "template", lambda: REWORDED)
    for name, law in {"rate": Decimal(25), "label": "TVA à 25 %", "exemption": ("X", "Autre article du CGI")}.items():
        monkeypatch.setattr(VatRegime, name, property(lambda _, law=law: law))
    assert {name: printed(operator, agreement, name) for name in names} == before
    if hand_over is quote_agreement:
        sign_agreement(agreement=agreement, now=now)
        signed = {name: printed(operator, agreement, name)[1] for name in names}
        assert "Tout autre chose" not in signed["devis"], "what is signed is what was sent"
        assert ("Objet et durée" in signed["donnees"], "Nouvel article" in signed["donnees"]) == (True, False)
    fresh = {name: printed(operator, a_draft(Terms(price=Cents(8_000_00))), name)[1] for name in ("devis", "donnees")}
    for words in ("Tout autre chose.", "Autre article du CGI.", "Le paiement se fait autrement (une facture"):
        assert words in fresh["devis"]
    assert "1. Nouvel article Du neuf." in fresh["donnees"]


def test_a_paper_kept_before_its_words_were_is_worded_as_today(operator: Client) -> None:
    make_seller()
    agreement = a_draft(Terms(price=Cents(8_000_00)))
    quote_agreement(agreement=agreement, now=timezone.now())
    before = {name: printed(operator, agreement, name) for name in ("devis", "donnees")}
    kept = PrintedQuote.objects.get(agreement=agreement)
    kept.said = {name: value for name, value in kept.said.items() if name not in {"vat", "wording"}}
    kept.save()
    assert {name: printed(operator, agreement, name) for name in before} == before


def test_a_quote_changed_and_sent_again_says_what_is_so_then(operator: Client) -> None:
    make_seller()
    agreement = a_draft(Terms(price=Cents(8_000_00)))
    quote_agreement(agreement=agreement, now=timezone.now())
    Seller.objects.update(name="Autre")
    said = {"starts_on": BEGINS, "ends_on": date(2027, 8, 31), "terms": Terms(price=Cents(7_000_00))}
    actions.change_agreement(agreement=agreement, now=timezone.now(), **said)
    agreement.refresh_from_db()
    as_a_draft = printed(operator, agreement, "devis")[1]
    quote_agreement(agreement=agreement, now=timezone.now())
    for text in (as_a_draft, printed(operator, agreement, "devis")[1]):
        assert all(words in text for words in ("Autre", "au 31 août 2027", "7 000 €"))
    sign_agreement(agreement=agreement, now=timezone.now())
    Seller.objects.update(name="Encore un autre")
    assert "Encore" not in printed(operator, agreement, "devis")[1], "what is signed is what was sent"


@override_settings(PUBLISHER="Association Exemple")
def test_the_one_who_signs_is_the_one_whose_name_is_on_the_invoices(operator: Client) -> None:
    make_seller()
    for name in ("devis", "donnees"):
        _, text = printed(operator, a_draft(Terms()), name)
        assert f"Déclic SIRET {SELLER_SIRET}" in text
        assert "1 rue de la Paix, 75002 Paris" in text
        assert "Association Exemple" not in text


@pytest.mark.parametrize(
    ("regime", "said"),
    [
        (VatRegime.STANDARD, ("TVA à 20 % : 3 200 €", "Total TTC : 19 200 €")),
        (VatRegime.FRANCHISE, ("TVA non applicable, art. 293 B du CGI",)),
    ],
)
def test_the_quote_tells_the_tax_or_why_there_is_none(
    operator: Client, regime: VatRegime, said: tuple[str, ...]
) -> None:
    make_seller(regime)
    _, text = printed(operator, a_draft(Terms(price=Cents(8_000_00))), "devis")
    for words in said:
        assert words in text.replace("\u00a0", " "), text
    assert "figure sur la facture" not in text
    _, by_use = printed(operator, a_draft(Terms(model=PriceModel.PER_HOUR, price=Cents(30_00))), "devis")
    assert "Total TTC" not in by_use


def test_a_quote_signed_before_it_was_sent_is_of_the_day_it_was_signed(operator: Client) -> None:
    agreement = a_draft(Terms())
    actions.sign_agreement(agreement=agreement, signed_on=date(2026, 9, 3), now=timezone.now())
    assert "Fait le 3 septembre 2026" in printed(operator, agreement, "devis")[1]


def test_the_data_contract_says_when_accounts_end_as_the_service_does_it(operator: Client) -> None:
    _, text = printed(operator, a_draft(Terms()), "donnees")
    assert (NOTICE.days, ENDS_UNREACHED) == (30, (9, 30))
    assert "sauf si la famille, prévenue trente jours avant au moins, dit qu’elle continue" in text
    assert "une famille sans adresse e-mail a jusqu’au 30 septembre" in text


def test_a_price_by_use_tells_its_ceiling_and_a_signed_quote_its_day(operator: Client) -> None:
    agreement = a_draft(Terms(PriceModel.PER_HOUR, Cents(32_50), ceiling=Cents(5_000_00)))
    actions.sign_agreement(agreement=agreement, signed_on=date(2026, 9, 3), now=timezone.now())
    _, text = printed(operator, agreement, "devis")
    for words in ("32,50 €", "selon l’usage, 5 000 € au plus", "Signé le 3 septembre 2026"):
        assert words in text
    assert "valable jusqu’au" not in text


def test_the_data_contract_has_its_articles_and_numbered_pages(operator: Client) -> None:
    pages, text = printed(operator, a_draft(Terms()), "donnees")
    for number in range(1, 13):
        assert f"{number}. " in text
    for page in range(1, pages + 1):
        assert f"{page} / {pages}" in text
    assert "du 1er septembre 2026" in text


def test_a_long_name_stays_in_its_box(operator: Client) -> None:
    name = ("Comité social et économique de la Société des Établissements " * 2)[:120]
    sponsor = make_sponsor(name, agreement=False)
    make_seller()
    Seller.objects.update(name=name)
    agreement = a_draft(Terms(), sponsor)
    answer = operator.get(reverse("staff:agreement_paper", args=[sponsor.pk, agreement.pk, "devis"]))
    page = pypdfium2.PdfDocument(answer.content)[0]
    boxes = [thing.get_bounds() for thing in page.get_objects(filter=[2])]
    texts = [thing.get_bounds() for thing in page.get_objects(filter=[1])]
    parties = [box for box in boxes if 200 < box[2] - box[0] < 240 and box[3] - box[1] > 60][:2]
    for left, bottom, right, top in parties:
        beside = [one for one in texts if left <= one[0] <= right and bottom < one[3] < top]
        assert len(beside) >= 4
        assert all(one[1] > bottom + 4 for one in beside)
        assert len(beside) == len([one for one in texts if left <= one[0] <= right and bottom - 6 < one[3] < top])


@pytest.mark.parametrize("levels", [frozenset({"6E"}), frozenset()])
def test_nothing_of_a_long_agreement_leaves_its_page(operator: Client, levels: frozenset[str]) -> None:
    sponsor = make_sponsor("Comité social et économique de la Société des Établissements du Haut-Rhin", agreement=False)
    agreement = a_draft(Terms(levels=levels, weekdays=frozenset(range(6))), sponsor)
    for name in ("devis", "donnees"):
        answer = operator.get(reverse("staff:agreement_paper", args=[sponsor.pk, agreement.pk, name]))
        for page in pypdfium2.PdfDocument(answer.content):
            wide, tall = page.get_size()
            for thing in page.get_objects(filter=[1]):
                left, bottom, right, top = thing.get_bounds()
                assert min(left, bottom, wide - right, tall - top) > 10


def test_the_manager_reads_it_once_it_was_sent_and_nobody_else_does() -> None:
    agreement = a_draft(Terms())
    manager, reader = make_officer(agreement.sponsor), make_officer(agreement.sponsor, OfficerRole.READER)
    elsewhere = make_officer(make_sponsor())
    address = reverse("sponsor:agreement_paper", args=[agreement.pk, "devis"])
    assert signed_in(manager.account).get(address).status_code == 404
    actions.quote_agreement(agreement=agreement, now=timezone.now())
    assert signed_in(manager.account).get(address).status_code == 200
    for account in (reader.account, elsewhere.account):
        assert signed_in(account).get(address).status_code == 404


@pytest.mark.parametrize(("model", "when"), [(PriceModel.FLAT, "au début"), (PriceModel.PER_HOUR, "à la fin")])
def test_an_agreement_of_several_years_says_when_each_is_invoiced(
    operator: Client, model: PriceModel, when: str
) -> None:
    agreement = a_draft(Terms(model, Cents(32_00)))
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=agreement.starts_on + timedelta(days=800))
    _, text = printed(operator, agreement, "devis")
    assert f"une facture {when} de chaque année de la convention" in text

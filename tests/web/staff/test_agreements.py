"""The operator's pages for the life of an agreement, and what the officer sees of it."""

import re
from datetime import date, timedelta

import pypdfium2
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from declic.ground.moments import full_day
from declic.ground.paris import paris_day
from declic.sponsors.models import Agreement, Commune, Sponsor
from declic.web.staff.agreement_form import proposed
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_agreement, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
GIVEN = {"starts_on": "2026-09-01", "ends_on": "2027-08-31", "model": "per_hour", "price": "32,50", "ceiling": "5000"}


def drafted(operator: Client, sponsor: Sponsor, **given: object) -> Agreement:
    page = reverse("staff:new_agreement", args=[sponsor.pk])
    assert operator.post(page, {**GIVEN, **given}).status_code == 302
    return sponsor.agreements.latest("pk")


def page_of(agreement: Agreement) -> str:
    return reverse("staff:agreement", args=[agreement.sponsor_id, agreement.pk])


def hidden(operator: Client, page: str, name: str = "seen") -> dict[str, str]:
    """The hidden field, as the page that is posted bears it."""
    found = re.search(rf'name="{name}" value="([^"]+)"', operator.get(page).content.decode())
    assert found
    return {name: found[1]}


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


def test_from_the_draft_to_the_renewal_and_the_officer_follows(operator: Client) -> None:
    sponsor = make_sponsor(agreement=False)
    officer = Client()
    officer.force_login(make_officer(sponsor).account)
    today = paris_day(timezone.now())
    agreement = drafted(
        operator, sponsor, starts_on=today.isoformat(), ends_on=today.replace(year=today.year + 1).isoformat()
    )
    theirs = reverse("sponsor:agreements")
    assert agreement.number not in officer.get(theirs).content.decode()

    quoted = {"do": "quote", **hidden(operator, page_of(agreement))}
    assert operator.post(page_of(agreement), quoted).status_code == 302
    assert "devis envoyé" in officer.get(theirs).content.decode()

    seen = hidden(operator, page_of(agreement))
    signed = {"do": "sign", "signed_on": today.isoformat(), "data_signed_on": "", **seen}
    assert operator.post(page_of(agreement), signed).status_code == 302
    assert "La convention court" in officer.get(theirs).content.decode()
    assert operator.post(page_of(agreement), signed).status_code == 422

    assert operator.post(page_of(agreement), {"do": "data"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.data_signed_on == today

    answer = operator.post(page_of(agreement), {"do": "renew"})
    assert answer["Location"] == page_of(sponsor.agreements.latest("pk"))
    operator.post(page_of(agreement), {"do": "end", **hidden(operator, page_of(agreement), "state")})
    agreement.refresh_from_db()
    assert agreement.ends_on == today


def test_a_day_that_cannot_be_is_refused_beside_its_field(operator: Client) -> None:
    agreement, today = drafted(operator, make_sponsor(agreement=False)), paris_day(timezone.now())
    seen = hidden(operator, page_of(agreement))
    tomorrow, early = today + timedelta(days=1), agreement.starts_on - timedelta(days=366)
    for signed, data, why in (
        (date(2031, 1, 1), None, "n’est pas encore venue"),
        (tomorrow, None, "n’est pas encore venue"),
        (early, None, "trop ancienne"),
        (today, tomorrow, "n’est pas encore venue"),
        (today, date(1990, 1, 1), "trop ancienne"),
    ):
        given = {"do": "sign", "signed_on": signed.isoformat(), "data_signed_on": data.isoformat() if data else ""}
        answer = operator.post(page_of(agreement), given | seen)
        assert answer.status_code == 422
        assert why in answer.content.decode()
        agreement.refresh_from_db()
        assert agreement.state == "draft"
    assert operator.post(page_of(agreement), {"do": "sign", "signed_on": today.isoformat(), **seen}).status_code == 302

    given = {"do": "data", "data_signed_on": tomorrow.isoformat()}
    assert "n’est pas encore venue" in operator.post(page_of(agreement), given).content.decode()
    yesterday = today - timedelta(days=1)
    given["data_signed_on"] = yesterday.isoformat()
    assert operator.post(page_of(agreement), given).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.signed_on, agreement.data_signed_on) == (today, yesterday)


@travel(NOW, tick=False)
def test_what_a_page_gives_up_as_a_quote_is_not_stopped_once_it_runs() -> None:
    operator, sponsor = proved_twice(make_operator()), make_sponsor(agreement=False)
    agreement = drafted(operator, sponsor)
    page = page_of(agreement)
    old = hidden(operator, page, "state")
    theirs = {"do": "sign", "signed_on": paris_day(NOW).isoformat(), **hidden(operator, page)}
    assert operator.post(page, theirs).status_code == 302
    for stale in (old, {}):
        answer = operator.post(page, {"do": "end", **stale})
        assert (answer.status_code, "est «\u00a0en cours\u00a0» depuis" in answer.content.decode()) == (422, True)
        agreement.refresh_from_db()
        assert (agreement.state, agreement.ends_on) == ("signed", date(2027, 8, 31))
    operator.post(page, {"do": "end", **hidden(operator, page, "state")})
    agreement.refresh_from_db()
    assert agreement.ends_on == paris_day(NOW)


@travel(NOW, tick=False)
def test_the_day_of_the_data_contract_is_noted_only_over_what_was_read() -> None:
    operator = proved_twice(make_operator())
    agreement, today = make_sponsor().agreements.get(), paris_day(NOW)
    page, theirs = page_of(agreement), today - timedelta(days=20)
    mine = {"do": "data", "data_signed_on": today.isoformat(), "noted": noted_in(operator.get(page))}
    assert operator.post(page, {**mine, "data_signed_on": theirs.isoformat()}).status_code == 302
    for stale in (mine, {"do": "data", "data_signed_on": today.isoformat()}):
        answer = operator.post(page, stale)
        assert (answer.status_code, full_day(theirs) in answer.content.decode()) == (422, True)
        assert f'value="{today.isoformat()}"' in answer.content.decode(), "what was typed comes back"
        agreement.refresh_from_db()
        assert agreement.data_signed_on == theirs
    assert operator.post(page, {**mine, "data_signed_on": theirs.isoformat()}).status_code == 302, "nothing to say"
    assert operator.post(page, {**mine, "noted": noted_in(answer)}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.data_signed_on == today


def noted_in(answer: HttpResponse) -> str:
    """The day the form of the data contract bears as read."""
    (field,) = re.findall(r'<input type="hidden" name="noted"[^>]*>', answer.content.decode())
    return "".join(re.findall(r'value="([^"]*)"', field))


def test_a_commitment_number_is_noted_once_for_the_invoices_to_come(operator: Client) -> None:
    agreement = make_sponsor().agreements.get()
    Agreement.objects.update(price_cents=8_000_00)
    page = page_of(agreement)
    operator.post(page, {"do": "commit", "commitment": "ENG 2026-118", "contract": "M 2026-04"})
    agreement.refresh_from_db()
    assert (agreement.commitment_of(agreement.starts_on), agreement.contract) == ("ENG 2026-118", "M 2026-04")
    shown = operator.get(page).content.decode()
    assert 'value="ENG 2026-118"' in shown
    assert 'value="M 2026-04"' in shown
    refused = operator.post(page, {"do": "commit", "commitment": "9" * 51})
    assert (refused.status_code, "9" * 51 in refused.content.decode()) == (422, True)


CHANGED = "Cette convention a changé depuis que cette page est ouverte"


def test_terms_a_colleague_changed_are_neither_signed_nor_sent_unread(operator: Client) -> None:
    agreement, today = drafted(operator, make_sponsor(agreement=False)), paris_day(timezone.now())
    page = page_of(agreement)
    change = reverse("staff:change_agreement", args=[agreement.sponsor_id, agreement.pk])
    seen, theirs = hidden(operator, page), proved_twice(make_operator())
    changed = {**GIVEN, "ceiling": "9000", **hidden(theirs, change)}
    assert theirs.post(change, changed).status_code == 302

    signed = {"do": "sign", "signed_on": today.isoformat(), "data_signed_on": agreement.starts_on.isoformat()}
    for given in ({"do": "quote"}, signed):
        for stale in (seen, {"seen": ""}, {}):
            answer = operator.post(page, given | stale)
            assert (answer.status_code, CHANGED in answer.content.decode()) == (422, True)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.quoted_on, agreement.signed_on) == ("draft", None, None)

    told = operator.post(page, signed | seen).content.decode()
    assert f'value="{agreement.starts_on.isoformat()}"' in told, "what was typed comes back"
    assert "9\u00a0000" in told, "and what is to be read"
    late = {"do": "sign", "signed_on": (today + timedelta(days=1)).isoformat(), "seen": agreement.digest}
    assert f'value="{agreement.digest}"' in operator.post(page, late).content.decode()
    assert operator.post(page, {"do": "quote", "seen": agreement.digest}).status_code == 302


def test_terms_are_not_written_over_those_of_a_colleague_unread(operator: Client) -> None:
    agreement = drafted(operator, make_sponsor(agreement=False))
    change = reverse("staff:change_agreement", args=[agreement.sponsor_id, agreement.pk])
    seen, theirs = hidden(operator, change), proved_twice(make_operator())
    assert theirs.post(change, {**GIVEN, "ceiling": "2000", **seen}).status_code == 302

    mine = {**GIVEN, "ceiling": "7000", "levels": ["6E"]}
    wrong = operator.post(change, {**mine, "price": "-1", **seen})
    assert (wrong.status_code, f'value="{seen["seen"]}"' in wrong.content.decode()) == (422, True)
    answer = operator.post(change, mine | seen)
    told = answer.content.decode()
    assert (answer.status_code, CHANGED in told) == (422, True)
    assert 'value="7000"' in told
    assert "2\u00a0000" in told, "what the colleague wrote is there to be read"
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.levels) == (2_000_00, "")

    assert operator.post(change, {**mine, "seen": agreement.digest}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.levels) == (7_000_00, "6E")


def test_an_agreement_of_two_centuries_is_a_slip(operator: Client) -> None:
    sponsor = make_sponsor(agreement=False)
    answer = operator.post(reverse("staff:new_agreement", args=[sponsor.pk]), {**GIVEN, "ends_on": "2207-08-31"})
    assert answer.status_code == 422
    assert "plus de 10\u00a0ans" in answer.content.decode()


def test_an_agreement_is_found_under_its_own_sponsor_only(operator: Client) -> None:
    agreement, other = drafted(operator, make_sponsor(agreement=False)), make_sponsor()
    for name in ("staff:agreement", "staff:change_agreement"):
        assert operator.get(reverse(name, args=[other.pk, agreement.pk])).status_code == 404


def test_an_agreement_at_its_ceiling_is_amended_and_the_officer_reads_it(operator: Client) -> None:
    sponsor = make_sponsor(now=timezone.now())
    officer = Client()
    officer.force_login(make_officer(sponsor).account)
    agreement, today = sponsor.agreements.get(), paris_day(timezone.now())
    Agreement.objects.filter(pk=agreement.pk).update(
        price_model="per_hour", price_cents=32_00, ceiling_cents=100_00, signed_on=today - timedelta(days=90)
    )
    page = reverse("staff:amend", args=[sponsor.pk, agreement.pk])
    assert "Préparer un avenant" in operator.get(page_of(agreement)).content.decode()
    assert 'value="100' in operator.get(page).content.decode()
    seen = hidden(operator, page)
    assert operator.post(page, {"ceiling": "100", **seen}).status_code == 422
    given = {**seen, "ceiling": "6 000 €", "weekdays": ["1"], "opens_at": "17:00", "closes_at": "18:00"}
    assert operator.post(page, given).status_code == 302

    theirs = reverse("sponsor:agreements")
    shown = officer.get(theirs).content.decode()
    for words in ("Avenant n°\u00a01", "à signer", "6\u00a0000\u00a0€, au lieu de\u00a0: 100\u00a0€"):
        assert words in shown
    paper = officer.get(reverse("sponsor:agreement_paper", args=[agreement.pk, "avenant-1"]))
    text = " ".join(pdf_text(paper.content).split())
    for words in (
        "Avenant n° 1",
        "6 000 €",
        "mardi, de 17 h à 18 h",
        "au lieu de : ceux du service",
        "Bon pour accord",
    ):
        assert words in text

    waiting = hidden(operator, page_of(agreement), "amendment")
    far = {"do": "amended", "amended_on": "2031-01-01", **waiting}
    assert operator.post(page_of(agreement), far).status_code == 422
    eve = (today - timedelta(days=1)).isoformat()
    early = operator.post(page_of(agreement), {"do": "amended", "amended_on": eve, **waiting})
    assert (early.status_code, "porte la date du" in early.content.decode()) == (422, True)
    signed = {"do": "amended", "amended_on": today.isoformat(), **waiting}
    assert operator.post(page_of(agreement), signed).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.weekdays) == (6_000_00, "1")
    assert "mardi, de 17\u00a0h à 18\u00a0h" in officer.get(theirs).content.decode()
    quote = operator.get(reverse("staff:agreement_paper", args=[sponsor.pk, agreement.pk, "devis"]))
    assert "ceux du service" in " ".join(pdf_text(quote.content).split())


def test_an_amendment_that_nobody_signs_is_dropped(operator: Client) -> None:
    agreement = make_sponsor(now=timezone.now()).agreements.get()
    amend = reverse("staff:amend", args=[agreement.sponsor_id, agreement.pk])
    operator.post(amend, {"levels": ["6E"], **hidden(operator, amend)})
    waiting = hidden(operator, page_of(agreement), "amendment")
    assert operator.post(page_of(agreement), {"do": "drop_amendment", **waiting}).status_code == 302
    assert not agreement.amendments.exists()
    for name, door in (("avenant-1", operator), ("autre", operator)):
        assert (
            door.get(reverse("staff:agreement_paper", args=[agreement.sponsor_id, agreement.pk, name])).status_code
            == 404
        )


def test_only_the_amendment_the_page_showed_is_signed_or_dropped(operator: Client) -> None:
    agreement, today = make_sponsor(now=timezone.now()).agreements.get(), paris_day(timezone.now())
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=today - timedelta(days=9))
    amend, page = reverse("staff:amend", args=[agreement.sponsor_id, agreement.pk]), page_of(agreement)
    seen = hidden(operator, amend)
    operator.post(amend, {"levels": ["6E"], **seen})
    read = hidden(operator, page, "amendment")
    theirs = proved_twice(make_operator())
    assert theirs.post(page, {"do": "drop_amendment", **hidden(theirs, page, "amendment")}).status_code == 302
    none = operator.post(page, {"do": "amended", "amended_on": today.isoformat(), **read})
    assert (none.status_code, "déjà signé ou abandonné" in none.content.decode()) == (422, True)
    assert theirs.post(amend, {"levels": ["CP"], **seen}).status_code == 302
    assert agreement.amendments.get().number == 1, "its number serves again"

    for given in ({"do": "amended", "amended_on": today.isoformat()}, {"do": "drop_amendment"}):
        for stale in (read, {"amendment": "x"}, {}):
            answer = operator.post(page, given | stale)
            assert (answer.status_code, "un autre attend à sa place" in answer.content.decode()) == (422, True)
    agreement.refresh_from_db()
    assert (agreement.levels, agreement.amendments.get().signed_on) == ("", None)
    late = {"do": "amended", "amended_on": (today + timedelta(days=1)).isoformat(), **read}
    assert "un autre attend" in operator.post(page, late).content.decode()
    unsaid = operator.post(page, {**late, "amended_on": ""}).content.decode()
    assert f'name="amendment" value="{read["amendment"]}"' in unsaid, "another field to mend is no reading of it"
    signed = {"do": "amended", "amended_on": today.isoformat(), **hidden(operator, page, "amendment")}
    assert operator.post(page, signed).status_code == 302
    agreement.refresh_from_db()
    assert agreement.levels == "CP"


def test_an_amendment_is_not_prepared_on_terms_a_colleague_changed_unread(operator: Client) -> None:
    agreement = make_sponsor(now=timezone.now()).agreements.get()
    per_hour = {"price_model": "per_hour", "price_cents": 32_00, "ceiling_cents": 100_00}
    Agreement.objects.filter(pk=agreement.pk).update(**per_hour)
    amend = reverse("staff:amend", args=[agreement.sponsor_id, agreement.pk])
    seen = hidden(operator, amend)
    Agreement.objects.filter(pk=agreement.pk).update(ceiling_cents=9_000_00)

    mine = {"ceiling": "100", "levels": ["6E"]}
    for stale in (seen, {}):
        answer = operator.post(amend, {**mine, **stale})
        told = answer.content.decode()
        assert (answer.status_code, CHANGED in told, "9\u00a0000" in told) == (422, True, True)
        assert 'value="100"' in told
    assert not agreement.amendments.exists()
    agreement.refresh_from_db()
    assert operator.post(amend, {**mine, "ceiling": "9000", "seen": agreement.digest}).status_code == 302
    assert agreement.amendments.get().terms_after.ceiling == 9_000_00


def pdf_text(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)).replace(
        "\u00a0", " "
    )


def test_the_operator_is_reminded_of_data_contracts_that_are_not_signed(operator: Client) -> None:
    today = paris_day(timezone.now())
    runs, to_come, over = (make_agreement(make_sponsor(f"Ville {name}", agreement=False)) for name in ("A", "B", "C"))
    span = {"data_signed_on": None, "ends_on": today + timedelta(days=200)}
    Agreement.objects.filter(pk=runs.pk).update(**{**span, "starts_on": today - timedelta(days=9)})
    Agreement.objects.filter(pk=to_come.pk).update(**{**span, "starts_on": today + timedelta(days=9)})
    Agreement.objects.filter(pk=over.pk).update(
        data_signed_on=None, starts_on=today - timedelta(days=90), ends_on=today - timedelta(days=1)
    )
    page = operator.get(reverse("staff:sponsors")).content.decode()
    reminder = page.replace("\u00a0", " ").partition("2 contrats de données à signer")[2].partition("</section>")[0]
    assert reminder.index("Ville A") < reminder.index("Ville B")
    assert "Ville C" not in reminder
    assert page_of(runs) in reminder
    assert "son contrat de données n’est pas signé" in operator.get(page_of(runs)).content.decode()
    assert "Son contrat de données est à signer avant le" in operator.get(page_of(to_come)).content.decode()

    for one in (runs, to_come):
        assert operator.post(page_of(one), {"do": "data", "data_signed_on": today.isoformat()}).status_code == 302
        assert "est pas signé" not in operator.get(page_of(one)).content.decode()
    assert "à signer" not in operator.get(reverse("staff:sponsors")).content.decode()

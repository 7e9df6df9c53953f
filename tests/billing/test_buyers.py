"""A numbered invoice goes to the body its sponsor is, or to one that somebody said pays in its place."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from declic.billing.actions import issue_invoice
from declic.billing.models import BillingDetails
from declic.billing.queries import draft_of
from declic.ground.errors import Refusal
from declic.sponsors.models import Commune, Sponsor
from tests.billing.world import TOWN_SIRET, bill_to, make_seller, make_town
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db
ASNIERES, CLICHY = "219500261", TOWN_SIRET[:9]
ASNIERES_SIRET = "21950026100017"


def town(name: str = "Asnières-sur-Oise", siren: str = ASNIERES) -> Sponsor:
    sponsor = make_town(billed=False).sponsor
    Sponsor.objects.filter(pk=sponsor.pk).update(name=name, siren=siren)
    sponsor.refresh_from_db()
    return sponsor


def refused(sponsor: Sponsor, siret: str, **told: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        bill_to(sponsor, siret=siret, **told)
    assert not BillingDetails.objects.filter(sponsor=sponsor).exists()
    return refusal.value


def test_the_siret_of_another_body_is_refused_and_both_are_named() -> None:
    Commune.objects.update_or_create(insee="92024", defaults={"name": "Clichy", "siren": CLICHY, "population": 64_410})
    refusal = refused(town(), TOWN_SIRET)
    assert refusal.code == "siret_of_other"
    assert "Clichy (SIREN 219200243)" in refusal.message
    assert "d’Asnières-sur-Oise (SIREN 219500261)" in refusal.message
    Commune.objects.filter(siren=CLICHY).update(siren="")
    assert f"Ce SIRET est du SIREN {CLICHY}, et non" in refused(town("Lyon", "216901231"), TOWN_SIRET).message


def test_its_own_siret_or_that_of_who_is_said_to_pay_is_taken() -> None:
    asnieres = town()
    bill_to(asnieres, siret=ASNIERES_SIRET)
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True)
    assert BillingDetails.objects.get(sponsor=asnieres).other_payer
    bill_to(asnieres, siret="")
    bill_to(town("Ville sans SIREN", ""), siret=TOWN_SIRET)


@pytest.mark.parametrize("siren", [ASNIERES, ""])
def test_that_of_another_partner_is_taken_once_it_was_named_and_said_to_pay(siren: str) -> None:
    make_seller()
    town("Clichy", CLICHY)
    asnieres = town(siren=siren)
    for told, code in (
        ({}, "siret_of_partner"),
        ({"other_payer": True}, "partner_to_confirm"),
        ({"other_payer": True, "partner_pays": "216901231"}, "partner_to_confirm"),
        ({"partner_pays": CLICHY}, "siret_of_partner"),
    ):
        refusal = refused(asnieres, TOWN_SIRET, **told)
        assert refusal.code == code
        assert "Clichy (SIREN 219200243)" in refusal.message
        assert "Asnières-sur-Oise" in refusal.message
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True, partner_pays=CLICHY)
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True, service_code="EDUC-1")
    assert draft_of(asnieres.agreements.get(), NOW).buyer.siret == TOWN_SIRET


def test_details_noted_before_are_held_against_it_as_the_invoice_is_made() -> None:
    make_seller()
    asnieres = town()
    bill_to(asnieres, siret=ASNIERES_SIRET)
    agreement = asnieres.agreements.get()
    assert draft_of(agreement, NOW).buyer.electronic_address == f"{ASNIERES}_{ASNIERES_SIRET}"
    BillingDetails.objects.filter(sponsor=asnieres).update(siret=TOWN_SIRET)
    with pytest.raises(Refusal) as refusal:
        draft_of(agreement, NOW)
    assert refusal.value.code == "siret_of_other"
    BillingDetails.objects.filter(sponsor=asnieres).update(other_payer=True)
    assert draft_of(agreement, NOW).buyer.siret == TOWN_SIRET
    town("Clichy", CLICHY)
    with pytest.raises(Refusal) as refusal:
        draft_of(agreement, NOW)
    assert refusal.value.code == "partner_to_confirm"


def test_a_payer_that_becomes_a_partner_itself_pays_all_the_same() -> None:
    make_seller()
    asnieres = town()
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True)
    agreement = asnieres.agreements.get()
    town("Clichy", CLICHY)
    assert draft_of(agreement, NOW).buyer.siret == TOWN_SIRET
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True, service_code="EDUC-1")
    assert issue_invoice(agreement=agreement, by=None, now=NOW).sponsor == asnieres


def test_whoever_pays_no_more_is_a_partner_like_another() -> None:
    asnieres = town()
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True)
    town("Clichy", CLICHY)
    with pytest.raises(Refusal, match="autre partenaire"):
        bill_to(asnieres, siret=TOWN_SIRET)
    bill_to(asnieres, siret=ASNIERES_SIRET)
    with pytest.raises(Refusal, match="autre partenaire"):
        bill_to(asnieres, siret=TOWN_SIRET, other_payer=True)


def test_who_was_noted_to_pay_before_their_siren_was_kept_is_read_from_the_siret() -> None:
    asnieres, clichy = town(), town("Lyon", "216901231")
    bill_to(asnieres, siret=TOWN_SIRET, other_payer=True)
    bill_to(clichy, siret="")
    BillingDetails.objects.update(payer_siren="")
    import_module("declic.billing.migrations.0016_payer_siren").who_pays(apps, None)
    assert BillingDetails.objects.get(sponsor=asnieres).payer_siren == CLICHY
    assert not BillingDetails.objects.get(sponsor=clichy).payer_siren


def test_the_page_gives_back_what_was_typed_and_asks_to_say_that_another_pays() -> None:
    asnieres = town()
    operator, page = proved_twice(make_operator()), reverse("staff:billing", args=[asnieres.pk])
    typed = {"name": "Commune d’Asnières", "siret": TOWN_SIRET, "address": "45 rue d’Aval-Eau", "postcode": "95270"}
    answer = operator.post(page, {**typed, "city": "Asnières-sur-Oise"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Un autre organisme paie" in shown
    for one in (TOWN_SIRET, "45 rue d’Aval-Eau"):
        assert f'value="{one}"' in shown
    assert operator.post(page, {**typed, "city": "Asnières-sur-Oise", "other_payer": "on"}).status_code == 302
    assert "checked" in operator.get(page).content.decode()


def test_the_page_names_the_partner_that_is_said_to_pay_and_asks_once_more() -> None:
    town("Clichy", CLICHY)
    asnieres = town()
    operator, page = proved_twice(make_operator()), reverse("staff:billing", args=[asnieres.pk])
    place = {"address": "45 rue d’Aval-Eau", "postcode": "95270", "city": "Asnières-sur-Oise"}
    typed = {"name": "Clichy", "siret": TOWN_SIRET, "other_payer": "on", **place}
    assert "ce partenaire qui paie" not in operator.get(page).content.decode()
    answer = operator.post(page, typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Clichy (SIREN 219200243). S’il paie bien à la place" in shown.replace("\u00a0", " ")
    (box,) = re.findall(r"<input[^>]*partner_pays[^>]*>", shown)
    assert (f'value="{CLICHY}"' in box, "checked" in box) == (True, False)
    said = {**typed, "partner_pays": CLICHY}
    for _ in range(2):
        assert operator.post(page, {**said, "once": "x"}).status_code == 302, "a second press on a slow line"
    assert BillingDetails.objects.get(sponsor=asnieres).payer_siren == CLICHY


def test_signs_nobody_sees_stay_out_of_what_an_invoice_says() -> None:
    sponsor = make_town().sponsor
    bill_to(sponsor, name="Ville de\x0bCli\x02chy ")
    assert BillingDetails.objects.get(sponsor=sponsor).name == "Ville de Clichy"

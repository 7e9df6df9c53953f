"""What Chorus Pro would reject, and what no bank nor tax office would know, is refused before."""

from dataclasses import replace

import pytest

from declic.billing.rules.amounts import VatRegime
from declic.billing.rules.identities import check_bic, check_buyer, check_iban, check_vat
from declic.billing.rules.invoices import (
    Party,
)
from declic.ground.errors import Refusal
from tests.billing.world import SELLER_SIRET
from tests.refusals import refused

TOWN = Party("Commune", "21920024300018", "1 place de la Mairie", "92110", "Clichy")


def test_what_chorus_pro_would_reject_is_refused() -> None:
    def check(buyer: Party, *, service: bool = False, commitment: bool = False, number: str = "") -> None:
        check_buyer(buyer, is_electronic=True, needs_service=service, needs_commitment=commitment, commitment=number)

    check(TOWN)
    with pytest.raises(Refusal, match=r"^L’adresse d’Asnières-sur-Oise manque : "):
        check(replace(TOWN, name="Asnières-sur-Oise", city=""))
    with refused("no_address"):
        check(replace(TOWN, city=""))
    with refused("no_siret"):
        check(replace(TOWN, siret=""))
    with refused("no_service"):
        check(TOWN, service=True)
    check(replace(TOWN, service_code="EDUC"), service=True)
    for code in ("EDUC 1", "ÉDUC", "EDUC/1", "EDUC\u00a01"):
        with refused("bad_service"):
            check(replace(TOWN, service_code=code))
    with refused("no_commitment"):
        check(TOWN, commitment=True)
    check(TOWN, commitment=True, number="E-12")


def test_bank_and_vat_numbers_are_checked() -> None:
    assert check_iban("FR76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"
    assert check_bic("agri frpp") == "AGRIFRPP"
    assert check_vat("FR 44 732 829 320", VatRegime.STANDARD, SELLER_SIRET) == "FR44732829320"
    assert check_vat("", VatRegime.FRANCHISE, SELLER_SIRET) == ""
    for typed, check in (("FR7630006000011234567890188", check_iban), ("AGRI", check_bic)):
        with pytest.raises(Refusal):
            check(typed)
    for typed in ("", "FR00732829320", "FR40303265045"):
        with refused("bad_vat"):
            check_vat(typed, VatRegime.STANDARD, SELLER_SIRET)

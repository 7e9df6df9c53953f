"""Numbers and addresses an invoice names its seller and its buyer by: what is refused of them, in words."""

import re
from dataclasses import dataclass

from stdnum import iban as iban_number
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number
from stdnum.fr import tva as vat_number

from declic.billing.rules.amounts import VatRegime
from declic.billing.rules.invoices import Party
from declic.ground.elision import elided
from declic.ground.errors import Refusal


def check_iban(typed: str) -> str:
    """Refusal `bad_iban`."""
    try:
        return str(iban_number.validate(typed))
    except ValidationError:
        raise Refusal("bad_iban", "Cet IBAN n’est pas juste : recopiez-le du relevé de la banque.") from None


def check_bic(typed: str) -> str:
    """Refusal `bad_bic`."""
    bic = "".join(typed.split()).upper()
    if not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bic):
        raise Refusal("bad_bic", "Ce BIC n’est pas juste : 8 ou 11 signes.")
    return bic


def check_siret(typed: str) -> str:
    """Refusal `bad_siret`."""
    try:
        return str(siret_number.validate(typed))
    except ValidationError:
        raise Refusal("bad_siret", "Ce SIRET n’est pas juste : 14 chiffres, à recopier de l’avis Insee.") from None


@dataclass(frozen=True)
class Body:
    """Who bears a SIREN, as far as we know."""

    siren: str
    name: str

    @property
    def told(self) -> str:
        return f"{self.name} (SIREN {self.siren})" if self.siren else self.name


def check_payer(  # noqa: PLR0913  (all that is known of whose it is)
    siret: str,
    sponsor: Body,
    *,
    partner: Body | None,
    listed: Body | None,
    other_payer: bool,
    is_known: bool = False,
) -> None:
    """The SIRET billed is of the sponsor, or of another body that somebody said pays. Of another `partner`, one that
    bears this SIREN, they say so twice, once they have read its name (`is_known`): a town is easily taken for its
    neighbour. `listed`: who bears it in the official lists.

    Refusal `siret_of_partner`, `partner_to_confirm`, `siret_of_other`.
    """
    siren = siret[:9]
    if not siren or siren == sponsor.siren:
        return
    if partner is not None and not other_payer:
        raise Refusal(
            "siret_of_partner",
            f"Ce SIRET est celui d’un autre partenaire, {partner.told}, et non {elided('de', sponsor.told)} : "
            "recopiez le sien, ou cochez « Un autre organisme paie ».",
        )
    if partner is not None and not is_known:
        raise Refusal(
            "partner_to_confirm",
            f"Ce SIRET est celui d’un autre partenaire, {partner.told}. S’il paie bien à la place "
            f"{elided('de', sponsor.told)}, dites-le dans les coordonnées de facturation.",
        )
    if sponsor.siren and not other_payer:
        whose = f"Ce SIRET est celui {elided('de', listed.told)}" if listed else f"Ce SIRET est du SIREN {siren}"
        raise Refusal(
            "siret_of_other",
            f"{whose}, et non {elided('de', sponsor.told)} : recopiez le sien, ou cochez « Un autre organisme paie ».",
        )


def check_service(typed: str) -> str:
    """A service code of Chorus Pro, which its electronic address ends with: BR-FR-23. Refusal `bad_service`."""
    code = typed.strip()
    if not re.fullmatch(r"[A-Za-z0-9+\-_.]*", code):
        raise Refusal(
            "bad_service",
            "Un code service s’écrit sans espace ni accent : lettres, chiffres, tirets, points et « + », "
            "comme dans Chorus Pro.",
        )
    return code


def check_vat(typed: str, regime: VatRegime, siret: str) -> str:
    """The intra-Community number, wanted where VAT is due and that of the same SIREN. Refusal `bad_vat`."""
    if not typed.strip():
        if regime is VatRegime.STANDARD:
            raise Refusal("bad_vat", "Un vendeur soumis à la TVA écrit son numéro de TVA intracommunautaire.")
        return ""
    try:
        compact = str(vat_number.validate(typed))
    except ValidationError:
        raise Refusal("bad_vat", "Ce numéro de TVA n’est pas juste : FR, deux signes, puis le SIREN.") from None
    if compact[2:] != siret[:9]:
        raise Refusal("bad_vat", "Ce numéro de TVA n’est pas celui de ce SIRET : il finit par le SIREN.")
    return f"FR{compact}"


def check_buyer(
    buyer: Party, *, is_electronic: bool, needs_service: bool, needs_commitment: bool, commitment: str
) -> None:
    """What Chorus Pro would reject is refused here. Refusal `no_address`, `no_siret`, `no_service`, `bad_service`,
    `no_commitment`.
    """
    of = elided("de", buyer.name)
    if not (buyer.address and buyer.postcode and buyer.city):
        raise Refusal("no_address", f"L’adresse {of} manque : complétez ses coordonnées de facturation.")
    if is_electronic and not buyer.siret:
        raise Refusal("no_siret", f"Le SIRET {of} manque : Chorus Pro refuserait la facture.")
    if needs_service and not buyer.service_code:
        raise Refusal("no_service", f"{buyer.name} exige un code service : Chorus Pro refuserait la facture.")
    check_service(buyer.service_code)
    if needs_commitment and not commitment:
        raise Refusal("no_commitment", f"{buyer.name} exige un numéro d’engagement : Chorus Pro refuserait la facture.")

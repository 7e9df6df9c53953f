"""What an invoice must hold, when it is due, and where it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from stdnum import iban as iban_number
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number
from stdnum.fr import tva as vat_number

from declic.billing.rules.amounts import Line, Totals, VatDue, VatRegime, money
from declic.ground.elision import elided
from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.sponsors.rules import SponsorKind

PAYMENT_DAYS = 30
"""Code de la commande publique, R. 2192-10 (local authorities); code de commerce, L. 441-10 (the others)."""
REMINDED_AFTER = (1, 15, 30)
"""Days past the due date."""

NONE = Cents(0)

ON_CHORUS = frozenset({*(kind for kind in SponsorKind if kind.is_listed), SponsorKind.LIBRARY})
"""Public buyers, billed through Chorus Pro (code de la commande publique, L. 2192-1); the others get a PDF."""

NOTES: Mapping[str, str] = {
    "PMT": "En cas de retard de paiement, une indemnité forfaitaire de 40 € pour frais de recouvrement est due.",
    "PMD": "Tout retard entraîne des intérêts au taux de la Banque centrale européenne majoré de huit points.",
    "AAB": "Pas d’escompte en cas de paiement anticipé.",
}
"""UNTDID 4451 → what the French rules ask each invoice to say.

Code de commerce, L. 441-9, L. 441-10 and D. 441-5; code de la commande publique, R. 2192-31 and D. 2192-35.
"""


NOTHING_LATE = "Sans objet : cet avoir n’est pas à payer."
"""France's rules want the three notes in the XML of a credit note as well: BR-FR-05."""


class InvoiceKind(Enum):
    """UNTDID 1001."""

    INVOICE = "380"
    CREDIT = "381"

    @property
    def prefix(self) -> str:
        return {"380": "F", "381": "A"}[self.value]

    @property
    def label(self) -> str:
        return {"380": "Facture", "381": "Avoir"}[self.value]


class Standing(Enum):
    """Of an invoice today; nothing stores it."""

    DUE = "due"
    LATE = "late"
    PART_PAID = "part_paid"
    PAID = "paid"
    CREDITED = "credited"
    CREDIT = "credit"

    @property
    def label(self) -> str:
        return {
            "due": "à payer",
            "late": "en retard",
            "part_paid": "payée en partie",
            "paid": "payée",
            "credited": "annulée par un avoir",
            "credit": "avoir",
        }[self.value]


@dataclass(frozen=True)
class Party:
    """Who sells or who buys, as written on one invoice for good."""

    name: str
    siret: str
    address: str
    postcode: str
    city: str
    second_line: str = ""
    service_code: str = ""
    """Of the buyer, in Chorus Pro."""
    vat: str = ""
    about: str = ""
    """Legal form, capital and register of the seller, as the law wants them written."""
    email: str = ""

    @property
    def siren(self) -> str:
        return self.siret[:9]

    @property
    def electronic_address(self) -> str:
        """Scheme 0225: SIREN_SIRET, and the service after it where there is one."""
        return "_".join(part for part in (self.siren, self.siret, self.service_code) if part)


@dataclass(frozen=True)
class Account:
    iban: str
    bic: str


@dataclass(frozen=True)
class Corrected:
    """The invoice a credit note cancels."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class Draft:
    """All that an invoice says, but for its number."""

    kind: InvoiceKind
    seller: Party
    buyer: Party
    account: Account
    regime: VatRegime
    lines: tuple[Line, ...]
    totals: Totals
    issued_on: date
    due_on: date
    is_electronic: bool
    """Goes to Chorus Pro; a works council gets a plain PDF."""
    commitment: str = ""
    """Numéro d’engagement, BT-13."""
    contract: str = ""
    """Numéro de marché, BT-12."""
    corrects: Corrected | None = None
    carried: Cents = NONE
    """What the buyer already had in its favour pays of this invoice."""
    settled: Cents = NONE
    """Of a credit note: what had been paid of the invoice it cancels."""
    vat_due: VatDue | None = None
    """None on those written before it was asked: their VAT was booked as they were issued."""

    @property
    def payable(self) -> Cents:
        return Cents(self.totals.gross - self.carried)

    @property
    def is_to_pay(self) -> bool:
        """Not a credit note, nor an invoice that what was in the buyer’s favour settles."""
        return self.kind is InvoiceKind.INVOICE and self.payable > 0

    @property
    def is_on_debits(self) -> bool:
        """It bears VAT that is due as it is issued, and must say so."""
        return self.vat_due is VatDue.DEBITS and self.regime.exemption is None

    @property
    def first_day(self) -> date:
        return min(line.first_day for line in self.lines)

    @property
    def last_day(self) -> date:
        return max(line.last_day for line in self.lines)


def number_of(kind: InvoiceKind, year: int, rank: int) -> str:
    """`F2026-00001`: one series a kind and a year, without a gap (CGI, annexe II, art. 242 nonies A)."""
    return f"{kind.prefix}{year}-{rank:05d}"


def due_on(issued_on: date) -> date:
    return issued_on + timedelta(days=PAYMENT_DAYS)


def late_from(due: date, *, is_electronic: bool, deposited_on: date | None) -> date | None:
    """The last day to pay by. A public buyer's thirty days run from the day it receives the invoice (code de la
    commande publique, R. 2192-12), so from its deposit, whatever day it bears. None: nobody deposited it yet.
    """
    if not is_electronic:
        return due
    return None if deposited_on is None else max(due, due_on(deposited_on))


def standing(  # noqa: PLR0913  (all that it hangs on)
    kind: InvoiceKind, *, gross: int, paid: int, is_credited: bool, due: date | None, today: date
) -> Standing:
    if kind is InvoiceKind.CREDIT:
        return Standing.CREDIT
    if is_credited:
        return Standing.CREDITED
    if paid >= gross:
        return Standing.PAID
    if due is not None and today > due:
        return Standing.LATE
    return Standing.PART_PAID if paid else Standing.DUE


def reminder_due(due: date | None, today: date, sent: int, last: date | None) -> bool:
    """Whether the reminder after the `sent` first ones must leave today; `last` is the day the one before left.

    Whatever kept the first from leaving, two are never nearer each other than their days are.
    """
    if due is None or sent >= len(REMINDED_AFTER) or (today - due).days < REMINDED_AFTER[sent]:
        return False
    return last is None or (today - last).days >= REMINDED_AFTER[sent] - REMINDED_AFTER[sent - 1]


def credited(settled: Cents) -> tuple[str, str]:
    """What becomes of what was paid of an invoice, once a credit note cancels it; `settled` of it was."""
    if not settled:
        return (
            "Cet avoir annule la facture entière, dont rien n’avait été payé :",
            "il n’y a rien à payer, et rien à rembourser.",
        )
    return (
        f"Cet avoir annule la facture entière. Les {money(settled)} déjà payés sont en votre faveur :",
        "ils règlent vos autres factures, les plus anciennes d’abord ; le reste vous est remboursé sur demande.",
    )


def terms_of_payment(draft: Draft) -> tuple[str, ...]:
    """What its reader has to pay, and when: the same on paper and in XML (BT-20)."""
    if draft.kind is InvoiceKind.CREDIT:
        return credited(draft.settled)
    if not draft.is_to_pay:
        return ("Rien n’est à payer : ce qui était en votre faveur règle cette facture.",)
    return (f"À payer au plus tard le {draft.due_on:%d/%m/%Y}",)


def notes_of(draft: Draft) -> dict[str, str]:
    """What its XML says of late payment (BG-1); the paper of a credit note says nothing."""
    return dict.fromkeys(NOTES, NOTHING_LATE) if draft.kind is InvoiceKind.CREDIT else dict(NOTES)


# -- what is refused ---------------------------------------------------------------------------------------------------
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
    """The SIRET billed is of the sponsor, or of another body that somebody said pays: never of another `partner`, one
    that bears this SIREN, unless it `is_known` to pay since before it was one. `listed`: who bears it in the official
    lists.

    Refusal `siret_of_partner`, `siret_of_other`.
    """
    siren = siret[:9]
    if not siren or siren == sponsor.siren:
        return
    if partner is not None and not (other_payer and is_known):
        raise Refusal(
            "siret_of_partner",
            f"Ce SIRET est celui d’un autre partenaire, {partner.told}, et non {elided('de', sponsor.told)}.",
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


def no_seller() -> Refusal:
    return Refusal("no_seller", "L’identité du vendeur n’est pas remplie : aucune facture ne peut partir.")


def regime_changed(*, signed: Cents, now: Cents) -> Refusal:
    return Refusal(
        "regime_changed",
        f"Le devis signé disait {money(signed)} ; la facture dirait {money(now)}, car le régime de TVA du vendeur a "
        "changé depuis : dites que le partenaire le sait, à l’émission.",
    )


def already_invoiced(number: str) -> Refusal:
    return Refusal("already_invoiced", f"Cette convention est déjà facturée ({number}). Annulez d’abord par un avoir.")


SURPLUS_TIMES = 3
"""A sum paid twice, or for two invoices at once, is a surplus; ten times the sum is a slip."""


def check_payment(cents: int, *, owed: int, paid: int, most: int | None = None) -> None:
    """A wrong payment is taken back by its opposite; up to `most` in all, when more came than is owed and that is said.

    Refusal `bad_payment`.
    """
    if most is not None and paid + cents > most:
        raise Refusal("bad_payment", "Ce montant dépasse plusieurs fois celui de la facture : vérifiez-le.")
    if cents == 0 or paid + cents < 0 or (cents > 0 and most is None and paid + cents > owed):
        raise Refusal("bad_payment", "Ce montant dépasse ce qui reste à payer, ou retire plus que ce qui a été noté.")


def owed_no_more() -> Refusal:
    return Refusal(
        "owed_no_more",
        "Cette facture est annulée par un avoir : dites que l’argent est arrivé quand même, ou notez-le sur une autre.",
    )


def check_paid_on(day: date, *, today: date, first_issued: date) -> None:
    """Refusal `not_yet`, `too_early`."""
    if day > today:
        raise Refusal("not_yet", "Ce jour n’est pas encore venu : notez le règlement quand il arrive.")
    if day < first_issued:
        raise Refusal(
            "too_early", f"Rien n’était facturé ce jour-là : la première facture est du {first_issued:%d/%m/%Y}."
        )


def check_deposited_on(day: date, *, today: date, issued_on: date) -> None:
    """Refusal `not_yet`, `too_early`."""
    if day > today:
        raise Refusal("not_yet", "Ce jour n’est pas encore venu : notez le dépôt une fois fait.")
    if day < issued_on:
        raise Refusal(
            "too_early", f"Rien n’était encore à déposer ce jour-là : l’émission est du {issued_on:%d/%m/%Y}."
        )


def nothing_to_deposit() -> Refusal:
    return Refusal("nothing_to_deposit", "Rien de cela n’est à déposer sur Chorus Pro, ou tout l’est déjà.")


def check_refund(cents: int, *, free: int, refunded: int) -> None:
    """Negative: takes back what was noted by mistake. Refusal `bad_refund`."""
    if cents > free:
        raise Refusal("bad_refund", f"Le partenaire n’a que {money(free)} en sa faveur.")
    if cents == 0 or refunded + cents < 0:
        raise Refusal("bad_refund", "Ce montant retire plus que ce qui a été remboursé.")


def given_back() -> Refusal:
    return Refusal("given_back", "Cette somme a été remboursée : reprenez d’abord le remboursement.")

"""What an invoice must hold, when it is due, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from declic.billing.rules.amounts import Line, Totals, VatDue, VatRegime, money
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
"""UNTDID 4451 → what the French rules ask each invoice of a public buyer to say.

Code de commerce, L. 441-9 and D. 441-5; code de la commande publique, R. 2192-31 and D. 2192-35.
"""
NOT_PUBLIC = {"PMD": "Tout retard entraîne des intérêts au taux de la Banque centrale européenne majoré de dix points."}
"""What the others read in its place: less than three times the legal rate is unlawful (code de commerce, L. 441-10)."""


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
    """What it says of late payment (BG-1); the paper of a credit note says nothing."""
    if draft.kind is InvoiceKind.CREDIT:
        return dict.fromkeys(NOTES, NOTHING_LATE)
    return dict(NOTES) if draft.is_electronic else {**NOTES, **NOT_PUBLIC}


# -- what is refused ---------------------------------------------------------------------------------------------------
def check_settled_read(settled: Cents, seen: Cents | None) -> None:
    """`seen`: what the page said is paid; None where none did. Refusal `settled_changed`."""
    if seen is not None and seen != settled:
        raise Refusal(
            "settled_changed",
            f"Un règlement a été noté depuis que cette page est ouverte : {money(settled)} sont réglés. "
            "Relisez, puis émettez l’avoir.",
        )


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

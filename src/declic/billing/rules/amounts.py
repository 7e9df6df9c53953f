"""What an invoice adds up to: VAT regimes, lines, totals.

Sources: EN 16931-1 (BR-CO-10 to BR-CO-17, each amount rounded to two decimals, half up), code général des impôts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from declic.ground.units import Cents


class VatRegime(Enum):
    """Of the seller. Teaching given by an organisation bears 20 % (Conseil d’État, 10-12-2021, n° 457050)."""

    STANDARD = "standard"
    FRANCHISE = "franchise"
    NON_PROFIT = "non_profit"

    @property
    def label(self) -> str:
        return {
            "standard": "TVA à 20\u00a0%",
            "franchise": "Franchise en base (art. 293 B du CGI)",
            "non_profit": "Organisme à but non lucratif (art. 261, 7, 1° du CGI)",
        }[self.value]

    @property
    def rate(self) -> Decimal:
        """Per cent."""
        return Decimal(20) if self is VatRegime.STANDARD else Decimal(0)

    @property
    def is_taxed(self) -> bool:
        """Amounts without tax are then said to be so (« HT »)."""
        return self.exemption is None

    @property
    def category(self) -> str:
        """UNTDID 5305: standard or exempt."""
        return "S" if self is VatRegime.STANDARD else "E"

    @property
    def exemption(self) -> tuple[str, str] | None:
        """Its code (VATEX list) and the note the law asks for; None where VAT is due."""
        return {
            "franchise": ("VATEX-FR-FRANCHISE", "TVA non applicable, art. 293 B du CGI"),
            "non_profit": ("VATEX-FR-CGI261-7", "Exonération de TVA, art. 261, 7, 1° du CGI"),
        }.get(self.value)


class VatDue(Enum):
    """When the VAT on a service is due to the State (CGI, art. 269, 2, c)."""

    PAYMENTS = "payments"
    """As it is paid for: the rule."""
    DEBITS = "debits"
    """As it is invoiced: an option of the seller, said on each invoice."""

    @property
    def label(self) -> str:
        return {
            "payments": "sur les encaissements : due quand la facture est payée",
            "debits": "sur les débits, par option : due dès la facture",
        }[self.value]


ON_DEBITS = "Option pour le paiement de la taxe d’après les débits"
"""What an invoice of who chose so has to say, word for word (CGI, annexe II, art. 242 nonies A, I, 11° bis)."""
CATEGORY = "prestation de services"
"""Of the operations, said on each invoice (CGI, annexe II, art. 242 nonies A, I, 8° bis): nothing else is sold."""


class Unit(Enum):
    """UN/ECE recommendation 20."""

    ONE = "C62"
    HOUR = "HUR"

    @property
    def label(self) -> str:
        return {"C62": "", "HUR": "h"}[self.value]


@dataclass(frozen=True)
class Line:
    name: str
    detail: str
    quantity: Decimal
    unit: Unit
    price: Cents
    """Of one unit, without VAT."""
    first_day: date
    last_day: date

    @property
    def net(self) -> Cents:
        return rounded(self.quantity * self.price)


@dataclass(frozen=True)
class Totals:
    net: Cents
    vat: Cents

    @property
    def gross(self) -> Cents:
        return Cents(self.net + self.vat)


def with_tax(net: Cents, regime: VatRegime) -> Cents:
    return Cents(net + rounded(net * regime.rate / 100))


def rounded(cents: Decimal) -> Cents:
    """Half a cent goes up."""
    return Cents(int(cents.quantize(Decimal(1), ROUND_HALF_UP)))


def totals(lines: Sequence[Line], regime: VatRegime) -> Totals:
    """VAT is computed once, on the sum: BR-CO-17."""
    net = Cents(sum(line.net for line in lines))
    return Totals(net, rounded(net * regime.rate / 100))


def euros(cents: int) -> str:
    """With a point and two decimals, as the standards write it: `8000.00`."""
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def money(cents: int) -> str:
    """« 8 000,00 € » with no-break spaces."""
    sign, whole = ("−" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100:,}".replace(",", "\u00a0") + f",{whole % 100:02d}\u00a0€"

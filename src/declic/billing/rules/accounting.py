"""The file of accounting entries (FEC): 18 columns, tabs, one line a movement.

Livre des procédures fiscales, art. A47 A-1; arrêté du 29 juillet 2013.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)


class Journal(Enum):
    SALES = "VE"
    BANK = "BQ"

    @property
    def label(self) -> str:
        return {"VE": "Ventes", "BQ": "Banque"}[self.value]


class Ledger(Enum):
    """Plan comptable général (règlement ANC 2014-03)."""

    CUSTOMERS = "411000"
    SERVICES = "706000"
    VAT = "445710"
    BANK = "512000"

    @property
    def label(self) -> str:
        return {
            "411000": "Clients",
            "706000": "Prestations de services",
            "445710": "TVA collectée",
            "512000": "Banque",
        }[self.value]


@dataclass(frozen=True)
class Sale:
    """An invoice, or a credit note: its amounts are then negative."""

    number: str
    customer: str
    customer_name: str
    on: date
    net: int
    vat: int


@dataclass(frozen=True)
class Receipt:
    """A payment; negative when it is taken back."""

    rank: int
    number: str
    """Of the invoice."""
    customer: str
    customer_name: str
    on: date
    cents: int


@dataclass(frozen=True)
class Repaid:
    """What was given back to a customer; negative when it is taken back."""

    rank: int
    customer: str
    customer_name: str
    on: date
    cents: int

    @property
    def number(self) -> str:
        return f"B{self.rank:06d}"


def entries_file(sales: Iterable[Sale], receipts: Iterable[Receipt], refunds: Iterable[Repaid] = ()) -> Iterator[str]:
    """Lines with their ends. Each entry is balanced; a negative amount changes side, none is written negative."""
    yield "\t".join(COLUMNS) + "\r\n"
    for sale in sales:
        said = f"{'Avoir' if sale.net < 0 else 'Facture'} {sale.number}"
        yield _row(Journal.SALES, sale.number, sale.on, Ledger.CUSTOMERS, sale.net + sale.vat, said, sale)
        yield _row(Journal.SALES, sale.number, sale.on, Ledger.SERVICES, -sale.net, said, sale)
        if sale.vat:
            yield _row(Journal.SALES, sale.number, sale.on, Ledger.VAT, -sale.vat, said, sale)
    for receipt in receipts:
        said, entry = f"Règlement {receipt.number}", f"R{receipt.rank:06d}"
        yield _row(Journal.BANK, entry, receipt.on, Ledger.BANK, receipt.cents, said, receipt)
        yield _row(Journal.BANK, entry, receipt.on, Ledger.CUSTOMERS, -receipt.cents, said, receipt)
    for refund in refunds:
        said = f"Remboursement {refund.number}"
        yield _row(Journal.BANK, refund.number, refund.on, Ledger.BANK, -refund.cents, said, refund)
        yield _row(Journal.BANK, refund.number, refund.on, Ledger.CUSTOMERS, refund.cents, said, refund)


def _row(  # noqa: PLR0913, PLR0917  (a row is its columns)
    journal: Journal, entry: str, on: date, ledger: Ledger, debit: int, said: str, piece: Sale | Receipt | Repaid
) -> str:
    """`debit` in cents; negative: a credit."""
    day = f"{on:%Y%m%d}"
    aside = (piece.customer, _plain(piece.customer_name)) if ledger is Ledger.CUSTOMERS else ("", "")
    cells = (
        journal.value,
        journal.label,
        entry,
        day,
        ledger.value,
        ledger.label,
        *aside,
        piece.number,
        day,
        _plain(said),
        _amount(max(debit, 0)),
        _amount(max(-debit, 0)),
        "",
        "",
        day,
        "",
        "",
    )
    return "\t".join(cells) + "\r\n"


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _plain(text: str) -> str:
    """No tab nor line end within a cell."""
    return " ".join(text.split())

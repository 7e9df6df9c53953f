"""The file of accounting entries (FEC) of one seller and one accounting year: 18 columns, tabs, one line a movement.

Livre des procédures fiscales, art. A47 A-1 (arrêté du 29 juillet 2013): entries by order of validation, numbered
without a gap. An entry is validated as it is noted, and belongs to the year of that day: a year that is over never
changes. What came in before and is noted late is an entry of the day of its note; its piece keeps its own day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from declic.ground.paris import paris_day
from declic.sponsors.rules.agreements import lasting

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
class AccountingYear:
    first_day: date
    last_day: date

    @classmethod
    def begun_in(cls, year: int, month: int) -> "AccountingYear":
        first = date(year, month, 1)
        return cls(first, lasting(first))

    @classmethod
    def of(cls, day: date, month: int) -> "AccountingYear":
        """That day’s, of a seller whose years begin in `month`."""
        return cls.begun_in(day.year if day.month >= month else day.year - 1, month)

    def file_name(self, siren: str) -> str:
        """With the day it closes."""
        return f"{siren}FEC{self.last_day:%Y%m%d}.txt"


@dataclass(frozen=True)
class Sale:
    """An invoice, or a credit note: its amounts are then negative."""

    number: str
    customer: str
    customer_name: str
    on: date
    net: int
    vat: int
    noted_at: datetime


@dataclass(frozen=True)
class Receipt:
    """A payment; negative when it is taken back."""

    number: str
    """Of the invoice."""
    customer: str
    customer_name: str
    on: date
    cents: int
    noted_at: datetime


@dataclass(frozen=True)
class Repaid:
    """What was given back to a customer; negative when it is taken back."""

    rank: int
    customer: str
    customer_name: str
    on: date
    cents: int
    noted_at: datetime

    @property
    def number(self) -> str:
        return f"B{self.rank:06d}"


Piece = Sale | Receipt | Repaid


def entries_file(pieces: Iterable[Piece], year: AccountingYear) -> Iterator[str]:
    """Lines with their ends. Each entry is balanced; a negative amount changes side, none is written negative.

    `pieces` are all those noted in that year.
    """
    yield "\t".join(COLUMNS) + "\r\n"
    for number, piece in enumerate(sorted(pieces, key=lambda one: one.noted_at), start=1):  # of one moment, as given
        entry = _Entry(number, piece, year)
        match piece:
            case Sale():
                said = f"{'Avoir' if piece.net < 0 else 'Facture'} {piece.number}"
                yield entry.row(Journal.SALES, Ledger.CUSTOMERS, piece.net + piece.vat, said)
                yield entry.row(Journal.SALES, Ledger.SERVICES, -piece.net, said)
                if piece.vat:
                    yield entry.row(Journal.SALES, Ledger.VAT, -piece.vat, said)
            case Receipt():
                said = f"Règlement {piece.number}"
                yield entry.row(Journal.BANK, Ledger.BANK, piece.cents, said)
                yield entry.row(Journal.BANK, Ledger.CUSTOMERS, -piece.cents, said)
            case Repaid():
                said = f"Remboursement {piece.number}"
                yield entry.row(Journal.BANK, Ledger.BANK, -piece.cents, said)
                yield entry.row(Journal.BANK, Ledger.CUSTOMERS, piece.cents, said)


@dataclass(frozen=True)
class _Entry:
    number: int
    piece: Piece
    year: AccountingYear

    def row(self, journal: Journal, ledger: Ledger, debit: int, said: str) -> str:
        """`debit` in cents; negative: a credit."""
        piece, noted_on = self.piece, paris_day(self.piece.noted_at)
        on = piece.on if piece.on >= self.year.first_day else noted_on
        aside = (piece.customer, _plain(piece.customer_name)) if ledger is Ledger.CUSTOMERS else ("", "")
        cells = (
            journal.value,
            journal.label,
            f"{self.number:06d}",
            _day(on),
            ledger.value,
            ledger.label,
            *aside,
            piece.number,
            _day(piece.on),
            _plain(said),
            _amount(max(debit, 0)),
            _amount(max(-debit, 0)),
            "",
            "",
            _day(noted_on),
            "",
            "",
        )
        return "\t".join(cells) + "\r\n"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _plain(text: str) -> str:
    """No tab nor line end within a cell."""
    return " ".join(text.split())

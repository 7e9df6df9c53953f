"""The file of accounting entries (FEC) of one seller and one accounting year: 18 columns, tabs, one line a movement.

Livre des procédures fiscales, art. A47 A-1 (arrêté du 29 juillet 2013): entries by order of validation, numbered
without a gap. An entry is validated as it is noted, and belongs to the year of that day: a year that is over never
changes. What came in before and is noted late is an entry of the day of its note; its piece keeps its own day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from declic.billing.rules.account import Piece as Invoiced
from declic.billing.rules.account import carried
from declic.billing.rules.accounting_years import AccountingYear
from declic.billing.rules.amounts import VatDue, rounded
from declic.ground.paris import paris_day

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
    VAT_PENDING = "445740"
    BANK = "512000"

    @property
    def label(self) -> str:
        return {
            "411000": "Clients",
            "706000": "Prestations de services",
            "445710": "TVA collectée",
            "445740": "TVA collectée en attente d’encaissement",
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
    noted_at: datetime
    rank: int = 0
    """Of those of one day: as they were written."""
    vat_due: VatDue | None = None
    """As its draft says it."""
    corrects: str = ""
    """Of a credit note: the number of the invoice it cancels."""

    @property
    def vat_ledger(self) -> Ledger:
        return Ledger.VAT_PENDING if self.vat_due is VatDue.PAYMENTS else Ledger.VAT


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


def entries_file(pieces: Iterable[Piece], year: AccountingYear, before: Iterable[Piece] = ()) -> Iterator[str]:
    """Lines with their ends. Each entry is balanced; a negative amount changes side, none is written negative.

    `pieces` are all those noted in that year, `before` all those of the years before: what they settled already tells
    the VAT that becomes due now.
    """
    yield "\t".join(COLUMNS) + "\r\n"
    due = VatOnPayments()
    for piece in _in_order(before):
        due.after(piece)
    for number, piece in enumerate(_in_order(pieces), start=1):
        entry = _Entry(number, piece, year)
        journal = Journal.SALES if isinstance(piece, Sale) else Journal.BANK
        match piece:
            case Sale():
                said = f"{'Avoir' if piece.net < 0 else 'Facture'} {piece.number}"
                yield entry.row(Journal.SALES, Ledger.CUSTOMERS, piece.net + piece.vat, said)
                yield entry.row(Journal.SALES, Ledger.SERVICES, -piece.net, said)
                if piece.vat:
                    yield entry.row(Journal.SALES, piece.vat_ledger, -piece.vat, said)
            case Receipt():
                said = f"Règlement {piece.number}"
                yield entry.row(Journal.BANK, Ledger.BANK, piece.cents, said)
                yield entry.row(Journal.BANK, Ledger.CUSTOMERS, -piece.cents, said)
            case Repaid():
                said = f"Remboursement {piece.number}"
                yield entry.row(Journal.BANK, Ledger.BANK, -piece.cents, said)
                yield entry.row(Journal.BANK, Ledger.CUSTOMERS, piece.cents, said)
        for invoice, cents in due.after(piece):
            said = f"TVA exigible {invoice}"
            yield entry.row(journal, Ledger.VAT_PENDING, cents, said)
            yield entry.row(journal, Ledger.VAT, -cents, said)


def _in_order(pieces: Iterable[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda one: one.noted_at)  # of one moment, as given


class VatOnPayments:
    """The VAT that becomes due as invoices are settled (CGI, art. 269, 2, c), piece after piece.

    It follows what is settled of an invoice, whichever way: by a payment, by what its customer had in its favour; no
    longer once a payment is taken back, or a credit note cancels it.
    """

    def __init__(self) -> None:
        self._sales: defaultdict[str, dict[str, Sale]] = defaultdict(dict)
        """By customer, by number: the invoices."""
        self._paid: Counter[str] = Counter()
        self._credited: set[str] = set()
        self._refunded: Counter[str] = Counter()
        self._collected: Counter[str] = Counter()
        """Of each invoice, so far."""

    def after(self, piece: Piece) -> list[tuple[str, int]]:
        """Invoices whose VAT becomes due with `piece`, and how many cents; negative where it is due no longer."""
        match piece:
            case Sale(corrects=""):
                if piece.net > 0:
                    self._sales[piece.customer][piece.number] = piece
            case Sale():
                self._credited.add(piece.corrects)
            case Receipt():
                self._paid[piece.number] += piece.cents
            case Repaid():
                self._refunded[piece.customer] += piece.cents
        moved = []
        for number, cents in self._of(piece.customer).items():
            if cents != self._collected[number]:
                moved.append((number, cents - self._collected[number]))
                self._collected[number] = cents
        return moved

    def _of(self, customer: str) -> dict[str, int]:
        """What is due now of each invoice."""
        sales = self._sales[customer]
        known = {
            number: Invoiced(
                rank, one.on, one.net + one.vat, paid=self._paid[number], is_credited=number in self._credited
            )
            for rank, (number, one) in enumerate(sorted(sales.items(), key=lambda item: item[1].rank))
        }
        to = carried(known.values(), self._refunded[customer]).to
        return {
            number: collected(sales[number].vat, one.gross, 0 if one.is_credited else one.paid + to.get(one.id, 0))
            for number, one in known.items()
            if sales[number].vat_due is VatDue.PAYMENTS
        }


def collected(vat: int, gross: int, settled: int) -> int:
    """VAT due of an invoice of which so much is settled: in proportion, and every cent of it once all is."""
    settled = max(settled, 0)
    return vat if settled >= gross else rounded(Decimal(vat * settled) / gross)


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

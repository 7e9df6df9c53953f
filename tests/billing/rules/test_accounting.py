"""The FEC: 18 columns, balanced entries, French amounts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from declic.billing.rules.accounting import COLUMNS, Piece, Receipt, Repaid, Sale, collected, entries_file
from declic.billing.rules.accounting_years import AccountingYear
from declic.billing.rules.amounts import VatDue

DAY = date(2026, 11, 23)


NOTED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


CIVIL = AccountingYear.of(DAY, 1)


def rows(*pieces: Piece, year: AccountingYear = CIVIL, before: Sequence[Piece] = ()) -> list[dict[str, str]]:
    head, *lines = [text.removesuffix("\r\n").split("\t") for text in entries_file(pieces, year, before)]
    assert tuple(head) == COLUMNS
    assert {len(cells) for cells in lines} <= {18}
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in lines]


def cents(text: str) -> int:
    whole, part = text.split(",")
    return int(whole) * 100 + int(part)


def test_a_sale_and_its_payment() -> None:
    found = rows(
        Sale("F2026-00001", "C000001", "Clichy", DAY, 800_000, 160_000, NOTED),
        Receipt("F2026-00001", "C000001", "Clichy", DAY, 960_000, NOTED),
    )
    assert [(row["JournalCode"], row["CompteNum"], row["Debit"], row["Credit"]) for row in found] == [
        ("VE", "411000", "9600,00", "0,00"),
        ("VE", "706000", "0,00", "8000,00"),
        ("VE", "445710", "0,00", "1600,00"),
        ("BQ", "512000", "9600,00", "0,00"),
        ("BQ", "411000", "0,00", "9600,00"),
    ]
    assert {row["CompAuxNum"] for row in found if row["CompteNum"] == "411000"} == {"C000001"}
    assert found[0]["EcritureDate"] == "20261123"


def test_a_credit_note_changes_sides_and_exempt_sales_have_no_vat_line() -> None:
    found = rows(Sale("A2026-00001", "C1", "Clichy", DAY, -800_000, 0, NOTED))
    assert [(row["CompteNum"], row["Debit"], row["Credit"]) for row in found] == [
        ("411000", "0,00", "8000,00"),
        ("706000", "8000,00", "0,00"),
    ]


def test_a_name_with_a_tab_stays_in_its_cell() -> None:
    (first, *_) = rows(Sale("F1", "C1", "Cli\tchy\r\nsur Seine", DAY, 1, 0, NOTED))
    assert first["CompAuxLib"] == "Cli chy sur Seine"


@given(some.lists(some.tuples(some.integers(-(10**9), 10**9), some.integers(-(10**8), 10**8))))
def test_every_entry_is_balanced_and_no_amount_is_negative(told: list[tuple[int, int]]) -> None:
    sales = [Sale(f"F{rank}", "C1", "X", DAY, net, vat, NOTED) for rank, (net, vat) in enumerate(told)]
    receipts = [Receipt(f"F{rank}", "C1", "X", DAY, net, NOTED) for rank, (net, _) in enumerate(told)]
    balance: dict[str, int] = defaultdict(int)
    for row in rows(*sales, *receipts):
        assert "-" not in row["Debit"] + row["Credit"]
        balance[row["EcritureNum"]] += cents(row["Debit"]) - cents(row["Credit"])
    assert set(balance.values()) <= {0}


moments = some.datetimes(datetime(2026, 9, 1), datetime(2027, 8, 30), timezones=some.just(UTC))  # noqa: DTZ001
pieces = some.one_of(
    some.builds(
        Sale, some.just("F"), some.just("C"), some.just("X"), some.dates(), some.just(5), some.just(1), moments
    ),
    some.builds(Receipt, some.just("F"), some.just("C"), some.just("X"), some.dates(), some.just(5), moments),
    some.builds(Repaid, some.just(1), some.just("C"), some.just("X"), some.dates(), some.just(5), moments),
)


@given(some.lists(pieces, max_size=12), some.lists(pieces, max_size=4))
def test_entries_are_numbered_without_a_gap_in_the_order_they_were_noted(held: list[Piece], more: list[Piece]) -> None:
    year = AccountingYear.begun_in(2026, 9)
    found = rows(*held, year=year)
    numbers = list(dict.fromkeys(int(row["EcritureNum"]) for row in found))
    assert numbers == list(range(1, len(held) + 1))
    assert [row["ValidDate"] for row in found] == sorted(row["ValidDate"] for row in found)
    last = max((one.noted_at for one in held), default=NOTED)
    later = [replace(one, noted_at=last + timedelta(seconds=1 + rank)) for rank, one in enumerate(more)]
    assert rows(*held, *later, year=year)[: len(found)] == found  # what comes after moves nothing


def test_what_is_noted_late_is_an_entry_of_its_day_and_its_piece_keeps_its_own() -> None:
    late = Receipt("F2026-00001", "C1", "Clichy", date(2026, 12, 28), 100, datetime(2027, 1, 5, 9, 0, tzinfo=UTC))
    (bank, _) = rows(late, year=AccountingYear.begun_in(2027, 1))
    assert (bank["EcritureDate"], bank["PieceDate"], bank["ValidDate"]) == ("20270105", "20261228", "20270105")
    (bank, _) = rows(late, year=AccountingYear.begun_in(2026, 9))
    assert (bank["EcritureDate"], bank["PieceDate"], bank["ValidDate"]) == ("20261228", "20261228", "20270105")


# -- VAT due as it is paid ---------------------------------------------------------------------------------------------
def sold(number: str, net: int, minute: int, *, rank: int = 1, corrects: str = "") -> Sale:
    at, sign = NOTED + timedelta(minutes=minute), -1 if corrects else 1
    return Sale(
        number,
        "C1",
        "Clichy",
        DAY,
        sign * net,
        sign * net // 5,
        at,
        rank=rank,
        vat_due=VatDue.PAYMENTS,
        corrects=corrects,
    )


def came(number: str, sum_: int, minute: int) -> Receipt:
    return Receipt(number, "C1", "Clichy", DAY, sum_, NOTED + timedelta(minutes=minute))


def moved(*pieces: Piece, before: Sequence[Piece] = ()) -> list[tuple[int, int]]:
    """By entry: what it adds to the VAT that waits, and to the VAT that is due."""
    by_entry: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(*pieces, before=before):
        by_entry[row["EcritureNum"]][row["CompteNum"]] += cents(row["Credit"]) - cents(row["Debit"])
    return [(entry["445740"], entry["445710"]) for entry in by_entry.values()]


def test_vat_waits_from_the_invoice_and_is_due_with_each_payment_in_proportion() -> None:
    """100,00 € of VAT in three payments of a third: the last one settles the cent."""
    sale, *thirds = sold("F1", 500_00, 0), came("F1", 200_00, 1), came("F1", 200_00, 2), came("F1", 200_00, 3)
    assert moved(sale, *thirds) == [(100_00, 0), (-33_33, 33_33), (-33_34, 33_34), (-33_33, 33_33)]
    found = rows(sale, thirds[0])
    assert [(row["CompteNum"], row["CompteLib"]) for row in found][2] == (
        "445740",
        "TVA collectée en attente d’encaissement",
    )
    assert {row["EcritureLib"] for row in found if row["CompteNum"] == "445710"} == {"TVA exigible F1"}
    assert moved(thirds[1], before=[sale, thirds[0]]) == [(-33_34, 33_34)], "a year after: what came before counts"


def test_vat_is_due_no_longer_once_a_payment_is_taken_back_or_the_invoice_credited() -> None:
    sale, whole = sold("F1", 500_00, 0), came("F1", 600_00, 1)
    assert moved(sale, whole, came("F1", -600_00, 2)) == [(100_00, 0), (-100_00, 100_00), (100_00, -100_00)]
    credit = sold("A1", 500_00, 2, rank=2, corrects="F1")
    assert moved(sale, credit) == [(100_00, 0), (-100_00, 0)], "never paid, never due"
    assert moved(sale, whole, credit)[2] == (0, -100_00)
    refunded = Repaid(1, "C1", "Clichy", DAY, 600_00, NOTED + timedelta(minutes=3))
    assert moved(sale, whole, credit, refunded)[3] == (0, 0), "no VAT is due of what was given back"


def test_what_is_in_a_customers_favour_makes_the_vat_of_what_it_pays_due() -> None:
    """More than is owed bears no VAT until an invoice takes it."""
    first, more = sold("F1", 500_00, 0), came("F1", 660_00, 1)
    second = sold("F2", 100_00, 2, rank=2)
    assert moved(first, more, second) == [(100_00, 0), (-100_00, 100_00), (20_00 - 10_00, 10_00)]


def test_on_debits_vat_is_due_as_it_is_invoiced() -> None:
    sale = replace(sold("F1", 500_00, 0), vat_due=VatDue.DEBITS)
    assert moved(sale, came("F1", 600_00, 1)) == [(0, 100_00), (0, 0)]
    assert moved(replace(sale, vat_due=None), came("F1", 600_00, 1)) == [(0, 100_00), (0, 0)], "as it was booked before"


steps = some.lists(
    some.tuples(some.sampled_from(["sell", "pay", "back", "credit"]), some.integers(0, 4), some.integers(1, 10**7)),
    max_size=14,
)


@given(steps)
def test_whatever_happens_what_waits_and_what_is_due_add_up_to_the_vat_of_living_invoices(
    told: list[tuple[str, int, int]],
) -> None:
    pieces: list[Piece] = []
    live: dict[str, Sale] = {}
    paid: Counter[str] = Counter()
    for minute, (what, which, sum_) in enumerate(told):
        number = f"F{which}"
        if what == "sell" and number not in {one.number for one in pieces}:
            sale = sold(number, sum_, minute, rank=minute)
            live[number] = sale
            pieces.append(sale)
        elif what == "pay" and number in live:
            paid[number] += sum_
            pieces.append(came(number, sum_, minute))
        elif what == "back" and paid[number]:
            pieces.append(came(number, -paid[number], minute))
            paid[number] = 0
        elif what == "credit" and number in live:
            sale = live.pop(number)
            credit = sold(f"A{which}", sale.net, minute, rank=minute, corrects=number)
            pieces.append(replace(credit, vat=-sale.vat))
    total: Counter[str] = Counter()
    by_entry: Counter[str] = Counter()
    for row in rows(*pieces):
        total[row["CompteNum"]] += cents(row["Credit"]) - cents(row["Debit"])
        by_entry[row["EcritureNum"]] += cents(row["Credit"]) - cents(row["Debit"])
    assert set(by_entry.values()) <= {0}
    assert total["445740"] + total["445710"] == sum(one.vat for one in live.values())
    assert min(total["445740"], total["445710"]) >= 0
    owed = sum(one.net + one.vat for one in live.values()) - sum(paid.values())
    if owed <= 0:
        assert total["445740"] == 0, "all is paid"
    if not any(paid.values()):
        assert total["445710"] == 0, "nothing is"


@given(some.integers(0, 10**8), some.integers(0, 10**9), some.integers(-5, 10**9))
def test_never_more_vat_is_due_than_the_invoice_bears(vat: int, net: int, settled: int) -> None:
    assert 0 <= collected(vat, net + vat, settled) <= vat
    assert collected(vat, net + vat, net + vat) == vat

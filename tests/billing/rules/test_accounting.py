"""The FEC: 18 columns, balanced entries, French amounts."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from declic.billing.rules.accounting import COLUMNS, AccountingYear, Piece, Receipt, Repaid, Sale, entries_file

DAY = date(2026, 11, 23)


NOTED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


CIVIL = AccountingYear.of(DAY, 1)


def rows(*pieces: Piece, year: AccountingYear = CIVIL) -> list[dict[str, str]]:
    head, *lines = [text.removesuffix("\r\n").split("\t") for text in entries_file(pieces, year)]
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


def test_an_accounting_year_begins_in_the_month_of_its_seller() -> None:
    school = AccountingYear(date(2026, 9, 1), date(2027, 8, 31))
    assert AccountingYear.of(DAY, 9) == AccountingYear.of(date(2027, 8, 31), 9) == school
    assert AccountingYear.of(DAY, 1) == AccountingYear(date(2026, 1, 1), date(2026, 12, 31))
    assert AccountingYear.begun_in(2027, 3).last_day == date(2028, 2, 29)
    assert school.file_name("732829320") == "732829320FEC20270831.txt"

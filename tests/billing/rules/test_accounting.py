"""The FEC: 18 columns, balanced entries, French amounts."""

from collections import defaultdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from declic.billing.rules.accounting import COLUMNS, Receipt, Sale, entries_file

DAY = date(2026, 11, 23)


def rows(sales: list[Sale], receipts: list[Receipt]) -> list[dict[str, str]]:
    head, *lines = [text.removesuffix("\r\n").split("\t") for text in entries_file(sales, receipts)]
    assert tuple(head) == COLUMNS
    assert {len(cells) for cells in lines} <= {18}
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in lines]


def cents(text: str) -> int:
    whole, part = text.split(",")
    return int(whole) * 100 + int(part)


def test_a_sale_and_its_payment() -> None:
    found = rows(
        [Sale("F2026-00001", "C000001", "Clichy", DAY, 800_000, 160_000)],
        [Receipt(7, "F2026-00001", "C000001", "Clichy", DAY, 960_000)],
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
    found = rows([Sale("A2026-00001", "C1", "Clichy", DAY, -800_000, 0)], [])
    assert [(row["CompteNum"], row["Debit"], row["Credit"]) for row in found] == [
        ("411000", "0,00", "8000,00"),
        ("706000", "8000,00", "0,00"),
    ]


def test_a_name_with_a_tab_stays_in_its_cell() -> None:
    assert rows([Sale("F1", "C1", "Cli\tchy\r\nsur Seine", DAY, 1, 0)], [])[0]["CompAuxLib"] == "Cli chy sur Seine"


@given(some.lists(some.tuples(some.integers(-(10**9), 10**9), some.integers(-(10**8), 10**8))))
def test_every_entry_is_balanced_and_no_amount_is_negative(told: list[tuple[int, int]]) -> None:
    sales = [Sale(f"F{rank}", "C1", "X", DAY, net, vat) for rank, (net, vat) in enumerate(told)]
    receipts = [Receipt(rank, f"F{rank}", "C1", "X", DAY, net) for rank, (net, _) in enumerate(told)]
    balance: dict[str, int] = defaultdict(int)
    for row in rows(sales, receipts):
        assert "-" not in row["Debit"] + row["Credit"]
        balance[row["EcritureNum"]] += cents(row["Debit"]) - cents(row["Credit"])
    assert set(balance.values()) <= {0}

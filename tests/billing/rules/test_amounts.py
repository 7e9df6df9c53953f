"""Lines and totals as EN 16931 computes them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from declic.billing.rules.amounts import Line, Unit, VatRegime, euros, rounded, totals
from declic.ground.units import Cents

DAY = date(2026, 9, 1)


def line(cents: int, quantity: str = "1") -> Line:
    return Line("Soutien", "", Decimal(quantity), Unit.HOUR, Cents(cents), DAY, DAY)


def test_half_a_cent_goes_up() -> None:
    assert [rounded(Decimal(text)) for text in ("0.5", "1.5", "2.5", "2.4999", "-0.5")] == [1, 2, 3, 2, -1]
    assert line(333, "1.5").net == 500  # 499.5
    assert totals([line(800_033)], VatRegime.STANDARD).vat == 160_007  # 160 006.6


def test_vat_is_computed_once_on_the_sum() -> None:
    three = [line(3) for _ in range(3)]
    assert totals(three, VatRegime.STANDARD).vat == 2  # 1.8, where 0.6 three times would make 3


@pytest.mark.parametrize("regime", [VatRegime.FRANCHISE, VatRegime.NON_PROFIT])
def test_an_exempt_seller_asks_no_vat_and_says_why(regime: VatRegime) -> None:
    assert totals([line(12_345)], regime).vat == 0
    assert regime.category == "E"
    assert regime.exemption is not None
    assert regime.exemption[1]


@given(some.lists(some.tuples(some.integers(0, 10**9), some.decimals(0, 1000, places=2)), min_size=1, max_size=20))
def test_the_totals_are_the_sum_of_what_is_written_on_the_lines(told: list[tuple[int, Decimal]]) -> None:
    lines = [Line("", "", quantity, Unit.HOUR, Cents(cents), DAY, DAY) for cents, quantity in told]
    found = totals(lines, VatRegime.STANDARD)
    assert found.net == sum(one.net for one in lines)
    assert found.gross == found.net + found.vat
    assert abs(found.vat * 5 - found.net) * 2 <= 5  # within half a cent of 20 %


@given(some.integers(-(10**12), 10**12))
def test_an_amount_written_is_read_back(cents: int) -> None:
    assert Decimal(euros(cents)) * 100 == cents

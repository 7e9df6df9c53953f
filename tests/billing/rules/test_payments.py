"""Payments stay between nothing and what is owed."""

from hypothesis import given
from hypothesis import strategies as some

from declic.billing.rules.payments import check_payment
from declic.ground.errors import Refusal


@given(some.lists(some.integers(-1500, 1500), max_size=30))
def test_payments_never_pass_what_is_owed_nor_go_below_nothing(told: list[int]) -> None:
    paid = 0
    for cents in told:
        try:
            check_payment(cents, owed=1000, paid=paid)
        except Refusal:
            continue
        paid += cents
        assert 0 <= paid <= 1000

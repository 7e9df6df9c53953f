"""What a teacher may be given, and what they may offer."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.errors import Refusal
from declic.planning.rules.checks import check_shift, check_wishes, clean_stretches, fits, shift_within
from declic.planning.rules.shifts import GOES, Shift, Stretch, Volunteer, best_shift, every_shift, pauses

FREE = Stretch(1, 66, 84)
ONE = Volunteer("1", frozenset({("MAT", "collège")}), (FREE,), 0, 20)


@pytest.mark.parametrize(
    ("shift", "others", "code", "said"),
    [
        (Shift(1, 66, 71), (), "shift_length", "Un créneau dure de 1\u00a0h\u00a030 à 4\u00a0h"),
        (Shift(1, 66, 84), (), "shift_length", "\u00a0: mardi, 16\u00a0h\u00a030 – 21\u00a0h ne va pas"),
        (Shift(1, 66, 80), (), "shift_pause", "Au-delà de 3\u00a0h d’affilée"),
        (Shift(1, 66, 80, 67), (), "shift_pause", "une heure au moins"),
        (Shift(1, 64, 72), (), "not_available", "sort des disponibilités données (16\u00a0h\u00a030 – 21\u00a0h)"),
        (Shift(1, 64, 72), (), "not_available", "Mardi, 16\u00a0h – 18\u00a0h sort"),
        (Shift(2, 66, 72), (), "not_available", "(rien mercredi)"),
        (Shift(1, 66, 72), (Shift(1, 76, 84),), "two_shifts", "déjà un créneau mardi, 19\u00a0h – 21\u00a0h"),
        (Shift(1, 66, 78), (Shift(3, 66, 78),), "too_many_hours", "6\u00a0h dans la semaine, pour 5\u00a0h voulues"),
    ],
)
def test_each_refusal_says_why(shift: Shift, others: tuple[Shift, ...], code: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_shift(ONE, shift, others)
    assert refused.value.code == code
    assert said in refused.value.message
    assert not fits(ONE, shift, others)


def test_what_fits_is_not_refused() -> None:
    check_shift(ONE, Shift(1, 66, 78), [Shift(3, 66, 74)])
    check_shift(ONE, Shift(1, 66, 82, 74), [])


def test_what_is_left_of_a_shift_may_be_short_and_have_its_pause_soon_but_no_longer_go() -> None:
    whole = Shift(1, 66, 82, 74)
    assert fits(ONE, whole.left_from(79), (), is_rest=True)
    assert whole.left_from(73) == Shift(1, 73, 82, 74)
    assert fits(ONE, whole.left_from(73), (), is_rest=True)
    assert not fits(ONE, whole.left_from(73), ())
    assert whole.left_from(75) == Shift(1, 75, 82)
    assert (whole.left_from(60), whole.left_from(90)) == (whole, Shift(1, 81, 82))
    pauseless = Volunteer("2", ONE.groups, (FREE,), 0, 20, 8)
    assert not fits(pauseless, Shift(1, 68, 80).left_from(70), (), is_rest=True)
    assert fits(pauseless, Shift(1, 68, 80).left_from(72), (), is_rest=True)


@pytest.mark.parametrize("in_one_go", GOES)
def test_every_shift_found_for_somebody_suits_the_pause_they_want(in_one_go: int) -> None:
    one = Volunteer("1", frozenset(), (Stretch(1, 60, 80),), 0, 99, in_one_go)
    every = list(every_shift(one.free[0], in_one_go))
    assert all(fits(one, shift, ()) for shift in every)
    assert {shift.after - shift.first for shift in every} == set(range(6, 17))
    most, found = best_shift([1.0] * 96, one.free[0], 0, in_one_go)
    assert found is not None
    assert fits(one, found, ())
    assert most == max(shift.worked for shift in every)


def test_one_pause_is_enough_whatever_the_longest_stretch() -> None:
    assert all(pauses(0, 16, in_one_go) for in_one_go in GOES)


@given(
    st.lists(st.builds(lambda d, f, n: Stretch(d, f, f + n), st.integers(0, 6), st.integers(0, 80), st.integers(6, 16)))
)
def test_stretches_come_in_order_and_apart_and_cover_the_same_quarters(given_: list[Stretch]) -> None:
    found = clean_stretches(given_)
    assert list(found) == sorted(found)
    assert all(a.day < b.day or a.after < b.first for a, b in pairwise(found))

    def quarters(stretches: object) -> set[tuple[int, int]]:
        return {(one.day, quarter) for one in stretches for quarter in range(one.first, one.after)}  # type: ignore[attr-defined]

    assert quarters(found) == quarters(given_)


@pytest.mark.parametrize(
    ("stretch", "code"),
    [((1, 70, 70), "stretch"), ((1, 70, 75), "stretch_short"), ((1, 90, 99), "stretch"), ((1, -1, 76), "stretch")],
)
def test_a_stretch_that_holds_no_shift_is_refused(stretch: tuple[int, int, int], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_stretches([Stretch(*stretch)])
    assert refused.value.code == code
    assert "Mardi" in refused.value.message


@pytest.mark.parametrize(
    ("least", "most", "go", "code"),
    [(9, 8, 12, "hours"), (0, 4, 12, "hours"), (0, 161, 12, "hours"), (0, 8, 4, "in_one_go")],
)
def test_senseless_wishes_are_refused(least: int, most: int, go: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_wishes(least, most, go)
    assert refused.value.code == code


@given(st.integers(0, 80), st.integers(6, 40), st.integers(0, 95), st.integers(1, 50))
def test_what_is_proposed_for_a_gap_is_offered_and_long_enough(start: int, length: int, first: int, wide: int) -> None:
    free = Stretch(1, start, min(96, start + length))
    asked = min(96, first + wide)
    if min(free.after, asked) > max(free.first, first):
        begin, end = shift_within(free, first, asked)
        assert free.first <= begin < end <= free.after
        assert 6 <= end - begin <= 16

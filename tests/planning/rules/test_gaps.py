"""Need against cover."""

import json

from hypothesis import given
from hypothesis import strategies as st

from declic.planning.rules.covers import Cover
from declic.planning.rules.gaps import Gap, cover_of, gaps_of, need_as_rows, need_from_rows, unrung_of
from declic.planning.rules.rota import Place, plan_week
from declic.planning.rules.shifts import Shift, Stretch, Volunteer

MATHS, FRENCH = ("MAT", "collège"), ("FRA", "collège")
OF_MATHS, WHOLE = Cover("Maths, collège", frozenset({MATHS})), Cover("tout", frozenset({MATHS, FRENCH}))


def test_each_counts_once_wherever_they_know_something_and_not_in_their_pause() -> None:
    needed = {(cover, 0, quarter): 2 for cover in (OF_MATHS, WHOLE) for quarter in (68, 69, 70)}
    there = cover_of(
        needed, [(frozenset({MATHS, FRENCH}), Shift(0, 68, 71)), (frozenset({FRENCH}), Shift(0, 66, 80, 70))]
    )
    assert {(cover.name, quarter): number for (cover, _, quarter), number in there.items()} == {
        ("Maths, collège", 68): 1,
        ("Maths, collège", 69): 1,
        ("Maths, collège", 70): 1,
        ("tout", 68): 2,
        ("tout", 69): 2,
        ("tout", 70): 1,
    }
    assert gaps_of(needed, there) == [Gap(0, 68, 71, OF_MATHS, 1), Gap(0, 70, 71, WHOLE, 1)]
    assert [gap.quarters for gap in gaps_of(needed, there)] == [3, 1]


def test_a_handover_in_which_nobody_is_rung_is_told_of_the_smallest_cover_it_is_of() -> None:
    needed = {(cover, 0, quarter): 1 for cover in (WHOLE, OF_MATHS) for quarter in range(68, 80)}
    maths, french = frozenset({MATHS}), frozenset({FRENCH})
    one, other = Shift(0, 68, 74), Shift(0, 74, 80)
    assert unrung_of(needed, [(maths, one, False), (maths, other, False)]) == [(OF_MATHS, 0, 73)]
    assert unrung_of(needed, [(maths, one, True), (maths, other, False)]) == []
    assert unrung_of(needed, [(maths, one, False), (maths, Shift(0, 73, 79), False)]) == [], "the end is a gap"
    assert unrung_of(needed, [(maths, one, False), (french, Shift(0, 70, 80), False)]) == [], "and so is maths here"
    assert unrung_of(needed, [(french, one, False), (french, other, False)]) == [(WHOLE, 0, 73)], "and here"


def test_nobody_takes_over_when_the_need_ends_and_a_pause_is_no_end() -> None:
    needed = {(OF_MATHS, 0, quarter): 1 for quarter in range(66, 82)}
    assert unrung_of(needed, [(frozenset({MATHS}), Shift(0, 66, 82, 73), False)]) == []


def test_what_the_search_leaves_uncovered_is_what_is_counted_again_from_the_shifts() -> None:
    one = Volunteer("1", frozenset({MATHS}), (Stretch(0, 68, 80),), 0, 40)
    needed: dict[Place, int] = {(OF_MATHS, 0, quarter): 2 for quarter in range(66, 80)}
    rota = plan_week([one], needed, seconds=1)
    there = cover_of(needed, [(one.groups, shift) for shift in rota.shifts["1"]])
    assert sum(gap.quarters for gap in gaps_of(needed, there)) == sum(rota.uncovered.values())


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([OF_MATHS, WHOLE]), st.integers(0, 6), st.integers(0, 95)), st.integers(1, 9)
    )
)
def test_a_need_is_kept_and_read_again(needed: dict[Place, int]) -> None:
    read = need_from_rows(json.loads(json.dumps(need_as_rows(needed))))
    assert {place: number for place, number in read.items() if number} == needed

"""Rotas: legal whatever is offered, the best there is when that can be checked, never under the bound."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declic.planning.rules.covers import Cover
from declic.planning.rules.gaps import unrung_of
from declic.planning.rules.rota import Needed, Rota, plan_week
from declic.planning.rules.rota.draft import first_draft
from declic.planning.rules.rota.problem import Problem
from declic.planning.rules.shifts import (
    IN_ONE_GO,
    LONGEST,
    SHORTEST,
    Shift,
    Stretch,
    Volunteer,
    best_shift,
    every_shift,
)

MATHS, FRENCH = ("MAT", "collège"), ("FRA", "collège")
OF_MATHS, OF_FRENCH = Cover("Maths, collège", frozenset({MATHS})), Cover("Français, collège", frozenset({FRENCH}))
WHOLE = Cover("tout", frozenset({MATHS, FRENCH}))


def volunteer(
    name: str,
    *free: tuple[int, int, int],
    groups: tuple[tuple[str, str], ...] = (MATHS,),
    hours: tuple[int, int] = (0, 99),
) -> Volunteer:
    return Volunteer(name, frozenset(groups), tuple(Stretch(*one) for one in free), *hours)


def need(cover: Cover, day: int, first: int, staff: list[int]) -> Needed:
    return {(cover, day, first + quarter): number for quarter, number in enumerate(staff)}


def on_duty(rota: Rota, volunteers: list[Volunteer], cover: Cover) -> Counter[tuple[int, int]]:
    return Counter(
        (shift.day, quarter)
        for one in volunteers
        if one.groups & cover.groups
        for shift in rota.shifts[one.id]
        for quarter in shift.on_duty
    )


# -- shifts -----------------------------------------------------------------------------------------------------------
def test_the_shortest_the_longest_and_the_pause() -> None:
    assert Shift(0, 66, 72).is_legal
    assert not Shift(0, 66, 71).is_legal
    assert Shift(0, 66, 78).is_legal
    assert not Shift(0, 66, 79).is_legal
    assert Shift(0, 66, 82, 73).is_legal
    assert not Shift(0, 66, 82, 66).is_legal
    assert not Shift(0, 66, 83, 74).is_legal
    assert Shift(0, 66, 82, 73).worked == 15


worths = st.lists(st.integers(-5, 9).map(float), min_size=24, max_size=24)


@given(worths, worths, st.integers(0, 10), st.integers(6, 24), st.integers(-2, 4))
def test_the_best_shift_is_the_best_of_all(
    worth: list[float], ends: list[float], first: int, after: int, hour: int
) -> None:
    free = Stretch(2, first, after)
    every = list(every_shift(free))
    assert all(shift.is_legal for shift in every)
    most, found = best_shift(worth, free, hour, ends=ends)

    def worth_of(shift: Shift) -> float:
        return sum(worth[q] - hour for q in shift.on_duty) - ends[shift.after - 1]

    assert most == pytest.approx(max([0.0, *map(worth_of, every)]))
    if found is not None:
        assert found in every
        assert worth_of(found) == pytest.approx(most)


# -- rotas ------------------------------------------------------------------------------------------------------------
groups = st.sampled_from([(MATHS,), (FRENCH,), (MATHS, FRENCH)])
stretches = st.builds(
    lambda day, first, length: (day, first, first + length), st.integers(0, 2), st.integers(66, 76), st.integers(4, 12)
)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Volunteer], dict[tuple[Cover, int, int], int]]:
    people = [
        replace(volunteer(f"p{n}", *free, groups=known, hours=(least, least + more)), runs_over=over)
        for n, (free, known, least, more, over) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.lists(stretches, max_size=3), groups, st.integers(0, 12), st.integers(0, 30), st.booleans()
                    ),
                    max_size=6,
                )
            )
        )
    ]
    needed: dict[tuple[Cover, int, int], int] = {}
    for cover, day in product((OF_MATHS, OF_FRENCH, WHOLE), range(3)):
        needed.update(need(cover, day, 66, draw(st.lists(st.integers(0, 3), min_size=4, max_size=20))))
    return people, needed


@settings(max_examples=25, deadline=None)
@given(weeks())
def test_whatever_is_offered_the_rota_keeps_the_rules_and_says_what_is_short(
    week: tuple[list[Volunteer], dict[tuple[Cover, int, int], int]],
) -> None:
    people, needed = week
    rota = plan_week(people, needed, seconds=2)
    for one in people:
        shifts = rota.shifts[one.id]
        assert len({shift.day for shift in shifts}) == len(shifts)
        assert sum(shift.worked for shift in shifts) <= one.most
        for shift in shifts:
            assert shift.is_legal
            assert any(f.day == shift.day and f.first <= shift.first and shift.after <= f.after for f in one.free)
    there = {cover: on_duty(rota, people, cover) for cover in (OF_MATHS, OF_FRENCH, WHOLE)}
    missing = {(c, d, q): n - there[c][d, q] for (c, d, q), n in needed.items() if n > there[c][d, q]}
    assert rota.uncovered == missing
    assert rota.bound <= rota.cost + 1e-6
    assert rota.cost <= first_draft(Problem(people, needed)).cost


def test_it_is_the_best_there_is() -> None:
    """All choices tried, for three volunteers of one evening."""
    people = [
        volunteer("a", (0, 66, 76), hours=(6, 9)),
        volunteer("b", (0, 70, 80), groups=(MATHS, FRENCH), hours=(0, 8)),
        volunteer("c", (0, 68, 78), groups=(FRENCH,), hours=(4, 10)),
    ]
    needed = {
        **need(OF_MATHS, 0, 66, [1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0]),
        **need(OF_FRENCH, 0, 66, [0, 1, 1, 1, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1]),
        **need(WHOLE, 0, 66, [1, 2, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1]),
    }
    problem = Problem(people, needed)
    choices = [
        [(), *((n, shift) for shift in every_shift(one.free[0]) if shift.worked <= one.most)]
        for n, one in enumerate(people)
    ]
    best = min(problem.rota([column for column in some if column], 0).cost for some in product(*choices))
    assert plan_week(people, needed, seconds=10).cost == best


def test_what_can_be_covered_is() -> None:
    people = [volunteer(f"p{n}", (0, 66, 88), (1, 66, 88)) for n in range(4)]
    rota = plan_week(people, need(OF_MATHS, 0, 66, [2] * 22), seconds=60)  # it stops at the best one, long before
    assert rota.uncovered == {}
    assert not any(shift.day == 1 for shifts in rota.shifts.values() for shift in shifts)


def test_hours_are_shared() -> None:
    """Enough for one evening each: nobody has two."""
    people = [volunteer(f"p{n}", (0, 66, 78), (1, 66, 78), (2, 66, 78), hours=(0, 36)) for n in range(3)]
    needed = {place: 1 for day in range(3) for place in need(OF_MATHS, day, 66, [1] * 12)}
    rota = plan_week(people, needed, seconds=6)
    assert rota.uncovered == {}
    assert {sum(shift.worked for shift in shifts) for shifts in rota.shifts.values()} == {12}


def test_shifts_overlap_where_one_teacher_alone_takes_over_from_another() -> None:
    """Nobody is rung in the last five minutes of a shift: a quarter-hour together costs less than five minutes with
    nobody. Whoever may run over is rung to the end.
    """
    first, second = (0, 66, 76), (0, 70, 82)
    needed = need(OF_MATHS, 0, 66, [1] * 16)
    for runs_over, together in ((False, 1), (True, 0)):
        people = [
            replace(volunteer("a", first, hours=(0, 16)), runs_over=runs_over),
            volunteer("b", second, hours=(0, 16)),
        ]
        rota = plan_week(people, needed, seconds=10)
        assert rota.uncovered == {}
        (before,), (after,) = rota.shifts["a"], rota.shifts["b"]
        assert before.after - after.first == together
        assert unrung_of(needed, [(one.groups, s, one.runs_over) for one in people for s in rota.shifts[one.id]]) == []


def test_what_nobody_could_be_rung_in_costs_nothing_and_a_service_that_closes_needs_no_overlap() -> None:
    people = [volunteer("a", (0, 66, 76)), volunteer("b", (0, 76, 82))]
    rota = plan_week(people, need(OF_MATHS, 0, 66, [1] * 16), seconds=10)
    assert rota.uncovered == {}
    assert rota.cost == sum(Problem(people, {}).cost_of_hours(one, n) for one, n in zip(people, (10, 6), strict=True))


def test_somebody_who_wants_hours_gets_them_even_where_nobody_is_short() -> None:
    rota = plan_week([volunteer("a", (0, 66, 80), hours=(8, 20))], {}, seconds=1)
    assert sum(shift.worked for shift in rota.shifts["a"]) == 8


def test_nobody_and_nothing() -> None:
    needed = need(OF_MATHS, 0, 66, [1, 0, 2])
    assert plan_week([], needed, seconds=1).uncovered == {(OF_MATHS, 0, 66): 1, (OF_MATHS, 0, 68): 2}
    assert plan_week([], {}, seconds=1).cost == 0
    only_french = [volunteer("f", (0, 60, 80), groups=(FRENCH,))]
    assert plan_week(only_french, needed, seconds=1).shifts == {"f": ()}


def test_progress_is_told() -> None:
    told: list[tuple[str, float]] = []
    plan_week(
        [volunteer("a", (0, 66, 80))],
        need(OF_MATHS, 0, 66, [1] * 8),
        seconds=1,
        on_progress=lambda *one: told.append(one),
    )
    assert told[0][0] == "premier jet"
    assert told[-1][0] == "fini"
    assert all(0 <= share <= 1 for _, share in told)


def test_lengths_fit_the_service() -> None:
    assert (SHORTEST, IN_ONE_GO, LONGEST) == (6, 12, 16)

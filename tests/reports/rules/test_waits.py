"""What is said of waits: percentiles, shares, and that no sentence tells a masked cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import ceil, inf
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declic.reports import rules
from declic.reports.rules import (
    Count,
    Delay,
    Plan,
    Run,
    Share,
    Wait,
    Waited,
    delay,
    edges_of,
    line_up,
    percentile,
    plan,
    share,
    stands,
    wait_of,
)

SHARES = (0.5, 0.95)


def test_a_percentile_is_the_nearest_rank() -> None:
    assert percentile([], 0.5) is None
    assert percentile([30], 0.95) == 30
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile([5, 1, 3], 0.5) == 3
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile(range(1, 21), 0.95) == 19


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_at_least_the_share_waited_no_longer_than_the_percentile(values: list[float], part: float) -> None:
    found = percentile(values, part)
    assert found in values
    assert sum(value <= found for value in values) >= part * len(values) - 1e-6
    assert sum(value < found for value in values) < part * len(values)


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(0, Wait.UNDER_1), (59.9, Wait.UNDER_1), (60, Wait.UNDER_2), (299, Wait.UNDER_5), (300, Wait.LATE)],
)
def test_five_minutes_sharp_is_late(seconds: float, wait: Wait) -> None:
    assert wait_of(seconds) is wait
    assert wait.kept is (seconds < 300)


# -- the wait of one row ----------------------------------------------------------------------------------------------
EVERYWHERE = range(6)


def reach(waits: list[Waited], part: float, edges: Sequence[int]) -> Delay | None:
    return rules.reach(line_up(waits), part, edges)


def told_of(n: int, part: float) -> Delay | None:
    """Of as many waits, all between one and two minutes, by as many children."""
    return reach([(90.0, child) for child in range(n)], part, EVERYWHERE)


def test_a_median_takes_eleven_waits_and_a_95th_percentile_a_hundred() -> None:
    assert next(n for n in range(1, 200) if told_of(n, 0.5)) == 11
    assert next(n for n in range(1, 200) if told_of(n, 0.95)) == 100


def test_five_children_waited_less_and_five_more_however_many_lessons_they_had() -> None:
    """Forty lessons of one child, and ten children who waited longer: the median would be about that child."""
    once = [(200.0, child) for child in range(1, 11)]
    assert reach([(30.0, 0)] * 40 + once, 0.5, EVERYWHERE) is None
    assert reach([(float(n), 10 + n % 5) for n in range(40)] + once, 0.5, EVERYWHERE) == Delay(
        Wait.UNDER_1, Wait.UNDER_1
    )


def test_a_row_is_told_no_more_closely_than_the_table_knows_the_whole() -> None:
    waits = [(seconds, child) for child, seconds in enumerate([30.0] * 8 + [90.0] * 9 + [150.0] * 7)]
    assert reach(waits, 0.5, EVERYWHERE) == Delay(Wait.UNDER_2, Wait.UNDER_2)
    assert reach(waits, 0.5, edges_of([True, False, False, True, True])) == Delay(Wait.UNDER_2, Wait.UNDER_3)
    assert reach(waits, 0.5, edges_of([False] * 5)) is None


def test_four_children_beside_the_told_range_are_not_set_apart() -> None:
    waits = [(seconds, child) for child, seconds in enumerate([30.0] * 4 + [90.0] * 20)]
    assert reach(waits, 0.5, EVERYWHERE) is None
    assert reach([*waits, (31.0, 99)], 0.5, EVERYWHERE) == Delay(Wait.UNDER_2, Wait.UNDER_2)


@given(
    st.lists(st.tuples(st.floats(0, 900), st.integers(0, 40)), min_size=1, max_size=150),
    st.sampled_from(SHARES),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_what_is_told_of_a_row_is_true_and_stands(waits: list[Waited], part: float, shown: list[bool]) -> None:
    told = reach(waits, part, edges_of(shown))
    found = percentile([seconds for seconds, _ in waits], part)
    if told is None or found is None:
        return
    begin, end = told.first.bounds[0], told.last.bounds[1] or inf
    assert begin <= found < end
    for low, high in ((0, begin), (begin, end), (end, inf)):
        assert stands({child for seconds, child in waits if low <= seconds < high})


# -- percentiles beside masked cells ----------------------------------------------------------------------------------
def counts(*told: int | None) -> list[Count]:
    return [Count(number) for number in told]


def cells(*told: int | None) -> dict[Wait, Count]:
    return dict(zip(Wait, counts(*told), strict=True))


def test_one_left_without_answer_waited_longer_than_any_other() -> None:
    told = cells(10, 10, 10, 64, 0, 0, 6)
    assert delay(told, 100, 0.5) == Delay(Wait.UNDER_5, Wait.UNDER_5)
    assert delay(told, 100, 0.95) == Delay(Wait.UNMET, Wait.UNMET)
    assert share(counts(10, 10, 10, 64), counts(0, 6), of=100) == Share(94, 100)


def test_a_percentile_among_masked_cells_is_told_as_far_as_the_others_tell_it() -> None:
    """66th of 69, four late, nobody unanswered: « plus de 5 min » would say four late at least."""
    told = cells(20, 20, 16, None, None, 0, 0)
    assert delay(told, 69, 0.95) == Delay(Wait.UNDER_5, Wait.LATE)
    assert delay(told, 69, 0.5) == Delay(Wait.UNDER_2, Wait.UNDER_2)
    assert share(counts(20, 20, 16, None), counts(None, 0), of=69) == Share(81, 69, at_least=True)


def test_a_percentile_between_masked_cells_is_told_of_the_cell_that_holds_it_wherever_it_lies() -> None:
    """Sixty between two masked cells that make ten together: the median is among them, after one knows not how many."""
    assert delay(cells(None, 60, None, 0, 0, 0, 0), 70, 0.5) == Delay(Wait.UNDER_2, Wait.UNDER_2)


def test_with_every_cell_masked_or_nothing_asked_there_is_nothing_to_say() -> None:
    assert delay(cells(*[None] * 7), 18, 0.5) is None
    assert delay(cells(*[0] * 7), 0, 0.5) is None


def test_a_share_is_exact_when_one_side_is_shown_whole() -> None:
    assert share(counts(190), counts(10), of=200) == Share(95, 200)
    assert share(counts(949), counts(None, 20), of=1000) == Share(94, 1000)
    assert share(counts(None, None), counts(4, 6), of=200) == Share(95, 200)
    assert share(counts(58, None), counts(None), of=60) == Share(96, 60, at_least=True)
    assert share(counts(20, None), counts(None), of=60) is None
    assert share(counts(0), counts(0), of=0) is None


def test_a_share_of_what_is_not_all_told_is_exact_within_a_percent() -> None:
    more = [Count(900, at_least=True)], [Count(97, at_least=True)]
    assert share(*more, of=1000) == Share(90, 1000)
    assert share(*more, of=1003) == Share(89, 1003, at_least=True)


def test_what_is_not_told_yet_may_be_in_any_of_the_ranges_that_have_more() -> None:
    told = {**cells(40, 9, 0, 0, 0, 0, 0), Wait.UNDER_1: Count(40, at_least=True), Wait.LATE: Count(0, at_least=True)}
    assert delay(told, 50, 0.5) == Delay(Wait.UNDER_1, Wait.UNDER_1)
    assert delay(told, 50, 0.95) == Delay(Wait.UNDER_2, Wait.UNDER_2)
    assert delay(told, 52, 0.95) == Delay(Wait.UNDER_2, Wait.LATE)


# -- an attack on the sentences ---------------------------------------------------------------------------------------
World = Mapping[tuple[Wait, int], int]
"""Requests by wait and week."""


@st.composite
def quiet_towns(draw: st.DrawFn) -> tuple[World, Plan, int]:
    """A few weeks of requests by a few children, mostly answered in time: many cells are masked."""
    dice = Random(draw(st.integers(0, 1 << 32)))
    length, children = dice.randint(1, 4), dice.randint(5, 30)
    weights = [dice.choice((1, 3, 9)) for _ in Wait]
    found = [
        (dice.choices(list(Wait), weights)[0], dice.randrange(length), dice.randint(1, children))
        for _ in range(dice.randint(5, 90))
    ]
    return (*_town(found, length), length)


def _town(found: list[tuple[Wait, int, int]], length: int) -> tuple[World, Plan]:
    def week_by_week(wait: Wait | None) -> list[set[int]]:
        return [{c for w, week, c in found if week == at and wait in {None, w}} for at in range(length)]

    table = {wait.value: week_by_week(wait) for wait in Wait if any(w is wait for w, _, _ in found)}
    shown = plan({"wait": table}, [week_by_week(None)])["wait"]
    return Counter((wait, week) for wait, week, _ in found), shown


def _asnieres() -> tuple[World, Plan, int]:
    counts = {Wait.UNDER_1: 20, Wait.UNDER_2: 20, Wait.UNDER_3: 16, Wait.UNDER_5: 9, Wait.LATE: 4}
    return (*_town([(wait, 0, child) for wait, n in counts.items() for child in range(n)], 1), 1)


@given(quiet_towns(), st.integers(0, 1 << 16))
@example(_asnieres(), 0)
@settings(max_examples=150, deadline=None)
def test_no_sentence_leaves_out_a_world_the_shown_cells_allow(town: tuple[World, Plan, int], seed: int) -> None:
    """Requests move between hidden cells, the table reads the same: so must every sentence, and be as true."""
    world, shown, length = town
    runs = [run for run in _runs(length) if shown.shows_total(run)]
    said = {run: _said(world, shown, run) for run in runs}
    for twin in _twins(world, shown, length, Random(seed)):
        for run in runs:
            assert _said(twin, shown, run) == said[run]
            whole, (kept, *delays) = sum(_row(twin, wait, run) for wait in Wait), said[run]
            in_time = sum(_row(twin, wait, run) for wait in Wait if wait.kept)
            assert kept is None or 100 * in_time >= kept.percent * whole
            assert kept is None or kept.at_least or 100 * in_time // whole == kept.percent
            for part, told in zip(SHARES, delays, strict=True):
                if told is not None:
                    assert list(Wait).index(told.first) <= list(Wait).index(_reached(twin, run, part))
                    assert list(Wait).index(told.last) >= list(Wait).index(_reached(twin, run, part))


def _runs(length: int) -> list[Run]:
    return [Run(first, after) for first in range(length) for after in range(first + 1, length + 1)]


def _row(world: World, wait: Wait, run: Run) -> int:
    return sum(world.get((wait, week), 0) for week in range(run.first, run.after))


def _told(world: World, shown: Plan, run: Run) -> dict[Wait, Count]:
    runs = {wait: shown.told(wait.value, run) for wait in Wait}
    return {wait: Count(None if told is None else _row(world, wait, told), told != run) for wait, told in runs.items()}


def _said(world: World, shown: Plan, run: Run) -> tuple[Share | None, *tuple[Delay | None, ...]]:
    """The page's sentences."""
    told = _told(world, shown, run)
    asked = sum(_row(world, wait, run) for wait in Wait)
    sides = [[told[wait] for wait in Wait if wait.kept is side] for side in (True, False)]
    return (share(*sides, of=asked), *(delay(told, asked, part) for part in SHARES))


def _reached(world: World, run: Run, part: float) -> Wait:
    """The row in which the percentile falls: the order of the rows is that of the waits."""
    rows = [wait for wait in Wait for _ in range(_row(world, wait, run))]
    return rows[max(1, ceil(part * len(rows) - 1e-9)) - 1]


def _twins(world: World, shown: Plan, length: int, dice: Random) -> Iterator[World]:
    """A walk through the worlds that give the same table, over every period."""

    def table(one: World) -> list[object]:
        runs = _runs(length)
        totals = [sum(_row(one, wait, run) for wait in Wait) for run in runs if shown.shows_total(run)]
        return [totals, *(_told(one, shown, run) for run in runs)]

    before = table(world)
    pairs = [(a, b, week) for a, b in combinations(Wait, 2) for week in range(length)]
    one = Counter(world)
    for _ in range(60):
        a, b, week = dice.choice(pairs)
        step = dice.randint(1, 9)
        a, b = dice.choice(((a, b), (b, a)))
        moved = Counter(one)
        moved[a, week] -= step
        moved[b, week] += step
        if dice.random() < 0.5:
            other = dice.randrange(length)
            moved[a, other] += step
            moved[b, other] -= step
        if min(moved.values()) >= 0 and table(moved) == before:
            one = moved
            yield moved

"""The figures of an officer: no hidden cell can be worked out by adding and subtracting those shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.reports.rules import Plan, Plans, Run, SchoolYear, in_fives, plan, plan_within, stands

PRIME = (1 << 61) - 1


def test_a_school_year_is_made_of_whole_weeks() -> None:
    year = SchoolYear.holding(date(2026, 11, 23))
    assert (year.starts_on, year.after) == (date(2026, 8, 31), date(2027, 8, 30))
    assert SchoolYear.holding(date(2026, 8, 31)) == year
    assert SchoolYear.holding(date(2026, 8, 30)).after == year.starts_on
    assert year.week(date(2026, 9, 6)) == 0
    assert year.monday(year.week(date(2026, 11, 25))) == date(2026, 11, 23)
    assert year.label == "2026–2027"


def test_a_cell_under_five_is_hidden_and_takes_the_smallest_other_with_it() -> None:
    table = {"MAT": [set(range(20))], "FRA": [set(range(9))], "ANG": [set(range(6))], "PHI": [{1, 2}]}
    shown = _plan(table)
    year = Run(0, 1)
    assert shown.shows_total(year)
    assert [row for row in table if shown.shows(row, year)] == ["MAT", "FRA"]
    assert shown.shows("NSI", year), "a row nobody belongs to is a zero, and zeros are shown"


def test_two_hidden_cells_of_one_child_each_are_not_given_away_by_their_sum() -> None:
    """1 + 1 = 2: were only these two hidden, the total would tell both."""
    table = {"MAT": [set(range(20))], "ANG": [set(range(6))], "PHI": [{1}], "NSI": [{2}]}
    assert not _plan(table).shows("ANG", Run(0, 1))


def test_what_is_told_together_stands_on_five_children_in_each_period() -> None:
    """Lessons at four and at eight are too few in the year to be told apart; of a month one of them is one child's."""
    crowd = [set(range(10)), set(range(10))]
    table = {"17": crowd, "18": [set(range(6)), set(range(6))], "16": [{1}, {2, 3, 4}], "20": [set(), {5, 6, 7}]}
    shown = _plan(table)
    month, year = Run(0, 1), Run(0, 2)
    assert shown.shows_total(month)
    assert [row for row in table if shown.shows(row, year)] == ["17", "18"]
    assert [row for row in table if shown.shows(row, month)] == ["17", "20"], "nobody at eight yet"


def test_under_five_children_nothing_is_shown() -> None:
    shown = _plan({"MAT": [{1, 2}, {3, 4}]})
    assert not shown.shows_total(Run(0, 2))
    assert shown.widened(Run(0, 1)) is None


def test_a_week_of_one_child_waits_for_those_that_follow() -> None:
    weeks = [set(range(6)), set(range(7)), {1}]
    shown = _plan({"MAT": weeks})
    assert shown.told_total(Run(0, 3)) == Run(0, 2)
    assert shown.told_total(Run(2, 3)) is None
    assert shown.widened(Run(2, 3)) == Run(1, 2)
    assert shown.widened(Run(0, 3)) == Run(0, 2)
    assert _plan({"MAT": [*weeks, {2, 3, 4, 5}]}).widened(Run(2, 3)) == Run(2, 4)


def test_a_row_is_told_up_to_the_week_from_which_too_few_came() -> None:
    """And the smallest of the others with it, else a subtraction would tell what came in the one."""
    table = {
        "MAT": [set(range(20)), set(range(20))],
        "FRA": [set(range(9)), set(range(9))],
        "PHI": [set(range(6)), {1}],
    }
    shown, year = _plan(table), Run(0, 2)
    assert {row: shown.told(row, year) for row in table} == {"MAT": year, "FRA": Run(0, 1), "PHI": Run(0, 1)}
    assert shown.told("PHI", Run(1, 2)) is None


def test_of_rows_that_have_an_order_a_neighbour_is_hidden() -> None:
    """« 3 à 5 min » with « 5 min et plus », though fewer came in « moins d’une minute »."""
    table = {"one": [set(range(6))], "two": [set(range(20))], "five": [set(range(9))], "late": [{1, 2}]}
    everyone = [set(range(20))]
    at_random, in_order = (plan({"wait": table}, [everyone], None, orders) for orders in ({}, {"wait": list(table)}))
    assert [row for row in table if not at_random["wait"].shows(row, Run(0, 1))] == ["one", "late"]
    assert [row for row in table if not in_order["wait"].shows(row, Run(0, 1))] == ["five", "late"]


def test_children_are_told_in_fives_and_one_to_four_not_at_all() -> None:
    assert [in_fives(children) for children in (0, 1, 4, 5, 9, 10, 24)] == [0, None, None, 5, 5, 10, 20]


Table = Mapping[str, Sequence[frozenset[int]]]


def _plan(table: Mapping[str, Sequence[set[int]]]) -> Plan:
    length = len(next(iter(table.values())))
    everyone = [set().union(*(weeks[week] for weeks in table.values())) for week in range(length)]
    return plan({"t": table}, [everyone])["t"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, Table]:
    """Visits (subject, level, week, child), told by subject and by level; busy enough for cuts to appear."""
    length = draw(st.integers(1, 6))
    dice = Random(draw(st.integers(0, 1 << 32)))
    subjects, levels = "ABCD"[: dice.randint(1, 4)], "xyz"[: dice.randint(1, 3)]
    children = dice.randint(1, 30)
    visits = [
        (dice.choice(subjects), dice.choice(levels), dice.randrange(length), dice.randint(1, children))
        for _ in range(dice.randint(0, dice.choice((10, 40, 90))))
    ]

    def told(which: int) -> Table:
        names = {visit[which] for visit in visits}
        return {
            name: [
                frozenset(child for *keys, child in visits if keys[which] == name and keys[2] == week)
                for week in range(length)
            ]
            for name in sorted(names)
        }

    return told(0), told(1)


@given(tables())
@settings(max_examples=400, deadline=None)
def test_no_sum_or_difference_of_shown_figures_is_a_hidden_cell(both: tuple[Table, Table]) -> None:
    subjects, levels = both
    if not subjects:
        return
    length = len(next(iter(subjects.values())))
    everyone = [frozenset().union(*(weeks[week] for weeks in subjects.values())) for week in range(length)]
    plans = plan({"subject": subjects, "level": levels}, [everyone])
    for name, rows in (("subject", subjects), ("level", levels)):
        _attack(rows, plans[name], length)
    _attack_from_both_sides(subjects, levels, plans, length)


@given(tables())
@settings(max_examples=200, deadline=None)
def test_what_was_told_of_a_week_stays_whatever_comes_after(both: tuple[Table, Table]) -> None:
    """Decided of the first weeks, and kept as the others come: as when all come at once."""
    table, _ = both
    length = len(next(iter(table.values()), ()))
    at_once, kept = _plan_of(table, length), None
    for weeks in range(1, length + 1):
        kept = _plan_of(table, weeks, kept)
        assert kept["t"] == _plan_of(table, weeks)["t"]
        assert kept["t"].total == [cut for cut in at_once["t"].total if cut <= weeks]
        for row, cuts in kept["t"].rows.items():
            assert cuts == [cut for cut in at_once["t"].rows[row] if cut <= weeks]


@given(tables())
@settings(max_examples=200, deadline=None)
def test_what_is_not_told_yet_of_the_rows_stands_together_on_five_children(both: tuple[Table, Table]) -> None:
    """It is the rest of the total, of each run of it."""
    table, _ = both
    length = len(next(iter(table.values()), ()))
    shown = _plan_of(table, length)["t"]
    for run in filter(shown.shows_total, _runs(length)):
        rest: set[int] = set()
        for row, weeks in table.items():
            told = shown.told(row, run)
            rest.update(*(weeks[week] for week in range(run.first, run.after) if told is None or week not in told))
        assert stands(rest), run


def _plan_of(table: Table, length: int, known: Plans | None = None) -> Plans:
    rows = {row: weeks[:length] for row, weeks in table.items()}
    return plan({"t": rows}, [_together(rows.values()) or [frozenset()] * length], known)


BANDS = {"A": "school", "B": "school", "C": "college", "D": "college"}


@given(tables())
@settings(max_examples=400, deadline=None)
def test_no_sum_or_difference_gives_a_level_hidden_within_its_band(both: tuple[Table, Table]) -> None:
    levels, _ = both
    if not levels:
        return
    length = len(next(iter(levels.values())))
    bands = _bands(levels, length)
    everyone = [frozenset().union(*(weeks[week] for weeks in levels.values())) for week in range(length)]
    outer = plan({"band": bands}, [everyone])["band"]
    shown = {
        band: plan_within({lv: weeks for lv, weeks in levels.items() if BANDS[lv] == band}, length, outer.rows[band])
        for band in bands
    }

    def equation(run: Run, names: Iterable[str]) -> dict[int, int]:
        return {at: 1 for (name, week), at in column.items() if name in names and week in run}

    def within(band: str) -> list[str]:
        return [level for level in levels if BANDS[level] == band]

    column = {key: at for at, key in enumerate((name, week) for name in levels for week in range(length))}
    figures = [(list(levels), outer.shows_total)]
    figures += [(within(band), partial(outer.shows, band)) for band in bands]
    figures += [([level], partial(shown[BANDS[level]].shows, level)) for level in levels]
    space = Space(set())
    for names, shows in figures:
        for run in filter(shows, _runs(length)):
            space.add(equation(run, names))
    cells = [(some, _together(levels[level] for level in some)) for some in some_of(list(levels))]
    for run in _runs(length):
        for names, weeks in cells:
            assert stands(range(_count(weeks, run))) or not space.holds(equation(run, names))


def _bands(levels: Table, length: int) -> dict[str, list[frozenset[int]]]:
    bands: dict[str, list[frozenset[int]]] = {}
    for level, weeks in levels.items():
        known = bands.setdefault(BANDS[level], [frozenset()] * length)
        bands[BANDS[level]] = [one | other for one, other in zip(known, weeks, strict=True)]
    return bands


def _runs(length: int) -> list[Run]:
    return [Run(first, after) for first in range(length) for after in range(first + 1, length + 1)]


def _count(weeks: Sequence[frozenset[int]], run: Run) -> int:
    return len(frozenset().union(*weeks[run.first : run.after]))


def _attack(rows: Table, shown: Plan, length: int) -> None:
    """Every shown figure is an equation over cells (row, week). No hidden cell may follow from them."""
    names = list(rows)
    column = {(row, week): at for at, (row, week) in enumerate((r, w) for r in names for w in range(length))}
    known_zero: set[int] = set()
    equations: list[dict[int, int]] = []
    for run in _runs(length):
        if shown.shows_total(run):
            equations.append({column[row, week]: 1 for row in names for week in range(run.first, run.after)})
        for row in names:
            if shown.shows(row, run):
                cells = {column[row, week]: 1 for week in range(run.first, run.after)}
                equations.append(cells)
                assert stands(range(_count(rows[row], run))), "a shown cell under five"
                if not _count(rows[row], run):
                    known_zero |= set(cells)
    space = Space(known_zero)
    for equation in equations:
        space.add(equation)
    for some in some_of(names):
        weeks = _together(rows[row] for row in some)
        for run in _runs(length):
            if not stands(range(_count(weeks, run))):
                target = {column[row, week]: 1 for row in some for week in range(run.first, run.after)}
                assert not space.holds(target), f"{some} {run} can be worked out"


def some_of(rows: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """One of them, or several: those that are not told are told together, by a subtraction at least."""
    return chain.from_iterable(combinations(rows, number) for number in range(1, len(rows) + 1))


def _together(rows: Iterable[Sequence[frozenset[int]]]) -> list[frozenset[int]]:
    return [frozenset().union(*week) for week in zip(*rows, strict=True)]


def _attack_from_both_sides(subjects: Table, levels: Table, plans: Mapping[str, Plan], length: int) -> None:
    """The same over cells (subject, level, week), with both tables at once."""
    keys = [(s, lv, w) for s in subjects for lv in levels for w in range(length)]
    column = {key: at for at, key in enumerate(keys)}

    def equation(run: Run, subject: Collection[str] = subjects, level: Collection[str] = levels) -> dict[int, int]:
        return {at: 1 for (s, lv, w), at in column.items() if w in run and s in subject and lv in level}

    space = Space(set())
    for run in _runs(length):
        if plans["subject"].shows_total(run):
            space.add(equation(run))
        for subject in subjects:
            if plans["subject"].shows(subject, run):
                space.add(equation(run, subject=[subject]))
        for level in levels:
            if plans["level"].shows(level, run):
                space.add(equation(run, level=[level]))
    tables = {"subject": subjects, "level": levels}
    cells = [
        (name, some, _together(rows[one] for one in some))
        for name, rows in tables.items()
        for some in some_of(list(rows))
    ]
    for run in _runs(length):
        for name, some, weeks in cells:
            assert stands(range(_count(weeks, run))) or not space.holds(equation(run, **{name: some}))


class Space:
    """What can be worked out of equations by adding and subtracting them (rank over a large prime field)."""

    def __init__(self, known_zero: set[int]) -> None:
        self.known_zero = known_zero
        self.pivots: dict[int, dict[int, int]] = {}

    def add(self, equation: dict[int, int]) -> None:
        rest = self._reduced(equation)
        if rest:
            pivot = min(rest)
            inverse = pow(rest[pivot], -1, PRIME)
            self.pivots[pivot] = {at: value * inverse % PRIME for at, value in rest.items()}

    def holds(self, target: dict[int, int]) -> bool:
        return not self._reduced(target)

    def _reduced(self, equation: dict[int, int]) -> dict[int, int]:
        rest = {at: value for at, value in equation.items() if at not in self.known_zero}
        while True:
            pivot = next((at for at in sorted(rest) if at in self.pivots), None)
            if pivot is None:
                return rest
            factor = rest[pivot]
            for at, value in self.pivots[pivot].items():
                left = (rest.get(at, 0) - factor * value) % PRIME
                if left:
                    rest[at] = left
                else:
                    rest.pop(at, None)

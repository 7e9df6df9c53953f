"""Whoever puts together all that is told of who is enrolled, day after day, finds nobody who came or left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.ground.paris import at_paris, paris_day
from declic.reports.queries.cells import enrolled_by_place, enrolled_cells
from declic.reports.queries.figures import Told
from declic.reports.queries.tallies import tallied
from declic.reports.queries.visits import Enrolled
from declic.reports.rules import FLOOR, Run, stands
from declic.sponsors.models import ActivationCode
from declic.sponsors.rules.codes import by_five, places_left
from declic.web.sponsor import words
from tests.reports.bounds import Bounds
from tests.reports.rules.test_masking import Space
from tests.reports.test_attacks import CUTS, YEAR


@given(st.dictionaries(st.sampled_from(list(product(CUTS["level"], "abc"))), st.integers(1, 12)))
@settings(max_examples=200, deadline=None)
def test_the_enrolled_by_level_and_by_place_give_no_small_cell(town: Mapping[tuple[str, str], int]) -> None:
    column = {key: at for at, key in enumerate(product(CUTS["level"], "abc"))}
    tables = (enrolled_cells, enrolled_by_place)
    counts: list[Counter[str]] = [Counter(), Counter()]
    for key, children in town.items():
        for axis in (0, 1):
            counts[axis][key[axis]] += children
    space = Space(set())
    if stands(range(sum(town.values()))):
        space.add(dict.fromkeys(column.values(), 1))  # told in fives: more than the page says
    for axis, table in enumerate(tables):
        for cell in table(counts[axis]):
            if cell.value is not None:
                space.add({at: 1 for key, at in column.items() if key[axis] in cell.rows})
    for axis, count in enumerate(counts):
        for row, children in count.items():
            target = {at: 1 for key, at in column.items() if key[axis] == row}
            assert stands(range(children)) or not space.holds(target)


TOWNS = st.dictionaries(st.sampled_from(list(product(CUTS["level"], "abc"))), st.integers(1, 30))


@given(TOWNS, st.sampled_from(list(product(CUTS["level"], "abc"))), st.integers(-4, 4))
@settings(max_examples=300, deadline=None)
def test_from_one_day_to_the_next_the_enrolled_of_a_row_move_by_five_or_not_at_all(
    town: Mapping[tuple[str, str], int], where: tuple[str, str], more: int
) -> None:
    after = {**town, where: max(0, town.get(where, 0) + more)}
    for axis, table in enumerate((enrolled_cells, enrolled_by_place)):
        days: list[dict[tuple[str, ...], int]] = []
        for day in (town, after):
            count: Counter[str] = Counter()
            for key, children in day.items():
                count[key[axis]] += children
            cells = [cell for cell in table(+count) if cell.value is not None]
            days.append({cell.rows: cell.value or 0 for cell in cells})
            for cell in cells:
                assert cell.value is not None
                assert cell.value <= sum(count[row] for row in cell.rows) < cell.value + FLOOR
                assert not cell.value % FLOOR
        for row in days[0].keys() & days[1].keys():
            assert abs(days[0][row] - days[1][row]) in {0, FLOOR}
        for row in days[0].keys() ^ days[1].keys():
            assert (days[0] | days[1])[row] >= FLOOR, "what comes into sight or goes stands on five children"


Stay = tuple[int, int, bool]
"""First and last week of a child, and whether they are still there at the end of it."""


@st.composite
def stays(draw: st.DrawFn) -> tuple[int, list[tuple[str, Stay]]]:
    """How many weeks, and level and stay of each child."""
    weeks = draw(st.integers(2, 4))
    dice = Random(draw(st.integers(0, 1 << 32)))
    children: list[tuple[str, Stay]] = []
    for _ in range(dice.choice((6, 12, 30, 60))):
        first = dice.choice((0, 0, 0, dice.randrange(weeks)))
        last = dice.choice((weeks - 1, weeks - 1, dice.randrange(first, weeks)))
        children.append((dice.choice(CUTS["level"]), (first, last, last == weeks - 1 or dice.random() < 0.3)))
    return weeks, children


def enrolments(children: Sequence[tuple[str, Stay]]) -> list[Enrolled]:
    """From the Tuesday of their first week; until the Thursday of the last, or the Monday after."""
    found = []
    for pupil, (level, (first, last, stay)) in enumerate(children):
        since = at_paris(YEAR.monday(first) + timedelta(days=1), time(9))
        until = at_paris(YEAR.monday(last) + timedelta(days=7 if stay else 3), time(0, 1) if stay else time(9))
        found.append(Enrolled(pupil, level, since, until, "Le Bourg"))
    return found


def inside(stay: Stay, run: Run) -> bool:
    """There on one day of it at least; who leaves on a Monday was there that day."""
    first, last, to_the_end = stay
    return first < run.after and last + to_the_end >= run.first


@given(stays())
@settings(max_examples=150, deadline=None)
def test_no_two_periods_tell_how_many_came_or_left_between_them(drawn: tuple[int, list[tuple[str, Stay]]]) -> None:
    """An attacker holds all that is told of the enrolled, of each period and at each week's end, and bounds it."""
    weeks, children = drawn
    told = Told(YEAR, weeks, tallied([], []))
    runs = [Run(first, after) for first in range(weeks) for after in range(first + 1, weeks + 1)]
    held = enrolments(children)
    end = at_paris(YEAR.monday(weeks), time(12))
    kinds = [(first, last, stay) for first in range(weeks) for last in range(first, weeks) for stay in (False, True)]
    bounds = Bounds()
    for run in runs:
        page = told.figures(run, held, end)
        there = {pupil for pupil, (_, stay) in enumerate(children) if inside(stay, run)}
        bounds.equal([run], less=[kind for kind in kinds if inside(kind, run)])
        assert page.enrolled == (len(there) // FLOOR * FLOOR if stands(there) else None)
        if page.so_far:
            assert {row for cell in page.enrolled_by_level for row in cell.rows} <= set(CUTS["level"])
        else:
            assert page.enrolled_by_level == page.enrolled_by_place == ()
        least, most = (page.enrolled, page.enrolled + FLOOR - 1) if page.enrolled is not None else (1, FLOOR - 1)
        bounds.tell([run], least=least, most=most if least else 0)
        for week, line in zip(run.weeks(), page.week_lines, strict=True):
            assert line.enrolled is None or not line.enrolled % FLOOR
            staying = [(a, b, stay) for a, b, stay in kinds if a < week.after <= b + stay]
            least, most = (line.enrolled, line.enrolled + FLOOR - 1) if line.enrolled is not None else (1, FLOOR - 1)
            bounds.tell(staying, least=least, most=most if least else 0)
    between = {
        (one, other): [kind for kind in kinds if inside(kind, one) and not inside(kind, other)]
        for one, other in product(runs, runs)
    }
    for pair, terms in between.items():
        bounds.equal([pair], less=terms)
    bounds.settle()
    for (one, other), terms in between.items():
        low, high = bounds.spread((one, other))
        really = {pupil for pupil, (_, stay) in enumerate(children) if stay in terms}
        assert low < high or stands(really), (one, other, low)


@given(stays(), st.integers(0, 1 << 32))
@settings(max_examples=100, deadline=None)
def test_who_leaves_or_is_erased_changes_no_figure_of_a_period_gone_by(
    drawn: tuple[int, list[tuple[str, Stay]]], seed: int
) -> None:
    """Read on the day before and the day after, a page of the past is the same page, whatever level is told since."""
    weeks, children = drawn
    dice = Random(seed)
    told, held = Told(YEAR, weeks, tallied([], [])), enrolments(children)
    levels = {one.pupil: one.level for one in held}
    moved = [
        Enrolled(one.pupil, dice.choice(CUTS["level"]), _the_day(one.since), _the_day(one.until), one.place)
        for one in held
    ]
    end = at_paris(YEAR.monday(weeks), time(12))
    for first, after in product(range(weeks), range(1, weeks + 1)):
        if first < after:
            run = Run(first, after)
            assert told.figures(run, held, end, levels) == told.figures(run, moved, end, levels)


@given(stays(), st.integers(-1, 1))
@settings(max_examples=100, deadline=None)
def test_from_one_day_to_the_next_all_the_enrolled_move_by_five_or_not_at_all(
    drawn: tuple[int, list[tuple[str, Stay]]], more: int
) -> None:
    """A child who comes or leaves is nobody's difference: neither of the whole, nor of it and its levels."""
    weeks, children = drawn
    told, end = Told(YEAR, weeks, tallied([], [])), at_paris(YEAR.monday(weeks), time(12))
    after = [*children, ("CP", (0, weeks - 1, True))] if more > 0 else children[: len(children) + more]
    days = [told.figures(Run(0, weeks), enrolments(town), end).enrolled for town in (children, after)]
    assert None in days or abs((days[0] or 0) - (days[1] or 0)) in {0, FLOOR}
    assert all(not (day or 0) % FLOOR for day in days)


@given(st.integers(1, 300), st.integers(0, 300), st.integers(0, 4))
def test_of_a_code_nothing_is_told_that_one_family_moves(asked: int, fives: int, more: int) -> None:
    """Its use, that it is full, and the places of the code made again in its place: alike within each five."""
    ceiling = by_five(asked)
    said = set()
    for uses in (fives // 5 * 5, min(fives // 5 * 5 + more, ceiling)):
        code = ActivationCode(code="ABCDEFGH", ceiling=ceiling, uses=min(uses, ceiling))
        said.add((words.used(code), code.uses == ceiling, places_left(code.ceiling, code.uses)))
    assert len(said) == 1


def _the_day(moment: datetime | None) -> datetime:
    """As `PastEnrolment` keeps it."""
    assert moment is not None
    return at_paris(paris_day(moment), time(0, 1))

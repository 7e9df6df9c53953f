"""Tallies: however visits are parted, kept and added up, they come to the same."""

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.reports.queries.figures import Told
from declic.reports.queries.page import Figures
from declic.reports.queries.tallies import Year, kept, read, size_of, tallied
from declic.reports.queries.visits import Visit
from declic.reports.rules import Crowd, Run, plan
from tests.reports.test_attacks import YEAR, Town
from tests.world import NOW


def told(year: Year, weeks: int) -> list[Figures]:
    page = Told(YEAR, weeks, year)
    return [page.figures(Run(first, after), [], NOW) for first in range(weeks) for after in range(first + 1, weeks + 1)]


def parted(visits: Sequence[Visit], parts: int, dice: Random) -> list[list[Visit]]:
    found: list[list[Visit]] = [[] for _ in range(parts)]
    for visit in visits:
        dice.choice(found).append(visit)
    return found


@given(st.integers(0, 1 << 32), st.integers(2, 4))
@settings(max_examples=40, deadline=None)
def test_a_year_added_up_in_parts_tells_what_it_tells_at_once(seed: int, parts: int) -> None:
    town, dice = Town(seed), Random(seed)
    year: Year | None = None
    for lessons, unmet in zip(parted(town.lessons, parts, dice), parted(town.unmet, parts, dice), strict=True):
        year = read(kept(tallied(lessons, unmet, before=year)))
    assert year is not None
    assert told(year, town.weeks) == told(tallied(town.lessons, town.unmet), town.weeks)


@given(st.integers(0, 1 << 32))
@settings(max_examples=40, deadline=None)
def test_children_are_counted_once_over_weeks_rows_and_parts(seed: int) -> None:
    town = Town(seed)
    half = len(town.lessons) // 2
    found = tallied(town.lessons[half:], [], before=tallied(town.lessons[:half], [])).lessons
    for run in town.runs():
        assert found.helped(run) == len({visit.pupil for visit in town.lessons if visit.week in run})
        assert found.measured(run) == sum(visit.seconds for visit in town.lessons if visit.week in run)
    for rows in (["MAT"], ["MAT", "FRA"], []):
        children = {visit.pupil for visit in town.lessons if visit.rows["subject"] in rows}
        assert size_of([found.of_rows("subject", rows, town.weeks).children]) == len(children)


def test_five_children_of_a_week_mask_as_all_of_them_do() -> None:
    """But for which second row is hidden: the one with the fewest visits, told or not."""
    whole = {"MAT": [set(range(30)), set(range(9))], "FRA": [set(range(40, 47)), set(range(7))], "ANG": [{1}, set()]}
    five = {row: [Crowd(sorted(week)[:5], len(week)) for week in weeks] for row, weeks in whole.items()}
    everyone = [set().union(*(weeks[at] for weeks in whole.values())) for at in range(2)]
    assert plan({"t": whole}, [everyone]) == plan({"t": five}, [everyone])

"""Whoever puts every page, export, period, cut and trend together finds no child, by linear algebra."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from math import inf
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.ground.paris import at_paris, paris_day
from declic.reports.queries.cells import enrolled_by_place, enrolled_cells
from declic.reports.queries.figures import ROWS, Figures, Summary, Told
from declic.reports.queries.lines import Line
from declic.reports.queries.retold import MOVING, changed, retold
from declic.reports.queries.tallies import tallied
from declic.reports.queries.visits import Enrolled, Visit
from declic.reports.rules import FLOOR, Run, SchoolYear, in_tens, settled, stands, wait_of
from declic.sponsors.models import ActivationCode
from declic.sponsors.rules.codes import by_five, places_left
from declic.web.sponsor import words
from tests.reports.bounds import Bounds
from tests.reports.rules.test_masking import Space
from tests.world import NOW

YEAR = SchoolYear.holding(date(2026, 11, 23))
CUTS: Mapping[str, Sequence[str]] = {
    "subject": ("MAT", "FRA"),
    "level": ("CP", "6E", "4E"),
    "place": ("Le Bourg", "La Gare"),
    "device": ("phone", "computer"),
    "evening": ("0", "3"),
}
NAMES = tuple(CUTS)
Key = tuple[str, ...]


class Town:
    """Children of one level and one quartier each, who come when they like on what they like."""

    def __init__(self, seed: int, *, weeks: int = 0) -> None:
        dice = Random(seed)
        self.weeks = weeks or dice.randint(1, 3)
        children = dice.randint(5, 45)
        home = {
            child: (dice.choice(CUTS["level"][: dice.randint(1, 3)]), dice.choice(CUTS["place"][: dice.randint(1, 2)]))
            for child in range(children)
        }

        def visit(waited: float, **more: str) -> Visit:
            child = int(children * dice.random() ** dice.choice((1, 2)))
            level, place = home[child]
            rows = {"level": level, "place": place, "hour": "17", "wait": wait_of(waited).value, **more}
            rows |= {name: dice.choice(CUTS[name]) for name in ("subject", "device", "evening")}
            return Visit(dice.randrange(self.weeks), child, rows, seconds=600, waited=waited)

        self.lessons = [
            visit(dice.choice((20, 50, 80, 150, 310)), answer=dice.choice(("yes", "almost")))
            for _ in range(dice.choice((6, 30, 80, 200)))
        ]
        self.unmet = [
            visit(inf, wait="unmet", after=dice.choice(("gave_up", "closed"))) for _ in range(dice.choice((0, 4, 25)))
        ]

    def runs(self) -> Iterator[Run]:
        return (Run(first, after) for first in range(self.weeks) for after in range(first + 1, self.weeks + 1))

    def pages(self) -> list[Figures]:
        """Of every period, those that no button asks for as well."""
        told = Told(YEAR, self.weeks, tallied(self.lessons, self.unmet))
        return [told.figures(run, [], NOW) for run in self.runs()]


class Attacker:
    """Knows every sum a page tells, of unknown numbers of lessons and of unmet requests in each finest cell."""

    def __init__(self, weeks: int, pages: Sequence[Figures]) -> None:
        keys = product(("lessons", "unmet"), map(str, range(weeks)), *CUTS.values())
        self.column: dict[Key, int] = {key: at for at, key in enumerate(keys)}
        self.known = Space({at for page in pages for at in self._nobody(page)})
        for page in pages:
            before = Run(2 * page.run.first - page.run.after, page.run.first)
            self._hear(page, page.run)
            self._hear(page.before, before)
            for name, rows in (page.before.lessons_by if page.before else {}).items():
                for row in rows:
                    self.known.add(self.sum("lessons", before, name, [row]))
            for name, line in lines_of(page):
                self._hear(line, page.run, name, line.rows)
            for week, line in zip(page.run.weeks(), page.week_lines, strict=True):
                self._hear(line, week)

    def _hear(self, said: Summary | Line | None, run: Run, name: str = "", rows: Sequence[str] = ()) -> None:
        for kind in ("lessons", "unmet"):
            if getattr(said, kind, None) is not None:
                self.known.add(self.sum(kind, run, name, rows))

    def sum(self, kind: str, run: Run, name: str = "", rows: Sequence[str] = ()) -> dict[int, int]:
        at = 2 + NAMES.index(name) if name else 0
        return {
            column: 1
            for key, column in self.column.items()
            if key[0] == kind and int(key[1]) in run and (not name or key[at] in rows)
        }

    def _nobody(self, page: Figures) -> set[int]:
        """A row without a line has no lesson, where the whole is told."""
        if page.lessons is None:
            return set()
        zeros: set[int] = set()
        for name in NAMES:
            told = {row for of, line in lines_of(page) if of == name for row in line.rows}
            for row in set(CUTS[name]) - told:
                zeros |= set(self.sum("lessons", page.run, name, [row]))
        return zeros


def lines_of(page: Figures) -> Iterator[tuple[str, Line]]:
    tables = {"subject": page.subject_lines, "level": page.level_lines, **page.lines}
    return ((name, line) for name in NAMES for line in tables[name])


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_no_cell_under_five_follows_from_all_that_is_told(seed: int) -> None:
    town = Town(seed)
    attacker = Attacker(town.weeks, town.pages())
    for kind, visits in (("lessons", town.lessons), ("unmet", town.unmet)):
        for run, name in product(town.runs(), NAMES):
            for row in CUTS[name]:
                children = {visit.pupil for visit in visits if visit.week in run and visit.rows[name] == row}
                assert stands(children) or not attacker.known.holds(attacker.sum(kind, run, name, [row]))
            children = {visit.pupil for visit in visits if visit.week in run}
            assert stands(children) or not attacker.known.holds(attacker.sum(kind, run))


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_readings_one_week_after_another_tell_the_lessons_of_nobody_or_of_five(seed: int) -> None:
    """Whoever keeps every page of every Monday, of every period: of no run of weeks do they learn of fewer children."""
    town = Town(seed, weeks=Random(seed).randint(2, 7))
    by_week = [{visit.pupil for visit in town.lessons if visit.week == week} for week in range(town.weeks)]
    readings: list[list[Figures]] = []
    for monday in range(1, town.weeks + 1):
        told = settled(by_week[:monday])
        assert told >= (readings[-1][-1].run.after if readings else 0), "what was told is told"
        if told:
            held = [[visit for visit in visits if visit.week < told] for visits in (town.lessons, town.unmet)]
            page = Told(YEAR, told, tallied(*held), settled=True)
            readings.append([page.figures(run, [], NOW) for run in town.runs() if run.after <= told])
    space = Space(set())
    for page in (page for pages in readings for page in pages):
        for said, run in ((page, page.run), *zip(page.week_lines, page.run.weeks(), strict=True)):
            if said.lessons is not None:
                space.add(dict.fromkeys(run_weeks(run), 1))
    for run in town.runs():
        children = set().union(*by_week[run.first : run.after])
        assert stands(children) or not space.holds(dict.fromkeys(run_weeks(run), 1)), run


@given(st.integers(0, 1 << 32))
@settings(max_examples=200, deadline=None)
def test_readings_of_a_week_that_goes_on_changing_tell_what_nobody_or_five_children_changed(seed: int) -> None:
    """Answers, what became of the unmet, lessons that grow, come late or go: in each, and of each kind of visits."""
    dice = Random(seed)
    town = Town(seed, weeks=1)
    now: tuple[list[Visit], list[Visit]] = town.lessons, town.unmet
    told = now
    for _ in range(6):
        movers = set(dice.sample(range(45), dice.choice((1, 3, 8, 30))))
        now = _changed(dice, now[0], movers), _changed(dice, now[1], movers)
        again = retold(told, now) or now
        for old, new in zip(told, again, strict=True):
            for part in ("", *MOVING):
                assert stands(changed(old, new, part)), part
        if all(stands(changed(old, new, part)) for old, new in zip(told, now, strict=True) for part in ("", *MOVING)):
            assert again == now, "told as soon as it may be"
        told = again


def _changed(dice: Random, visits: Sequence[Visit], movers: set[int]) -> list[Visit]:
    found = []
    for visit in visits:
        if visit.pupil not in movers or dice.random() < 0.5:
            found.append(visit)
        elif visit.waited == inf:
            found.append(replace(visit, rows={**visit.rows, "after": dice.choice(("came_back", "gave_up"))}))
        else:
            rows = {**visit.rows, "answer": dice.choice(("", "yes", "almost"))}
            more = replace(visit, rows=rows, seconds=visit.seconds + dice.choice((0, 0, 60)), told=bool(rows["answer"]))
            found += [more] * dice.choice((0, 1, 1, 1, 1, 2))
    return found


def run_weeks(run: Run) -> range:
    return range(run.first, run.after)


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_who_came_and_what_they_said_is_told_roughly_and_of_the_year_so_far_alone(seed: int) -> None:
    for page in Town(seed).pages():
        assert not (page.helped or 0) % FLOOR
        for _, line in lines_of(page):
            assert not (line.helped or 0) % FLOOR
            assert line.redo is None or (line.redo % 10 == 0 and page.so_far and not line.together)
            if not page.so_far:
                assert (line.median, line.p95, line.redo) == (None, None, None)


@given(st.lists(st.integers(0, 9), max_size=40), st.lists(st.integers(0, 9), max_size=40))
def test_what_a_row_said_stands_on_five_children_either_side(yes: list[int], others: list[int]) -> None:
    told = in_tens((len(yes), yes), (len(others), others))
    if told is None:
        assert len(set(yes)) < FLOOR or len(set(others)) < FLOOR
    else:
        assert told <= 100 * len(yes) / (len(yes) + len(others)) < told + 10


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


def test_every_table_of_a_page_is_attacked() -> None:
    """`hour` is cut as `evening` is: one more table would only be slow."""
    assert set(NAMES) == {"subject", "level", *ROWS} - {"hour"}


# -- who is enrolled --------------------------------------------------------------------------------------------------
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

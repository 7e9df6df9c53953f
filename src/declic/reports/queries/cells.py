"""The tables of an officer's page: what of each row may be told, and what is put together so that it may."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from declic.curriculum.rules import BANDS, LEVELS, SUBJECTS
from declic.dispatch.rules.devices import Device
from declic.reports.queries.tallies import Tally
from declic.reports.queries.visits import NO_DEVICE, NO_PLACE
from declic.reports.rules import Plan, Run, SchoolYear, Weeks, plan, plan_within, together
from declic.reports.rules.rounding import in_fives
from declic.sponsors.rules.codes import NO_PLACE as NO_PLACE_LABEL
from declic.sponsors.rules.codes import OTHER_PLACES

BAND_LABELS = {"CP-CM2": "École", "collège": "Collège", "lycée": "Lycée"}
OTHER_LEVELS = {
    "CP-CM2": "Autres classes de l’école",
    "collège": "Autres niveaux du collège",
    "lycée": "Autres niveaux du lycée",
}
OTHER_SUBJECTS = "Autres matières"
WEEKDAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
NBSP = "\u00a0"


@dataclass(frozen=True)
class Cell:
    """A row of a table. `value=None` is masked."""

    code: str
    """Of the level, subject, wait or Monday; of the band, for its levels together; empty for « autres »."""
    label: str
    value: int | None
    seconds: int | None = None
    """In those lessons: told, masked and put together as their number is. None where something else is counted."""
    rows: tuple[str, ...] = ()
    """The levels or subjects counted in it."""


@dataclass(frozen=True)
class WeeksTogether:
    """The fewest whole weeks that may be told together."""

    first_day: date
    last_day: date
    weeks: int
    lessons: int
    seconds: int


def weeks_together(lessons: Tally, shown: Plan, run: Run, year: SchoolYear) -> tuple[WeeksTogether, ...]:
    """All of `run`, from one cut of the total to the next: what a week told by itself is one of."""
    if not shown.shows_total(run):
        return ()
    cuts = [cut for cut in shown.total if run.first <= cut <= run.after]
    return tuple(
        WeeksTogether(
            year.monday(one.first),
            year.monday(one.after) - timedelta(days=1),
            one.after - one.first,
            lessons.whole.number(one),
            lessons.whole.time(one),
        )
        for one in (Run(first, after) for first, after in pairwise(cuts))
    )


def week_cells(lessons: Tally, shown: Plan, run: Run, year: SchoolYear) -> tuple[Cell, ...]:
    return tuple(
        Cell(year.monday(week.first).isoformat(), "", lessons.whole.number(week), lessons.whole.time(week))
        if shown.shows_total(week)
        else Cell(year.monday(week.first).isoformat(), "", None)
        for week in run.weeks()
    )


def subject_cells(lessons: Tally, shown: Plan, run: Run, rows: Sequence[tuple[str, str]]) -> tuple[Cell, ...]:
    """Largest first; those masked together, last."""
    return row_cells("subject", lessons, shown, run, rows, OTHER_SUBJECTS)


def row_cells(  # noqa: PLR0913, PLR0917  (a table: what is counted, what of it is told, and how it is called)
    name: str, lessons: Tally, shown: Plan, run: Run, rows: Sequence[tuple[str, str]], others: str
) -> tuple[Cell, ...]:
    """Of any table but that of levels. Largest first; those masked together, last."""
    return _timed(
        _ranked(lessons.numbers(name, run), shown, run, rows, others),
        _ranked(lessons.times(name, run), shown, run, rows, others),
    )


def level_cells(lessons: Tally, by_level: Mapping[str, Weeks], bands: Plan, run: Run) -> tuple[Cell, ...]:
    """The levels that may be told, in the order of school; a band whose levels may not is told as one."""
    return _timed(
        _levels(lessons.numbers("level", run), by_level, bands, run),
        _levels(lessons.times("level", run), by_level, bands, run),
    )


def enrolled_cells(enrolled: Mapping[str, int]) -> tuple[Cell, ...]:
    """In fives: two days differ by nothing or by five. A pupil has one level: numbers stand for the children."""
    table: dict[str, Weeks] = {}
    seen = 0
    for level, children in sorted(enrolled.items()):
        table[level] = [set(range(seen, seen + children))]
        seen += children
    bands = plan({"band": by_band(table)}, [[set(range(seen))]], [])["band"]
    return _in_fives(_levels(enrolled, table, bands, Run(0, 1)))


def enrolled_by_place(enrolled: Mapping[str, int]) -> tuple[Cell, ...]:
    """As `enrolled_cells`: a pupil has one place, that of the code they are enrolled with."""
    table: dict[str, Weeks] = {}
    seen = 0
    for place, children in sorted(enrolled.items()):
        table[place] = [set(range(seen, seen + children))]
        seen += children
    shown = plan({"place": table}, [[set(range(seen))]], [])["place"]
    return _in_fives(_ranked(enrolled, shown, Run(0, 1), named_places(enrolled), OTHER_PLACES))


def _in_fives(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """What is masked stays so: the rounding is of what may be told."""
    return tuple(cell if cell.value is None else replace(cell, value=in_fives(cell.value)) for cell in cells)


def enrolled_rows(cells: Sequence[Cell]) -> dict[str, int]:
    """Of each level told by itself, and of each band whose levels are told, by themselves or together."""
    told = {cell.code: cell.value for cell in cells if cell.code and cell.value is not None}
    for band in BANDS:
        parts = [cell for cell in cells if any(band_of(level) == band for level in cell.rows)]
        values = [cell.value for cell in parts if cell.value is not None]
        if (
            values
            and len(values) == len(parts)
            and all(band_of(level) == band for cell in parts for level in cell.rows)
        ):
            told[band] = sum(values)
    return told


def cells_of(visits: Tally, name: str, shown: Plan, run: Run, rows: Iterable[tuple[str, str]]) -> tuple[Cell, ...]:
    return _shown(visits.numbers(name, run), shown, run, rows)


def _shown(found: Mapping[str, int], shown: Plan, run: Run, rows: Iterable[tuple[str, str]]) -> tuple[Cell, ...]:
    return tuple(
        Cell(code, label, found.get(code, 0) if shown.shows(code, run) else None, rows=(code,)) for code, label in rows
    )


def _timed(cells: Iterable[Cell], seconds: Iterable[Cell]) -> tuple[Cell, ...]:
    """The same cells twice, in numbers of lessons and in seconds, as one.

    Joined by the rows counted in them: a label is anybody's, and the place of a sponsor may be called as those masked
    together are.
    """
    known = {frozenset(cell.rows): cell.value for cell in seconds}
    return tuple(replace(cell, seconds=known[frozenset(cell.rows)]) for cell in cells)


def named(met: Iterable[str]) -> list[tuple[str, str]]:
    """The subjects met this year, in the order of the programmes."""
    met = set(met)
    known = [(code, subject.short) for code, subject in SUBJECTS.items() if code in met]
    return known + [(code, code) for code in sorted(met - set(SUBJECTS))]


def named_places(met: Iterable[str]) -> list[tuple[str, str]]:
    return [(place, NO_PLACE_LABEL if place == NO_PLACE else place) for place in sorted(set(met))]


def named_devices(met: Iterable[str]) -> list[tuple[str, str]]:
    known = {device.value: device.label for device in Device} | {NO_DEVICE: "Non noté"}
    return [(code, label) for code, label in known.items() if code in set(met)]


def named_evenings(met: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(day), WEEKDAYS[day]) for day in range(7) if str(day) in set(met)]


def named_hours(met: Iterable[str]) -> list[tuple[str, str]]:
    return [(hour, f"{hour}{NBSP}h à {int(hour) + 1}{NBSP}h") for hour in sorted(set(met), key=int)]


def _ranked(
    found: Mapping[str, int], shown: Plan, run: Run, rows: Iterable[tuple[str, str]], others: str
) -> tuple[Cell, ...]:
    ranked = sorted(_shown(found, shown, run, rows), key=lambda cell: -(cell.value or 0))
    return _together(ranked, sum(found.values()) if shown.shows_total(run) else None, others)


def _together(cells: Iterable[Cell], whole: int | None, label: str) -> tuple[Cell, ...]:
    """Masked cells become one, the rest of `whole`: what a subtraction gives anyway. Zeros are left out."""
    listed = [cell for cell in cells if cell.value != 0]
    told = [cell for cell in listed if cell.value is not None]
    rest = None if whole is None else whole - sum(cell.value or 0 for cell in told)
    if rest is None or len(told) == len(listed):
        return tuple(listed)
    if not rest:
        return tuple(told)
    return (*told, Cell("", label, rest, rows=tuple(row for cell in listed if cell.value is None for row in cell.rows)))


def by_band(by_level: Mapping[str, Weeks]) -> dict[str, Weeks]:
    levels: dict[str, list[Weeks]] = defaultdict(list)
    for level, weeks in by_level.items():
        levels[band_of(level)].append(weeks)
    return {band: [together(week) for week in zip(*parts, strict=True)] for band, parts in levels.items()}


def band_of(level: str) -> str:
    return LEVELS[level].band if level in LEVELS else ""


def _levels(found: Mapping[str, int], by_level: Mapping[str, Weeks], bands: Plan, run: Run) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    hidden: dict[str, tuple[str, ...]] = {}
    told = 0
    for band in (*BANDS, ""):
        table = {level: weeks for level, weeks in by_level.items() if band_of(level) == band}
        whole = sum(found.get(level, 0) for level in table)
        if not table:
            continue
        if not bands.shows(band, run):
            hidden[BAND_LABELS.get(band, "autres")] = tuple(table)
        elif whole:
            within = plan_within(table, bands.rows[band])
            levels = [
                Cell(code, level.label, found.get(code, 0) if within.shows(code, run) else None, rows=(code,))
                for code, level in LEVELS.items()
                if code in table
            ]
            secret = all(level.value is None for level in levels)
            cells += (
                [Cell(band, BAND_LABELS.get(band, "Autres"), whole, rows=tuple(table))]
                if secret
                else _together(levels, whole, OTHER_LEVELS.get(band, "Autres"))
            )
            told += whole
    if hidden and bands.shows_total(run):
        rows = tuple(level for levels in hidden.values() for level in levels)
        cells.append(Cell("", ", ".join(hidden), sum(found.values()) - told, rows=rows))
    elif hidden:
        cells += [Cell("", label, None, rows=levels) for label, levels in hidden.items()]
    return tuple(cells)

"""The tables of an officer's page: what of each row may be told, and what is put together so that it may."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from declic.curriculum.rules import BANDS, LEVELS, SUBJECTS
from declic.dispatch.rules.devices import Device
from declic.reports.queries.bands import band_of
from declic.reports.queries.plans import BAND, LEVEL, planned
from declic.reports.queries.tallies import Row, Sums, Tally
from declic.reports.queries.visits import NO_DEVICE, NO_PLACE
from declic.reports.rules import FLOOR, Count, Plan, Plans, Run, SchoolYear
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
NOT_YET = "Leçons non réparties"
"""What came in rows since they were last told: too few children to tell of which."""
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
    told: Run | None = None
    """As much of the period as it is told of; None for all of it."""

    @property
    def at_least(self) -> bool:
        return self.told is not None

    @property
    def count(self) -> Count:
        return Count(self.value, self.at_least)


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
            *lessons.whole.sums(one),
        )
        for one in (Run(first, after) for first, after in pairwise(cuts))
    )


def week_cells(lessons: Tally, shown: Plan, run: Run, year: SchoolYear) -> tuple[Cell, ...]:
    return tuple(
        Cell(year.monday(week.first).isoformat(), "", *lessons.whole.sums(week))
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
    cells = [_cell(lessons.row(name, code), code, label, shown.told(code, run), run) for code, label in rows]
    ranked = sorted(cells, key=lambda cell: -(cell.value or 0))
    return _together(ranked, _whole(lessons, run) if shown.shows_total(run) else None, others)


def level_cells(lessons: Tally, plans: Plans, run: Run) -> tuple[Cell, ...]:
    """The levels that may be told, in the order of school; a band whose levels may not is told as one."""
    bands, within = plans[BAND], plans[LEVEL]
    cells: list[Cell] = []
    hidden: dict[str, tuple[str, ...]] = {}
    masked: list[str] = []
    for band in (*BANDS, ""):
        levels = sorted((level for level in lessons.rows.get(LEVEL, ()) if band_of(level) == band), key=_rank)
        if not levels:
            continue
        told = bands.told(band, run)
        whole = _sum(lessons.row(LEVEL, level).sums(told) for level in levels) if told is not None else (0, 0)
        if told is None or (told != run and not whole[0]):
            hidden[BAND_LABELS.get(band, "autres")] = tuple(levels)
        elif whole[0]:
            found = _of_band(band, levels, lessons, within, told, run)
            cells += found
            masked += () if told == run else set(levels) - {level for cell in found for level in cell.rows}
    if not bands.shows_total(run):
        return (*cells, *(Cell("", label, None, rows=levels) for label, levels in hidden.items()))
    rows = (level for levels in (*hidden.values(), masked) for level in levels)
    return _with_rest(cells, _whole(lessons, run), ", ".join(hidden), tuple(sorted(rows, key=_rank)))


def _of_band(  # noqa: PLR0913, PLR0917  (a table within a table)
    band: str, levels: Sequence[str], lessons: Tally, within: Plan, told: Run, run: Run
) -> Sequence[Cell]:
    """Its levels, of `told`, as much of `run` as the band is told of."""
    labels = {level: LEVELS[level].label if level in LEVELS else level for level in levels}
    cells = [_cell(lessons.row(LEVEL, level), level, labels[level], within.told(level, told), run) for level in levels]
    whole = _sum(lessons.row(LEVEL, level).sums(told) for level in levels)
    if any(cell.value for cell in cells):
        return _together(cells, whole, OTHER_LEVELS.get(band, "Autres"))
    return [Cell(band, BAND_LABELS.get(band, "Autres"), *whole, tuple(levels), None if told == run else told)]


def _rank(level: str) -> tuple[int, str]:
    """In the order of school."""
    return (list(LEVELS).index(level) if level in LEVELS else len(LEVELS)), level


def enrolled_cells(enrolled: Mapping[str, int]) -> tuple[Cell, ...]:
    """In fives: two days differ by nothing or by five. A pupil has one level: numbers stand for the children."""
    held = _as_visits(LEVEL, enrolled)
    return _in_fives(level_cells(held, planned(held, 1, [LEVEL]), DAY))


def enrolled_by_place(enrolled: Mapping[str, int]) -> tuple[Cell, ...]:
    """As `enrolled_cells`: a pupil has one place, that of the code they are enrolled with."""
    held = _as_visits("place", enrolled)
    shown = planned(held, 1, ["place"])["place"]
    return _in_fives(row_cells("place", held, shown, DAY, named_places(enrolled), OTHER_PLACES))


DAY = Run(0, 1)


def _as_visits(name: str, enrolled: Mapping[str, int]) -> Tally:
    """One of each child enrolled, all at once."""
    rows: dict[str, Row] = {}
    seen = 0
    for row, children in sorted(enrolled.items()):
        rows[row] = Row({0: children}, {}, {0: list(range(seen, seen + min(FLOOR, children)))})
        seen += children
    whole = Row({0: seen}, {}, {0: list(range(min(FLOOR, seen)))})
    return Tally(whole, {name: rows}, {}, {}, {})


def _in_fives(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """What is masked stays so: the rounding is of what may be told."""
    return tuple(
        replace(cell, value=None if cell.value is None else in_fives(cell.value), seconds=None) for cell in cells
    )


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
    """Without time."""
    cells = (_cell(visits.row(name, code), code, label, shown.told(code, run), run) for code, label in rows)
    return tuple(replace(cell, seconds=None) for cell in cells)


def _cell(row: Row, code: str, label: str, told: Run | None, run: Run) -> Cell:
    """Of `told`, as much of `run` as may be told. Where nobody came yet in it, somebody may have since."""
    number, seconds = row.sums(told) if told is not None else (0, 0)
    if told is None or (told != run and not number):
        return Cell(code, label, None, rows=(code,))
    return Cell(code, label, number, seconds, (code,), None if told == run else told)


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


def _together(cells: Iterable[Cell], whole: Sums | None, label: str) -> tuple[Cell, ...]:
    """Masked cells become one, with what is not told yet of the others. Zeros are left out."""
    listed = [cell for cell in cells if cell.value != 0]
    if whole is None:
        return tuple(listed)
    masked = tuple(row for cell in listed if cell.value is None for row in cell.rows)
    return _with_rest([cell for cell in listed if cell.value is not None], whole, label if masked else "", masked)


def _with_rest(told: Sequence[Cell], whole: Sums, label: str, masked: tuple[str, ...]) -> tuple[Cell, ...]:
    """And the rest of `whole`: what a subtraction gives anyway. `label` is that of the rows never told."""
    rest = whole[0] - sum(cell.value or 0 for cell in told)
    if not rest:
        return tuple(told)
    seconds = whole[1] - sum(cell.seconds or 0 for cell in told)
    since = NOT_YET if any(cell.at_least for cell in told) else ""
    name = f"{label} et {since.lower()}" if label and since else label or since
    return (*told, Cell("", name, rest, seconds, rows=masked))


def _whole(visits: Tally, run: Run) -> Sums:
    return visits.whole.sums(run)


def _sum(of: Iterable[Sums]) -> Sums:
    held = list(of)
    return sum(number for number, _ in held), sum(seconds for _, seconds in held)

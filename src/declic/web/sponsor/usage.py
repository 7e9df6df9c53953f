"""Who comes and who does not; whether all are served alike; when, on what and for what."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.curriculum.rules import BANDS
from declic.reports.queries.bands import band_of
from declic.reports.queries.cells import BAND_LABELS, Cell
from declic.reports.queries.lines import Line
from declic.reports.queries.page import Figures
from declic.reports.queries.visits import NO_DEVICE, NO_PLACE
from declic.reports.rules import FLOOR, SERVED
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import Right
from declic.web.layout.charts import Row
from declic.web.layout.typography import NBSP, french, thousands
from declic.web.sponsor import words
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.compared import row_trends, told_rows
from declic.web.sponsor.lines import NOTHING, Drawn, drawn, has_no_row, line_row
from declic.web.sponsor.looked import Looked, looked_at


@never_cache
@require_safe
@for_officer(Right.FIGURES)
def usage(request: HttpRequest, officer: Officer) -> HttpResponse:
    looked = looked_at(request, officer.sponsor, years_only=True)
    levels, places = take_ups(looked.figures)
    is_over = looked.figures.is_over
    least_said = least(places, is_over=is_over) or least(levels, is_over=is_over)
    said = {"level_rows": levels, "place_rows": places, "least": least_said}
    return page(request, officer, "usage", {**_common(looked, "usage"), **said})


@never_cache
@require_safe
@for_officer(Right.FIGURES)
def equality(request: HttpRequest, officer: Officer) -> HttpResponse:
    looked = looked_at(request, officer.sponsor, years_only=True)
    figures = looked.figures
    tables = [
        (title, head, alike(name, lines), said, _drawn(lines))
        for title, head, name, lines, said in (
            ("Par école ou quartier", "Lieu", "place", figures.lines["place"], _beside_before(looked, "place")),
            ("Par niveau", "Niveau", "level", figures.level_lines, ""),
            ("Par appareil", "Appareil", "device", figures.lines["device"], _beside_before(looked, "device")),
        )
    ]
    return page(request, officer, "equality", {**_common(looked, "equality"), "tables": tables})


@never_cache
@require_safe
@for_officer(Right.FIGURES)
def moments(request: HttpRequest, officer: Officer) -> HttpResponse:
    looked = looked_at(request, officer.sponsor)
    lines: Mapping[str, Sequence[Line]] = {**looked.figures.lines, "subject": looked.figures.subject_lines}
    rows = {f"{name}_rows": _rows(lines[name], name) for name in ("evening", "hour", "device", "subject")}
    said = {f"{name}_before": _beside_before(looked, name) for name in ("evening", "device")}
    return page(request, officer, "moments", {**_common(looked, "moments"), **rows, **said})


def _beside_before(looked: Looked, name: str) -> str:
    before, before_words = looked.before
    lines = looked.figures.lines[name]
    ordered = sorted(lines, key=lambda line: line.code) if name == "evening" else lines
    return told_rows(ordered, row_trends(looked.figures, before).get(name, {}), before_words)


def _common(looked: Looked, here: str) -> dict[str, object]:
    figures = looked.figures
    return {
        "here": here,
        "figures": figures,
        "headline": words.headline(figures),
        "period": looked.period,
        "periods": looked.among,
        "span": words.span(figures.first_day, figures.last_day),
        "thin": figures.lessons is None,
        "nothing": not figures.lessons and figures.lessons is not None,
    }


def take_ups(figures: Figures) -> tuple[list[Row], list[Row]]:
    """By level, by school or quartier."""
    known = figures.lessons is not None
    return (
        take_up(as_helped(figures.enrolled_by_level, figures.level_lines), figures.level_lines, known=known),
        take_up(figures.enrolled_by_place, figures.lines["place"], known=known),
    )


def as_helped(enrolled: Sequence[Cell], lines: Sequence[Line]) -> list[Cell]:
    """The levels of a band the lines tell as one, as one too where each of them is told: their sum tells no more.

    Else nobody helped in them could be told beside those enrolled.
    """
    cells = list(enrolled)
    for band in BANDS:
        parts = [cell for cell in cells if any(band_of(level) == band for level in cell.rows)]
        values = [cell.value for cell in parts if cell.value is not None]
        rows = tuple(level for cell in parts for level in cell.rows)
        beside = [line for line in lines if any(band_of(level) == band for level in line.rows)]
        if (
            [line.code for line in beside] == [band]
            and beside[0].helped is not None
            and len(parts) == len(values) > 1
            and {band_of(level) for level in (*rows, *beside[0].rows)} == {band}
            and set(beside[0].rows) <= set(rows)
        ):
            at = cells.index(parts[0])
            cells = [cell for cell in cells if cell not in parts]
            cells.insert(at, Cell(band, BAND_LABELS[band], sum(values), rows=rows))
    return cells


def take_up(enrolled: Sequence[Cell], lines: Sequence[Line], *, known: bool = True) -> list[Row]:
    """Children helped out of those enrolled, row by row. `known`: whether the lessons of the whole may be told.

    The two tables need not be cut alike: what one tells as a band, the other may tell level by level, or with another
    band. Nobody is said to have come where it is not known.
    """
    rows = []
    for cell in enrolled:
        value = _helped(set(cell.rows), lines) if known else None
        told = None if value is None or cell.value is None else min(value, cell.value)
        rows.append(Row(cell.label, told, cell.value))
    return rows


def _helped(rows: AbstractSet[str], lines: Sequence[Line]) -> int | None:
    """In those rows, by the lines that tell them and no other; a row of no line had no lesson."""
    beside = [line for line in lines if not rows.isdisjoint(line.rows)]
    told = {row for line in beside if line.helped is not None for row in line.rows}
    counted = {row for line in beside for row in line.rows}
    if not rows or counted != told or not told <= rows:
        return None
    return sum(line.helped or 0 for line in beside)


def least(rows: Sequence[Row], *, is_over: bool = False) -> str:
    """« La Gare, au moins 20 sur environ 85 inscrits. », of the row where the fewest come.

    Nothing when another might be it: numbers are told in fives, four more may have come or be enrolled than said. Of a
    masked row, perhaps nobody.
    """
    told = [row for row in rows if row.of]
    shown = [row for row in told if row.value is not None]
    if len(shown) < 2:
        return ""
    row = min(shown, key=lambda row: (row.value or 0) / (row.of or 1))
    most = min(row.value + FLOOR - 1, row.of or 0) if row.value else 0
    if any((one.value or 0) * (row.of or 1) < most * ((one.of or 1) + FLOOR - 1) for one in told if one is not row):
        return ""
    helped = f"au moins {thousands(row.value)}" if row.value else "personne" if is_over else "personne encore"
    return french(f"{row.label}, {helped} sur environ {thousands(row.of or 0)} inscrits.")


NOTHING_BESIDE = {
    "place": "Toutes les leçons sont d’un même lieu : il n’y en a pas d’autre à comparer.",
    "level": "Toutes les leçons sont d’un même niveau : il n’y en a pas d’autre à comparer.",
    "device": "Toutes les leçons sont sur un même appareil : il n’y en a pas d’autre à comparer.",
    "no place": "Aucun code ne nomme d’école ou de quartier : il n’y a pas de lieux à comparer.",
    "no device": "L’appareil n’a été noté d’aucune leçon : il n’y en a pas à comparer.",
}
"""By table, or where its one row names nothing."""


def alike(name: str, lines: Sequence[Line]) -> str:
    """Whether the median waits told by the rows of a table are the same."""
    rows = [line for line in lines if line.lessons != 0]
    if not rows:
        return "Aucune leçon à comparer."
    if len(rows) == 1 and len(rows[0].rows) == 1 and rows[0].lessons is not None:
        return french(NOTHING_BESIDE[f"no {name}" if rows[0].code in {NO_PLACE, NO_DEVICE} else name])
    told = [(line.median, line.label) for line in lines if line.median is not None]
    if len(told) < 2:
        return "Trop peu de leçons pour comparer les attentes sans désigner quelqu’un."
    said = {words.median(median) for median, _ in told}
    if len(said) == 1:
        where = "partout" if len(told) == len(rows) else "partout où elle peut se dire"
        return french(f"L’attente médiane est la même {where} : {said.pop()}.")
    first, there = min(told, key=lambda one: SERVED.index(one[0].first))
    last, here = max(told, key=lambda one: SERVED.index(one[0].last))
    return french(f"De {words.median(first)} ({there}) à {words.median(last)} ({here}).")


def _drawn(lines: Sequence[Line]) -> list[tuple[Drawn, str]]:
    rows = drawn(lines, lambda line: line.label)
    return [(row, redo(line)) for row, line in zip(rows, lines, strict=True)]


def redo(line: Line) -> str:
    if has_no_row(line):
        return NOTHING
    return "trop peu" if line.redo is None else f"{line.redo}{NBSP}% au moins"


def _rows(lines: Sequence[Line], name: str) -> list[Row]:
    ordered = (
        sorted(lines, key=lambda line: (not line.code, int(line.code or 0))) if name in {"evening", "hour"} else lines
    )
    return [line_row(line) for line in ordered if line.lessons != 0]


def has_places(figures: Figures) -> bool:
    return len(figures.enrolled_by_place) > 1

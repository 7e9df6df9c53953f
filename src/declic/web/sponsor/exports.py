"""The figures as files: a table of lines, a workbook, the yearly report. As the pages say, masked alike."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.reports.queries.cells import Cell
from declic.reports.queries.lines import Line
from declic.reports.queries.page import Figures
from declic.reports.rules import Run
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import Right
from declic.web.layout.charts import MASKED, Row
from declic.web.layout.spreadsheet import Sheet, csv_text, xlsx_bytes
from declic.web.sponsor import weeks, words
from declic.web.sponsor.access import for_officer
from declic.web.sponsor.compared import beside
from declic.web.sponsor.lines import NOTHING, drawn, has_no_row
from declic.web.sponsor.looked import Looked, looked_at
from declic.web.sponsor.papers.council import council_report
from declic.web.sponsor.reported import reported
from declic.web.sponsor.usage import has_places, redo, take_ups

LESSONS, MINUTES, HELPED, MEDIAN, P95 = "Leçons", "Minutes", "Enfants aidés, au moins", "Attente médiane", "95 % en"
REDO, UNMET, ENROLLED = "Sauraient le refaire", "Sans réponse", "Inscrits, au moins"
HERE, ELSEWHERE = "Ici", "Ailleurs, environ"
AT_LEAST = "Au moins"
"""Which numbers of a line may be more: what came last in it is not told yet."""
HEAD = (LESSONS, MINUTES, HELPED, MEDIAN, P95, REDO, UNMET, ENROLLED, HERE, ELSEWHERE, AT_LEAST)
ANSWERS = "Réponses écrites (questions)"
"""Their delays stand where the others have their waits."""
BECAME = "Sans réponse (devenus)"
Cells = tuple[str | int, ...]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
@for_officer(Right.FIGURES)
def table(request: HttpRequest, officer: Officer, ending: str) -> HttpResponse:
    if ending not in {"csv", "xlsx"}:
        raise Http404
    looked = looked_at(request, officer.sponsor)
    sheets = sheets_of(looked)
    if ending == "csv":
        rows = [(sheet.title, *row) for sheet in sheets for row in sheet.rows]
        answer = HttpResponse(csv_text(("Tableau", "Ligne", *HEAD), rows), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(xlsx_bytes(sheets), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="declic-{_dates(looked)}.{ending}"'
    return answer


@never_cache
@require_safe
@for_officer(Right.FIGURES)
def report(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Of the school year so far, or of one that is over; whatever other period was looked at."""
    looked = looked_at(request, officer.sponsor, years_only=True)
    answer = HttpResponse(council_report(reported(looked), now=looked.now), content_type="application/pdf")
    year = looked.figures.year.label.replace("–", "-")  # a header holds no dash of print
    answer["Content-Disposition"] = f'inline; filename="rapport-declic-{year}.pdf"'
    return answer


def sheets_of(looked: Looked) -> list[Sheet]:
    """Every table of the pages of this period. All have the same columns."""
    figures = looked.figures
    tables: Sequence[tuple[str, Sequence[Line]]] = (
        ("Semaines", figures.week_lines),
        ("Niveaux", figures.level_lines),
        ("Lieux", figures.lines["place"]),
        ("Matières", figures.subject_lines),
        ("Jours", figures.lines["evening"]),
        ("Heures", figures.lines["hour"]),
        ("Appareils", figures.lines["device"]),
    )
    whole = _line(
        f"{words.span(figures.first_day, figures.last_day)}. {words.until(figures)}",
        {
            LESSONS: _number(figures.lessons),
            MINUTES: _minutes(figures.seconds),
            HELPED: _number(figures.helped),
            MEDIAN: words.median(figures.median, of=figures.asked),
            P95: words.median(figures.p95) if words.most(figures.p95) else NOTHING,
            REDO: words.percent(figures.redo, of=figures.lessons),
            UNMET: _number(figures.unmet),
            ENROLLED: _number(figures.enrolled),
            AT_LEAST: UNMET if figures.unmet_at_least else NOTHING,
        },
    )
    others: Sequence[tuple[str, Sequence[Cells]]] = (
        ("Semaines réunies", _together(figures)),
        *((title, [_take_up(row) for row in rows]) for title, rows in _take_ups(figures)),
        ("Attentes (demandes)", [_counted(cell, LESSONS) for cell in figures.waits]),
        (ANSWERS, _answers(figures)),
        (BECAME, _later(figures.became, UNMET, figures.became_told, figures) if figures.tells_what_became else []),
        ("Ailleurs", _elsewhere(looked)),
    )
    return [
        Sheet("Ensemble", ("Ligne", *HEAD), [whole]),
        *(Sheet(title, ("Ligne", *HEAD), _rows(lines, title, so_far=figures.so_far)) for title, lines in tables),
        *(Sheet(title, ("Ligne", *HEAD), rows) for title, rows in others if rows),
    ]


def _line(label: str, cells: Mapping[str, str | int]) -> Cells:
    return label, *(cells.get(name, NOTHING) for name in HEAD)


def _rows(lines: Sequence[Line], title: str, *, so_far: bool) -> list[Cells]:
    is_week = title == "Semaines"
    told = drawn(lines, lambda line: words.week_said(line.code) if is_week else line.label, so_far=so_far or is_week)
    has_enrolled = is_week or (so_far and title in {"Niveaux", "Lieux"})
    return [
        _line(
            row.label,
            {
                LESSONS: _number(line.lessons),
                MINUTES: _minutes(line.seconds),
                HELPED: NOTHING if row.helped == NOTHING else _number(line.helped),
                MEDIAN: row.wait.median,
                P95: row.wait.p95,
                REDO: redo(line) if so_far and not is_week else NOTHING,
                UNMET: NOTHING if row.unmet.words == NOTHING else _number(line.unmet),
                ENROLLED: _number(line.enrolled) if has_enrolled and not has_no_row(line) else NOTHING,
                AT_LEAST: _at_least(line),
            },
        )
        for line, row in zip(lines, told, strict=True)
    ]


def _at_least(line: Line) -> str:
    more = [name for name, is_more in ((LESSONS, line.at_least), (UNMET, line.unmet_at_least)) if is_more]
    return " et ".join(more).capitalize() or NOTHING


def _counted(cell: Cell, what: str) -> Cells:
    """A row of a table of one number."""
    return _line(cell.label, {what: _number(cell.value), AT_LEAST: what if cell.at_least else NOTHING})


def _together(figures: Figures) -> list[Cells]:
    if not weeks.are_together(figures):
        return []
    return [
        _line(weeks.name(one), {LESSONS: one.lessons, MINUTES: _minutes(one.seconds)}) for one in figures.weeks_together
    ]


def _take_ups(figures: Figures) -> list[tuple[str, Sequence[Row]]]:
    """Who does not come, of a year: the rows without a lesson as well. By place only where the page says it."""
    levels, places = take_ups(figures)
    told = figures.enrolled is not None and figures.lessons is not None and has_places(figures)
    return [("Inscrits et aidés (niveaux)", levels), ("Inscrits et aidés (lieux)", places if told else ())]


def _take_up(row: Row) -> Cells:
    return _line(row.label, {HELPED: _number(row.value), ENROLLED: _number(row.of)})


def _later(cells: Sequence[Cell], what: str, told: Run | None, figures: Figures) -> list[Cells]:
    """What is told a week later than the rest: of the period, so many at least."""
    is_more = told != figures.run
    return [_line(cell.label, {what: _number(cell.value), AT_LEAST: _more(what, cell, is_more)}) for cell in cells]


def _more(what: str, cell: Cell, is_more: bool) -> str:  # noqa: FBT001  (one of two reasons)
    return what if cell.value is not None and (is_more or cell.at_least) else NOTHING


def _answers(figures: Figures) -> list[Cells]:
    told = figures.answers
    if not told.cells:
        return []
    whole = {
        LESSONS: _number(told.asked),
        MEDIAN: words.answered(told.median),
        P95: words.answered(told.p95),
        AT_LEAST: LESSONS if told.asked is not None and told.told != figures.run else NOTHING,
    }
    return [_line("Ensemble", whole), *_later(told.cells, LESSONS, told.told, figures)]


def _elsewhere(looked: Looked) -> list[Cells]:
    """As beside the figures of a year."""
    if not looked.figures.so_far:
        return []
    others = looked.others
    rows = beside(looked.figures, others, looked.population)
    who = [_line("Comparé avec", {ELSEWHERE: f"le milieu des {others.who}"})] if rows else []
    return who + [_line(one.label, {HERE: one.here, ELSEWHERE: one.elsewhere}) for one in rows]


def _number(value: int | None) -> str | int:
    return MASKED if value is None else value


def _minutes(seconds: int | None) -> str | int:
    return MASKED if seconds is None else round(seconds / 60)


def _dates(looked: Looked) -> str:
    return f"{looked.figures.first_day}-{looked.figures.last_day}"

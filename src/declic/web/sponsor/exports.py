"""The figures as files: a table of lines, a workbook, the yearly report. As the pages say, masked alike."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.reports.queries.lines import Line
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import Right
from declic.web.layout.charts import MASKED
from declic.web.layout.spreadsheet import Sheet, csv_text, xlsx_bytes
from declic.web.sponsor import words
from declic.web.sponsor.access import for_officer
from declic.web.sponsor.lines import NOTHING, drawn
from declic.web.sponsor.looked import Looked, looked_at
from declic.web.sponsor.papers.council import council_report
from declic.web.sponsor.reported import reported
from declic.web.sponsor.usage import redo

HEAD = (
    *("Leçons", "Minutes", "Enfants aidés, au moins", "Attente médiane", "95 % en"),
    *("Sauraient le refaire", "Sans réponse", "Inscrits, au moins"),
)
ANSWERS = "Réponses écrites (questions)"
"""Their delays stand where the others have their waits."""
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
    whole = (
        f"{words.span(figures.first_day, figures.last_day)}. {words.until(figures)}",
        _number(figures.lessons),
        _minutes(figures.seconds),
        _number(figures.helped),
        words.median(figures.median),
        words.median(figures.p95) if words.most(figures.p95) else NOTHING,
        words.percent(figures.redo),
        _number(figures.unmet),
        _number(figures.enrolled),
    )
    waits = [(cell.label, _number(cell.value), *[NOTHING] * 7) for cell in figures.waits]
    told = figures.answers
    answers = [
        ("Ensemble", _number(told.asked), *[NOTHING] * 2, words.answered(told.median), words.answered(told.p95)),
        *((cell.label, _number(cell.value), *[NOTHING] * 4) for cell in told.cells),
    ]
    return [
        Sheet("Ensemble", ("Ligne", *HEAD), [whole]),
        *(Sheet(title, ("Ligne", *HEAD), _rows(lines, title, so_far=figures.so_far)) for title, lines in tables),
        Sheet("Attentes (demandes)", ("Ligne", *HEAD), waits),
        *([Sheet(ANSWERS, ("Ligne", *HEAD), [(*row, *[NOTHING] * 3) for row in answers])] if told.cells else ()),
    ]


def _rows(lines: Sequence[Line], title: str, *, so_far: bool) -> list[tuple[str | int, ...]]:
    is_week = title == "Semaines"
    told = drawn(lines, lambda line: f"semaine du {line.code}" if is_week else line.label, so_far=so_far or is_week)
    return [
        (
            row.label,
            _number(line.lessons),
            _minutes(line.seconds),
            NOTHING if line.helped is None and not (so_far or is_week) else _number(line.helped),
            row.wait.median,
            row.wait.p95,
            redo(line) if so_far and not is_week else NOTHING,
            _number(line.unmet),
            _number(line.enrolled) if is_week or (so_far and title in {"Niveaux", "Lieux"}) else NOTHING,
        )
        for line, row in zip(lines, told, strict=True)
    ]


def _number(value: int | None) -> str | int:
    return MASKED if value is None else value


def _minutes(seconds: int | None) -> str | int:
    return MASKED if seconds is None else round(seconds / 60)


def _dates(looked: Looked) -> str:
    return f"{looked.figures.first_day}-{looked.figures.last_day}"

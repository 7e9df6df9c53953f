"""The officer's figures."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.reports.queries.cells import Cell
from declic.reports.queries.lines import Line
from declic.reports.queries.page import Figures
from declic.reports.rules import Wait
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import Right
from declic.web.layout.charts import Row
from declic.web.sponsor import weeks, words
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.compared import beside, trends
from declic.web.sponsor.lines import as_row, drawn
from declic.web.sponsor.looked import looked_at


@never_cache
@require_safe
@for_officer()
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Who sees no figures is led to what they do here."""
    if not officer.may(Right.FIGURES):
        return redirect("sponsor:codes")
    looked = looked_at(request, officer.sponsor)
    figures, others = looked.figures, looked.others
    before, before_words = looked.before
    return page(
        request,
        officer,
        "home",
        {
            "here": "home",
            "figures": figures,
            "period": looked.period,
            "periods": looked.among,
            "trends": trends(figures, before),
            "before_words": before_words,
            "others": others,
            "beside": beside(figures, others, looked.population) if figures.so_far else [],
            "headline": words.headline(figures),
            "has_files": _has_files(figures),
            "enrolled_words": words.enrolled(figures),
            "report_title": words.report_title(officer.sponsor),
            "span": words.span(figures.first_day, figures.last_day),
            "until": words.until(figures),
            "median": words.median(figures.median, of=figures.asked),
            "most": words.most(figures.p95),
            "few_lessons": words.few_lessons(figures),
            "kept": words.percent(figures.kept, of=figures.asked),
            "of_which": words.of_which(figures),
            "redo": words.percent(figures.redo, of=figures.lessons),
            "redo_of": words.answers_to(figures.redo),
            **_charts(figures),
        },
    )


def _has_files(figures: Figures) -> bool:
    """As soon as anybody is enrolled or has asked, told or masked."""
    return any(number is None or number for number in (figures.enrolled, figures.lessons, figures.asked))


def _charts(figures: Figures) -> dict[str, object]:
    return {
        "week_rows": weeks.by_week(figures),
        "together_rows": weeks.together(figures),
        "together_why": weeks.WHY,
        "wait_rows": [replace(as_row(cell), warn=not Wait(cell.code).kept) for cell in figures.waits],
        "answer_rows": _rows(figures.answers.cells),
        "answer_words": words.answers(figures.answers),
        "answers_later": words.told_later(figures, figures.answers.told),
        "became_later": words.told_later(figures, figures.became_told),
        "became_rows": _rows(figures.became) if figures.tells_what_became else [],
        "subject_rows": _rows(figures.subjects),
        "level_rows": _rows(figures.levels),
        "enrolled_rows": _rows(figures.enrolled_by_level),
        "enrolled_title": f"Enfants inscrits par niveau, en {figures.year.label}",
        "week_lines": drawn(_since_the_first(figures.week_lines), lambda line: words.week_label(line.code)),
        "subject_lines": drawn(figures.subject_lines, lambda line: line.label, enrolled=False, so_far=figures.so_far),
        "level_lines": drawn(
            figures.level_lines, lambda line: line.label, enrolled=figures.so_far, so_far=figures.so_far
        ),
    }


def _since_the_first(weeks: Sequence[Line]) -> list[Line]:
    """Without the weeks before the first lesson, where nobody asked."""
    return list(dropwhile(lambda week: week.lessons == 0 and not week.unmet, weeks))


def _rows(cells: tuple[Cell, ...]) -> list[Row]:
    return [as_row(cell) for cell in cells]

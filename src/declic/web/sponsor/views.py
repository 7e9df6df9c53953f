"""The officer's pages: figures and codes."""

from collections.abc import Sequence
from itertools import dropwhile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.ground.errors import NotYours, Refusal
from declic.ground.ids import spaced
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.reports.queries.cells import Cell
from declic.reports.queries.figures import Figures, figures_of
from declic.reports.queries.lines import Line
from declic.reports.rules import Wait
from declic.sponsors.actions import issue_code, revoke_code
from declic.sponsors.models import Sponsor
from declic.sponsors.queries import access_code, running_agreement
from declic.web.layout.charts import Row
from declic.web.sponsor import words
from declic.web.sponsor.access import for_officer
from declic.web.sponsor.forms import CodeForm
from declic.web.sponsor.lines import drawn
from declic.web.sponsor.period import period_of


@never_cache
@require_safe
@for_officer
def home(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    now = timezone.now()
    period, form = period_of(request.GET, paris_day(now))
    figures = figures_of(sponsor, first_day=period.first_day, last_day=period.last_day, now=now)
    return render(
        request,
        "sponsor/home.html",
        {
            "sponsor": sponsor,
            "figures": figures,
            "period": period,
            "dates_form": form,
            "opens_dates": period.name == "dates" or form.is_bound,
            "headline": words.headline(figures),
            "span": words.span(figures.first_day, figures.last_day),
            "median": words.median(figures.median),
            "most": words.most(figures.p95),
            "few_lessons": words.few_lessons(figures),
            "kept": words.percent(figures.kept),
            "redo": words.percent(figures.redo),
            **_charts(figures),
        },
    )


def _charts(figures: Figures) -> dict[str, object]:
    return {
        "week_rows": [
            Row(words.week_label(cell.code), cell.value)
            for cell in dropwhile(lambda week: week.value == 0, figures.weeks)
        ],
        "wait_rows": [Row(cell.label, cell.value, warn=not Wait(cell.code).kept) for cell in figures.waits],
        "subject_rows": _rows(figures.subjects),
        "level_rows": _rows(figures.levels),
        "enrolled_rows": _rows(figures.enrolled_by_level),
        "week_lines": drawn(_since_the_first(figures.week_lines), lambda line: words.week_label(line.code)),
        "subject_lines": drawn(figures.subject_lines, lambda line: line.label, enrolled=False, so_far=figures.so_far),
        "level_lines": drawn(figures.level_lines, lambda line: line.label, so_far=figures.so_far),
    }


def _since_the_first(weeks: Sequence[Line]) -> list[Line]:
    """Without the weeks before the first lesson, where nobody asked."""
    return list(dropwhile(lambda week: week.lessons == 0 and not week.unmet, weeks))


def _rows(cells: tuple[Cell, ...]) -> list[Row]:
    return [Row(cell.label, cell.value) for cell in cells]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer
def codes(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    now = timezone.now()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = issue_code(sponsor=sponsor, now=now, by=_account(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("ceiling", refusal.message)
        else:
            messages.success(request, f"Le code {spaced(code.code)} est prêt : donnez-le aux familles.")
            return redirect("sponsor:codes")
    listed = list(sponsor.codes.order_by("revoked_at", "-created_at"))
    return render(
        request,
        "sponsor/codes.html",
        {
            "sponsor": sponsor,
            "form": form,
            "agreement": running_agreement(sponsor, paris_day(now)),
            "live": [(code, spaced(code.code)) for code in listed if code.revoked_at is None],
            "revoked": [(code, spaced(code.code)) for code in listed if code.revoked_at is not None],
        },
        status=422 if form.errors else 200,
    )


@require_POST
@for_officer
def revoke(request: HttpRequest, sponsor: Sponsor, code_id: int) -> HttpResponse:
    code = access_code(_account(request), code_id)
    revoke_code(code=code, now=timezone.now(), by=_account(request))
    messages.success(request, f"Le code {spaced(code.code)} ne sert plus. Les familles déjà inscrites le restent.")
    del sponsor
    return redirect("sponsor:codes")


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise NotYours
    return request.user

"""A teacher's own hours, month by month, and the statement of them."""

from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.billing.queries.hours import worked_by
from declic.billing.rules.hours import month_of
from declic.ground.paris import paris_day
from declic.web.layout.worked import around, asked_month, told
from declic.web.layout.worked_pdf import statement_file
from declic.web.teacher.access import teacher_of


@login_required
@require_safe
@never_cache
def this_month(request: HttpRequest) -> HttpResponse:
    teacher_of(request)
    return redirect("teacher:hours", f"{month_of(paris_day(timezone.now())):%Y-%m}")


@login_required
@require_safe
@never_cache
def hours(request: HttpRequest, month: str) -> HttpResponse:
    teacher, now = teacher_of(request), timezone.now()
    asked = _asked(month, now)
    before, after = around(asked, paris_day(now))
    shown = told(worked_by(teacher, asked, now))
    context = {"told": shown, "before": before, "after": after, "month": month}
    return render(request, "teacher/hours.html", context)


@login_required
@require_safe
@never_cache
def statement(request: HttpRequest, month: str) -> HttpResponse:
    teacher, now = teacher_of(request), timezone.now()
    return statement_file(told(worked_by(teacher, _asked(month, now), now)), now)


def _asked(month: str, now: datetime) -> date:
    return asked_month(month, paris_day(now))

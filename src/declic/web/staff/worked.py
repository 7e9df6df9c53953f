"""All teachers' hours of a month: read, corrected, closed once, handed to payroll."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.billing.actions import close_hours, correct_hours
from declic.billing.queries.hours import is_under_way, month_held, worked_by, worked_in
from declic.billing.rules.hours import NOTED_MOST, REASON_MAX, month_after, month_before, month_of
from declic.ground.elision import elided
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.models import Account, Teacher
from declic.people.rules.teachers import TeacherState
from declic.web.account.once import made_once
from declic.web.layout.spreadsheet import csv_file
from declic.web.layout.worked import around, asked_month, length, title, told
from declic.web.layout.worked_pdf import statement_file
from declic.web.staff.access import for_staff

HEAD = (
    "mois",
    "matricule",
    "professeur",
    "minutes en leçon",
    "minutes de comptes rendus",
    "minutes de réponses écrites",
    "minutes disponible",
    "minutes d’un mois antérieur",
    "minutes de rectification",
    "minutes à payer",
    "heures à payer",
    "état",
)


class CorrectionForm(forms.Form):
    teacher = forms.ModelChoiceField(
        Teacher.objects.select_related("account")
        .exclude(state=TeacherState.CANDIDATE.value)
        .order_by("account__name", "pk"),
        label="Professeur",
        widget=forms.Select(attrs={"class": "field"}),
    )
    on = forms.DateField(label="Jour", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    minutes = forms.IntegerField(
        label="Minutes à ajouter",
        min_value=-NOTED_MOST,
        max_value=NOTED_MOST,
        help_text="Négatif pour en retirer.",
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    reason = forms.CharField(label="Pourquoi", max_length=REASON_MAX, help_text="Le professeur le lit sur son relevé.")


@never_cache
@require_safe
@for_staff
def latest(request: HttpRequest, operator: Account) -> HttpResponse:
    """The month just over: the one payroll waits for."""
    del request, operator
    return redirect("staff:hours", f"{month_before(month_of(paris_day(timezone.now()))):%Y-%m}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def hours(request: HttpRequest, operator: Account, month: str) -> HttpResponse:
    """POST: a correction."""
    now = timezone.now()
    asked = _asked(month, now)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _corrected(request, operator, form, now)))
        except Refusal as refusal:
            form.add_error({"bad_minutes": "minutes", "not_yet": "on"}.get(refusal.code, "reason"), refusal.message)
    return _page(request, asked, form, now)


def _corrected(request: HttpRequest, operator: Account, form: CorrectionForm, now: datetime) -> str:
    noted = correct_hours(by=operator, now=now, **form.cleaned_data)
    paid = title(noted.month.month)
    messages.success(request, f"C’est noté : {length(noted.minutes)}, à payer avec {paid}.")
    return reverse("staff:hours", args=[f"{noted.month.month:%Y-%m}"])


def _page(request: HttpRequest, asked: date, form: CorrectionForm, now: datetime) -> HttpResponse:
    lines = [told(one) for one in worked_in(asked, now)]
    before, after = around(asked, paris_day(now))
    held = month_held(asked)
    closed_at = held.closed_at if held else None
    said: dict[str, Any] = {
        "lines": lines,
        "title": title(asked),
        "month": f"{asked:%Y-%m}",
        "before": before,
        "after": after,
        "total": length(sum(one.minutes for one in lines)),
        "closed_at": closed_at,
        "is_over": month_after(asked) <= paris_day(now),
        "under_way": closed_at is None and is_under_way(asked),
        "form": form,
    }
    return render(request, "staff/hours.html", said, status=422 if form.errors else 200)


@require_POST
@for_staff
def close(request: HttpRequest, operator: Account, month: str) -> HttpResponse:
    now = timezone.now()
    asked = _asked(month, now)
    try:
        close_hours(month=asked, by=operator, now=now)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Les heures {elided('de', title(asked))} sont closes : elles ne changeront plus.")
    return redirect("staff:hours", month)


@never_cache
@require_safe
@for_staff
def payroll(request: HttpRequest, operator: Account, month: str) -> HttpResponse:
    del request, operator
    now = timezone.now()
    asked = _asked(month, now)
    rows = [
        (
            f"{asked:%Y-%m}",
            one.teacher.pk,
            one.teacher.account.name,
            *one.presence.parts,
            one.late_minutes,
            one.noted_minutes,
            one.total,
            f"{one.total / 60:.2f}".replace(".", ","),
            "clos" if one.closed_at else "provisoire",
        )
        for one in worked_in(asked, now)
    ]
    return csv_file(f"declic-heures-{asked:%Y-%m}", HEAD, rows)


@never_cache
@require_safe
@for_staff
def statement(request: HttpRequest, operator: Account, month: str, teacher_id: int) -> HttpResponse:
    del request, operator
    now = timezone.now()
    teacher = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    return statement_file(told(worked_by(teacher, _asked(month, now), now)), now)


def _asked(month: str, now: datetime) -> date:
    return asked_month(month, paris_day(now))

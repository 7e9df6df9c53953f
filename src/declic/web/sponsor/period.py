"""The period an officer looks at."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict

from declic.reports.rules import SchoolYear


@dataclass(frozen=True)
class Period:
    """`name` is `mois`, `septembre` or `dates`."""

    name: str
    first_day: date
    last_day: date


class DatesForm(forms.Form):
    du = forms.DateField(label="Du", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    au = forms.DateField(label="Au", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def clean(self) -> dict[str, date]:
        days: dict[str, date] = super().clean() or {}
        if {"du", "au"} <= set(days) and days["au"] < days["du"]:
            self.add_error("au", "La fin est avant le début.")
        return days


def period_of(asked: QueryDict, today: date) -> tuple[Period, DatesForm]:
    """« Depuis septembre » unless asked otherwise; dates that cannot be read too, with the form that says why."""
    since_september = Period("septembre", SchoolYear.holding(today).starts_on, today)
    if asked.get("periode") == "mois":
        return Period("mois", today.replace(day=1), today), _blank(since_september)
    if asked.get("periode") == "dates":
        form = DatesForm(asked)
        if form.is_valid():
            return Period("dates", form.cleaned_data["du"], form.cleaned_data["au"]), form
        return since_september, form
    return since_september, _blank(since_september)


def _blank(period: Period) -> DatesForm:
    return DatesForm(initial={"du": period.first_day.isoformat(), "au": period.last_day.isoformat()})

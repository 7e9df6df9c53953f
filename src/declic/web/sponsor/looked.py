"""What every page, export and report of figures begins with: who looks, at what period, beside what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from declic.ground.paris import paris_day
from declic.reports.queries.figures import figures_of
from declic.reports.queries.others import Others, others_like, population_of
from declic.reports.queries.page import Figures, Summary
from declic.reports.rules import SchoolYear
from declic.sponsors.models import Sponsor
from declic.web.sponsor.period import Period, chosen, periods_of, years_of


@dataclass(frozen=True)
class Looked:
    sponsor: Sponsor
    now: datetime
    period: Period
    among: list[Period]
    """The periods this page may be of."""
    figures: Figures

    @property
    def others(self) -> Others:
        return others_like(self.sponsor, self.figures.year)

    @property
    def population(self) -> int | None:
        return population_of(self.sponsor)

    @cached_property
    def before(self) -> tuple[Summary | None, str]:
        """What the figures are compared with, and what it is called."""
        if not self.figures.so_far:
            return self.figures.before, "la période d’avant"
        then = "l’année d’avant" if self.figures.is_over else "l’an dernier à la même date"
        return _year_before(self.sponsor, self.figures, self.now), then


def looked_at(request: HttpRequest, sponsor: Sponsor, *, years_only: bool = False) -> Looked:
    now = timezone.now()
    today, since = paris_day(now), _since(sponsor)
    among = years_of(today, since) if years_only else periods_of(today, since)
    period = chosen(request.GET.get("periode"), among)
    figures = figures_of(sponsor, first_day=period.first_day, last_day=period.last_day, now=now)
    return Looked(sponsor, now, period, among, figures)


def _since(sponsor: Sponsor) -> date:
    first = sponsor.agreements.order_by("starts_on").values_list("starts_on", flat=True).first()
    began = paris_day(sponsor.created_at)
    return min(first, began) if first is not None else began


def _year_before(sponsor: Sponsor, figures: Figures, now: datetime) -> Summary | None:
    """The same weeks of the school year before: only as they are, never widened."""
    before = SchoolYear.holding(figures.year.starts_on - timedelta(days=7))
    if _since(sponsor) >= before.after:
        return None
    last_day = before.monday(figures.run.after) - timedelta(days=1)
    told = figures_of(sponsor, first_day=before.starts_on, last_day=last_day, now=now)
    return told if told.run == figures.run and told.lessons else None

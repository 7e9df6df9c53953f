"""What those like a sponsor come to: a median of at least five, of shares their own pages tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from declic.reports.models import Standing
from declic.reports.queries.figures import Figures
from declic.reports.rules import SchoolYear
from declic.reports.rules.peers import size_of, typical
from declic.sponsors.models import Sponsor
from declic.sponsors.rules import SponsorKind


@dataclass(frozen=True)
class Others:
    """None where fewer than five of them tell it. In hundredths, in steps of five."""

    who: str
    """« communes de 2 000 à 5 000 habitants »."""
    helped: int | None
    kept: int | None
    redo: int | None
    lessons: int | None
    """For a hundred children enrolled."""

    @property
    def tells(self) -> bool:
        return any(value is not None for value in (self.helped, self.kept, self.redo, self.lessons))


def others_like(sponsor: Sponsor, year: SchoolYear) -> Others:
    least, below, words = size_of(_population(sponsor))
    rows = Standing.objects.filter(year=year.starts_on, sponsor__kind=sponsor.kind).exclude(sponsor=sponsor)
    if words:
        rows = _sized(rows, least, below)
    found = list(rows.values_list("helped", "kept", "redo", "lessons"))
    helped, kept, redo, lessons = (_known(row[at] for row in found) for at in range(4))
    who = f"{_plural(SponsorKind(sponsor.kind))} {words}".strip()
    return Others(who, typical(helped), typical(kept), typical(redo), typical(lessons))


def standing_of(figures: Figures, *, enrolled: int | None = None) -> dict[str, int | None]:
    """The shares of a year so far, out of what its page tells; `enrolled` where that is in fives and they need not."""
    enrolled = figures.enrolled if enrolled is None else enrolled
    return {
        "helped": None if not enrolled or figures.helped is None else min(100, 100 * figures.helped // enrolled),
        "kept": None if figures.kept is None or figures.kept.at_least else figures.kept.percent,
        "redo": None if figures.redo is None or figures.redo.at_least else figures.redo.percent,
        "lessons": None if not enrolled or figures.lessons is None else 100 * figures.lessons // enrolled,
    }


def _population(sponsor: Sponsor) -> int | None:
    listed = sponsor.commune or sponsor.authority
    return listed.population if listed is not None else None


def _sized(rows: QuerySet[Standing], least: int, below: int | None) -> QuerySet[Standing]:
    rows = rows.annotate(people=Coalesce(F("sponsor__commune__population"), F("sponsor__authority__population")))
    rows = rows.filter(people__gte=least)
    return rows if below is None else rows.filter(people__lt=below)


def _known(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _plural(kind: SponsorKind) -> str:
    return "CSE" if kind is SponsorKind.WORKS_COUNCIL else f"{kind.short}s"

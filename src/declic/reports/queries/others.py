"""What those like a sponsor come to: a median of at least five, of shares their own pages tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from declic.reports.models import Standing
from declic.reports.queries.page import Figures
from declic.reports.rules import FLOOR, PROMISE_S, Delay, SchoolYear, Wait
from declic.reports.rules.peers import middle, size_of, typical
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
    enrolled: int | None
    """For a thousand inhabitants."""
    phone: int | None
    median: Wait | None
    """The range it lies in, as ranges are told; never one of them alone."""
    p95: Wait | None


def others_like(sponsor: Sponsor, year: SchoolYear) -> Others:
    least, below, words = size_of(population_of(sponsor))
    alike, called = _alike(SponsorKind(sponsor.kind))
    kinds = [kind.value for kind in alike]
    rows = Standing.objects.filter(year=year.starts_on, sponsor__kind__in=kinds).exclude(sponsor=sponsor)
    if words:
        rows = _sized(rows, least, below)
    found = list(rows.values_list(*SHARES, *WAITS))
    columns = dict(zip((*SHARES, *WAITS), zip(*found, strict=True) if found else [()] * 8, strict=True))
    who = f"{called} {words}".strip()
    shares = {name: typical(_known(columns[name])) for name in SHARES}
    median, p95 = (middle(_known(columns[name])) for name in WAITS)
    return Others(
        who,
        helped=shares["helped"],
        kept=shares["kept"],
        redo=shares["redo"],
        lessons=shares["lessons"],
        enrolled=shares["enrolled"],
        phone=shares["phone"],
        median=_wait(median),
        p95=_wait(p95),
    )


def _wait(rank: int | None) -> Wait | None:
    return None if rank is None else ALL_WAITS[rank]


SHARES: Final = ("helped", "kept", "redo", "lessons", "enrolled", "phone")
WAITS: Final = ("median", "p95")
ALL_WAITS: Final = tuple(Wait)


def standing_of(figures: Figures, population: int | None = None) -> dict[str, int | None]:
    """The shares of a year so far, out of what its page tells, here and elsewhere alike.

    Of the enrolled, told in fives, it is out of the middle of its five: the least of a small town would be half of it.
    """
    enrolled = figures.enrolled and figures.enrolled + FLOOR // 2
    return {
        "helped": None if not enrolled or figures.helped is None else min(100, 100 * figures.helped // enrolled),
        "kept": None if figures.kept is None or figures.kept.at_least else figures.kept.percent,
        "redo": None if figures.redo is None or figures.redo.at_least else figures.redo.percent,
        "lessons": None if not enrolled or figures.lessons is None else 100 * figures.lessons // enrolled,
        "enrolled": None if not enrolled or not population else 1000 * enrolled // population,
        "phone": figures.phones,
        "median": _rank(figures.median),
        "p95": _rank(figures.p95),
    }


def _rank(told: Delay | None) -> int | None:
    """Of what it is less than, or more: a wait that may be anything is told by nobody."""
    if told is None:
        return None
    if told.last.bounds[1] is not None:
        return ALL_WAITS.index(told.last)
    return ALL_WAITS.index(told.first) if told.first.bounds[0] >= PROMISE_S else None


def population_of(sponsor: Sponsor) -> int | None:
    listed = sponsor.commune or sponsor.authority
    return listed.population if listed is not None else None


def _sized(rows: QuerySet[Standing], least: int, below: int | None) -> QuerySet[Standing]:
    rows = rows.annotate(people=Coalesce(F("sponsor__commune__population"), F("sponsor__authority__population")))
    rows = rows.filter(people__gte=least)
    return rows if below is None else rows.filter(people__lt=below)


def _known(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _alike(kind: SponsorKind) -> tuple[tuple[SponsorKind, ...], str]:
    """With whom it is compared, and what they are called: the few collectivités have the schools of a département."""
    if kind in _SCHOOLED:
        return _SCHOOLED, "départements et collectivités territoriales"
    return (kind,), "CSE" if kind is SponsorKind.WORKS_COUNCIL else f"{kind.short}s"


_SCHOOLED: Final = (SponsorKind.DEPARTMENT, SponsorKind.COLLECTIVITY)

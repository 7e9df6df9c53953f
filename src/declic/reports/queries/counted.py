"""The visits of a year: counted weeks once they are over, the tables themselves for the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from declic.ground.paris import paris_day
from declic.reports.models import CountedWeek, CountedYear
from declic.reports.queries.enrolled import levels_known, levels_now, levels_packed
from declic.reports.queries.packed import packed, unpacked
from declic.reports.queries.plans import Decided, cuts_packed, cuts_unpacked, decided, weeks_decided
from declic.reports.queries.retold import Both, retold
from declic.reports.queries.tallies import Year, folded, kept, read, tallied
from declic.reports.queries.visits import (
    Places,
    Visit,
    enrolments_of,
    erased_children,
    lessons_of,
    weeks_up_to,
    without_lesson_of,
)
from declic.reports.rules import SchoolYear, monday_of, settled
from declic.sponsors.models import Sponsor


@dataclass(frozen=True)
class Tables:
    """A sponsor's year, read from the tables."""

    sponsor: Sponsor
    year: SchoolYear
    now: datetime
    places: Places

    @property
    def finished(self) -> date:
        """The Monday before which the weeks of this year are over."""
        return max(self.year.starts_on, min(monday_of(paris_day(self.now)), self.year.after))

    def between(self, first: date, after: date) -> Both:
        if first >= after:
            return [], []
        days = first, after
        return (
            lessons_of(self.sponsor, self.year, self.places, days),
            without_lesson_of(self.sponsor, self.year, self.now, self.places, days),
        )

    def of_weeks(self, weeks: Sequence[int], until: date | None = None) -> Both:
        """Before `until`."""
        if not weeks:
            return [], []
        wanted = set(weeks)
        first, after = self.year.monday(weeks[0]), self.year.monday(weeks[-1] + 1)
        lessons, without = self.between(first, min(after, until or after))
        return (
            [visit for visit in lessons if visit.week in wanted],
            [visit for visit in without if visit.week in wanted],
        )


@dataclass(frozen=True)
class Settled:
    """What officers read."""

    year: Year
    weeks: int
    """How many weeks of it."""
    plans: Decided


def settled_year_of(tables: Tables, *, recount: bool = False) -> Settled:
    """As it was added up: no lesson is read where the clock has counted.

    Before the first five children have come all weeks that are over are read, and masked: else only that nobody came
    until some day would be told.
    """
    year, after = tables.year, tables.finished
    kept_year = kept_year_of(tables.sponsor, year)
    is_before = kept_year.until <= after
    held = kept_year.current if is_before and not recount else None
    before = read(bytes(held.tallies)) if held is not None else None
    known = kept_year.cuts if is_before else {}
    if held is not None and before is not None and before.lessons.whole.numbers:
        if held.looked_on is not None and held.looked_on >= after:
            return Settled(before, weeks_decided(known), known)
        return _added(tables, _visits(tables, first=weeks_decided(known), until=after), known, before)
    visits = _recounted(tables, range(year.week(after))) if recount else _visits(tables, until=after)
    found = _added(tables, visits, known)
    if found.year.lessons.whole.numbers:
        return found
    weeks = max(1, year.week(after))
    whole = tallied(*_before(weeks, *visits))
    return Settled(whole, weeks, decided(whole, weeks, is_told=not visits[0]))


def _added(tables: Tables, visits: Both, known: Decided, before: Year | None = None) -> Settled:
    """`before`, of the weeks `known` was decided of, and those of `visits` that may be told."""
    told = _settled(visits[0], tables, told=weeks_decided(known))
    found = tallied(*_before(told, *visits), before=before)
    return Settled(found, told, decided(found, told, known))


def _settled(lessons: Iterable[Visit], tables: Tables, *, told: int = 0) -> int:
    children: list[set[int]] = [set() for _ in range(tables.year.week(tables.finished))]
    for visit in lessons:
        if visit.week < len(children):
            children[visit.week].add(visit.pupil)
    return settled(children, told=told)


def _before(week: int, lessons: Iterable[Visit], without: Iterable[Visit]) -> Both:
    return [visit for visit in lessons if visit.week < week], [visit for visit in without if visit.week < week]


@dataclass(frozen=True)
class KeptYear:
    """A year as it was added up, where it was."""

    held: CountedYear | None = None
    weeks: int = 0
    """How many weeks are counted now."""

    @property
    def current(self) -> CountedYear | None:
        """None when weeks were counted, or lost, beside it, and where it holds a part of a week."""
        held = self.held
        return held if held is not None and held.weeks == self.weeks and held.until == monday_of(held.until) else None

    @property
    def until(self) -> date:
        return self.held.until if self.held is not None else date.min

    @property
    def cuts(self) -> Decided:
        """They stay, whatever has changed beside it."""
        return cuts_unpacked(bytes(self.held.cuts)) if self.held is not None else {}


def kept_year_of(sponsor: Sponsor, year: SchoolYear) -> KeptYear:
    number = _weeks(sponsor, year).order_by().values("sponsor").annotate(number=Count("pk")).values("number")
    held = CountedYear.objects.filter(sponsor=sponsor, year=year.starts_on).defer("levels")
    found = held.annotate(number=Coalesce(Subquery(number), 0)).first()
    return KeptYear() if found is None else KeptYear(found, found.number)


def add_up(tables: Tables, *, before: CountedYear | None) -> CountedYear:
    """The year's weeks that are over and may be told, not yet written: `before` and those since, or all of them."""
    sponsor, year = tables.sponsor, tables.year
    known = (KeptYear(before) if before is not None else kept_year_of(sponsor, year)).cuts
    added = None if before is None else read(bytes(before.tallies))
    visits = _visits(tables, first=0 if before is None else weeks_decided(known), until=tables.finished)
    found = _added(tables, visits, known, added)
    weeks = _weeks(sponsor, year).count()
    levels = levels_now(tables.places.enrolments, year, tables.now, levels_known(sponsor, year))
    return CountedYear(
        sponsor=sponsor,
        year=year.starts_on,
        until=year.monday(found.weeks),
        looked_on=min(paris_day(tables.now), year.after),
        weeks=weeks,
        tallies=kept(folded(found.year, found.plans["lessons"])),
        cuts=cuts_packed(found.plans),
        levels=levels_packed(levels),
    )


def _visits(tables: Tables, *, first: int = 0, until: date | None = None) -> Both:
    """Of the weeks begun, from `first` on and before `until`: counted weeks, and the tables for the rest."""
    weeks = weeks_up_to(tables.year, paris_day(tables.now))
    since = tables.year.monday(first)
    known = _told(tables.sponsor, tables.year, since) if since < tables.finished else {}
    lessons, without = tables.of_weeks([week for week in range(first, weeks) if week not in known], until)
    for week, sheet in known.items():
        if week < weeks and (until is None or tables.year.monday(week) < until):
            more = unpacked(sheet, week)
            lessons += more[0]
            without += more[1]
    return lessons, without


def _sheets(sponsor: Sponsor, year: SchoolYear) -> dict[int, bytes]:
    rows = _weeks(sponsor, year).values_list("monday", "visits")
    return {year.week(monday): bytes(sheet) for monday, sheet in rows}


def _told(sponsor: Sponsor, year: SchoolYear, since: date | None = None) -> dict[int, bytes]:
    rows = _weeks(sponsor, year).filter(monday__gte=since or year.starts_on)
    return {year.week(monday): bytes(sheet) for monday, sheet in rows.values_list("monday", Coalesce("told", "visits"))}


def _weeks(sponsor: Sponsor, year: SchoolYear) -> QuerySet[CountedWeek]:
    return CountedWeek.objects.filter(sponsor=sponsor, monday__gte=year.starts_on, monday__lt=year.after)


def count_weeks(tables: Tables, weeks: Sequence[int]) -> list[CountedWeek]:
    """Those of `weeks` that are over, recounted; not yet written. Children erased since stay as they were counted.

    What was told of them is told on, until five children have changed.
    """
    year, now = tables.year, tables.now
    over = [week for week in weeks if is_over(year.monday(week), now)]
    if not over:
        return []
    told, found = _told(tables.sponsor, year, year.monday(min(over))), []
    for week, both in _by_week(tables, over).items():
        row = CountedWeek(sponsor=tables.sponsor, monday=year.monday(week), visits=packed(*both), counted_at=now)
        is_young = _is_young(year.monday(week), now)
        kept_on = retold(unpacked(told[week], week), both, is_young=is_young) if week in told else None
        row.told = packed(*kept_on) if kept_on is not None else None
        found.append(row)
    return found


def _recounted(tables: Tables, weeks: Sequence[int]) -> Both:
    """From the tables, and what counted weeks alone still hold of the children erased since; told on as they were."""
    told = _told(tables.sponsor, tables.year)
    lessons: list[Visit] = []
    without: list[Visit] = []
    for week, both in _by_week(tables, weeks).items():
        is_young = _is_young(tables.year.monday(week), tables.now)
        found = retold(unpacked(told[week], week), both, is_young=is_young) if week in told else None
        more = both if found is None else found
        lessons += more[0]
        without += more[1]
    return lessons, without


def _by_week(tables: Tables, weeks: Sequence[int]) -> dict[int, Both]:
    of: dict[int, Both] = {week: ([], []) for week in weeks}
    for both in (tables.of_weeks(weeks), _of_erased(tables, weeks)):
        for at, visits in enumerate(both):
            for visit in visits:
                of[visit.week][at].append(visit)
    return of


def _of_erased(tables: Tables, weeks: Sequence[int]) -> Both:
    """What the counted ones of `weeks` hold of children erased since: no table does any more."""
    gone = erased_children(tables.sponsor)
    found: Both = [], []
    for week, sheet in (_sheets(tables.sponsor, tables.year) if gone else {}).items():
        if week in weeks:
            for kind, visits in zip(found, unpacked(sheet, week), strict=True):
                kind += [visit for visit in visits if visit.pupil in gone]
    return found


def _is_young(monday: date, now: datetime) -> bool:
    """Over for less than a week: what becomes of its requests is told on no page yet (`queries.plans`)."""
    return paris_day(now) < monday + timedelta(weeks=2)


def is_over(monday: date, now: datetime) -> bool:
    return paris_day(now) >= monday + timedelta(weeks=1)


def weeks_that_differ(year: SchoolYear, now: datetime) -> Iterator[tuple[Sponsor, date]]:
    """The weeks counted that are no longer what the tables say; a child erased since is no reason."""
    for sponsor in Sponsor.objects.order_by("pk").iterator():
        known = _sheets(sponsor, year)
        found = count_weeks(Tables(sponsor, year, now, Places(enrolments_of(sponsor))), sorted(known))
        for row in found:
            week = year.week(row.monday)
            if _in_order(unpacked(known[week], week)) != _in_order(unpacked(bytes(row.visits), week)):
                yield sponsor, row.monday


def _in_order(both: Both) -> list[list[str]]:
    return [sorted(map(repr, visits)) for visits in both]

"""Keeping counted weeks up: from the journal, when a week is over, and again from nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from declic.dispatch.models import HelpRequest
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.people.models import Pupil
from declic.reports.models import CountedWeek, CountedYear, ReadUpTo, Standing
from declic.reports.queries.counted import Tables, add_up, count_weeks, is_over, kept_year_of
from declic.reports.queries.figures import figures_of
from declic.reports.queries.others import population_of, standing_of
from declic.reports.queries.visits import CAME_BACK, WITHOUT_LESSON, Places, enrolments_of, weeks_up_to
from declic.reports.rules import SchoolYear, monday_of
from declic.sponsors.models import Sponsor

SETTLED: Final = timedelta(minutes=1)
"""Facts are read this long after they were written: one with a smaller number may be committed later. In their order,
up to the first that is younger: one of a slow request is older than those before it."""
FACTS: Final = 2000
SPONSORS: Final = 20
"""At most so many in one go."""
RECENT: Final = timedelta(days=28)
"""The last weeks of a school year are still counted so long after it."""


def keep_up(*, now: datetime) -> int:
    """Recounts the weeks, already over, that facts not yet read are about; how many facts were read.

    Twice the same facts are the same weeks: what is interrupted is done again.
    """
    read, _ = ReadUpTo.objects.get_or_create(pk=1, defaults={"fact": _last_fact(now)})
    since = Fact.objects.filter(pk__gt=read.fact).order_by("pk").values_list("pk", "at", "data")[:FACTS]
    facts = [(pk, data) for pk, _, data in takewhile(lambda fact: fact[1] < now - SETTLED, since)]
    if not facts:
        return 0
    requests = {UUID(data["help_request_id"]) for _, data in facts if "help_request_id" in data}
    for sponsor_id, mondays in _weeks_of(requests, now).items():
        _recount(Sponsor.objects.get(pk=sponsor_id), mondays, now)
    ReadUpTo.objects.filter(pk=1, fact=read.fact).update(fact=facts[-1][0])
    return len(facts)


def count_what_is_over(*, now: datetime, most: int = SPONSORS) -> int:
    """Counts the weeks of this school year that are over and were not counted yet, of `most` sponsors; keeps, day by
    day, the levels of their children.

    Returns of how many.
    """
    done = 0
    today = paris_day(now)
    for year in {SchoolYear.holding(today - RECENT), SchoolYear.holding(today)}:
        over = [week for week in range(weeks_up_to(year, today)) if is_over(year.monday(week), now)]
        of_year = Q(counted_weeks__monday__gte=year.starts_on, counted_weeks__monday__lt=year.after)
        counted = Sponsor.objects.annotate(counted=Count("counted_weeks", filter=of_year))
        up_to_date = CountedYear.objects.filter(
            sponsor=OuterRef("pk"), year=year.starts_on, looked_on__gte=min(today, year.after)
        )
        behind = counted.filter(Q(counted__lt=len(over)) | ~Exists(up_to_date)).order_by("pk")[: most - done]
        for sponsor in behind:
            known = set(_mondays(sponsor, year))
            new = [week for week in over if year.monday(week) not in known]
            _count(sponsor, year, new, now, before=kept_year_of(sponsor, year).current)
            if new:
                _stand(sponsor, year, now)
            done += 1
    return done + _add_up_again(now, most - done)


def _add_up_again(now: datetime, most: int) -> int:
    """The years, whichever they are, whose tallies were written otherwise: a migration says so by `looked_on`."""
    again = CountedYear.objects.filter(looked_on=None).order_by("pk").defer("tallies", "cuts", "levels")
    years = list(again.select_related("sponsor")[: max(0, most)])
    for held in years:
        _count(held.sponsor, SchoolYear.holding(held.year), [], now)
    return len(years)


def rebuild(*, year: SchoolYear, now: datetime, said: Callable[[int], object] = lambda _: None) -> int:
    """Every week of `year` that is over, of every sponsor, from the tables. `said` hears how many sponsors are done."""
    over = [week for week in range(weeks_up_to(year, paris_day(now))) if is_over(year.monday(week), now)]
    done = 0
    ReadUpTo.objects.update_or_create(pk=1, defaults={"fact": _last_fact(now)})
    for done, sponsor in enumerate(Sponsor.objects.order_by("pk").iterator(), start=1):
        _count(sponsor, year, over, now)
        _stand(sponsor, year, now)
        said(done)
    return done


def count_before_erasing(*, pupil: Pupil, now: datetime) -> None:
    """The weeks, over and not yet counted, that this child comes in: from now on nothing else will tell of them."""
    requests = set(HelpRequest.objects.filter(pupil=pupil).values_list("pk", flat=True))
    for sponsor_id, mondays in _weeks_of(requests, now).items():
        counted = CountedWeek.objects.filter(sponsor=sponsor_id, monday__in=mondays)
        new = {monday for monday in mondays if is_over(monday, now)} - set(counted.values_list("monday", flat=True))
        if new:
            _recount(Sponsor.objects.get(pk=sponsor_id), sorted(new), now)


def _recount(sponsor: Sponsor, mondays: Iterable[date], now: datetime) -> None:
    by_year: dict[SchoolYear, list[int]] = defaultdict(list)
    for monday in mondays:
        year = SchoolYear.holding(monday)
        by_year[year].append(year.week(monday))
    for year, weeks in by_year.items():
        _count(sponsor, year, sorted(weeks), now)


def _count(
    sponsor: Sponsor, year: SchoolYear, weeks: list[int], now: datetime, *, before: CountedYear | None = None
) -> None:
    """`before`: the year as it was added up, where nothing that is in it has changed."""
    tables = Tables(sponsor, year, now, Places(enrolments_of(sponsor)))
    with transaction.atomic():
        list(CountedYear.objects.select_for_update().filter(sponsor=sponsor, year=year.starts_on).values("pk"))
        rows = [row for run in _neighbours(weeks) for row in count_weeks(tables, run)]
        CountedWeek.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["sponsor", "monday"],
            update_fields=["visits", "told", "counted_at"],
        )
        CountedYear.objects.bulk_create(
            [add_up(tables, before=before)],
            update_conflicts=True,
            unique_fields=["sponsor", "year"],
            update_fields=["until", "looked_on", "weeks", "tallies", "cuts", "levels"],
        )


def _neighbours(weeks: list[int]) -> list[list[int]]:
    """Read together; two far from each other would read all that lies between."""
    found: list[list[int]] = []
    for week in weeks:
        if found and found[-1][-1] == week - 1:
            found[-1].append(week)
        else:
            found.append([week])
    return found


def _stand(sponsor: Sponsor, year: SchoolYear, now: datetime) -> None:
    """As of the last week counted: what others are compared with does not move within a week."""
    last_day = min(paris_day(now), year.after) - timedelta(days=1)
    figures = figures_of(sponsor, first_day=year.starts_on, last_day=last_day, now=now)
    shares = {**standing_of(figures, population_of(sponsor)), "at": now}
    Standing.objects.update_or_create(sponsor=sponsor, year=year.starts_on, defaults=shares)


def _weeks_of(requests: Iterable[UUID], now: datetime) -> dict[int, set[date]]:
    """The weeks that are over in which these requests or their lessons count.

    And those of the requests left unmet before, of which these lessons are what became.
    """
    weeks: dict[int, set[date]] = defaultdict(set)
    wanted = list(requests)
    asked = HelpRequest.objects.filter(pk__in=wanted)
    boards = Lesson.objects.filter(help_request__in=wanted).values("board_id")
    moments = [
        *asked.values_list("sponsor_id", "asked_at"),
        *Lesson.objects.filter(board_id__in=boards).values_list("sponsor_id", "opened_at"),
    ]
    known = [at for _, at in moments if at is not None]
    if known:
        before = HelpRequest.objects.filter(pupil__in=asked.values("pupil"), asked_at__gte=min(known) - CAME_BACK)
        moments += before.filter(WITHOUT_LESSON).values_list("sponsor_id", "asked_at")
    for sponsor_id, at in moments:
        if at is not None and is_over(monday_of(paris_day(at)), now):
            weeks[sponsor_id].add(monday_of(paris_day(at)))
    return weeks


def _mondays(sponsor: Sponsor, year: SchoolYear) -> Iterable[date]:
    kept = CountedWeek.objects.filter(sponsor=sponsor, monday__gte=year.starts_on, monday__lt=year.after)
    return kept.values_list("monday", flat=True)


def _last_fact(now: datetime) -> int:
    """The last before all that are not settled."""
    young = Fact.objects.filter(at__gte=now - SETTLED).aggregate(first=Min("pk"))["first"]
    return young - 1 if young is not None else Fact.objects.aggregate(last=Max("pk"))["last"] or 0

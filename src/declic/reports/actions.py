"""Keeping counted weeks up: from the journal, when a week is over, and again from nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q

from declic.dispatch.models import HelpRequest
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.reports.models import CountedWeek, ReadUpTo, Standing
from declic.reports.queries.counted import count_weeks, is_over
from declic.reports.queries.figures import figures_of
from declic.reports.queries.others import standing_of
from declic.reports.queries.visits import Places, enrolments_of, weeks_up_to
from declic.reports.rules import SchoolYear, monday_of
from declic.sponsors.models import Sponsor

SETTLED: Final = timedelta(minutes=1)
"""Facts are read this long after they were written: one with a smaller number may be committed later."""
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
    facts = list(
        Fact.objects.filter(pk__gt=read.fact, at__lt=now - SETTLED).order_by("pk").values_list("pk", "data")[:FACTS]
    )
    if not facts:
        return 0
    requests = {UUID(data["help_request_id"]) for _, data in facts if "help_request_id" in data}
    for sponsor_id, mondays in _weeks_of(requests, now).items():
        _recount(Sponsor.objects.get(pk=sponsor_id), mondays, now)
    ReadUpTo.objects.filter(pk=1, fact=read.fact).update(fact=facts[-1][0])
    return len(facts)


def count_what_is_over(*, now: datetime, most: int = SPONSORS) -> int:
    """Counts the weeks of this school year that are over and were not counted yet, of `most` sponsors; how many."""
    done = 0
    today = paris_day(now)
    for year in {SchoolYear.holding(today - RECENT), SchoolYear.holding(today)}:
        over = [week for week in range(weeks_up_to(year, today)) if is_over(year.monday(week), now)]
        if not over:
            continue
        of_year = Q(counted_weeks__monday__gte=year.starts_on, counted_weeks__monday__lt=year.after)
        counted = Sponsor.objects.annotate(counted=Count("counted_weeks", filter=of_year))
        behind = counted.filter(counted__lt=len(over)).order_by("pk")[: most - done]
        for sponsor in behind:
            known = set(_mondays(sponsor, year))
            _count(sponsor, year, [week for week in over if year.monday(week) not in known], now)
            _stand(sponsor, year, now)
            done += 1
    return done


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


def _recount(sponsor: Sponsor, mondays: Iterable[date], now: datetime) -> None:
    by_year: dict[SchoolYear, list[int]] = defaultdict(list)
    for monday in mondays:
        year = SchoolYear.holding(monday)
        by_year[year].append(year.week(monday))
    for year, weeks in by_year.items():
        for week in sorted(weeks):
            _count(sponsor, year, [week], now)


def _count(sponsor: Sponsor, year: SchoolYear, weeks: list[int], now: datetime) -> None:
    places = Places(enrolments_of(sponsor))
    with transaction.atomic():
        rows = count_weeks(sponsor, year, weeks, now, places)
        CountedWeek.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["sponsor", "monday"],
            update_fields=["visits", "counted_at"],
        )


def _stand(sponsor: Sponsor, year: SchoolYear, now: datetime) -> None:
    """As of the last week counted: what others are compared with does not move within a week."""
    last_day = min(paris_day(now), year.after) - timedelta(days=1)
    figures = figures_of(sponsor, first_day=year.starts_on, last_day=last_day, now=now)
    shares = {**standing_of(figures), "at": now}
    Standing.objects.update_or_create(sponsor=sponsor, year=year.starts_on, defaults=shares)


def _weeks_of(requests: Iterable[UUID], now: datetime) -> dict[int, set[date]]:
    """The weeks, over, in which these requests or their lessons count; and those before, whose unmet came back."""
    weeks: dict[int, set[date]] = defaultdict(set)
    wanted = list(requests)
    moments = [
        *HelpRequest.objects.filter(pk__in=wanted).values_list("sponsor_id", "asked_at"),
        *Lesson.objects.filter(
            board_id__in=Lesson.objects.filter(help_request__in=wanted).values("board_id")
        ).values_list("sponsor_id", "opened_at"),
    ]
    for sponsor_id, at in moments:
        if at is None:
            continue
        monday = monday_of(paris_day(at))
        weeks[sponsor_id] |= {week for week in (monday - timedelta(weeks=1), monday) if is_over(week, now)}
    return weeks


def _mondays(sponsor: Sponsor, year: SchoolYear) -> Iterable[date]:
    kept = CountedWeek.objects.filter(sponsor=sponsor, monday__gte=year.starts_on, monday__lt=year.after)
    return kept.values_list("monday", flat=True)


def _last_fact(now: datetime) -> int:
    return Fact.objects.filter(at__lt=now - SETTLED).aggregate(last=Max("pk"))["last"] or 0

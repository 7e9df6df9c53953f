"""The visits of a year: counted weeks once they are over, the tables themselves for the rest."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from math import inf
from typing import Final

import msgspec

from declic.ground.paris import paris_day
from declic.reports.models import CountedWeek
from declic.reports.queries.visits import (
    Places,
    Visit,
    enrolments_of,
    lessons_of,
    weeks_up_to,
    without_lesson_of,
)
from declic.reports.rules import Run, SchoolYear
from declic.sponsors.models import Sponsor

Both = tuple[list[Visit], list[Visit]]
"""Lessons, and requests without one."""
_Line = tuple[int, int, float, float | None, bool]
"""Which row, which child, seconds, waited (None: nobody came), whether an answer was given."""


class _Sheet(msgspec.Struct, array_like=True):
    rows: list[dict[str, str]]
    lessons: list[_Line]
    without: list[_Line]


_WRITE: Final = msgspec.msgpack.Encoder()
_READ: Final = msgspec.msgpack.Decoder(_Sheet)


def packed(lessons: Iterable[Visit], without: Iterable[Visit]) -> bytes:
    """The visits of one week; which one is not in it."""
    rows: list[dict[str, str]] = []
    known: dict[tuple[tuple[str, str], ...], int] = {}

    def line(visit: Visit) -> _Line:
        at = known.setdefault(tuple(visit.rows.items()), len(rows))
        if at == len(rows):
            rows.append(dict(visit.rows))
        return at, visit.pupil, visit.seconds, None if visit.waited == inf else visit.waited, visit.told

    sheet = _Sheet(rows, [], [])
    sheet.lessons = [line(visit) for visit in lessons]
    sheet.without = [line(visit) for visit in without]
    return zlib.compress(_WRITE.encode(sheet), 1)


def unpacked(kept: bytes, week: int) -> Both:
    sheet = _READ.decode(zlib.decompress(kept))

    def visit(line: _Line) -> Visit:
        at, pupil, seconds, waited, told = line
        return Visit(week, pupil, sheet.rows[at], seconds, inf if waited is None else waited, told)

    return list(map(visit, sheet.lessons)), list(map(visit, sheet.without))


def visits_of(sponsor: Sponsor, year: SchoolYear, now: datetime, places: Places, *, recount: bool = False) -> Both:
    """Of the weeks begun. `recount`: from the tables alone, whatever is kept."""
    weeks = weeks_up_to(year, paris_day(now))
    kept = {} if recount else _kept(sponsor, year)
    missing = [week for week in range(weeks) if week not in kept]
    lessons, without = _read(sponsor, year, now, places, missing) if missing else ([], [])
    for week, sheet in kept.items():
        if week < weeks:
            more = unpacked(sheet, week)
            lessons += more[0]
            without += more[1]
    return lessons, without


def _kept(sponsor: Sponsor, year: SchoolYear) -> dict[int, bytes]:
    rows = CountedWeek.objects.filter(sponsor=sponsor, monday__gte=year.starts_on, monday__lt=year.after)
    return {year.week(monday): bytes(sheet) for monday, sheet in rows.values_list("monday", "visits")}


def _read(sponsor: Sponsor, year: SchoolYear, now: datetime, places: Places, weeks: Sequence[int]) -> Both:
    run = None if weeks[0] == 0 else Run(weeks[0], weeks[-1] + 1)
    wanted = set(weeks)
    return (
        [visit for visit in lessons_of(sponsor, year, places, run) if visit.week in wanted],
        [visit for visit in without_lesson_of(sponsor, year, now, places, run) if visit.week in wanted],
    )


def count_weeks(
    sponsor: Sponsor, year: SchoolYear, weeks: Sequence[int], now: datetime, places: Places
) -> list[CountedWeek]:
    """Those of `weeks` that are over, recounted; not yet written."""
    over = [week for week in weeks if is_over(year.monday(week), now)]
    if not over:
        return []
    lessons, without = _read(sponsor, year, now, places, over)
    of: dict[int, Both] = {week: ([], []) for week in over}
    for visit in lessons:
        of[visit.week][0].append(visit)
    for visit in without:
        of[visit.week][1].append(visit)
    return [
        CountedWeek(sponsor=sponsor, monday=year.monday(week), visits=packed(*both), counted_at=now)
        for week, both in of.items()
    ]


def is_over(monday: date, now: datetime) -> bool:
    return paris_day(now) >= monday + timedelta(weeks=1)


def weeks_that_differ(year: SchoolYear, now: datetime) -> Iterator[tuple[Sponsor, date]]:
    """The weeks counted that are no longer what the tables say; the children erased since are a reason."""
    for sponsor in Sponsor.objects.order_by("pk").iterator():
        kept = _kept(sponsor, year)
        found = count_weeks(sponsor, year, sorted(kept), now, Places(enrolments_of(sponsor)))
        for row in found:
            week = year.week(row.monday)
            if _in_order(unpacked(kept[week], week)) != _in_order(unpacked(bytes(row.visits), week)):
                yield sponsor, row.monday


def _in_order(both: Both) -> list[list[str]]:
    return [sorted(map(repr, visits)) for visits in both]

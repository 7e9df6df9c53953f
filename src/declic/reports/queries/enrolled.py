"""Who was enrolled in some weeks of a year, and the level each of them had then."""

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

import msgspec

from declic.ground.paris import at_paris, paris_day
from declic.reports.models import CountedYear
from declic.reports.queries.visits import Enrolled
from declic.reports.rules import Run, SchoolYear, was_enrolled
from declic.sponsors.models import Sponsor

_WRITE: Final = msgspec.msgpack.Encoder()
_READ: Final = msgspec.msgpack.Decoder(dict[str, list[int]])


def enrolled_in(
    enrolments: Sequence[Enrolled], year: SchoolYear, run: Run, now: datetime, levels: Mapping[int, str]
) -> list[tuple[str, str]]:
    """Level and place of each child enrolled at some time in `run`, up to `now`: of their last code in it.

    `enrolments` in the order they began; a child whose level is not in `levels` has the one it comes with.
    """
    begins = at_paris(year.monday(run.first), time())
    ends = at_paris(year.monday(run.after), time())
    last = {
        one.pupil: (one.level, one.place)
        for one in enrolments
        if one.since <= now and was_enrolled(one.since, one.until, begins, ends)
    }
    return [(levels.get(pupil, level), place) for pupil, (level, place) in last.items()]


def levels_in(sponsor: Sponsor, year: SchoolYear, today: date) -> Mapping[int, str]:
    """Of the children enrolled that year, once families tell the levels of the next; until then nothing is asked."""
    return {} if today < year.levels_move_from else levels_known(sponsor, year)


def levels_now(
    enrolments: Sequence[Enrolled], year: SchoolYear, now: datetime, known: Mapping[int, str]
) -> Mapping[int, str]:
    """What is to be kept: the level of each child enrolled in `year`; once they move, of those not `known` alone."""
    begins, ends = at_paris(year.starts_on, time()), at_paris(year.after, time())
    told = {one.pupil: one.level for one in enrolments if was_enrolled(one.since, one.until, begins, ends)}
    return {**known, **told} if paris_day(now) < year.levels_move_from else {**told, **known}


def levels_known(sponsor: Sponsor, year: SchoolYear) -> Mapping[int, str]:
    held = CountedYear.objects.filter(sponsor=sponsor, year=year.starts_on).values_list("levels", flat=True).first()
    if not held:
        return {}
    by_level = _READ.decode(zlib.decompress(bytes(held)))
    return {child: level for level, children in by_level.items() for child in children}


def levels_packed(levels: Mapping[int, str]) -> bytes:
    by_level: dict[str, list[int]] = defaultdict(list)
    for child, level in sorted(levels.items()):
        by_level[level].append(child)
    return zlib.compress(_WRITE.encode(by_level), 1)

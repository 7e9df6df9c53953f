"""Visits added up: what a page needs of a year, by row and week, and adds to another for as many days more.

A page is drawn from tallies alone, whether they were kept (`CountedYear`) or are made of visits just read: there is one
way to count. Nothing in a tally depends on how its visits were parted: `tests/reports/test_tallies.py`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import nsmallest
from typing import Final, TypeVar

import msgspec

from declic.lessons.rules import Confidence
from declic.reports.queries.visits import Visit
from declic.reports.rules import FLOOR, Crowd, LineUp, Plans, Run, Wait, Weeks, line_up

K = TypeVar("K")
V = TypeVar("V")
LINED: Final = ("subject", "level", "place", "device", "evening", "hour")
"""The tables whose rows have a line: children helped, waits, answers."""
LESSON_TABLES: Final = (*LINED, "wait")
OTHER_TABLES: Final = (*LINED, "after")
WRITTEN_TABLES: Final = (*OTHER_TABLES, "answered")
ANSWER_TABLES: Final = ("answer",)


Sums = tuple[int, int]
"""Lessons, and seconds in them."""


class Row(msgspec.Struct, array_like=True):
    """A row of a table, week by week; a week without any is not there."""

    numbers: dict[int, int]
    seconds: dict[int, int]
    """Rounded, and one at least for each lesson: where there is a lesson there is time."""
    some: dict[int, list[int]]
    """Its children, the first five: whether they are five is all that masking asks of a week."""

    def number(self, run: Run) -> int:
        return _within(self.numbers, run)

    def sums(self, run: Run) -> Sums:
        return self.number(run), _within(self.seconds, run)

    def weeks(self, count: int) -> Weeks:
        return [Crowd(self.some.get(week, ()), self.numbers.get(week, 0)) for week in range(count)]


class Group(msgspec.Struct, array_like=True):
    """What a line tells of lessons besides their number."""

    children: bytes
    """One bit each, by their place in `Year.pupils`."""
    waits: LineUp
    yes: tuple[int, list[int]]
    """« Oui » to « Tu saurais le refaire seul(e) ? »: how many answers, and the first five children who gave them."""
    others: tuple[int, list[int]]


class Tally(msgspec.Struct, array_like=True):
    """Lessons, or requests without one."""

    whole: Row
    rows: dict[str, dict[str, Row]]
    """By table."""
    microseconds: dict[int, int]
    """By week, as they were."""
    weeks: dict[int, Group]
    """All of a week; of lessons alone, as `lines`."""
    lines: dict[str, dict[str, dict[int, Group]]]
    """By table, row and week; the weeks a row is told of are as one, under the last of them (`folded`)."""

    def table(self, name: str, count: int) -> dict[str, Weeks]:
        return {row: self.rows[name][row].weeks(count) for row in sorted(self.rows.get(name, ()))}

    def row(self, name: str, row: str) -> Row:
        return self.rows.get(name, {}).get(row) or Row({}, {}, {})

    def numbers(self, name: str, run: Run) -> dict[str, int]:
        return {row: held.number(run) for row, held in self.rows.get(name, {}).items()}

    def of_rows(self, name: str, rows: Iterable[str], before: int) -> Group:
        """Of the weeks before that one."""
        held = self.lines.get(name, {})
        groups = (group for row in rows for week, group in held.get(row, {}).items() if week < before)
        return reduce(_joined, groups, _nobody())

    def of_week(self, week: int) -> Group:
        return self.weeks.get(week) or _nobody()

    def helped(self, run: Run) -> int:
        """Distinct children."""
        return size_of(group.children for week, group in self.weeks.items() if week in run)

    def measured(self, run: Run) -> int:
        """Seconds."""
        return round(_within(self.microseconds, run) / 1_000_000)


class Year(msgspec.Struct, array_like=True):
    """All that the pages of a year are drawn from."""

    pupils: list[int]
    """Which child a bit stands for."""
    lessons: Tally
    answered: Tally
    """By answer."""
    written: Tally
    unmet: Tally


_YES: Final = Confidence.YES.value
_WRITE: Final = msgspec.msgpack.Encoder()
_READ: Final = msgspec.msgpack.Decoder(Year, strict=False)


def kept(year: Year) -> bytes:
    return _WRITE.encode(year)


def read(packed: bytes) -> Year:
    return _READ.decode(packed)


def tallied(lessons: Iterable[Visit], without: Iterable[Visit], before: Year | None = None) -> Year:
    """These visits, and those added up `before`: none of them twice."""
    known = {pupil: at for at, pupil in enumerate(before.pupils)} if before else {}
    held, asked = list(lessons), list(without)
    found = Year(
        pupils=[],
        lessons=_lessons(held, known),
        answered=_tally((visit for visit in held if visit.told), ANSWER_TABLES),
        written=_tally((visit for visit in asked if visit.rows["wait"] == Wait.WRITTEN.value), WRITTEN_TABLES),
        unmet=_tally((visit for visit in asked if visit.rows["wait"] == Wait.UNMET.value), OTHER_TABLES),
    )
    found.pupils = list(known)
    if before is None:
        return found
    pairs = [(getattr(before, name), getattr(found, name)) for name in ("lessons", "answered", "written", "unmet")]
    return Year(found.pupils, *(_added(*pair) for pair in pairs))


def folded(year: Year, plans: Plans) -> Year:
    """`year`, its lines no longer parted before the last cut of their row: no page will tell less of it."""
    lines = {
        name: {row: _folded(groups, plans[name].rows[row][-1]) for row, groups in rows.items()}
        for name, rows in year.lessons.lines.items()
    }
    return msgspec.structs.replace(year, lessons=msgspec.structs.replace(year.lessons, lines=lines))


def _folded(groups: dict[int, Group], cut: int) -> dict[int, Group]:
    told = [group for week, group in groups.items() if week < cut]
    since = {week: group for week, group in groups.items() if week >= cut}
    return {cut - 1: reduce(_joined, told), **since} if told else since


def size_of(children: Iterable[bytes]) -> int:
    return _bits(children).bit_count()


# -- from visits ------------------------------------------------------------------------------------------------------
@dataclass
class _Pile:
    """The visits of one row."""

    visits: list[Visit] = field(default_factory=list)
    by_week: dict[int, list[Visit]] = field(default_factory=lambda: defaultdict(list))

    def row(self) -> Row:
        return Row(
            {week: len(visits) for week, visits in self.by_week.items()},
            {week: sum([visit.spent for visit in visits]) for week, visits in self.by_week.items()},
            {week: _first_five({visit.pupil for visit in visits}) for week, visits in self.by_week.items()},
        )


def _tally(visits: Iterable[Visit], tables: Sequence[str]) -> Tally:
    held = list(visits)
    rows = {name: {row: pile.row() for row, pile in _piles(held, name).items()} for name in tables}
    return Tally(_pile(held).row(), rows, {}, {}, {})


def _lessons(visits: list[Visit], known: dict[int, int]) -> Tally:
    """`known` learns the children it did not know."""
    whole = _pile(visits)
    found = Tally(whole.row(), {}, {}, {}, {})
    for week, held in whole.by_week.items():
        found.microseconds[week] = sum(round(visit.seconds * 1_000_000) for visit in held)
        found.weeks[week] = _group(held, known)
    for name in LESSON_TABLES:
        piles = _piles(visits, name)
        found.rows[name] = {row: pile.row() for row, pile in piles.items()}
        if name in LINED:
            found.lines[name] = {
                row: {week: _group(held, known) for week, held in pile.by_week.items()} for row, pile in piles.items()
            }
    return found


def _pile(visits: Iterable[Visit]) -> _Pile:
    pile = _Pile(list(visits))
    for visit in pile.visits:
        pile.by_week[visit.week].append(visit)
    return pile


def _piles(visits: Iterable[Visit], name: str) -> dict[str, _Pile]:
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.rows.get(name, "")].append(visit)
    return {row: _pile(held) for row, held in found.items()}


def _group(visits: Sequence[Visit], known: dict[int, int]) -> Group:
    children = {known.setdefault(visit.pupil, len(known)) for visit in visits}
    yes: list[int] = []
    others: list[int] = []
    for visit in visits:
        if visit.told and (answer := visit.rows.get("answer")):
            (yes if answer == _YES else others).append(visit.pupil)
    return Group(
        _mask(children),
        line_up((visit.waited, visit.pupil) for visit in visits),
        (len(yes), _first_five(set(yes))),
        (len(others), _first_five(set(others))),
    )


# -- added ------------------------------------------------------------------------------------------------------------
def _added(one: Tally, other: Tally) -> Tally:
    return Tally(
        _both(one.whole, other.whole),
        {name: _merged(one.rows.get(name, {}), other.rows.get(name, {}), _both) for name in one.rows | other.rows},
        _sums(one.microseconds, other.microseconds),
        _merged(one.weeks, other.weeks, _joined),
        {
            name: _merged(one.lines.get(name, {}), other.lines.get(name, {}), _joined_by_week)
            for name in one.lines | other.lines
        },
    )


def _merged(one: dict[K, V], other: dict[K, V], join: Callable[[V, V], V]) -> dict[K, V]:
    found = dict(one)
    for key, value in other.items():
        found[key] = join(found[key], value) if key in found else value
    return found


def _both(one: Row, other: Row) -> Row:
    some = _merged(one.some, other.some, lambda a, b: _first_five({*a, *b}))
    return Row(_sums(one.numbers, other.numbers), _sums(one.seconds, other.seconds), some)


def _sums(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    return _merged(one, other, int.__add__)


def _joined(one: Group, other: Group) -> Group:
    return Group(
        _bytes(_bits((one.children, other.children))),
        one.waits | other.waits,
        _answers(one.yes, other.yes),
        _answers(one.others, other.others),
    )


def _joined_by_week(one: dict[int, Group], other: dict[int, Group]) -> dict[int, Group]:
    return _merged(one, other, _joined)


def _answers(one: tuple[int, list[int]], other: tuple[int, list[int]]) -> tuple[int, list[int]]:
    return one[0] + other[0], _first_five({*one[1], *other[1]})


def _nobody() -> Group:
    return Group(b"", line_up(()), (0, []), (0, []))


def _first_five(children: Iterable[int]) -> list[int]:
    return nsmallest(FLOOR, children)


def _within(by_week: dict[int, int], run: Run) -> int:
    return sum(by_week.get(week, 0) for week in range(run.first, run.after))


def _mask(places: set[int]) -> bytes:
    if not places:
        return b""
    bits = bytearray(max(places) // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def _bits(children: Iterable[bytes]) -> int:
    return reduce(int.__or__, (int.from_bytes(mask, "little") for mask in children), 0)


def _bytes(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")

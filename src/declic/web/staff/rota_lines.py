"""A day of a rota as it is drawn: need against cover, gaps, shifts; places are shares of the day's width."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from declic.dispatch.rules.hours import Exceptional
from declic.planning.models import Shift
from declic.planning.queries.operator import Week
from declic.planning.rules.clocks import QUARTERS, clock, from_to, hours, last_minutes
from declic.planning.rules.closed import is_closed
from declic.planning.rules.covers import Cover
from declic.planning.rules.gaps import Gap
from declic.planning.rules.states import ShiftState

TALL = 100.0


@dataclass(frozen=True)
class Axis:
    """Quarter-hours drawn, on whole hours."""

    first: int
    after: int

    def left(self, quarter: int) -> str:
        """As an SVG attribute, in percents."""
        return f"{100 * (quarter - self.first) / max(1, self.after - self.first):.3f}%"

    def wide(self, quarters: int) -> str:
        return f"{100 * quarters / max(1, self.after - self.first):.3f}%"

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """(place, words): each hour, or every other one when there are many."""
        step = 4 if self.after - self.first <= 32 else 8
        return [(self.left(quarter), clock(quarter)) for quarter in range(self.first, self.after, step)]


@dataclass(frozen=True)
class Run:
    """Quarter-hours that follow each other and lack as many; 0: covered."""

    left: str
    wide: str
    middle: str
    missing: int


@dataclass(frozen=True)
class CoverLine:
    key: int
    """Which of the week's covers."""
    name: str
    runs: tuple[Run, ...]
    said: str
    """The row in words, for who does not see it."""
    missing: int


@dataclass(frozen=True)
class Column:
    """A quarter-hour of the whole: who is needed, who is there; heights in percents from the top."""

    left: str
    wide: str
    needed: int
    needed_y: str
    there_y: str
    there_h: str
    short: bool


@dataclass(frozen=True)
class Bar:
    id: int
    name: str
    left: str
    wide: str
    pause_left: str
    pause_wide: str
    first: int
    after: int
    times: str
    worked: str
    label: str
    state: str
    closed: bool
    """By an exceptional closing, from end to end."""


@dataclass(frozen=True)
class GapLine:
    cover: int
    name: str
    first: int
    after: int
    times: str
    missing: int
    could: int
    """Who could still come for it."""


class Day:
    def __init__(self, week: Week, day: int, decided: Sequence[Exceptional] = ()) -> None:
        self.decided = decided
        self.week, self.day = week, day
        self.covers = covers_in(week)
        self.shifts = [shift for shift in week.shifts if shift.on.weekday() == day]
        quarters = [quarter for _, its_day, quarter in week.needed if its_day == day]
        quarters += [quarter for shift in self.shifts for quarter in (shift.first, shift.after - 1)]
        first, last = (min(quarters), max(quarters)) if quarters else (68, 79)
        self.axis = Axis(first // 4 * 4, min(QUARTERS, -(-(last + 1) // 4) * 4))

    def gaps(self, most: int) -> tuple[list[GapLine], int]:
        """The largest, and how many there are besides."""
        here = [gap for gap in self.week.gaps if gap.day == self.day]
        here.sort(key=lambda gap: (-gap.quarters, gap.first))
        return [self._gap(gap) for gap in here[:most]], max(0, len(here) - most)

    def unrung(self) -> list[GapLine]:
        """Handovers in which nobody is rung."""
        return [
            GapLine(self.covers.index(cover), cover.name, quarter, quarter + 2, last_minutes(quarter), 0, could)
            for cover, day, quarter in self.week.unrung
            if day == self.day
            for could in [len(self.week.candidates(day, quarter, quarter + 2, cover.groups))]
        ]

    def lines(self) -> list[CoverLine]:
        """The covers somebody is needed for that day."""
        return [line for key, cover in enumerate(self.covers) if (line := self._line(key, cover)) is not None]

    def columns(self) -> list[Column]:
        """Of the whole, the first cover."""
        if not any(day == self.day for _, day, _ in self.week.needed):
            return []
        whole = self.covers[0]
        numbers = [
            (quarter, self.week.needed.get(place, 0), self.week.there.get(place, 0))
            for quarter in range(self.axis.first, self.axis.after)
            for place in [(whole, self.day, quarter)]
        ]
        most = max((max(needed, there) for _, needed, there in numbers), default=0) or 1
        return [
            Column(
                self.axis.left(quarter),
                self.axis.wide(1),
                needed,
                f"{TALL - TALL * needed / most:.2f}%",
                f"{TALL - TALL * there / most:.2f}%",
                f"{TALL * there / most:.2f}%",
                there < needed,
            )
            for quarter, needed, there in numbers
        ]

    def bars(self) -> list[Bar]:
        return [
            self._bar(shift) for shift in sorted(self.shifts, key=lambda s: (s.first, s.after, s.teacher.account.name))
        ]

    def _line(self, key: int, cover: Cover) -> CoverLine | None:
        quarters = [q for q in range(self.axis.first, self.axis.after) if self.week.needed.get((cover, self.day, q))]
        if not quarters:
            return None
        runs = tuple(self._runs(cover, quarters))
        gaps = [gap for gap in self.week.gaps if gap.day == self.day and gap.cover == cover]
        said = (
            ", ".join(f"il manque {gap.missing}, {from_to(gap.first, gap.after)}" for gap in gaps) or "tout est couvert"
        )
        return CoverLine(key, cover.name, runs, said, sum(gap.quarters for gap in gaps))

    def _runs(self, cover: Cover, quarters: Sequence[int]) -> Iterator[Run]:
        def lacks(quarter: int) -> int:
            place = (cover, self.day, quarter)
            return max(0, self.week.needed[place] - self.week.there.get(place, 0))

        # Quarter-hours that follow each other keep the same distance to their rank.
        ranked = ((quarter - rank, lacks(quarter), quarter) for rank, quarter in enumerate(quarters))
        for (_, missing), several in groupby(ranked, key=lambda one: one[:2]):
            there = [quarter for _, _, quarter in several]
            wide = len(there)
            middle = f"{100 * (there[0] + wide / 2 - self.axis.first) / (self.axis.after - self.axis.first):.3f}%"
            yield Run(self.axis.left(there[0]), self.axis.wide(wide), middle, missing)

    def _bar(self, shift: Shift) -> Bar:
        return Bar(
            id=shift.pk,
            name=shift.teacher.account.name,
            left=self.axis.left(shift.first),
            wide=self.axis.wide(shift.after - shift.first),
            pause_left=self.axis.left(shift.pause) if shift.pause >= 0 else "",
            pause_wide=self.axis.wide(1),
            first=shift.first,
            after=shift.after,
            times=from_to(shift.first, shift.after),
            worked=hours(shift.times.worked),
            label=ShiftState(shift.state).label,
            state=shift.state,
            closed=is_closed(shift.starts_at, shift.ends_at, self.decided),
        )

    def _gap(self, gap: Gap) -> GapLine:
        could = self.week.candidates(gap.day, gap.first, gap.after, gap.cover.groups)
        key = self.covers.index(gap.cover)
        return GapLine(
            key, gap.cover.name, gap.first, gap.after, from_to(gap.first, gap.after), gap.missing, len(could)
        )


def covers_in(week: Week) -> list[Cover]:
    """In the order of the need: the whole, the bands, the subjects, the groups. In addresses, by their place here."""
    return list(dict.fromkeys(cover for cover, _, _ in week.needed))

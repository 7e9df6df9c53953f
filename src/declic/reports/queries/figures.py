"""One sponsor's figures over whole weeks. No name, no identifier ever leaves this module."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from declic.dispatch.rules.devices import Device
from declic.ground.paris import at_paris, paris_day
from declic.lessons.rules import Confidence
from declic.reports.queries.answers import answers_of
from declic.reports.queries.cells import (
    Cell,
    cells_of,
    enrolled_by_place,
    enrolled_cells,
    enrolled_rows,
    level_cells,
    named,
    named_devices,
    named_evenings,
    named_hours,
    named_places,
    row_cells,
    subject_cells,
    week_cells,
    weeks_together,
)
from declic.reports.queries.counted import Tables, settled_year_of
from declic.reports.queries.enrolled import enrolled_in, levels_in
from declic.reports.queries.lines import Lessons, Line, level_lines, row_lines, subject_lines, week_lines
from declic.reports.queries.page import Figures, Summary
from declic.reports.queries.plans import BAND, Decided, decided
from declic.reports.queries.tallies import Year
from declic.reports.queries.unmet import Unmet
from declic.reports.queries.visits import (
    BECAME,
    Enrolled,
    Places,
    enrolments_of,
    weeks_up_to,
)
from declic.reports.queries.waits import Waits, waits_of
from declic.reports.rules import (
    Count,
    Run,
    SchoolYear,
    Share,
    Wait,
    in_fives,
    monday_of,
    share,
)
from declic.sponsors.models import Sponsor

Names = Callable[[Iterable[str]], list[tuple[str, str]]]
ROWS: dict[str, tuple[Names, str]] = {
    "place": (named_places, "Autres lieux"),
    "device": (named_devices, "Autres appareils"),
    "evening": (named_evenings, "Autres jours"),
    "hour": (named_hours, "Autres heures"),
}
"""The tables besides levels, subjects and waits: how their rows are called, and those told together."""
COMPARED = ("place", "device", "evening")
"""Those of them that are told beside the period before."""


def figures_of(sponsor: Sponsor, *, first_day: date, last_day: date, now: datetime, recount: bool = False) -> Figures:
    """Figures of the whole weeks from `first_day` to `last_day`, within the school year of `last_day`.

    Of weeks that are over, in steps of nobody or of five children. Two queries, whatever the number of lessons, once
    the clock has counted: enrolments, the year as it was added up. `recount`: from the tables. Of a year that is over
    one more: the levels of then.

    The run is widened to what may be shown (`Figures.widened`).
    """
    today = paris_day(now)
    year = SchoolYear.holding(min(last_day, today))
    enrolments = enrolments_of(sponsor)
    counted = settled_year_of(Tables(sponsor, year, now, Places(enrolments)), recount=recount)
    told = Told(year, counted.weeks, counted.year, counted.plans)
    return told.figures(
        _run(year, counted.weeks, first_day, last_day), enrolments, now, levels_in(sponsor, year, today)
    )


def years_that_differ(year: SchoolYear, now: datetime) -> Iterator[Sponsor]:
    """The sponsors whose year, as it was added up, no longer tells what a recount does."""
    last_day = min(paris_day(now), year.after - timedelta(days=1))
    for sponsor in Sponsor.objects.filter(counted_years__year=year.starts_on).order_by("pk").iterator():
        told, again = (
            figures_of(sponsor, first_day=year.starts_on, last_day=last_day, now=now, recount=recount)
            for recount in (False, True)
        )
        if told != again:
            yield sponsor


class Told:
    """What may be told of a year so far: one plan for all its tables, whatever the period looked at."""

    def __init__(self, year: SchoolYear, weeks: int, counted: Year, plans: Decided | None = None) -> None:
        """`plans`: where they were decided before; else as they are when all weeks come at once."""
        found = plans or decided(counted, weeks)
        self.year, self.weeks, self.lessons, self.answered = year, weeks, counted.lessons, counted.answered
        self.by, self.answers = found["lessons"], found["answered"]["answer"]
        self.written, self.unmet = (
            Unmet(counted.written, found["written"]),
            Unmet(counted.unmet, found["unmet"]),
        )
        self.total = self.by[BAND]

    def figures(
        self, asked_run: Run, enrolments: Sequence[Enrolled], now: datetime, levels: Mapping[int, str] | None = None
    ) -> Figures:
        """`levels`: those the children had that year, where their own has moved since."""
        run = self.total.widened(asked_run) or asked_run
        drawn = Lessons(self.lessons, run, self.weeks, self.by["wait"])
        waits = self._waits(drawn)
        of_weeks = week_cells(self.lessons, self.total, run, self.year)
        of_subjects = subject_cells(self.lessons, self.by["subject"], run, named(self.lessons.rows.get("subject", ())))
        of_levels = level_cells(self.lessons, self.by, run)
        enrolled = enrolled_in(enrolments, self.year, self._with_those_since(run, now), now, levels or {})
        by_row = enrolled if drawn.so_far else []
        of_enrolled = enrolled_cells(Counter(level for level, _ in by_row))
        of_places = enrolled_by_place(Counter(place for _, place in by_row))
        places = {cell.code: cell.value for cell in of_places if cell.code and cell.value is not None}
        return Figures(
            **vars(self._summary(drawn, waits, len(enrolled))),
            year=self.year,
            run=run,
            widened=run != asked_run,
            so_far=drawn.so_far,
            is_over=(self.year.after if run.after == self.weeks else self.year.monday(run.after)) <= paris_day(now),
            stops_on=min(self.year.monday(run.after), monday_of(paris_day(now))) - timedelta(days=1),
            weeks=of_weeks,
            weeks_together=weeks_together(self.lessons, self.total, run, self.year),
            subjects=of_subjects,
            levels=of_levels,
            waits=waits.cells,
            answers=answers_of(self.written, run),
            became=self._became(run),
            became_told=self.unmet.plans["after"].told_total(run),
            enrolled_by_level=of_enrolled,
            enrolled_by_place=of_places,
            week_lines=week_lines(drawn, of_weeks, self.unmet, _at_end_of(enrolments, self.year, now)),
            subject_lines=subject_lines(drawn, of_subjects, self.unmet),
            level_lines=level_lines(drawn, of_levels, self.unmet, enrolled_rows(of_enrolled)),
            lines={name: self._lines(name, drawn, places if name == "place" else None) for name in ROWS},
            before=self._before(run, enrolments, now),
        )

    def _became(self, run: Run) -> tuple[Cell, ...]:
        shown = self.unmet.plans["after"]
        told = shown.told_total(run)
        if told is None:
            return tuple(Cell(code, label, None, rows=(code,)) for code, label in BECAME.items())
        return cells_of(self.unmet.visits, "after", shown, told, BECAME.items())

    def _with_those_since(self, run: Run, now: datetime) -> Run:
        """Who is enrolled is told of today, when lessons stop at a week that is over."""
        begun = weeks_up_to(self.year, paris_day(now))
        return Run(run.first, max(run.after, begun)) if run.after == self.weeks else run

    def _lines(self, name: str, drawn: Lessons, enrolled: Mapping[str, int] | None) -> tuple[Line, ...]:
        rows = self._rows(name)
        cells = row_cells(name, self.lessons, self.by[name], drawn.run, rows, ROWS[name][1])
        return row_lines(drawn, name, cells, self.unmet, dict(rows), enrolled)

    def _rows(self, name: str) -> list[tuple[str, str]]:
        return ROWS[name][0]({*self.lessons.rows.get(name, ()), *self.unmet.visits.rows.get(name, ())} - {""})

    def _before(self, run: Run, enrolments: Sequence[Enrolled], now: datetime) -> Summary | None:
        length = run.after - run.first
        before = Run(run.first - length, run.first)
        if before.first < 0 or not self.total.shows_total(before):
            return None
        drawn = Lessons(self.lessons, before, self.weeks, self.by["wait"])
        return self._summary(drawn, self._waits(drawn), len(enrolled_in(enrolments, self.year, before, now, {})))

    def _waits(self, drawn: Lessons) -> Waits:
        without = {Wait.WRITTEN: self.written, Wait.UNMET: self.unmet}
        return waits_of(drawn, {wait: held.cell(wait.value, wait.label, drawn.run) for wait, held in without.items()})

    def _cells(self, name: str, run: Run) -> tuple[Cell, ...]:
        return row_cells(name, self.lessons, self.by[name], run, self._rows(name), ROWS[name][1])

    def _summary(self, drawn: Lessons, waits: Waits, enrolled: int) -> Summary:
        run, shown, unmet = drawn.run, self.total.shows_total(drawn.run), self.unmet.total(drawn.run)
        return Summary(
            helped=in_fives(self.lessons.helped(run)) if shown else None,
            lessons=drawn.number if shown else None,
            seconds=self.lessons.measured(run) if shown else None,
            median=waits.median,
            p95=waits.p95,
            kept=waits.kept,
            unmet=unmet.number,
            unmet_at_least=unmet.at_least,
            redo=self._redo(run),
            asked=waits.asked,
            enrolled=in_fives(enrolled),
            lessons_by={
                name: {
                    cell.code: cell.value
                    for cell in self._cells(name, run)
                    if cell.code and cell.value is not None and not cell.at_least
                }
                for name in COMPARED
            },
            phones=self._phones(run),
        )

    def _phones(self, run: Run) -> int | None:
        told = self.by["device"].told(Device.PHONE.value, run)
        whole = 0 if told is None else self.lessons.whole.number(told)
        return 100 * self.lessons.row("device", Device.PHONE.value).number(told) // whole if told and whole else None

    def _redo(self, run: Run) -> Share | None:
        """Of the weeks « Oui » is told of."""
        told = self.answers.told(Confidence.YES.value, run)
        if told is None:
            return None
        of, yes = self.answered.whole.number(told), self.answered.row("answer", Confidence.YES.value).number(told)
        return share([Count(yes)], [], of=of)


def _at_end_of(enrolments: Sequence[Enrolled], year: SchoolYear, now: datetime) -> Callable[[int], int]:
    """How many are enrolled at the end of a week."""
    came = sorted(one.since for one in enrolments)
    left = sorted(max(one.since, one.until) for one in enrolments if one.until is not None)

    def enrolled(week: int) -> int:
        end = min(now, at_paris(year.monday(week + 1), time()))
        return bisect_right(came, end) - bisect_right(left, end)

    return enrolled


def _run(year: SchoolYear, weeks: int, first_day: date, last_day: date) -> Run:
    first = min(max(0, year.week(first_day)), weeks - 1)
    return Run(first, max(first + 1, min(weeks, year.week(last_day) + 1)))

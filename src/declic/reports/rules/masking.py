"""Figures that single nobody out, whoever keeps them week after week.

A figure is about a *row* (a level, a subject, a range of waits, or all of them) and a run of whole weeks.
It is told only if no told figures, added and subtracted, give one that stands on 1 to 4 children. Zero is told: it is
about nobody.

How. Each row has *cuts*, moments between two weeks; a figure runs from one cut of its row to another. Between two
neighbouring cuts of a row stand no child, or five or more: so does any sum or difference of that row's figures.
**Cuts are decided as weeks come, and stay**: whether a row is cut at a week depends on the weeks before it alone, so
whoever kept the page of each Monday holds no other figures than whoever reads the last one. A row that lacks a cut is
told up to its last one, as « at least » so many; what came since is told with that of the other rows that lack it.

The total of all rows is told too. At each of its cuts, the rows told subtracted from it give what came in the others
since they were last told (their *tails*); of an earlier cut, once they are told again, what came in them after it
(their *heads*); and the two together, what came between. So each of these stands on five children as well, or on
nobody: where it does not, the smallest row told joins those that are not. All that can be subtracted is made of
these. `tests/reports/rules/test_masking.py` tries to solve the told figures for a hidden one, and for several of a
table put together; `tests/reports/test_attacks.py` does so with all pages of all weeks.

Three kinds of visits are masked, each by its own plan: lessons, whose tables (subject, level, wait) add up to one
total, requests left unmet, and requests put in writing. The number of requests is their sum, and is told only where all
are: so it never gives a masked unmet request away. That is why a wait is counted with the lesson it led to, not with
its request.

What is not a sum is not masked here: distinct children are told in fives (`rounding.py`), waits in ranges (`waits.py`),
and both, of a level or a subject, for the year so far alone: there is no other period to compare it with.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self

from declic.reports.rules.weeks import Run

FLOOR = 5
"""Fewer children than this are never shown (product rule, docs/data.md)."""


class Crowd(frozenset[int]):
    """The children of a row in a week: all of them, or any five, which is all that masking asks."""

    visits: int
    """Of all of them: of two rows that may be hidden with a third, the one with fewer is."""

    def __new__(cls, children: Iterable[int], visits: int) -> Self:
        crowd = super().__new__(cls, children)
        crowd.visits = visits
        return crowd


Weeks = Sequence[AbstractSet[int]]
"""The children behind a row, week by week: a plain set has as many visits as children."""


def stands(children: Collection[int]) -> bool:
    """Whether a figure about `children` singles nobody out."""
    return not children or len(children) >= FLOOR


def settled(weeks: Weeks, *, told: int = 0) -> int:
    """How many of `weeks` may be told, where `told` of them are already: each step adds nobody, or five children."""
    return _steps([weeks], [told], len(weeks))[-1]


@dataclass(frozen=True)
class Plan:
    """What may be told. `total` and each row hold their cuts, sorted, of the first `weeks` of a year."""

    weeks: int
    total: Sequence[int]
    rows: Mapping[str, Sequence[int]]

    def told(self, row: str, run: Run) -> Run | None:
        """As much of `run` as may be told of a row; of one nobody belongs to, wherever the total is, zero."""
        return _within(self.rows.get(row, self.total), run)

    def told_total(self, run: Run) -> Run | None:
        return _within(self.total, run)

    def shows(self, row: str, run: Run) -> bool:
        return self.told(row, run) == run

    def shows_total(self, run: Run) -> bool:
        return self.told_total(run) == run

    def widened(self, run: Run) -> Run | None:
        """The shortest run whose total is told and that holds `run`; None when nothing is told at all."""
        if len(self.total) < 2:
            return None
        begin = min(max(0, bisect_right(self.total, run.first) - 1), len(self.total) - 2)
        end = min(len(self.total) - 1, bisect_left(self.total, run.after))
        return Run(self.total[begin], self.total[max(end, begin + 1)])


Plans = Mapping[str, Plan]
"""By table."""


def plan(
    tables: Mapping[str, Mapping[str, Weeks]],
    totals: Sequence[Weeks],
    known: Plans | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> Plans:
    """One plan per table. Every table adds up to one of `totals`; all share the same cuts of the total.

    All weeks sequences have the same length. `known`: what was decided of the first of these weeks, and stays; plans
    of other tables, perhaps of fewer weeks, may stand among them. `orders`: of tables whose rows have one, such as
    waits. Those hidden are then neighbours, where they may: so a percentile is known to be on one side of them.
    """
    weeks = max((len(population) for population in totals), default=0)
    before = known or {}
    first = next((before[name] for name in tables if name in before), NOTHING)
    total = _steps(totals, first.total, weeks, since=first.weeks)
    ordered = orders or {}
    return {
        name: Plan(weeks, total, _rows(table, total, before.get(name), ordered.get(name, ())))
        for name, table in tables.items()
    }


def plan_within(table: Mapping[str, Weeks], weeks: int, cuts: Sequence[int], known: Plan | None = None) -> Plan:
    """The rows that add up to a row of another plan, whose cuts are `cuts`: levels within a band.

    That row is known at its cuts and nowhere else: it is the total here.
    """
    return Plan(weeks, cuts, _rows(table, cuts, known))


NOTHING = Plan(0, [0], {})
"""Of no week."""


def together(rows: Iterable[AbstractSet[int]]) -> Crowd:
    """Rows of one week, as one."""
    crowds = list(rows)
    return Crowd(set().union(*crowds), _visits(crowds, 0, len(crowds)))


def _within(cuts: Sequence[int], run: Run) -> Run | None:
    begin, end = bisect_left(cuts, run.first), bisect_right(cuts, run.after) - 1
    return Run(cuts[begin], cuts[end]) if begin < end else None


def _stands(weeks: Weeks, first: int, after: int) -> bool:
    return any(len(weeks[week]) >= FLOOR for week in range(first, after)) or stands(_children(weeks, first, after))


def _children(weeks: Weeks, first: int, after: int) -> set[int]:
    return set().union(*weeks[first:after])


def _visits(weeks: Weeks, first: int, after: int) -> int:
    return sum(week.visits if isinstance(week, Crowd) else len(week) for week in weeks[first:after])


def _steps(populations: Sequence[Weeks], cuts: Sequence[int], weeks: int, *, since: int = 0) -> list[int]:
    """`cuts`, and those after them: each as soon as all `populations` stand. None is added before `since`."""
    found = list(cuts)
    for cut in range(max(since, found[-1]) + 1, weeks + 1):
        if all(_stands(population, found[-1], cut) for population in populations):
            found.append(cut)
    return found


def _rows(
    table: Mapping[str, Weeks], total: Sequence[int], known: Plan | None, order: Sequence[str] = ()
) -> dict[str, list[int]]:
    found = _Table(table, order)
    for cut in total[1:]:
        if known is not None and cut <= known.weeks:
            found.cut(cut, {row for row in table if row not in known.rows or cut in known.rows[row]})
        else:
            found.cut(cut, found.told_at(cut))
    return found.cuts


class _Table:
    """The rows of a table, as the cuts of their total come."""

    def __init__(self, rows: Mapping[str, Weeks], order: Sequence[str]) -> None:
        self.rows = rows
        self.places = {row: at for at, row in enumerate(order)}
        self.cuts: dict[str, list[int]] = {row: [0] for row in rows}
        self.lacking: dict[int, list[str]] = {}
        """By cut of the total, the rows that lack it, as long as one of them has none since."""

    def cut(self, cut: int, told: AbstractSet[str]) -> None:
        """One more of the total, and of the rows `told`."""
        for row in told:
            self.cuts[row].append(cut)
        self.lacking[cut] = [row for row in self.rows if row not in told]
        self.lacking = {
            before: rows for before, rows in self.lacking.items() if any(self.cuts[row][-1] < before for row in rows)
        }

    def told_at(self, cut: int) -> set[str]:
        """The rows that may be told there."""
        told = {row for row, weeks in self.rows.items() if _stands(weeks, self.cuts[row][-1], cut)}
        while (joins := self._first_too_many(cut, told)) is not None:
            told.remove(joins)
        return told

    def _first_too_many(self, cut: int, told: AbstractSet[str]) -> str | None:
        """A row that is told no more at `cut`, because with it a subtraction would give one to four children."""
        hidden = [row for row in self.rows if row not in told]
        if not stands(self._tails(hidden, 0, cut)):
            return self._smallest(told, 0, cut)
        for before, rows in self.lacking.items():
            heads = self._heads(rows, before, cut)
            if any(self.cuts[row][-1] < before and row not in told for row in rows):
                if not stands(heads | self._tails(hidden, before, cut)):
                    return self._smallest(told, before, cut)
            elif not stands(heads):
                return min(
                    (row for row in rows if self.cuts[row][-1] < before),
                    key=lambda row: (_visits(self.rows[row], self.cuts[row][-1], cut), row),
                )
        return None

    def _tails(self, hidden: Iterable[str], since: int, cut: int) -> set[int]:
        """Who came in them since they were last told, and since that week."""
        return set().union(*(_children(self.rows[row], max(since, self.cuts[row][-1]), cut) for row in hidden))

    def _heads(self, rows: Iterable[str], before: int, cut: int) -> set[int]:
        """Who came in them from that week on, before they were told again."""
        return set().union(*(_children(self.rows[row], before, self._told_after(row, before, cut)) for row in rows))

    def _told_after(self, row: str, before: int, cut: int) -> int:
        cuts = self.cuts[row]
        at = bisect_right(cuts, before)
        return cuts[at] if at < len(cuts) else cut

    def _smallest(self, told: AbstractSet[str], since: int, cut: int) -> str | None:
        """The row told with the fewest visits, of those that have one, all after `since`; of neighbours if it has any.

        There is one: the total stands, at `cut` and at each cut before, so hiding again those that were hidden at the
        cut before, and all who have a visit since, does.
        """
        visits = {row: _visits(self.rows[row], self.cuts[row][-1], cut) for row in told if self.cuts[row][-1] >= since}
        beside = [self.places.get(row, 0) for row in self.rows if row not in told]

        def far(row: str) -> int:
            return min((abs(self.places.get(row, 0) - place) for place in beside), default=0)

        return min((row for row in visits if visits[row]), key=lambda row: (far(row), visits[row], row), default=None)

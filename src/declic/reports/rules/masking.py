"""Figures that single nobody out.

A figure is about a *row* (a level, a subject, a range of waits, or all of them) and a run of whole weeks.
It is shown only if no shown figures, added and subtracted, give one that stands on 1 to 4 children. Zero is shown:
it is about nobody.

How. Each row has *cuts*, moments between two weeks; a figure is shown when its run begins and ends on cuts of its row.
Between two neighbouring cuts of a row stand no child, or five or more: so does any sum or difference of that row's
figures. The total of all rows is shown too, hence a second rule, the complementary suppression: a cut missing from one
row is missing from at least two. (Removing the other rows from the total gives, for row *h*, the steps at cuts common
to all the others; with two rows missing a cut, no such step is there.) Rows never shown stand on five children or more
together. And a third rule: rows that are not told of a run are told together, as « autres », or by a subtraction at
least; so they stand on five children or more, of each run the total is told of. `tests/reports/rules/test_masking.py`
tries to solve the shown figures for a hidden one, and for several of a table put together.

Three kinds of visits are masked, each by its own plan: lessons, whose tables (subject, level, wait) add up to one
total, requests left unmet, and requests put in writing. The number of requests is their sum, and is told only where all
are: so it never gives a masked unmet request away. That is why a wait is counted with the lesson it led to, not with
its request.

What is not a sum is not masked here: distinct children are told in fives (`rounding.py`), waits in ranges (`waits.py`),
and both, of a level or a subject, for the year so far alone: there is no other period to compare it with.

Pages are of weeks that are over, and move in steps: `settled`. Whoever reads them again and again learns between two
readings the lessons of nobody, or of five children or more.
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
    for after in range(told + 1, len(weeks) + 1):
        if _stands(weeks, told, after):
            told = after
    return told


@dataclass(frozen=True)
class Plan:
    """What may be shown. `total` and each row hold their cuts, sorted; a row that is never shown has none."""

    total: Sequence[int]
    rows: Mapping[str, Sequence[int]]

    def shows(self, row: str, run: Run) -> bool:
        """A row nobody belongs to is shown, as zero, wherever the total is."""
        return _holds(self.rows.get(row, self.total), run)

    def shows_total(self, run: Run) -> bool:
        return _holds(self.total, run)

    def widened(self, run: Run) -> Run | None:
        """The shortest run whose total is shown and that holds `run`; None when nothing is shown at all."""
        if not self.total:
            return None
        begin = max(0, bisect_right(self.total, run.first) - 1)
        end = min(len(self.total) - 1, bisect_left(self.total, run.after))
        return Run(self.total[begin], self.total[end])


def plan(tables: Mapping[str, Mapping[str, Weeks]], totals: Sequence[Weeks], order: Iterable[int]) -> dict[str, Plan]:
    """One plan per table. Every table adds up to one of `totals`; all share the same cuts of the total.

    `order` lists the inner cuts by preference. All weeks sequences have the same length.
    """
    return _planned(tables, _cuts(totals, order))


def plan_within(table: Mapping[str, Weeks], cuts: Sequence[int]) -> Plan:
    """The rows that add up to a row of another plan, whose cuts are `cuts`: levels within a band.

    That row is known at its cuts and, by the rule of two, nowhere else: it is the total here.
    """
    inner = _planned({"": table}, list(cuts))[""]
    return inner if list(inner.total) == list(cuts) else Plan(cuts, {row: [] for row in table})


def _planned(tables: Mapping[str, Mapping[str, Weeks]], total: list[int]) -> dict[str, Plan]:
    rows = {
        name: {row: _cuts([weeks], total[1:-1]) if total else [] for row, weeks in table.items()}
        for name, table in tables.items()
    }
    for name, table in tables.items():
        _hide_a_second_row_everywhere(rows[name], table)
    for cut in total[1:-1]:
        for name, table in tables.items():
            hidden = [row for row, cuts in rows[name].items() if cut not in cuts]
            if len(hidden) != 1:
                continue
            partner = _partner(rows[name], table, cut)
            if partner is None:
                total = [kept for kept in total if kept != cut]
            else:
                rows[name][partner] = [kept for kept in rows[name][partner] if kept != cut]
    for name, table in tables.items():
        _hide_until_the_rest_stands(rows[name], table, total)
    shown = set(total)
    return {
        name: Plan(total, {row: [cut for cut in cuts if cut in shown] for row, cuts in table.items()})
        for name, table in rows.items()
    }


def _holds(cuts: Sequence[int], run: Run) -> bool:
    return run.first in cuts and run.after in cuts


def together(rows: Iterable[AbstractSet[int]]) -> Crowd:
    """Rows of one week, as one."""
    crowds = list(rows)
    return Crowd(set().union(*crowds), _visits(crowds, 0, len(crowds)))


def _stands(weeks: Weeks, first: int, after: int) -> bool:
    return any(len(weeks[week]) >= FLOOR for week in range(first, after)) or stands(_children(weeks, first, after))


def _children(weeks: Weeks, first: int, after: int) -> set[int]:
    return set().union(*weeks[first:after])


def _visits(weeks: Weeks, first: int, after: int) -> int:
    return sum(week.visits if isinstance(week, Crowd) else len(week) for week in weeks[first:after])


def _cuts(populations: Sequence[Weeks], order: Iterable[int]) -> list[int]:
    """Greedy: each cut of `order` is kept if both sides of it stand, for every population."""
    length = max((len(weeks) for weeks in populations), default=0)
    if not length or not all(_stands(weeks, 0, length) for weeks in populations):
        return []
    cuts = [0, length]
    for cut in order:
        if cut in cuts:
            continue
        at = bisect_left(cuts, cut)
        before, after = cuts[at - 1], cuts[at]
        if all(_stands(weeks, before, cut) and _stands(weeks, cut, after) for weeks in populations):
            cuts.insert(at, cut)
    return cuts


def _hide_a_second_row_everywhere(rows: dict[str, list[int]], table: Mapping[str, Weeks]) -> None:
    """Rows never shown must be two at least, with five children together: the smallest others join them."""
    everyone = {row: _children(weeks, 0, len(weeks)) for row, weeks in table.items()}
    hidden = [row for row, cuts in rows.items() if not cuts]
    if not hidden:
        return
    visits = {row: _visits(weeks, 0, len(weeks)) for row, weeks in table.items()}
    others = sorted((row for row in rows if rows[row] and everyone[row]), key=lambda row: (visits[row], row))
    while others and (len(hidden) < 2 or not stands(set().union(*(everyone[row] for row in hidden)))):
        joins = others.pop(0)
        rows[joins] = []
        hidden.append(joins)


def _hide_until_the_rest_stands(rows: dict[str, list[int]], table: Mapping[str, Weeks], total: Sequence[int]) -> None:
    """Of each run of `total`, the rows that are not told are together what a subtraction gives, and the page says it.

    Where they stand on one to four children, the smallest row told of that run is told of it no more: it stands on
    five. It may then be the rest of another run, so one looks again; cuts only ever go.
    """
    while (fault := _rest_of_a_few(rows, table, total)) is not None:
        begin, end = fault
        told = [row for row, cuts in rows.items() if begin in cuts and end in cuts and _visits(table[row], begin, end)]
        gone = end if end != total[-1] else begin
        if not told or gone == total[0]:
            return
        joins = min(told, key=lambda row: (_visits(table[row], begin, end), row))
        rows[joins] = [kept for kept in rows[joins] if kept != gone]


def _rest_of_a_few(
    rows: Mapping[str, Sequence[int]], table: Mapping[str, Weeks], total: Sequence[int]
) -> tuple[int, int] | None:
    """A run of `total` whose rows that are not told stand on one to four children: those that lack one of its ends.

    Those that lack the one are more children the farther it is from the other: from five on, one looks no farther.
    """
    lack = {cut: [table[row] for row, cuts in rows.items() if cut not in cuts] for cut in total}
    for at, one in enumerate(total):
        for others in (total[at + 1 :], total[:at][::-1]) if lack[one] else ():
            last, so_far = one, set[int]()
            for other in others:
                so_far = so_far.union(*(_children(weeks, *sorted((last, other))) for weeks in lack[one]))
                if len(so_far) >= FLOOR:
                    break
                begin, end = sorted((one, other))
                if not stands(so_far.union(*(_children(weeks, begin, end) for weeks in lack[other]))):
                    return begin, end
                last = other
    return None


def _partner(rows: Mapping[str, Sequence[int]], table: Mapping[str, Weeks], cut: int) -> str | None:
    """The row that loses `cut` as well: the one with the fewest visits beside it; None if all are empty there."""
    beside: list[tuple[int, str]] = []
    for row, cuts in rows.items():
        if cut not in cuts:
            continue
        at = bisect_left(cuts, cut)
        around = _visits(table[row], cuts[max(0, at - 1)], cuts[min(len(cuts) - 1, at + 1)])
        if around:
            beside.append((around, row))
    return min(beside)[1] if beside else None

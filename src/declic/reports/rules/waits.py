"""How long pupils waited for their lesson, said in percentiles and shares that add nothing to the figures shown.

**Nothing more than the table.** A sentence beside a masked cell would tell it by its own existence (« the 66th of 69 is
late, and fewer than five are » says four). So `share` and `delay` decide out of the cells *as shown*: whoever reads the
table could have written the sentence. `tests/reports/rules/test_waits.py` moves requests between the masked cells, and
reads the same page.

**Nothing between the table's times.** A percentile is told as one or more of the table's ranges: half a minute finer,
and the medians of two periods and of both together may count the children in between.

**Of one row** (`reach`) a percentile says more than the table, which does not know rows. It is told when five children
waited less and five others more, counted apart from the one whose wait it is: that takes eleven waits for a median and
a hundred for a 95th percentile. And only between two times under which the table tells how many waits lie, so that
rows put together say nothing of its masked cells; and only if nobody, or five children, lie on each side of the two
times and between them, so that what rows and table might pin down together stands. And of the year so far alone:
several rows over several periods, put together, may count four children. `tests/reports/test_lines.py` attacks that.

**One denominator.** Where their number is told, requests left without answer, or answered in writing, waited longer
than any other. So « 95 % in under five minutes » and a 95th percentile under five minutes are the same fact. Where it
is masked, they do not count, and the page says so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from heapq import nsmallest
from itertools import accumulate, pairwise
from math import ceil

from declic.reports.rules.counts import Count, least
from declic.reports.rules.masking import FLOOR, stands

PROMISE_S = 5 * 60
"""Seconds in which a teacher is promised."""

PROMISED_SHARE = 0.95

Waited = tuple[float, int]
"""Seconds, and the child."""


def percentile(values: Collection[float], share: float) -> float | None:
    """The nearest rank: the smallest of `values` that at least `share` of them do not exceed; None when empty.

    It is always a value that was measured. The median is `percentile(values, 0.5)`.
    """
    return sorted(values)[_rank(len(values), share) - 1] if values else None


def _rank(whole: int, share: float) -> int:
    """From 1."""
    return max(1, ceil(share * whole - 1e-9))


class Wait(Enum):
    """How long a request waited for its teacher; the order is the page's."""

    UNDER_1 = "under_1"
    UNDER_2 = "under_2"
    UNDER_3 = "under_3"
    UNDER_5 = "under_5"
    LATE = "late"
    WRITTEN = "written"
    UNMET = "unmet"

    @property
    def label(self) -> str:
        return {
            "under_1": "moins de 1 min",
            "under_2": "1 à 2 min",
            "under_3": "2 à 3 min",
            "under_5": "3 à 5 min",
            "late": "5 min et plus",
            "written": "réponse écrite",
            "unmet": "sans réponse",
        }[self.value]

    @property
    def bounds(self) -> tuple[int, int | None]:
        """In seconds, the second excluded; None is no end."""
        return {
            "under_1": (0, 60),
            "under_2": (60, 120),
            "under_3": (120, 180),
            "under_5": (180, PROMISE_S),
        }.get(self.value, (PROMISE_S, None))

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return self in {Wait.UNDER_1, Wait.UNDER_2, Wait.UNDER_3, Wait.UNDER_5}

    @property
    def met(self) -> bool:
        """Whether a teacher came at all."""
        return self not in {Wait.WRITTEN, Wait.UNMET}


SERVED = (Wait.UNDER_1, Wait.UNDER_2, Wait.UNDER_3, Wait.UNDER_5, Wait.LATE)
_ENDS = [end for wait in SERVED for _, end in [wait.bounds] if end is not None]


def wait_of(seconds: float) -> Wait:
    """Where a request that found its teacher after `seconds` belongs."""
    return SERVED[bisect_right(_ENDS, seconds)]


# -- percentiles ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Delay:
    """The wait a share of requests did not exceed: between `first` and `last`."""

    first: Wait
    last: Wait


@dataclass(frozen=True)
class LineUp:
    """The waits of a row, as far as telling its percentiles asks; two of them are one (`|`) without those between."""

    numbers: Sequence[int]
    """In each range of `SERVED`."""
    some: Sequence[Sequence[int]]
    """The first five children in it."""
    first: Sequence[Waited]
    """The shortest, up to that of a fifth child; all of them where there is none."""
    last: Sequence[Waited]
    """The longest, from the longest down to that of a fifth child."""

    def __or__(self, other: "LineUp") -> "LineUp":
        return LineUp(
            [one + more for one, more in zip(self.numbers, other.numbers, strict=True)],
            [nsmallest(FLOOR, {*one, *more}) for one, more in zip(self.some, other.some, strict=True)],
            _up_to_five(sorted([*self.first, *other.first])),
            _up_to_five(sorted([*self.last, *other.last], reverse=True)),
        )


def line_up(waits: Iterable[Waited]) -> LineUp:
    ranked = sorted(waits)
    cuts = [0, *(bisect_left(ranked, (end,)) for end in _ENDS), len(ranked)]
    parts = [ranked[first:after] for first, after in pairwise(cuts)]
    return LineUp(
        [len(part) for part in parts],
        [nsmallest(FLOOR, {child for _, child in part}) for part in parts],
        _up_to_five(ranked),
        _up_to_five(reversed(ranked)),
    )


def reach(waits: LineUp, share: float, edges: Sequence[int]) -> Delay | None:
    """The percentile of one row, between two of `edges` (`edges_of` the whole); None if it may not be told."""
    whole = sum(waits.numbers)
    middle = _rank(whole, share) - 1
    at = bisect_right(list(accumulate(waits.numbers)), middle)
    begin, end = max(edge for edge in edges if edge <= at), min(edge for edge in edges if edge > at)
    if (begin, end) == (0, len(SERVED)):
        return None
    parts = waits.some[:begin], waits.some[begin:end], waits.some[end:]
    sides = _five_among(waits.first, middle), _five_among(waits.last, whole - middle - 1)
    told = all(sides) and all(stands(set().union(*part)) for part in parts)
    return Delay(SERVED[begin], SERVED[end - 1]) if told else None


def _up_to_five(waits: Iterable[Waited]) -> list[Waited]:
    children: set[int] = set()
    found: list[Waited] = []
    for wait in waits:
        found.append(wait)
        children.add(wait[1])
        if len(children) == FLOOR:
            break
    return found


def _five_among(outermost: Sequence[Waited], number: int) -> bool:
    """Whether the `number` of waits of one side are those of five children; `outermost` are as `LineUp` holds them."""
    return len(outermost) <= number and len({child for _, child in outermost}) == FLOOR


def edges_of(shown: Sequence[bool]) -> list[int]:
    """Where the waits of a period are cut, by whether each cell of its table, `SERVED`, is shown.

    Those between which one knows, from the table and its total, how many waits lie below.
    """
    return [edge for edge in range(len(shown) + 1) if all(shown[:edge]) or all(shown[edge:])]


def delay(cells: Mapping[Wait, Count], asked: int, share: float) -> Delay | None:
    """The percentile of `asked` requests, as far as `cells` let; None when there is nothing to say."""
    found = between([cells[wait] for wait in Wait], asked, share)
    return None if found is None else Delay(list(Wait)[found[0]], list(Wait)[found[1]])


def between(told: Sequence[Count], asked: int, share: float) -> tuple[int, int] | None:
    """In which of these cells, in order, the percentile of `asked` may lie: the first and the last of them.

    None when it may lie in any, and when there is none.
    """
    if not asked:
        return None
    hidden = asked - least(told)
    shown = list(accumulate(cell.number or 0 for cell in told))
    open_ended = list(accumulate(not cell.is_whole for cell in told))
    fewest = [n + (hidden if seen == open_ended[-1] else 0) for n, seen in zip(shown, open_ended, strict=True)]
    most = [n + (hidden if seen else 0) for n, seen in zip(shown, open_ended, strict=True)]
    rank = _rank(asked, share)
    first = next((at for at, n in enumerate(most) if n >= rank), None)
    last = next((at for at, n in enumerate(fewest) if n >= rank), None)
    if first is None or last is None or (first, last) == (0, len(told) - 1):
        return None
    return first, last


# -- shares -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Share:
    """`percent` of `of` things; `at_least`: the true share is that or more, the rest being masked."""

    percent: int
    of: int
    at_least: bool = False


def share(part: Sequence[Count], rest: Sequence[Count], of: int) -> Share | None:
    """The cells of `part` out of `of`; rounded down so that 94.9 % is not called 95 %.

    When neither side is told whole, what is told of `part` makes at least, unless what is told of `rest` leaves no more
    than the same percent; None when that says little.
    """
    if not of:
        return None
    bound, most = 100 * least(part) // of, 100 * (of - least(rest)) // of
    if all(cell.is_whole for cell in part) or bound == most:
        return Share(bound, of)
    if all(cell.is_whole for cell in rest):
        return Share(most, of)
    return Share(bound, of, at_least=True) if bound >= 50 else None

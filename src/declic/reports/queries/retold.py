"""What goes on being told of a week once it was: it moves for nobody, or for five children at least.

A week that is over still changes: an answer is given late or changed, a child comes back, a question put in writing has
its answer, a board is taken up again. Each is one child's, and two readings would tell it. So a week stays told as it
was when it was first counted, each kind of visits by itself, until five children of it have changed.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Final

from declic.reports.queries.visits import Visit
from declic.reports.rules import Wait, stands

Both = tuple[list[Visit], list[Visit]]
"""Lessons, and requests without one."""
MOVING: Final = ("answer", "after", "answered")
"""What may be said of a visit later on, each told in a table of its own."""


def retold(before: Both, now: Both) -> Both | None:
    """What is told of a week that was told as `before` and is `now`; None when it is all of `now`."""
    kinds = list(zip(_kinds(before), _kinds(now), strict=True))
    moves = [may_move(_beside(old, new), _beside(new, old)) for old, new in kinds]
    if all(moves):
        return None
    lessons, unmet, written = (new if moved else old for moved, (old, new) in zip(moves, kinds, strict=True))
    return lessons, unmet + written


def may_move(before: Iterable[Visit], now: Iterable[Visit]) -> bool:
    """Whether nobody or five children changed, in each of what is told of them."""
    old, new = list(before), list(now)
    return all(stands(changed(old, new, part)) for part in ("", *MOVING))


def changed(before: Iterable[Visit], now: Iterable[Visit], part: str) -> set[int]:
    """The children whose visits are no longer the same, looked at for one of `MOVING`, or for all else."""
    old, new = (Counter((visit.pupil, _said(visit, part)) for visit in visits) for visits in (before, now))
    return {pupil for pupil, _ in (old - new) | (new - old)}


def _said(visit: Visit, part: str) -> Hashable:
    rows = frozenset((name, row) for name, row in visit.rows.items() if name == part or name not in MOVING)
    return (rows, visit.told) if part else (rows, visit.seconds, visit.waited)


def _beside(visits: Iterable[Visit], others: Iterable[Visit]) -> list[Visit]:
    """Those that are not among `others` as they are: what both hold changes nobody."""
    held, found = Counter(map(_all, others)), []
    for visit in visits:
        if held[_all(visit)]:
            held[_all(visit)] -= 1
        else:
            found.append(visit)
    return found


def _all(visit: Visit) -> Hashable:
    return visit.pupil, frozenset(visit.rows.items()), visit.seconds, visit.waited, visit.told


def _kinds(both: Both) -> tuple[list[Visit], list[Visit], list[Visit]]:
    written = [visit for visit in both[1] if visit.rows["wait"] == Wait.WRITTEN.value]
    return both[0], [visit for visit in both[1] if visit.rows["wait"] != Wait.WRITTEN.value], written

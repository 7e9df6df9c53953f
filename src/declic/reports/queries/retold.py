"""What goes on being told of a week once it was: each row moves for nobody, or for five children at least.

A week that is over still changes: an answer is given late or changed, a child comes back, a question put in writing has
its answer, a board is taken up again. Each is one child's, and two readings would tell it. So a week stays told as it
was when it was first counted, each kind of visits by itself, until five children of it have changed in each row that
is no longer the same.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

from declic.reports.queries.visits import Visit
from declic.reports.rules import Wait, stands

Both = tuple[list[Visit], list[Visit]]
"""Lessons, and requests without one."""
Place = tuple[str, str]
"""A table, and a row of it."""
WHOLE: Final[Place] = ("", "")
LATER: Final = ("after", "answered")
"""What becomes of a request: told a week after it, once most of it is known (`queries.plans`)."""
MOVING: Final = ("answer", *LATER)
"""What may be said of a visit later on, each told in a table of its own."""


def retold(before: Both, now: Both, *, is_young: bool) -> Both | None:
    """What is told of a week that was told as `before` and is `now`; None when it is all of `now`.

    `is_young`: what becomes of its requests is not told yet, and may still move freely.
    """
    kinds = list(zip(_kinds(before), _kinds(now), strict=True))
    moving = [part for part in MOVING if not (is_young and part in LATER)]
    told = [_told_of(old, new, moving) for old, new in kinds]
    if all(one is new for one, (_, new) in zip(told, kinds, strict=True)):
        return None
    lessons, unmet, written = told
    return lessons, unmet + written


def _told_of(before: list[Visit], now: list[Visit], moving: Sequence[str]) -> list[Visit]:
    """All of `now`, or but for the children of whom more than what is said later on has changed, or `before`."""
    if may_move(before, now, moving):
        return now
    late = changed(_beside(before, now), _beside(now, before), "").get(WHOLE, set())
    held = [visit for visit in before if visit.pupil in late] + [visit for visit in now if visit.pupil not in late]
    return held if late and may_move(before, held, moving) else before


def may_move(before: Sequence[Visit], now: Sequence[Visit], moving: Sequence[str] = MOVING) -> bool:
    """Whether nobody or five children changed in each row, of each of what is told of them.

    And whether who came in it stands, where those before did.
    """
    old, new = _beside(before, now), _beside(now, before)
    if not all(stands(movers) for part in ("", *moving) for movers in changed(old, new, part).values()):
        return False
    was, is_now = _by_row(before, moving), _by_row(now, moving)
    return all(stands(is_now[row]) for row, children in was.items() if stands(children))


def changed(before: Iterable[Visit], now: Iterable[Visit], part: str) -> dict[Place, set[int]]:
    """The children whose visits are no longer the same, in one of the tables `MOVING`, or in all else."""
    old, new = (Counter((visit.pupil, _said(visit, part)) for visit in visits) for visits in (before, now))
    found: dict[Place, set[int]] = defaultdict(set)
    for pupil, (rows, *_) in (old - new) | (new - old):
        for row in (WHOLE, *(row for row in rows if part in {"", row[0]})):
            found[row].add(pupil)
    return found


def _by_row(visits: Iterable[Visit], moving: Sequence[str]) -> dict[Place, set[int]]:
    found: dict[Place, set[int]] = defaultdict(set)
    for visit in visits:
        for name, row in (WHOLE, *visit.rows.items()):
            if name in moving or name not in MOVING:
                found[name, row].add(visit.pupil)
    return found


def _said(visit: Visit, part: str) -> tuple[frozenset[Place], float, float]:
    """What is looked at, by table and row first."""
    rows = frozenset((name, row) for name, row in visit.rows.items() if name == part or name not in MOVING)
    return (rows, visit.told, 0) if part else (rows, visit.seconds, visit.waited)


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

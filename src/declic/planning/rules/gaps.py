"""Need against cover: who is there for each quarter-hour of each need, and what stays uncovered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from declic.planning.rules.covers import Cover, Group
from declic.planning.rules.rota.problem import Needed, Place
from declic.planning.rules.shifts import Shift

Given = Iterable[tuple[frozenset[Group], Shift]]
"""(groups its teacher knows, a shift)."""


@dataclass(frozen=True, order=True)
class Gap:
    """So many teachers missing for a cover, from quarter-hour `first` to `after` (excluded) of a day."""

    day: int
    first: int
    after: int
    cover: Cover
    missing: int

    @property
    def quarters(self) -> int:
        """Quarter-hours of teachers."""
        return (self.after - self.first) * self.missing


def cover_of(needed: Needed, given: Given) -> Counter[Place]:
    """How many are on duty and count, where somebody is needed."""
    there: dict[tuple[int, int], list[frozenset[Group]]] = defaultdict(list)
    for groups, shift in given:
        for quarter in shift.on_duty:
            there[shift.day, quarter].append(groups)
    found: Counter[Place] = Counter()
    for cover, day, quarter in needed:
        found[cover, day, quarter] = sum(bool(groups & cover.groups) for groups in there.get((day, quarter), ()))
    return found


def gaps_of(needed: Needed, there: Mapping[Place, int]) -> list[Gap]:
    """By cover, then in time; quarter-hours that follow each other and lack as many are one."""
    found: list[Gap] = []
    for cover, day, quarter in sorted(needed, key=lambda place: (place[1], place[0].name, place[2])):
        missing = needed[cover, day, quarter] - there.get((cover, day, quarter), 0)
        if missing <= 0:
            continue
        last = found[-1] if found else None
        if last and (last.cover, last.day, last.after, last.missing) == (cover, day, quarter, missing):
            found[-1] = Gap(day, last.first, quarter + 1, cover, missing)
        else:
            found.append(Gap(day, quarter, quarter + 1, cover, missing))
    return found


def need_as_rows(needed: Needed) -> list[dict[str, Any]]:
    """As it is kept: JSON values, one row a cover and day."""
    rows: dict[tuple[Cover, int], dict[int, int]] = defaultdict(dict)
    for (cover, day, quarter), number in needed.items():
        rows[cover, day][quarter] = number
    return [
        {
            "name": cover.name,
            "groups": sorted(list(group) for group in cover.groups),
            "day": day,
            "first": min(numbers),
            "staff": [numbers.get(quarter, 0) for quarter in range(min(numbers), max(numbers) + 1)],
        }
        for (cover, day), numbers in rows.items()
    ]


def need_from_rows(rows: Sequence[Mapping[str, Any]]) -> Needed:
    found: dict[Place, int] = {}
    for row in rows:
        cover = Cover(row["name"], frozenset((subject, band) for subject, band in row["groups"]))
        found.update({(cover, row["day"], row["first"] + at): number for at, number in enumerate(row["staff"])})
    return found

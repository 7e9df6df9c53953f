"""Need against cover: who is there for each quarter-hour of each need, and what stays uncovered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from declic.planning.rules.covers import Cover, Group
from declic.planning.rules.rota.problem import Needed, Place, goes_on
from declic.planning.rules.shifts import Shift

Given = Iterable[tuple[frozenset[Group], Shift]]
"""(groups its teacher knows, a shift)."""
Duties = Iterable[tuple[frozenset[Group], Shift, bool]]
"""The same, and whether its teacher may be rung to the end of it."""


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


def unrung_of(needed: Needed, duties: Duties) -> list[Place]:
    """The quarter-hours of a need in whose last five minutes nobody is rung for it: all who are there end their shift
    with them, and others take over. Where nobody is there before or after, it is a gap. In time, of the smallest covers
    only.
    """
    there: dict[tuple[int, int], list[frozenset[Group]]] = defaultdict(list)
    stay: dict[tuple[int, int], list[frozenset[Group]]] = defaultdict(list)
    for groups, shift, runs_over in duties:
        for quarter in shift.on_duty:
            there[shift.day, quarter].append(groups)
        for quarter in shift.rung_to_the_end(runs_over=runs_over):
            stay[shift.day, quarter].append(groups)
    found: dict[tuple[int, int], list[Cover]] = defaultdict(list)
    for cover, day, quarter in goes_on(needed):
        here, then, staying = (
            any(cover.groups & one for one in who.get((day, at), ()))
            for who, at in ((there, quarter), (there, quarter + 1), (stay, quarter))
        )
        if here and then and not staying:
            found[day, quarter].append(cover)
    return [
        (cover, day, quarter)
        for (day, quarter), covers in sorted(found.items())
        for cover in sorted(covers)
        if not any(_says_more(other, cover) for other in covers)
    ]


def _says_more(one: Cover, than: Cover) -> bool:
    return one.groups < than.groups or (one.groups == than.groups and one < than)


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

"""Of all who can be rung, those the matcher could choose: thousands are free, and a wave has need of a few."""

from collections import Counter
from collections.abc import Collection

from declic.dispatch.rules.matcher import Skill, Waiting


class Candidates:
    """Who is kept of teachers seen longest idle first. The matcher decides on them as it would on all.

    Teachers who hold the same are chosen longest idle first, one for each request at most, and the next one is looked
    at to say why. Only who was excluded by a request, or is wanted by name, may be passed over: they are kept besides.
    """

    def __init__(self, wanting: Collection[Waiting]) -> None:
        self._most = len(wanting) + 1
        self._besides = {request.wanted_teacher for request in wanting}.union(
            *(one.excluded | one.declined for one in wanting)
        )
        self._kept: Counter[tuple[frozenset[Skill], frozenset[Skill], bool]] = Counter()
        self._seen: Counter[frozenset[Skill]] = Counter()

    def keep(self, teacher: int, skills: frozenset[Skill], wide: frozenset[Skill], *, wraps_up: bool) -> bool:
        """`skills` and `wide` as in `FreeTeacher`, those asked for alone."""
        if not skills and not wide:
            return False
        self._seen[skills] += 1
        if teacher in self._besides:
            return True
        alike = skills, wide, wraps_up
        self._kept[alike] += 1
        return self._kept[alike] <= self._most

    def holders(self) -> dict[Skill, int]:
        """How many of those seen hold each skill, kept or not."""
        counted: Counter[Skill] = Counter()
        for skills, number in self._seen.items():
            for skill in skills:
                counted[skill] += number
        return counted

"""Who can be rung in a simulated evening, in lines: teachers of the same skills are all the same to the matcher."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from declic.dispatch.rules.matcher import Skill, Tier

Place = tuple[float, int]
"""(idle, or writing a report, since; the teacher's number)."""
Kind = tuple[frozenset[Skill], frozenset[Skill]]
"""Skills, and neighbouring ones."""


class Lines(Mapping[Skill, int]):
    """For each kind of teacher, those who are free and those who write a report, longest first.

    As a mapping: how many of them hold each skill at its own level.
    """

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._lines: dict[tuple[Kind, bool], list[Place]] = {}
        self._of: dict[Tier, dict[Skill, list[list[Place]]]] = {tier: defaultdict(list) for tier in Tier}
        for kind in dict.fromkeys(kinds):
            for wraps_up in (False, True):
                line = self._lines[kind, wraps_up] = []
                for is_wide, skills in enumerate(kind):
                    for skill in skills:
                        self._of[Tier((bool(is_wide), wraps_up))][skill].append(line)

    def __getitem__(self, skill: Skill) -> int:
        return sum(len(line) for tier in _EXACT for line in self._of[tier][skill])

    def __iter__(self) -> Iterator[Skill]:
        return iter({skill for tier in _EXACT for skill in self._of[tier]})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def join(self, kind: Kind, place: Place, *, wraps_up: bool) -> None:
        insort(self._lines[kind, wraps_up], place)

    def leave(self, kind: Kind, place: Place, *, wraps_up: bool) -> bool:
        """Whether that line is empty now."""
        line = self._lines[kind, wraps_up]
        del line[bisect_left(line, place)]
        return not line

    def is_there(self, tier: Tier, skill: Skill) -> bool:
        """Whether somebody can be rung in that tier."""
        return any(self._of[tier].get(skill, ()))

    def is_anybody(self, skill: Skill) -> bool:
        """Whether somebody of that very level can be rung."""
        return any(self.is_there(tier, skill) for tier in _EXACT)

    def first(self, tier: Tier, skill: Skill, most: int) -> Iterator[int]:
        """The first `most` of each line of those who may take it."""
        return (number for line in self._of[tier].get(skill, ()) for _, number in islice(line, most))


_EXACT = (Tier.FREE, Tier.WRAPPING_UP)

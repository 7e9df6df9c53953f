"""How many on duty could take what is asked for: what an estimate of the wait is made from."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from declic.dispatch.models import Duty
from declic.dispatch.queries.skills import skills_held
from declic.dispatch.rules import DutyState
from declic.dispatch.rules.estimate import Line
from declic.dispatch.rules.matcher import Skill
from declic.dispatch.rules.policy import POLICY
from declic.people.rules.teachers import TeacherState

_BUSY = (DutyState.RINGING, DutyState.TEACHING, DutyState.WRAPPING_UP)
_NONE: frozenset[Skill] = frozenset()


class Staff:
    """Who is on duty at `now`, counted by the skills they hold together. Two queries."""

    def __init__(self, now: datetime) -> None:
        free = Q(state=DutyState.FREE.value, desk_left_at=None, seen_at__gte=now - POLICY.desk_fresh)
        busy = Q(state__in=[state.value for state in _BUSY], last_one=False)
        rows = Duty.objects.filter(
            free | busy,
            Q(ends_at=None) | Q(ends_at__gt=now + POLICY.shift_end) | Q(teacher__rings_to_end=True),
            teacher__state=TeacherState.APPROVED.value,
            ended_at=None,
        ).values_list("teacher_id", "state")
        held = skills_held()
        self._free: Counter[frozenset[Skill]] = Counter()
        self._able: Counter[frozenset[Skill]] = Counter()
        for teacher_id, state in rows:
            skills = held.get(teacher_id, _NONE)
            self._able[skills] += 1
            self._free[skills] += state == DutyState.FREE.value
        self._numbers: dict[Skill, tuple[int, int]] = {}
        self._shares: dict[tuple[Skill, Skill], float] = {}

    def free(self, skill: Skill) -> int:
        """Those who could take it at once."""
        return self._of(skill)[0]

    def line(self, skill: Skill, ahead: Mapping[Skill, int], *, held: bool) -> Line:
        """`ahead` counts, for each skill, the requests that waited longer."""
        free, able = self._of(skill)
        return Line(
            ahead=sum(count * self._share(skill, other) for other, count in ahead.items() if count),
            free=free,
            busy=able - free,
            held=held,
        )

    def _of(self, skill: Skill) -> tuple[int, int]:
        """(free, able)."""
        if skill not in self._numbers:
            self._numbers[skill] = _holding(self._free, skill), _holding(self._able, skill)
        return self._numbers[skill]

    def _share(self, mine: Skill, other: Skill) -> float:
        """How likely a request for `other` is to be taken by one of the teachers of `mine`."""
        if (mine, other) not in self._shares:
            theirs = self._of(other)[1]
            self._shares[mine, other] = _holding(self._able, mine, other) / theirs if theirs else 0.0
        return self._shares[mine, other]


def _holding(numbers: Mapping[frozenset[Skill], int], *skills: Skill) -> int:
    return sum(number for held, number in numbers.items() if held.issuperset(skills))

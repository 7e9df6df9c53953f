"""Who is rung for whom: a pure function of what waits, who is free, and the time.

The types below are all the matcher may know. They hold no commune, sponsor, school, payment, past use or rating:
a request cannot be favoured for what is not here.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import fsum
from uuid import UUID

from declic.dispatch.rules.policy import Policy

Skill = tuple[str, str]
"""(subject, level)."""


@dataclass(frozen=True)
class Waiting:
    """A request a teacher may be rung for now."""

    id: UUID
    skill: Skill
    asked_at: datetime
    live_rings: int = 0
    """Offers ringing now: 0, 1 or 2."""
    free_slot: int = 0
    """Which of its two slots, 0 or 1, the next ring takes."""
    first_rung_at: datetime | None = None
    """When the only live ring began."""
    wanted_teacher: int | None = None
    excluded: frozenset[int] = frozenset()
    """Teachers who declined it lately, or whom it rings already."""


@dataclass(frozen=True)
class FreeTeacher:
    """A teacher on duty, free, whose desk is there."""

    id: int
    skills: frozenset[Skill]
    idle_since: datetime


@dataclass(frozen=True)
class Ring:
    """Ring this teacher for this request; `reason` is French, for the operator."""

    request_id: UUID
    teacher_id: int
    hedge: bool
    reason: str
    deadline_at: datetime


def may_take(teacher: FreeTeacher, request: Waiting) -> bool:
    """The one predicate that fills the rings and guards the acceptance."""
    return request.skill in teacher.skills and teacher.id not in request.excluded


def decide_wave(
    waiting: Iterable[Waiting],
    teachers: Iterable[FreeTeacher],
    now: datetime,
    policy: Policy,
    holders: Mapping[Skill, int] | None = None,
) -> list[Ring]:
    """The rings to make now, longest wait first. A teacher appears at most once, a request at most once.

    First every request that rings nobody, then, with the teachers left, those whose only ring is not answered.
    `holders`: how many free teachers hold each skill, when `teachers` are not all of those who are free.
    """
    queue = sorted(waiting, key=_longest_wait_first)
    unrung = [request for request in queue if request.live_rings == 0]
    unanswered = [request for request in queue if is_unanswered(request, now, policy)]
    pool = _Pool(teachers, demand_of(queue, policy), holders, promised_to(unrung))
    deadline = now + policy.ring
    return [
        Ring(request.id, choice.teacher.id, hedge, choice.why, deadline)
        for requests, hedge in ((unrung, False), (unanswered, True))
        for request in requests
        if (choice := pool.take(request)) is not None
    ]


def is_unanswered(request: Waiting, now: datetime, policy: Policy) -> bool:
    """Its only ring has gone on for so long that a second teacher is rung as well."""
    rung_at = request.first_rung_at
    return request.live_rings == 1 and rung_at is not None and now - rung_at >= policy.hedge_after


def demand_of(queue: Iterable[Waiting], policy: Policy) -> dict[Skill, float]:
    """Demand for each skill of the queue: the requests that ring nobody yet, and those expected."""
    demand: dict[Skill, float] = defaultdict(float, policy.forecast)
    for request in queue:
        demand[request.skill] += request.live_rings == 0
    return dict(demand)


def promised_to(requests: Iterable[Waiting]) -> dict[int, UUID]:
    """Teachers a request asks for, and the longest waiting request that asks for them."""
    promised: dict[int, UUID] = {}
    for request in requests:
        if request.wanted_teacher is not None:
            promised.setdefault(request.wanted_teacher, request.id)
    return promised


def _longest_wait_first(request: Waiting) -> tuple[datetime, UUID]:
    return request.asked_at, request.id


@dataclass(frozen=True)
class _Choice:
    teacher: FreeTeacher
    why: str


class _Pool:
    """The teachers left in this wave; for each skill, the one whose skills are least in demand first."""

    def __init__(
        self,
        teachers: Iterable[FreeTeacher],
        demand: Mapping[Skill, float],
        holders: Mapping[Skill, int] | None,
        promised: Mapping[int, UUID],
    ) -> None:
        self._left = {teacher.id: teacher for teacher in teachers}
        self._promised = promised
        if holders is None:
            holders = Counter(skill for teacher in self._left.values() for skill in teacher.skills & demand.keys())
        share = {skill: number / max(1, holders.get(skill, 0)) for skill, number in demand.items() if number}
        self._scarcity = {
            # Summed exactly, then rounded: the same set always adds up to the same figure.
            teacher.id: round(fsum(map(share.__getitem__, teacher.skills & share.keys())), 9)
            for teacher in self._left.values()
        }
        self._ranks: dict[Skill, deque[FreeTeacher]] = {}

    def take(self, request: Waiting) -> _Choice | None:
        """The teacher for `request`, out of the pool from now on."""
        choice = self._wanted(request) or self._least_needed(request)
        if choice is not None:
            del self._left[choice.teacher.id]
        return choice

    def _least_needed_first(self, teacher: FreeTeacher) -> tuple[float, datetime, int]:
        return self._scarcity[teacher.id], teacher.idle_since, teacher.id

    def _wanted(self, request: Waiting) -> _Choice | None:
        teacher = None if request.wanted_teacher is None else self._left.get(request.wanted_teacher)
        if teacher is None or not may_take(teacher, request):
            return None
        return _Choice(teacher, "connaît déjà cet élève")

    def _least_needed(self, request: Waiting) -> _Choice | None:
        """The first in rank nobody else asks for by name; failing that, the first in rank: the wait goes first."""
        able = self._able(request)
        first = next(able, None)
        if first is None:
            return None
        if self._is_promised_elsewhere(first, request):
            first = next((teacher for teacher in able if not self._is_promised_elsewhere(teacher, request)), first)
        return _Choice(first, self._why(first, request))

    def _able(self, request: Waiting) -> Iterator[FreeTeacher]:
        rank = self._rank(request.skill)
        while rank and rank[0].id not in self._left:
            rank.popleft()
        return (teacher for teacher in rank if teacher.id in self._left and may_take(teacher, request))

    def _rank(self, skill: Skill) -> deque[FreeTeacher]:
        if skill not in self._ranks:
            held_by = (teacher for teacher in self._left.values() if skill in teacher.skills)
            self._ranks[skill] = deque(sorted(held_by, key=self._least_needed_first))
        return self._ranks[skill]

    def _is_promised_elsewhere(self, teacher: FreeTeacher, request: Waiting) -> bool:
        return self._promised.get(teacher.id, request.id) != request.id

    def _why(self, chosen: FreeTeacher, request: Waiting) -> str:
        able = list(islice(self._able(request), 2))
        if len(able) == 1:
            return "seul professeur libre pour cette demande"
        runner_up = able[1] if able[0] == chosen else able[0]
        if self._scarcity[chosen.id] < self._scarcity[runner_up.id]:
            return "professeur le moins attendu ailleurs"
        return "professeur libre depuis le plus longtemps"

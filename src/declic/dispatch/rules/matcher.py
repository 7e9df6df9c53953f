"""Who is rung for whom: a pure function of what waits, who is free, and the time.

The types below are all the matcher may know. They hold no commune, sponsor, school, payment, past use or rating:
a request cannot be favoured for what is not here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from heapq import heapify, heappop, heappush, heapreplace
from math import fsum
from operator import attrgetter
from typing import Final, NamedTuple
from uuid import UUID

from declic.dispatch.rules.policy import Policy
from declic.dispatch.rules.weights import group_of

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
    hold_until: datetime | None = None
    """The pupil chose to wait for the wanted teacher: until then nobody else is rung."""
    excluded: frozenset[int] = frozenset()
    """Teachers who declined it lately, or whom it rings already."""
    declined: frozenset[int] = frozenset()
    """Who declined it before that: rung again only when nobody else can be."""
    reassigned: frozenset[int] = frozenset()
    """Of those, who declined nothing: an operator gave their ring to somebody else."""
    is_wide: bool = False
    """It has waited so long that teachers of neighbouring levels may take it."""


@dataclass(frozen=True)
class FreeTeacher:
    """A teacher on duty who can be rung, whose desk is there."""

    id: int
    skills: frozenset[Skill]
    idle_since: datetime
    """Or since when the report is being written."""
    wide: frozenset[Skill] = frozenset()
    """Of neighbouring levels, which they accept when a request has waited long."""
    wraps_up: bool = False
    """Writing a report: rung only when nobody is free."""


class Ring(NamedTuple):
    """Ring this teacher for this request; `reason` is French, for the operator."""

    request_id: UUID
    teacher_id: int
    hedge: bool
    reason: str


class Tier(Enum):
    """(of a neighbouring level, writing a report): who is asked before whom."""

    FREE = (False, False)
    WRAPPING_UP = (False, True)
    WIDE = (True, False)
    WIDE_WRAPPING_UP = (True, True)

    __hash__ = object.__hash__
    """There is one of each. Enum's own hash, of the name, is computed again each time."""

    @property
    def is_wide(self) -> bool:
        return self.value[0]

    @property
    def wraps_up(self) -> bool:
        return self.value[1]


_TIERS: Final = {
    (beside, writing): tuple(tier for tier in Tier if tier.is_wide <= beside and tier.wraps_up <= writing)
    for beside in (False, True)
    for writing in (False, True)
}
"""(neighbouring levels may be asked, reports put off) → who may be."""


def may_take(teacher: FreeTeacher, request: Waiting) -> bool:
    """The one predicate that fills the rings and guards the acceptance."""
    knows = request.skill in teacher.skills or (request.is_wide and request.skill in teacher.wide)
    return knows and teacher.id not in request.excluded


def _is_asked(teacher: FreeTeacher, request: Waiting) -> bool:
    """Whether it rings there now: who declined it is asked last."""
    return teacher.id not in request.declined and may_take(teacher, request)


def decide_wave(
    waiting: Iterable[Waiting],
    teachers: Iterable[FreeTeacher],
    now: datetime,
    policy: Policy,
    holders: Mapping[Skill, int] | None = None,
) -> list[Ring]:
    """The rings to make now, longest wait first; with weights, the longest wait times the weight of its group.

    A teacher appears at most once, a request at most once.

    First every request that rings nobody; then those still without a ring, at who declined them, if nobody else left
    may take them; then, with the teachers left, those whose only ring is not answered: never at who declined.
    `holders`: how many free teachers hold each skill, when `teachers` are not all of those who are free.
    """
    queue = sorted(waiting, key=_longest_wait_first)
    if policy.weights:
        queue.sort(key=lambda request: -_weight(request, policy) * (now - request.asked_at).total_seconds())
    unrung = [request for request in queue if request.live_rings == 0]
    unanswered = [request for request in queue if is_unanswered(request, now, policy)]
    asked = {request.skill for request in queue}
    pool = _Pool(teachers, asked, demand_of(queue, policy), holders, promised_to(unrung))
    rings: list[Ring] = []
    passed: list[Waiting] = []
    for request in unrung:
        choice = pool.take(request, tiers_of(request, now, policy, hedge=False))
        if choice is not None:
            rings.append(Ring(request.id, choice.teacher.id, hedge=False, reason=choice.why))
        elif request.declined:
            passed.append(replace(request, declined=frozenset()))
    for request in passed:
        choice = pool.take(request, tiers_of(request, now, policy, hedge=False))
        if choice is not None:
            again = _GIVEN_AWAY if choice.teacher.id in request.reassigned else _AGAIN
            rings.append(Ring(request.id, choice.teacher.id, hedge=False, reason=again))
    for request in unanswered:
        choice = pool.take(request, tiers_of(request, now, policy, hedge=True))
        if choice is not None:
            rings.append(Ring(request.id, choice.teacher.id, hedge=True, reason=choice.why))
    return rings


def tiers_of(request: Waiting, now: datetime, policy: Policy, *, hedge: bool) -> tuple[Tier, ...]:
    """Where its teacher is looked for, in this order; nowhere when it waits for the wanted teacher alone."""
    if is_held(request, now, policy):
        return ()
    return _TIERS[request.is_wide, policy.pre_ring and not hedge]


def is_unanswered(request: Waiting, now: datetime, policy: Policy) -> bool:
    """Its only ring has gone on for so long that a second teacher is rung as well."""
    rung_at = request.first_rung_at
    if request.live_rings != 1 or rung_at is None or now - rung_at < policy.hedge_after:
        return False
    return not is_held(request, now, policy)


def is_held(request: Waiting, now: datetime, policy: Policy) -> bool:
    """It waits for the wanted teacher alone. A hold with longer to go than the policy allows is none."""
    until = request.hold_until
    return request.wanted_teacher is not None and until is not None and now < until <= now + policy.wanted_hold


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


def _weight(request: Waiting, policy: Policy) -> float:
    return policy.weights.get(group_of(*request.skill), 1.0)


class _Choice(NamedTuple):
    teacher: FreeTeacher
    why: str


_Place = tuple[float, datetime, int]
"""(scarcity of the skills, idle since, id): the least first."""
_Alike = tuple[frozenset[Skill], frozenset[Skill], bool]
"""(skills, neighbouring ones, writing a report) of teachers who are all the same to the matcher."""
_Head = tuple[_Place, int, int]
"""A place, the line it heads (-1: none, it was put back) and where it is in that line."""
_ALIKE: Final = attrgetter("skills", "wide", "wraps_up")
_LONGEST_IDLE: Final = attrgetter("idle_since", "id")


class _Pool:
    """The teachers left in this wave; for each skill, the one whose skills are least in demand first.

    Teachers of the same skills are as scarce as each other: they stand in one line, longest idle first. A skill's heap
    holds the head of each of its lines; whoever was taken for another skill is passed over when seen.
    """

    def __init__(
        self,
        teachers: Iterable[FreeTeacher],
        asked: AbstractSet[Skill],
        demand: Mapping[Skill, float],
        holders: Mapping[Skill, int] | None,
        promised: Mapping[int, UUID],
    ) -> None:
        self._left = {teacher.id: teacher for teacher in teachers}
        self._promised = promised
        alike: dict[_Alike, list[FreeTeacher]] = defaultdict(list)
        for kind, teacher in zip(map(_ALIKE, self._left.values()), self._left.values(), strict=True):
            alike[kind].append(teacher)
        if holders is None:
            holders = _holders(demand, alike)
        shares = _Shares(demand, holders)
        self._lines: list[tuple[float, list[FreeTeacher]]] = []
        self._heads: dict[tuple[Tier, Skill], list[_Head]] = defaultdict(list)
        for (skills, wide, wraps_up), members in alike.items():
            # Summed exactly, then rounded: the same set always adds up to the same figure.
            scarcity = fsum(map(shares.__getitem__, demand.keys() & skills))
            self._stand(members, asked & skills, asked & wide - skills, round(scarcity, 9), wraps_up=wraps_up)
        for heap in self._heads.values():
            heapify(heap)

    def _stand(
        self,
        members: Iterable[FreeTeacher],
        held: Iterable[Skill],
        wide: Iterable[Skill],
        scarcity: float,
        *,
        wraps_up: bool,
    ) -> None:
        line = sorted(members, key=_LONGEST_IDLE)
        head = ((scarcity, line[0].idle_since, line[0].id), len(self._lines), 0)
        for is_wide, skills in ((False, held), (True, wide)):
            tier = Tier((is_wide, wraps_up))
            for skill in skills:
                self._heads[tier, skill].append(head)
        self._lines.append((scarcity, line))

    def take(self, request: Waiting, tiers: tuple[Tier, ...]) -> _Choice | None:
        """The teacher for `request`, out of the pool from now on: the wanted teacher, else the first of `tiers`."""
        choice = self._wanted(request, held=not tiers)
        for tier in tiers:
            choice = choice or self._least_needed(request, tier)
        if choice is not None:
            del self._left[choice.teacher.id]
        return choice

    def _wanted(self, request: Waiting, *, held: bool) -> _Choice | None:
        teacher = None if request.wanted_teacher is None else self._left.get(request.wanted_teacher)
        if teacher is None or not _is_asked(teacher, request) or teacher.wraps_up:
            return None  # the report is finished first: it is a minute, and the pupil said they would wait
        return _Choice(teacher, f"connaît déjà cet élève{', qui a choisi de l’attendre' if held else ''}")

    def _least_needed(self, request: Waiting, tier: Tier) -> _Choice | None:
        """The first in rank nobody else asks for by name; failing that, the first in rank: the wait goes first."""
        heap = self._heads.get((tier, request.skill))
        if not heap:
            return None
        able, passed = self._able(heap, request)
        unasked = (place for place in able if not self._is_promised_elsewhere(place[2], request))
        chosen = next(unasked, able[0] if able else None)
        for place in passed:
            if place is not chosen:
                heappush(heap, (place, -1, 0))
        if chosen is None:
            return None
        runner_up = next((place for place in able if place is not chosen), None)
        return _Choice(self._left[chosen[2]], _why(chosen, runner_up, tier))

    def _able(self, heap: list[_Head], request: Waiting) -> tuple[list[_Place], list[_Place]]:
        """The first in rank, two at least and one nobody else asks for by name, as far as there are; and all the places
        that were taken off the heap meanwhile.
        """
        able: list[_Place] = []
        passed: list[_Place] = []
        is_sure = False
        while (place := self._first(heap)) is not None:
            if _is_asked(self._left[place[2]], request):
                able.append(place)
                is_sure = is_sure or not self._is_promised_elsewhere(place[2], request)
                if is_sure and len(able) > 1:
                    break
            passed.append(place)
            self._pass(heap)
        return able, passed

    def _first(self, heap: list[_Head]) -> _Place | None:
        """The place at the top of a skill's heap; None when nobody is left."""
        while heap:
            place = heap[0][0]
            if place[2] in self._left:
                return place
            self._pass(heap)
        return None

    def _pass(self, heap: list[_Head]) -> None:
        """The top of a heap goes; whoever is left behind it in its line takes its place."""
        _, number, at = heap[0]
        if number >= 0:
            scarcity, line = self._lines[number]
            for behind in range(at + 1, len(line)):
                teacher = line[behind]
                if teacher.id in self._left:
                    heapreplace(heap, ((scarcity, teacher.idle_since, teacher.id), number, behind))
                    return
        heappop(heap)

    def _is_promised_elsewhere(self, teacher_id: int, request: Waiting) -> bool:
        return self._promised.get(teacher_id, request.id) != request.id


class _Shares(dict[Skill, float]):
    """The demand for a skill over those who hold it, worked out when first asked for."""

    def __init__(self, demand: Mapping[Skill, float], holders: Mapping[Skill, int]) -> None:
        super().__init__()
        self._demand, self._holders = demand, holders

    def __missing__(self, skill: Skill) -> float:
        share = self[skill] = self._demand[skill] / max(1, self._holders.get(skill, 0))
        return share


def _holders(demand: Mapping[Skill, float], alike: Mapping[_Alike, list[FreeTeacher]]) -> dict[Skill, int]:
    """How many teachers hold each skill in demand, at its own level."""
    counted: Counter[Skill] = Counter()
    for (skills, _, _), members in alike.items():
        for skill in demand.keys() & skills:
            counted[skill] += len(members)
    return counted


def _why(chosen: _Place, runner_up: _Place | None, tier: Tier) -> str:
    if runner_up is None:
        why = "seul professeur libre pour cette demande"
    elif chosen[0] < runner_up[0]:
        why = "professeur le moins attendu ailleurs"
    else:
        why = "professeur libre depuis le plus longtemps"
    return _WHY_TIER[tier] or why


_AGAIN: Final = "a déjà passé sur cette demande ; personne d’autre n’est libre pour elle"
_GIVEN_AWAY: Final = "la régie avait appelé un collègue à sa place ; personne d’autre n’est libre pour cette demande"
_WHY_TIER: Final = {
    Tier.FREE: "",
    Tier.WRAPPING_UP: "personne de libre ; ce professeur finit un compte rendu",
    Tier.WIDE: "attend depuis longtemps ; ce professeur accepte les niveaux voisins",
    Tier.WIDE_WRAPPING_UP: "attend depuis longtemps ; accepte les niveaux voisins et finit un compte rendu",
}

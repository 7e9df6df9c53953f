"""Other ways to decide whom to ring, kept for comparison only: the service never uses them.

What a call centre or a tutoring line would do first: the teacher at random, the longest idle, the one who knows least;
ringing several at once; matching in batches; waves of two, as UPchieve describes its own. And two bounds nobody can
reach: rings answered at once, and everybody able to teach everything.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import structs
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

from declic.dispatch.rules.matcher import FreeTeacher, Ring, Skill, Waiting, decide_wave, may_take
from declic.dispatch.rules.policy import POLICY, Policy
from declic.planning.rules.chance import uniform
from declic.planning.rules.scenario import Answers, Scenario
from declic.planning.rules.ways import OURS, Decide, Way

PLAIN: Final = replace(POLICY, pre_ring=False, hedge_after=timedelta(days=1))
"""One ring after the other, to teachers who are free."""
Rank = Callable[[FreeTeacher, Waiting], Any]
"""The least is rung first."""


@dataclass(frozen=True)
class Reference:
    name: str
    way: Way
    policy: Policy = PLAIN
    change: Callable[[Scenario], Scenario] = lambda scenario: scenario
    """What the evening must be for a bound."""
    is_bound: bool = False


def random_rank(teacher: FreeTeacher, request: Waiting) -> float:
    return uniform(1, teacher.id, request.id.int & 0xFFFFFFFF, int(teacher.idle_since.timestamp()))


def longest_idle_rank(teacher: FreeTeacher, request: Waiting) -> tuple[datetime, int]:
    del request
    return teacher.idle_since, teacher.id


def fewest_skills_rank(teacher: FreeTeacher, request: Waiting) -> tuple[int, datetime, int]:
    del request
    return len(teacher.skills), teacher.idle_since, teacher.id


def in_order(rank: Rank, *, at_once: int = 1, most: int = 1, apart: timedelta = timedelta(0)) -> Decide:
    """Longest wait first, the `at_once` first in rank; `at_once` more each `apart`, up to `most` live rings."""

    def decide(
        waiting: Iterable[Waiting],
        teachers: Iterable[FreeTeacher],
        now: datetime,
        policy: Policy,
        holders: Mapping[Skill, int] | None = None,
    ) -> list[Ring]:
        del holders, policy
        pool = _Pool(teachers)
        rings = []
        for request in sorted(waiting, key=lambda one: (one.asked_at, one.id)):
            if request.live_rings and (not apart or now - (request.first_rung_at or now) < apart):
                continue
            number = min(at_once, most - request.live_rings)
            rings += [_ring(request, one) for one in pool.take(request, rank, number)]
        return rings

    return decide


def without_scarcity(
    waiting: Iterable[Waiting],
    teachers: Iterable[FreeTeacher],
    now: datetime,
    policy: Policy,
    holders: Mapping[Skill, int] | None = None,
) -> list[Ring]:
    """Our rings, as if every skill were held by so many that none is scarce: the longest idle, in each tier."""
    waiting = list(waiting)
    del holders
    plenty = dict.fromkeys({request.skill for request in waiting}, 10**15)
    return decide_wave(waiting, teachers, now, replace(policy, forecast={}), plenty)


class _Pool:
    def __init__(self, teachers: Iterable[FreeTeacher]) -> None:
        self._left = {teacher.id: teacher for teacher in teachers}
        self._able: dict[Skill, list[FreeTeacher]] = defaultdict(list)
        for teacher in self._left.values():
            for skill in teacher.skills:
                self._able[skill].append(teacher)

    def able(self, request: Waiting) -> Iterator[FreeTeacher]:
        return (one for one in self._able[request.skill] if one.id in self._left and may_take(one, request))

    def take(self, request: Waiting, rank: Rank, number: int) -> list[FreeTeacher]:
        taken = sorted(self.able(request), key=lambda one: rank(one, request))[: max(0, number)]
        for teacher in taken:
            del self._left[teacher.id]
        return taken


def in_batches(
    waiting: Iterable[Waiting],
    teachers: Iterable[FreeTeacher],
    now: datetime,
    policy: Policy,
    holders: Mapping[Skill, int] | None = None,
) -> list[Ring]:
    """As many pairs as there can be, and of these the longest waits: an assignment (Kuhn, 1955), solved as a flow."""
    del holders, policy
    requests = [request for request in waiting if not request.live_rings]
    pool = _Pool(teachers)
    edges = [(row, one) for row, request in enumerate(requests) for one in pool.able(request)]
    if not edges:
        return []
    columns = {number: len(requests) + 1 + n for n, number in enumerate({one.id: one for _, one in edges})}
    by_column = {columns[one.id]: one for _, one in edges}
    flow, sink = SimpleMinCostFlow(), len(requests) + 1 + len(columns)
    for row in range(len(requests)):
        flow.add_arc_with_capacity_and_unit_cost(0, row + 1, 1, 0)
    for row, one in edges:
        waited = int((now - requests[row].asked_at).total_seconds())
        flow.add_arc_with_capacity_and_unit_cost(row + 1, columns[one.id], 1, -waited)
    for column in by_column:
        flow.add_arc_with_capacity_and_unit_cost(column, sink, 1, 0)
    number = min(len(requests), len(columns))
    flow.set_nodes_supplies([0, sink], [number, -number])
    flow.solve_max_flow_with_min_cost()
    first = len(requests)
    used = [arc for arc in range(first, first + len(edges)) if flow.flow(arc)]
    return [_ring(requests[flow.tail(arc) - 1], by_column[flow.head(arc)]) for arc in used]


def _ring(request: Waiting, teacher: FreeTeacher) -> Ring:
    return Ring(request.id, teacher.id, bool(request.live_rings), "comparaison")


def answered_at_once(scenario: Scenario) -> Scenario:
    at_once = Answers(accept=1, decline=0, miss=0, delay_median_s=0, delay_sigma=0)
    return structs.replace(scenario, answers=at_once)


def pooled(scenario: Scenario) -> Scenario:
    """Everybody able to teach everything that is asked for."""
    every = tuple(sorted({request.skill for request in scenario.requests}))
    return structs.replace(scenario, teachers=tuple(structs.replace(one, skills=every) for one in scenario.teachers))


_ALL: Final = 10**9
_WAVES_OF_TWO: Final = in_order(random_rank, at_once=2, most=14, apart=timedelta(seconds=30))
REFERENCES: Final = (
    Reference("random", Way(in_order(random_rank), _ALL)),
    Reference("longest idle", Way(in_order(longest_idle_rank))),
    Reference("fewest skills", Way(in_order(fewest_skills_rank))),
    Reference("broadcast to 5", Way(in_order(longest_idle_rank, at_once=5, most=5), apiece=5)),
    Reference("batches every 2 s", Way(in_batches, every_s=2.0)),
    Reference(
        "waves of 2 every 30 s",
        Way(_WAVES_OF_TWO, _ALL, again_s=30.0),
        replace(PLAIN, ring=timedelta(minutes=3)),
    ),
)
BOUNDS: Final = (
    Reference("skills, no ringing delay", OURS, POLICY, answered_at_once, is_bound=True),
    Reference("pooled, with ringing", OURS, POLICY, pooled, is_bound=True),
)

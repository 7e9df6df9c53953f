"""The simulator: an evening event by event, with no clock on the wall. Who is rung is dispatch's own decision.

What is simulated is the world around the rules: pupils who ask and lose patience, teachers who answer, teach, write
their report and leave, pages that fall silent in an outage. The policy's numbers are those of `dispatch.rules.policy`.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from typing import Final
from uuid import UUID

from declic.dispatch.rules.matcher import FreeTeacher, Skill, Tier, Waiting, tiers_of
from declic.dispatch.rules.policy import POLICY, Policy
from declic.planning.rules.answers import Answer, Chance, drawn
from declic.planning.rules.cast import ON_DUTY, At, Call, Person
from declic.planning.rules.lines import Lines
from declic.planning.rules.scenario import Scenario
from declic.planning.rules.trace import Census, Fate, Outcome, Trace
from declic.planning.rules.ways import OURS, Way

CENSUS_EVERY_S: Final = 60.0
CENSUSES: Final = 2_000
"""At most so many, however long the scenario."""
OPENING: Final = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
"""Second 0 of every simulated evening; only differences count."""
Event = Callable[[], None]


class Evening:
    """One run. `on_progress` is told the share that is done, a hundred times at most: of the requests, those that are
    decided; or, where it is more, of the time until nobody has patience left.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        policy: Policy = POLICY,
        way: Way = OURS,
        on_progress: Callable[[float], None] = lambda _share: None,
    ) -> None:
        self.scenario, self.seed, self.policy, self.way = scenario, seed, policy, way
        self._on_progress = on_progress
        self._events: list[tuple[float, int, Event]] = []
        self._order = 0
        self._now = 0.0
        self._people = [
            Person(number, told, frozenset(told.skills), frozenset(told.wide) - frozenset(told.skills))
            for number, told in enumerate(scenario.teachers)
        ]
        self._calls = [
            Call(number, told, told.skill, UUID(int=number), _moment(told.at_s))
            for number, told in enumerate(scenario.requests)
        ]
        self._lines = Lines((person.skills, person.wide) for person in self._people)
        self._tiers_known: dict[tuple[bool, bool], tuple[Tier, ...]] = {}
        self._unrung: dict[Skill, dict[int, Call]] = {}
        self._meet: set[Skill] = set()
        """Skills somebody who rings nobody waits for, and somebody who can be rung holds."""
        self._wide: dict[int, Call] = {}
        """Those who ring nobody and may go to neighbouring levels."""
        self._unanswered: dict[int, Call] = {}
        self._count = dict.fromkeys(At, 0)
        self._waiting = 0
        self._any_wide = any(person.wide for person in self._people)
        self._due = False
        self._turn_s = 0.0
        """The last one asked for."""
        self._fates: dict[int, Fate] = {}
        self._censuses: list[Census] = []
        self._most = 0
        """Who waited at once since the last census, at most."""
        self._rings = self._missed = self._declined = 0

    def run(self) -> Trace:
        self._plan()
        told, of_calls = 0.0, 1 / max(1, len(self._calls))
        of_time = 1 / max([1.0, *(call.told.at_s + call.told.patience_s for call in self._calls)])
        while self._events:
            self._now, _, event = heappop(self._events)
            event()
            while self._events and self._events[0][0] == self._now:
                heappop(self._events)[2]()
            if self._due:
                self._due = False
                self._in_turn()
            share = min(1.0, max(len(self._fates) * of_calls, self._now * of_time))
            if share - told >= 0.01:
                told = share
                self._on_progress(told)
        self._close()
        if told < 1:
            self._on_progress(1.0)
        fates = [self._fates[call.number] for call in self._calls]
        return Trace(self.scenario, fates, self._censuses, self._rings, self._missed, self._declined)

    # -- what is known beforehand -------------------------------------------------------------------------------------
    def _plan(self) -> None:
        for person in self._people:
            self._at(person.told.from_s, partial(self._begin, person))
            if not person.told.to_end:
                rung_until = person.told.to_s - self.policy.shift_end.total_seconds()
                self._at(max(person.told.from_s, rung_until), partial(self._to_end, person))
            self._at(person.told.to_s, partial(self._leave, person))
        for call in self._calls:
            self._at(call.told.at_s, partial(self._ask, call))
        for outage in self.scenario.outages:
            self._at(outage.to_s, self._look)
        last = max([request.at_s for request in self.scenario.requests], default=0.0)
        every = max(CENSUS_EVERY_S, last / CENSUSES)
        for number in range(before := int(last // every) + 1):
            self._at(number * every, self._count_everybody)
        self._at(before * every, partial(self._count_who_still_waits, every))

    def _at(self, at_s: float, event: Event) -> None:
        self._order += 1
        heappush(self._events, (at_s, self._order, event))

    def _in(self, seconds: float, event: Event) -> None:
        self._at(self._now + seconds, event)

    def _down_until(self) -> float:
        """When the outage under way ends; 0 when there is none."""
        return next((o.to_s for o in self.scenario.outages if o.from_s <= self._now < o.to_s), 0.0)

    # -- pupils -------------------------------------------------------------------------------------------------------
    def _ask(self, call: Call) -> None:
        call.waits = True
        self._waiting += 1
        self._most = max(self._most, self._waiting)
        self._to_ring(call)
        self._in(call.told.patience_s, lambda: self._give_up(call))
        if self._any_wide:
            self._in(self.policy.widen_after.total_seconds(), lambda: self._widen(call))

    def _widen(self, call: Call) -> None:
        call.is_wide = True
        if call.waits and not call.live:
            self._to_ring(call)

    def _give_up(self, call: Call) -> None:
        if not call.waits:
            return
        self._settle(call, Outcome.LEFT, "")
        for number in list(call.live):
            self._ring_over(call, self._people[number], At.FREE)

    def _settle(self, call: Call, outcome: Outcome, teacher: str) -> None:
        call.waits = False
        self._waiting -= 1
        self._not_to_ring(call)
        self._unanswered.pop(call.number, None)
        self._fates[call.number] = Fate(call.told, outcome, self._now - call.told.at_s, teacher, call.rings)

    def _to_ring(self, call: Call) -> None:
        """It waits and rings nobody."""
        self._unrung.setdefault(call.skill, {})[call.number] = call
        if call.is_wide:
            self._wide[call.number] = call
        if self._first_tier(call, hedge=False) is not None:
            self._meet.add(call.skill)
        self._due = True

    def _not_to_ring(self, call: Call) -> None:
        self._wide.pop(call.number, None)
        line = self._unrung.get(call.skill)
        if line is not None and line.pop(call.number, None) is not None and not line:
            del self._unrung[call.skill]
            self._meet.discard(call.skill)

    # -- teachers -----------------------------------------------------------------------------------------------------
    def _begin(self, person: Person) -> None:
        self._become(person, At.FREE, idle_since=self._now)

    def _to_end(self, person: Person) -> None:
        """Not rung any more: what is under way goes on."""
        person.ends = True
        if person.stands:
            self._out_of_lines(person)

    def _leave(self, person: Person) -> None:
        person.gone = True
        if person.at in (At.FREE, At.PAUSED, At.WRAPPING_UP):
            self._become(person, At.OFF)

    def _back(self, person: Person, at: At) -> None:
        """From the report, or from a pause."""
        if person.at is at and (at is At.PAUSED or person.wraps_up_until <= self._now):
            self._become(person, At.FREE, idle_since=self._now)

    def _become(self, person: Person, at: At, *, idle_since: float | None = None) -> None:
        if at is At.FREE and person.gone:
            at = At.OFF
        if person.stands:
            self._out_of_lines(person)
        if person.at is not At.OFF:
            self._count[person.at] -= 1
        person.at = at
        if at is not At.OFF:
            self._count[at] += 1
        if at is At.FREE:
            person.idle_since = person.idle_since if idle_since is None else idle_since
            self._into_lines(person, person.idle_since)
        elif at is At.WRAPPING_UP and self.policy.pre_ring and not person.gone:
            self._into_lines(person, self._now)

    def _into_lines(self, person: Person, since: float) -> None:
        """Who can be rung from now on."""
        if person.ends:
            return
        person.place, person.stands, person.as_free = (since, person.number), True, None
        wraps_up = person.at is At.WRAPPING_UP
        self._lines.join((person.skills, person.wide), person.place, wraps_up=wraps_up)
        self._meet |= self._unrung.keys() & person.skills
        self._due = True

    def _out_of_lines(self, person: Person) -> None:
        person.stands = False
        wraps_up = person.at is At.WRAPPING_UP
        if self._lines.leave((person.skills, person.wide), person.place, wraps_up=wraps_up):
            self._meet -= {skill for skill in self._meet & person.skills if not self._lines.is_anybody(skill)}

    def _first_tier(self, call: Call, *, hedge: bool) -> Tier | None:
        """The first in which somebody can be rung for it."""
        return next((tier for tier in self._tiers(call, hedge=hedge) if self._lines.is_there(tier, call.skill)), None)

    def _tiers(self, call: Call, *, hedge: bool) -> tuple[Tier, ...]:
        """They only depend on this: nobody here waits for a teacher by name."""
        known = self._tiers_known.get((call.is_wide, hedge))
        if known is None:
            known = tiers_of(self._as_waiting(call), _moment(self._now), self.policy, hedge=hedge)
            self._tiers_known[call.is_wide, hedge] = known
        return known

    # -- rings --------------------------------------------------------------------------------------------------------
    def _look(self) -> None:
        self._due = True

    def _in_turn(self) -> None:
        """A wave now, or at the next multiple of the way's step."""
        every_s = self.way.every_s
        turn_s = -(-self._now // every_s) * every_s if every_s else self._now
        if self._now >= turn_s:
            self._wave()
        elif self._turn_s < turn_s:
            self._turn_s = turn_s
            self._at(turn_s, self._look)

    def _wave(self) -> None:
        """Gather, decide, apply: what `dispatch.actions.run_wave` does with the tables."""
        if not (self._meet or self._wide or self._unanswered) or self._down_until():
            return
        calls = {call.number: call for skill in self._meet for call in self._unrung[skill].values()}
        calls |= self._wide
        hedges = self._unanswered.values()
        wanted = {call.number: call for call in calls.values() if self._first_tier(call, hedge=False) is not None}
        wanted |= {call.number: call for call in hedges if self._first_tier(call, hedge=True) is not None}
        if not wanted:
            return
        rings = self.way.decide(
            [self._as_waiting(call) for call in wanted.values()],
            self._shown(wanted.values()),
            _moment(self._now),
            self.policy,
            self._lines,
        )
        for ring in rings:
            self._ring(self._calls[ring.request_id.int], self._people[ring.teacher_id])

    def _shown(self, calls: Collection[Call]) -> list[FreeTeacher]:
        """The first of each line that one of `calls` may go to: as many as they could all ring, and those excluded."""
        excluded = max(len(call.declined) + len(call.live) for call in calls)
        most = self.way.apiece * len(calls) + excluded
        places = {(tier, call.skill) for call in calls for tier in self._tiers(call, hedge=bool(call.live))}
        shown = dict.fromkeys(
            number for tier, skill in sorted(places, key=_by_tier) for number in self._lines.first(tier, skill, most)
        )
        return [self._as_free(self._people[number]) for number in shown]

    def _as_free(self, person: Person) -> FreeTeacher:
        if person.as_free is None:
            wraps_up = person.at is At.WRAPPING_UP
            person.as_free = FreeTeacher(person.number, person.skills, _moment(person.place[0]), person.wide, wraps_up)
        return person.as_free

    def _as_waiting(self, call: Call) -> Waiting:
        for number in [number for number, until in call.excluded.items() if until <= self._now]:
            del call.excluded[number]
        slots = {slot for slot, _ in call.live.values()}
        return Waiting(
            id=call.id,
            skill=call.skill,
            asked_at=call.asked_at,
            live_rings=len(call.live),
            free_slot=min({0, 1} - slots, default=0),
            first_rung_at=_moment(min(at for _, at in call.live.values())) if call.live else None,
            excluded=frozenset(call.excluded.keys() | call.live.keys()),
            is_wide=call.is_wide,
            declined=frozenset(call.declined),
        )

    def _ring(self, call: Call, person: Person) -> None:
        """The offer, and the answer this teacher would give to this pupil."""
        self._not_to_ring(call)
        self._unanswered.pop(call.number, None)
        call.live[person.number] = (len(call.live), self._now)
        call.rings += 1
        self._rings += 1
        self._become(person, At.RINGING)
        if self.way.again_s and not call.shown:
            call.shown = True
            self._in(self.way.again_s, lambda: self._show_again(call))
        elif len(call.live) == 1:
            self._in(self.policy.hedge_after.total_seconds(), lambda: self._hedge(call))
        tried = call.tries.get(person.number, 0)
        call.tries[person.number] = tried + 1
        chance = Chance(self.seed, call.number, person.number, tried)
        answer, delay_s = drawn(self.scenario.answers, self.policy, chance, armed=person.told.armed)
        act = {Answer.ACCEPT: self._accept, Answer.DECLINE: self._decline, Answer.MISS: self._miss}[answer]
        self._in(delay_s, lambda: self._answer(call, person, act))

    def _answer(self, call: Call, person: Person, act: Callable[[Call, Person], None]) -> None:
        """Unless the ring is over. One that an outage cut off is taken back when it ends, without a mark."""
        if person.number not in call.live:
            return
        if back_at := self._down_until():
            self._at(back_at, lambda: self._answer(call, person, lambda c, p: self._ring_over(c, p, At.FREE)))
        else:
            act(call, person)

    def _show_again(self, call: Call) -> None:
        call.shown = False
        if call.waits and call.live:
            self._unanswered[call.number] = call
            self._due = True

    def _hedge(self, call: Call) -> None:
        if call.waits and len(call.live) == 1:
            self._unanswered[call.number] = call
            self._due = True

    def _accept(self, call: Call, person: Person) -> None:
        for number in list(call.live):
            self._ring_over(call, self._people[number], At.TEACHING if number == person.number else At.FREE)
        self._settle(call, Outcome.LESSON, person.told.id)
        person.owed_s = max(0.0, person.wraps_up_until - self._now)
        person.wraps_up_until = 0.0
        self._in(call.told.lesson_s, lambda: self._lesson_over(person))

    def _decline(self, call: Call, person: Person) -> None:
        self._declined += 1
        exclusion = self.policy.decline_exclusion.total_seconds()
        call.excluded[person.number] = self._now + exclusion
        call.declined.add(person.number)
        self._in(exclusion, self._look)
        self._ring_over(call, person, At.FREE)

    def _miss(self, call: Call, person: Person) -> None:
        self._missed += 1
        self._ring_over(call, person, At.PAUSED)
        self._in(self.scenario.answers.back_after_s, lambda: self._back(person, At.PAUSED))

    def _ring_over(self, call: Call, person: Person, then: At) -> None:
        del call.live[person.number]
        if then is At.PAUSED and person.gone:
            then = At.OFF
        if then is At.FREE and person.wraps_up_until > self._now:
            then = At.WRAPPING_UP  # the report goes on
        self._become(person, then)
        if not call.waits or then is At.TEACHING:
            return
        if not call.live:
            self._unanswered.pop(call.number, None)
            self._to_ring(call)
        elif len(call.live) == 1:
            (_, rung_at) = next(iter(call.live.values()))
            self._at(max(self._now, rung_at + self.policy.hedge_after.total_seconds()), lambda: self._hedge(call))

    def _lesson_over(self, person: Person) -> None:
        if person.gone:
            self._become(person, At.OFF)
            return
        wrap_up_s = self.scenario.wrap_up_s + person.owed_s
        person.wraps_up_until, person.owed_s = self._now + wrap_up_s, 0.0
        self._become(person, At.WRAPPING_UP)
        self._in(wrap_up_s, lambda: self._back(person, At.WRAPPING_UP))

    # -- what is told afterwards --------------------------------------------------------------------------------------
    def _count_everybody(self) -> None:
        count = self._count
        self._censuses.append(Census(self._now, self._most, *(count[at] for at in ON_DUTY)))
        self._most = self._waiting

    def _count_who_still_waits(self, every: float) -> None:
        """Past the last asking, until nobody waits; not for ever."""
        if self._most == 0:
            return
        self._count_everybody()
        if len(self._censuses) < CENSUSES:
            self._in(every, partial(self._count_who_still_waits, every))

    def _close(self) -> None:
        for call in self._calls:
            if call.waits:
                self._settle(call, Outcome.UNMET, "")


_RANK: Final = {tier: rank for rank, tier in enumerate(Tier)}


def _by_tier(one: tuple[Tier, Skill]) -> tuple[int, Skill]:
    return _RANK[one[0]], one[1]


def _moment(at_s: float) -> datetime:
    return OPENING + timedelta(seconds=at_s)

"""Who can be rung."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from declic.dispatch.models import Duty
from declic.dispatch.queries.skills import skills_held
from declic.dispatch.rules import DutyState
from declic.dispatch.rules.candidates import Candidates
from declic.dispatch.rules.matcher import FreeTeacher, Skill, Waiting
from declic.dispatch.rules.neighbours import neighbours
from declic.dispatch.rules.policy import POLICY, Policy
from declic.ground.paris import paris_day
from declic.people.rules.teachers import TeacherState
from declic.statements import Prepared

_NONE: frozenset[Skill] = frozenset()
_WRAPPING_UP = DutyState.WRAPPING_UP.value
_FREE = Q(state=DutyState.FREE.value)
_WRAPS_UP = Q(state=_WRAPPING_UP, last_one=False)


def ringable_duties(now: datetime, policy: Policy = POLICY) -> QuerySet[Duty]:
    """Of the free, and of those whose report can wait: not the last one's, after which the duty ends. In the last
    minutes of their shift, only those who said so.
    """
    found = _ringable(paris_day(now), now + policy.shift_end, now - policy.desk_fresh)
    return found if policy.pre_ring else found.filter(_FREE)


def free_duties(now: datetime, policy: Policy = POLICY) -> QuerySet[Duty]:
    """Of those who can be rung now: free, their desk there, allowed to teach."""
    return ringable_duties(now, policy).filter(_FREE)


def free_teachers(
    skills: Iterable[Skill], now: datetime, policy: Policy = POLICY, *, wide: Iterable[Skill] = ()
) -> list[FreeTeacher]:
    """Teachers who can be rung and hold one of `skills`, or accept one of `wide`; no other is told. Two queries."""
    return _teachers(skills, wide, now, policy, lambda _, own, near, **__: bool(own or near))


def candidates(
    wanting: Collection[Waiting], now: datetime, policy: Policy
) -> tuple[list[FreeTeacher], dict[Skill, int]]:
    """Those who may be chosen for one of `wanting`; of all who can be rung, how many hold each skill. Two queries."""
    # Skills nobody lacks are in no demand: their holders would be read for nothing.
    asked = {request.skill for request in wanting} | policy.forecast.keys()
    wide = {request.skill for request in wanting if request.is_wide}
    found = Candidates(wanting)
    return _teachers(asked, wide, now, policy, found.keep), found.holders()


def _teachers(
    skills: Iterable[Skill], wide: Iterable[Skill], now: datetime, policy: Policy, keep: Callable[..., bool]
) -> list[FreeTeacher]:
    """Those of whom `keep` says so; it is asked in the order of how long they have been idle."""
    told = _told_of(frozenset(skills), frozenset(wide))

    def kept(row: tuple[Any, ...]) -> bool:
        teacher, state, _, takes_neighbours = row
        own, near = told(teacher, takes_neighbours=bool(takes_neighbours))
        return keep(teacher, own, near, wraps_up=state == _WRAPPING_UP)

    read = _ROWS if policy.pre_ring else _ROWS_OF_FREE
    rows = read.rows(paris_day(now), now + policy.shift_end, now - policy.desk_fresh, keep=kept)
    return list(_made(rows, told, now))


def _made(rows: Iterable[tuple[Any, ...]], told: Callable[..., Any], now: datetime) -> Iterator[FreeTeacher]:
    for teacher, state, since, takes_neighbours in rows:
        own, near = told(teacher, takes_neighbours=takes_neighbours)
        yield FreeTeacher(teacher, own, since or now, wide=near, wraps_up=state == _WRAPPING_UP)


def _told_of(asked: frozenset[Skill], accepted: frozenset[Skill]) -> Callable[..., Any]:
    """(teacher, takes_neighbours) → of the skills asked for, those they hold, and those they would accept."""
    held = skills_held()
    alike: dict[frozenset[Skill], tuple[frozenset[Skill], frozenset[Skill]]] = {}

    def told(teacher: int, *, takes_neighbours: bool) -> tuple[frozenset[Skill], frozenset[Skill]]:
        theirs = held.get(teacher, _NONE)
        found = alike.get(theirs)
        if found is None:
            found = alike[theirs] = theirs & asked, accepted & neighbours(theirs) if accepted else _NONE
        return found if takes_neighbours or not found[1] else (found[0], _NONE)

    return told


def _ringable(day: date, ends_after: datetime, seen_since: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(
        Q(teacher__authorised_until=None) | Q(teacher__authorised_until__gte=day),
        _FREE | _WRAPS_UP,
        Q(ends_at=None) | Q(ends_at__gt=ends_after) | Q(teacher__rings_to_end=True),
        teacher__state=TeacherState.APPROVED.value,
        ended_at=None,
        desk_left_at=None,
        seen_at__gte=seen_since,
    )


def _by_idleness(duties: QuerySet[Duty]) -> QuerySet[Duty, tuple[Any, ...]]:
    idle = Case(When(state=_WRAPPING_UP, then=F("since")), default=F("idle_since"))
    return (
        duties.annotate(idle=idle)
        .order_by(F("idle").asc(nulls_last=True), "teacher_id")
        .values_list("teacher_id", "state", "idle", "teacher__takes_neighbours")
    )


_ROWS = Prepared(date, datetime, datetime, build=lambda *when: _by_idleness(_ringable(*when)))
_ROWS_OF_FREE = Prepared(date, datetime, datetime, build=lambda *when: _by_idleness(_ringable(*when).filter(_FREE)))

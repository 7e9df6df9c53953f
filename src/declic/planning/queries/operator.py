"""What the operator's pages of a week read: need against cover, who could still come, who is missing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Q

from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.people.models import Teacher
from declic.planning.models import Rota, Shift
from declic.planning.queries.lapsed import lapsed
from declic.planning.queries.rotas import HELD, missing_now
from declic.planning.queries.volunteers import groups_of, run_over_in, volunteers_in
from declic.planning.rules.checks import room_around
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.covers import Group
from declic.planning.rules.gaps import Gap, cover_of, gaps_of, need_from_rows, unrung_of
from declic.planning.rules.rota import Needed, Place
from declic.planning.rules.shifts import SHORTEST, Volunteer
from declic.planning.rules.states import ShiftState
from declic.planning.rules.words import missing_for


@dataclass(frozen=True)
class Candidate:
    """Somebody who could have one more shift that day."""

    teacher_id: int
    name: str
    volunteer: Volunteer
    worked: int
    """Quarter-hours they have in the week."""


class Week:
    """A rota as the operator looks at it. Six queries, whatever is asked of it."""

    def __init__(self, rota: Rota, now: datetime) -> None:
        self.rota, self.now = rota, now
        self.shifts = list(rota.shifts.select_related("teacher__account"))

    @cached_property
    def needed(self) -> Needed:
        return need_from_rows(self.rota.need)

    @cached_property
    def groups(self) -> dict[int, frozenset[Group]]:
        return groups_of(Q(teacher__in=self.rota.shifts.values("teacher")))

    @cached_property
    def there(self) -> Mapping[Place, int]:
        known = self.groups
        return cover_of(self.needed, [(known.get(s.teacher_id, frozenset()), s.times) for s in self._expected])

    @cached_property
    def gaps(self) -> list[Gap]:
        return gaps_of(self.needed, self.there)

    @cached_property
    def unrung(self) -> list[Place]:
        over = run_over_in(self.rota.week, {shift.teacher_id for shift in self._expected})
        known = self.groups
        duties = [(known.get(s.teacher_id, frozenset()), s.times, s.teacher_id in over) for s in self._expected]
        return unrung_of(self.needed, duties)

    @cached_property
    def volunteers(self) -> dict[int, Volunteer]:
        return volunteers_in(self.rota.week)

    @cached_property
    def lapsed(self) -> list[Shift]:
        """Of a draft, those that no longer hold: they will not be published."""
        proposed = [shift for shift in self.shifts if shift.state == ShiftState.PROPOSED.value]
        return lapsed(proposed, self.volunteers, self.now) if proposed else []

    @cached_property
    def _expected(self) -> list[Shift]:
        """Whose teachers are counted as there: not what is to come of a draft and no longer holds."""
        gone = {shift.pk for shift in self.lapsed if shift.ends_at > self.now}
        return [shift for shift in self.shifts if shift.state in HELD and shift.pk not in gone]

    @cached_property
    def names(self) -> dict[int, str]:
        return dict(Teacher.objects.filter(pk__in=self.volunteers).values_list("pk", "account__name"))

    @cached_property
    def worked(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for shift in self.shifts:
            if shift.state in HELD:
                found[shift.teacher_id] += shift.had.worked
        return found

    def candidates(self, day: int, first: int, after: int, groups: frozenset[Group] | None) -> list[Candidate]:
        """Those who offered some of these quarter-hours, know one of `groups` (None: whatever they know), have no shift
        that day and hours left for one; those with the least first.
        """
        busy = {shift.teacher_id for shift in self.shifts if shift.on.weekday() == day and shift.state in HELD}
        found = [
            Candidate(teacher, self.names[teacher], one, self.worked[teacher])
            for teacher, one in self.volunteers.items()
            if teacher not in busy
            and (groups is None or one.groups & groups)
            and one.most - self.worked[teacher] >= SHORTEST
            and room_around(one, day, first, after)
        ]
        return sorted(found, key=lambda one: (one.worked, one.name))


@dataclass(frozen=True)
class WeekSeen:
    """A week in the list: what is known of its rota."""

    week: date
    rota: Rota | None
    shifts: int
    to_confirm: int
    offered: int


def weeks_ahead(now: datetime, number: int) -> list[WeekSeen]:
    """This week and those after it. One query."""
    first = monday_of(paris_day(now))
    weeks = [first + timedelta(days=7 * ahead) for ahead in range(number)]
    ahead = Q(shifts__ends_at__gt=now)
    rotas = {
        rota.week: rota
        for rota in Rota.objects.filter(week__in=weeks)
        .defer("need")
        .annotate(
            given=Count("shifts"),
            to_confirm=Count("shifts", filter=ahead & Q(shifts__state=ShiftState.TO_CONFIRM.value)),
            offered=Count("shifts", filter=ahead & Q(shifts__state=ShiftState.OFFERED.value)),
        )
    }
    return [_seen(week, rotas.get(week)) for week in weeks]


def _seen(week: date, rota: Rota | None) -> WeekSeen:
    counts = (getattr(rota, name, 0) for name in ("given", "to_confirm", "offered"))
    return WeekSeen(week, rota, *counts)


@dataclass(frozen=True)
class RotaSeen:
    week: date
    state: str
    step: str
    share: float


@dataclass(frozen=True)
class AbsentSeen:
    shift_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    late: str
    """« attendu(e) depuis 2 min »."""


def absences(now: datetime) -> list[AbsentSeen]:
    """Those who should be on duty and are not, who has been missing longest first. One query."""
    return [
        AbsentSeen(
            shift.pk,
            shift.teacher.account.name,
            shift.starts_at,
            shift.ends_at,
            missing_for(now - shift.since, has_left=shift.left_at is not None),
        )
        for shift in missing_now(now).order_by("since", "pk")
    ]


def planning_now(now: datetime) -> tuple[list[RotaSeen], list[AbsentSeen]]:
    """What open pages are told of rotas and absences. Two queries."""
    rows = Rota.objects.filter(week__gte=monday_of(paris_day(now))).order_by("week")
    return (
        [RotaSeen(*row) for row in rows.values_list("week", "state", "step", "share")],
        absences(now),
    )


def shift_of_week(week: date, shift_id: int) -> Shift:
    """For the operator. NotYours when that week has none such."""
    found = Shift.objects.select_related("rota", "teacher__account").filter(pk=shift_id, rota__week=week).first()
    if found is None:
        raise NotYours
    return found

"""Rotas and shifts, as the operator, their teacher and the clock read them. `access_…` is the only way to get one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from declic.dispatch.models import Duty
from declic.dispatch.queries.hours import exceptional
from declic.ground.digests import digest_said
from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.people.models import Account, Teacher
from declic.planning.models import Rota, Shift, Swap
from declic.planning.queries.volunteers import groups_of, volunteer_of
from declic.planning.rules.checks import fits, is_free
from declic.planning.rules.clocks import quarter_of
from declic.planning.rules.closed import is_closed
from declic.planning.rules.covers import Group, may_stand_in
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.states import GIVEN, RotaState, ShiftState, SwapState

HELD = [state.value for state in ShiftState if state is not ShiftState.OFFERED]
"""Somebody has it."""
EXPECTED = [state.value for state in GIVEN]
THEIRS: Final = ("ShiftConfirmed", "ShiftGivenUp", "ShiftTakenBack", "ShiftTaken", "ShiftReminded")
"""What is said of a shift to its teacher alone."""


def draft_digest(shifts: Iterable[Shift]) -> str:
    """Of a draft as it was read: another may search anew, or change it, before it is published."""
    return digest_said([(one.pk, one.teacher_id, one.on, one.first, one.after, one.pause) for one in shifts])


def rota_of(week: date) -> Rota | None:
    """`week`: its Monday."""
    return Rota.objects.filter(week=week).first()


# -- a teacher's ------------------------------------------------------------------------------------------------------
def shifts_ahead(teacher: Teacher, now: datetime) -> list[Shift]:
    """Published, theirs, under way or to come; those they gave up among them."""
    return list(
        Shift.objects.select_related("rota").filter(
            teacher=teacher, ends_at__gt=now, rota__state=RotaState.PUBLISHED.value
        )
    )


def expected_outside(teacher: Teacher, now: datetime) -> list[Shift]:
    """Of those to come they have not given up, those at hours they do not offer, or not any more."""
    theirs = [shift for shift in shifts_ahead(teacher, now) if shift.state in EXPECTED]
    offered = {week: volunteer_of(teacher.pk, week) for week in {shift.rota.week for shift in theirs}}
    return [
        shift for shift in theirs if (one := offered[shift.rota.week]) is None or not is_free(one, shift.rest_at(now))
    ]


def access_shift(account: Account, shift_id: int) -> Shift:
    """A published shift of this teacher. NotYours."""
    found = (
        Shift.objects.select_related("rota", "teacher__account")
        .filter(pk=shift_id, teacher__account=account, rota__state=RotaState.PUBLISHED.value)
        .first()
    )
    if found is None:
        raise NotYours
    return found


def was_theirs(account: Account, shift_id: int) -> bool:
    """Whether it is not any more, or is not there any more. Two queries."""
    asked, wanted = Q(mine=shift_id, asked_by__account=account), Q(theirs=shift_id, asked_of__account=account)
    had = Q(data__teacher_account_id=account.pk) & (Q(name__in=THEIRS) | Q(data__published=True))
    said = Fact.objects.filter(had | Q(data__from_account_id=account.pk), subject=f"shift:{shift_id}")
    return said.exists() or Swap.objects.filter(asked | wanted).exists()


def given_to(teacher_id: int, week: date, *, but: Iterable[int] = ()) -> list[Times]:
    """What a teacher has in a week, without the shifts `but`."""
    held = Shift.objects.filter(teacher_id=teacher_id, rota__week=week, state__in=HELD).exclude(pk__in=list(but))
    return [shift.had for shift in held]


def offered_to(teacher: Teacher, now: datetime) -> list[Shift]:
    """Shifts colleagues gave up that this teacher could take, soonest first; none that a closing takes whole. Of one
    under way, what is left of it counts alone.
    """
    decided = exceptional(now)
    offered = (
        Shift.objects.select_related("rota", "teacher__account")
        .filter(state=ShiftState.OFFERED.value, ends_at__gt=now, rota__state=RotaState.PUBLISHED.value)
        .exclude(teacher=teacher)
    )
    by_week: dict[date, list[Shift]] = defaultdict(list)
    for shift in offered:
        if is_closed(shift.starts_at, shift.ends_at, decided):
            continue
        by_week[shift.rota.week].append(shift)
    found: list[Shift] = []
    for week, shifts in by_week.items():
        one = volunteer_of(teacher.pk, week)
        if one is None:
            continue
        theirs = given_to(teacher.pk, week)
        groups = groups_of(Q(teacher__in={shift.teacher_id for shift in shifts}))
        found += [
            shift
            for shift in shifts
            if may_stand_in(one.groups, groups.get(shift.teacher_id, frozenset()))
            and fits(one, shift.rest_at(now), theirs, is_rest=shift.starts_at < now)
        ]
    return sorted(found, key=lambda shift: (shift.starts_at, shift.pk))


def swaps_open_for(teacher: Teacher, now: datetime) -> list[Swap]:
    """Asked of them or by them, and not answered; none of a shift that a closing takes whole."""
    decided = exceptional(now)
    asked = (
        Swap.objects.select_related("mine", "theirs", "asked_by__account", "asked_of__account")
        .filter(
            Q(asked_by=teacher) | Q(asked_of=teacher),
            state=SwapState.ASKED.value,
            mine__starts_at__gt=now,
            theirs__starts_at__gt=now,
        )
        .order_by("asked_at")
    )
    return [
        swap
        for swap in asked
        if not any(is_closed(one.starts_at, one.ends_at, decided) for one in (swap.mine, swap.theirs))
    ]


def access_swap(account: Account, swap_id: int) -> Swap:
    """One asked of this teacher or by them. NotYours."""
    found = (
        Swap.objects.select_related("mine__rota", "theirs__rota", "asked_by__account", "asked_of__account")
        .filter(Q(asked_by__account=account) | Q(asked_of__account=account), pk=swap_id)
        .first()
    )
    if found is None:
        raise NotYours
    return found


def was_between(account: Account, swap_id: int) -> bool:
    """Whether such a swap was asked of this teacher, or by them: it goes with the shifts it is about. One query."""
    mine = Q(data__asked_by_account_id=account.pk) | Q(data__asked_of_account_id=account.pk)
    return Fact.objects.filter(mine, subject=f"swap:{swap_id}").exists()


# -- the operator's ---------------------------------------------------------------------------------------------------
def given_in(rota: Rota) -> list[tuple[frozenset[Group], Times]]:
    """Who covers what: (groups known, shift) of every shift somebody has. Two queries."""
    held = list(rota.shifts.filter(state__in=HELD))
    groups = groups_of(Q(teacher__in=rota.shifts.values("teacher"))) if held else {}
    return [(groups.get(shift.teacher_id, frozenset()), shift.times) for shift in held]


LATE: Final = timedelta(minutes=1)
"""Who is not there so long after their shift began is missing."""
A_DAY: Final = timedelta(days=1)
"""No shift is so long."""
JUST_LEFT: Final = timedelta(minutes=3)
"""Who left no longer ago may be back: a page that was closed, another network."""


def missing_now(now: datetime, *, at_least: timedelta = LATE) -> "QuerySet[Any, Any]":
    """Shifts under way whose teacher is not on duty, `at_least` so long: who never came, and who left, but for a pause.

    Of `Shift`s, with `since`: the beginning, or when they took it under way, or when an exceptional closing ended in
    it, or when they left (`left_at`). Nobody is while one lasts.
    """
    decided = exceptional(now - A_DAY)
    reopened_at = max((one.ends_at for one in decided if one.ends_at <= now), default=now - A_DAY)
    duties = Duty.objects.filter(teacher=OuterRef("teacher"))
    there = duties.filter(Q(ended_at=None) | Q(ended_at__gt=now - JUST_LEFT))
    left = duties.filter(ended_at__gt=OuterRef("due_at")).order_by("-ended_at").values("ended_at")[:1]
    pauses = [(paris_day(at), quarter_of(at)) for at in (now, now - max(at_least, JUST_LEFT))]
    found = (
        Shift.objects.select_related("teacher__account")
        .filter(~Exists(there), state__in=EXPECTED, starts_at__lte=now, ends_at__gt=now)
        .exclude(Q(on=pauses[0][0], pause=pauses[0][1]) | Q(on=pauses[1][0], pause=pauses[1][1]))
        .annotate(due_at=Greatest("starts_at", Coalesce("taken_at", "starts_at"), Value(reopened_at)))
        .annotate(left_at=Subquery(left))
        .annotate(since=Coalesce("left_at", "due_at"))
        .filter(since__lte=now - at_least)
    )
    return found.none() if any(one.holds(now) for one in decided) else found

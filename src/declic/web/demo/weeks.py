"""The demo's rotas: what is near is published and confirmed but for a few shifts, the week after is a draft."""

from datetime import date, datetime, time, timedelta
from typing import Final

from declic.ground.paris import at_paris, paris_day
from declic.people.models import Account, Teacher
from declic.planning.actions import (
    ask_rota,
    begin_rota,
    confirm_shifts,
    give_availability,
    give_up,
    lay_out_rota,
    publish_rota,
)
from declic.planning.models import Rota, Shift
from declic.planning.queries import needed_in, volunteers_in
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.rota.draft import first_draft
from declic.planning.rules.rota.problem import Problem
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.shifts import Stretch
from declic.web.demo import people as demo

EVENINGS: Final = ((64, 80), (68, 84), (66, 82), (68, 80))
WEDNESDAY: Final = (56, 76)
LEFT_OUT: Final = 6
FRIDAY: Final = 4
HOURS: Final = ((8, 64), (12, 80), (8, 72))


def plan_weeks(operator: Account, now: datetime) -> None:
    """What each teacher offers, and the rotas: this week's, next week's, and from Friday on the one after.

    On a Saturday this week's shifts are over: a teacher sees those of the next all the same.
    """
    today = paris_day(now)
    this_week = monday_of(today)
    teachers = list(
        Teacher.objects.select_related("account").filter(account__email__in=[one.email for one in demo.TEACHERS])
    )
    for number, teacher in enumerate(teachers):
        _offer(teacher, number, now)
    monday = at_paris(this_week, time())
    near = [this_week, this_week + timedelta(days=7)] if today.weekday() >= FRIDAY else [this_week]
    published = [_lay_out(week, operator, monday) for week in near]
    _lay_out(near[-1] + timedelta(days=7), operator, now, leave=LEFT_OUT)
    for rota in published:
        publish_rota(rota=rota, by=operator, now=monday)
    # Two have not confirmed yet, and somebody gave up the last shift.
    for teacher in teachers[2:]:
        confirm_shifts(teacher=teacher, now=monday)
    ahead = Shift.objects.select_related("rota", "teacher").filter(
        rota__in=published, starts_at__gt=now, state="confirmed"
    )
    last = ahead.order_by("-starts_at", "-pk").first()
    if last is not None:
        give_up(shift=last, now=now)


def _offer(teacher: Teacher, number: int, now: datetime) -> None:
    """Four or five evenings and Wednesday afternoon. They run over: a visitor is rung at any hour."""
    days = [day for day in range(5) if day not in {2, number % 7}]
    first, after = EVENINGS[number % len(EVENINGS)]
    least, most = HOURS[number % len(HOURS)]
    give_availability(
        teacher=teacher,
        week=None,
        stretches=[*(Stretch(day, first, after) for day in days), Stretch(2, *WEDNESDAY)],
        least=least,
        most=most,
        runs_over=True,
        now=now,
    )


def _lay_out(week: date, operator: Account, now: datetime, *, leave: int = 0) -> Rota:
    """The first draft of the search: it takes no time. Of `leave` shifts one is left for a visitor to add."""
    rota = ask_rota(week=week, by=operator, now=now)
    begun = begin_rota(now=now)
    assert begun is not None  # noqa: S101  (asked for just above)
    volunteers = list(volunteers_in(week).values())
    needed, learned_from = needed_in(week, now)
    draft = first_draft(Problem(volunteers, needed))
    shifts: dict[int, list[Times]] = {}
    kept = [column for at, column in enumerate(draft.columns) if not leave or at % leave]
    for number, times in kept:
        shifts.setdefault(int(volunteers[number].id), []).append(times)
    lay_out_rota(rota=begun, needed=needed, learned_from=learned_from, shifts=shifts, now=now)
    rota.refresh_from_db()
    return rota

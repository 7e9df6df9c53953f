"""Teachers who offer time, and rotas, for the tests of planning and of its pages."""

from collections.abc import Iterable
from datetime import date, datetime

from declic.curriculum.rules import LEVELS, band, teaches
from declic.people.models import Account, Teacher
from declic.planning.actions import (
    add_shift,
    ask_rota,
    begin_rota,
    confirm_shifts,
    give_availability,
    lay_out_rota,
    publish_rota,
)
from declic.planning.models import Rota, Shift
from declic.planning.rules.covers import Cover
from declic.planning.rules.rota import Needed
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.shifts import Stretch
from tests.world import NOW, make_operator, make_teacher

WEEK = date(2026, 11, 23)
"""NOW is its Monday, at 18 h."""
MATHS = Cover("Maths, collège", frozenset({("MAT", "collège")}))
EVENINGS = tuple((day, 66, 82) for day in range(5))
"""16 h 30 to 20 h 30, Monday to Friday."""


def skills_in(subject: str, school: str = "collège") -> list[tuple[str, str]]:
    return [(subject, level) for level in LEVELS if band(level) == school and teaches(level, subject)]


def make_volunteer(
    name: str = "Claire Aubry",
    *,
    subject: str = "MAT",
    free: Iterable[tuple[int, int, int]] = EVENINGS,
    hours: tuple[int, int] = (0, 40),
    week: date | None = None,
    in_one_go: int = 12,
    runs_over: bool = False,
) -> Teacher:
    teacher = make_teacher(skills_in(subject), name=name)
    offer(teacher, free, hours=hours, week=week, in_one_go=in_one_go, runs_over=runs_over)
    return teacher


def offer(
    teacher: Teacher,
    free: Iterable[tuple[int, int, int]] = EVENINGS,
    *,
    hours: tuple[int, int] = (0, 40),
    week: date | None = None,
    in_one_go: int = 12,
    runs_over: bool = False,
    now: datetime = NOW,
) -> None:
    give_availability(
        teacher=teacher,
        week=week,
        stretches=[Stretch(*one) for one in free],
        least=hours[0],
        most=hours[1],
        in_one_go=in_one_go,
        runs_over=runs_over,
        now=now,
    )


def make_rota(
    shifts: dict[Teacher, list[Times]],
    *,
    needed: Needed | None = None,
    published: bool = True,
    by: Account | None = None,
    week: date = WEEK,
    now: datetime = NOW,
) -> Rota:
    """Laid out as if it had been found, and published unless told otherwise."""
    operator = by or make_operator()
    ask_rota(week=week, by=operator, now=now)
    rota = begin_rota(now=now)
    assert rota is not None
    found = {teacher.pk: several for teacher, several in shifts.items()}
    assert lay_out_rota(rota=rota, needed=needed or {}, learned_from=0, shifts=found, now=now)
    rota.refresh_from_db()
    if published:
        publish_rota(rota=rota, by=operator, now=now)
        rota.refresh_from_db()
    return rota


def make_shift(teacher: Teacher | None = None, times: Times | None = None, *, confirmed: bool = True) -> Shift:
    """Tuesday 17 h to 19 h unless told otherwise, of a rota published for it, or of the one there is."""
    teacher = teacher or make_volunteer()
    times = times or Times(1, 68, 76)
    rota = Rota.objects.filter(week=WEEK).first()
    if rota is None:
        make_rota({teacher: [times]})
    else:
        add_shift(rota=rota, teacher=teacher, times=times, by=make_operator(), now=NOW)
    if confirmed:
        confirm_shifts(teacher=teacher, now=NOW)
    return get_shift(teacher, times.day)


def get_shift(teacher: Teacher, day: int = 1) -> Shift:
    return Shift.objects.select_related("rota", "teacher__account").get(teacher=teacher, on__iso_week_day=day + 1)

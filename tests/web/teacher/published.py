"""Next week's rota, with the shifts a test says."""

from datetime import date, timedelta

from django.utils import timezone

from declic.ground.paris import paris_day
from declic.people.models import Teacher
from declic.planning.models import Shift
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.shifts import Shift as Times
from tests.planning.people import make_rota


def next_week() -> date:
    return monday_of(paris_day(timezone.now())) + timedelta(days=7)


def rota(*given: tuple[Teacher, Times]) -> list[Shift]:
    """Next week's, published."""
    shifts: dict[Teacher, list[Times]] = {}
    for teacher, times in given:
        shifts.setdefault(teacher, []).append(times)
    made = make_rota(shifts, week=next_week(), now=timezone.now())
    return list(made.shifts.select_related("rota", "teacher__account").order_by("starts_at"))

"""The demo world shows a rota whatever the day it is made on."""

from datetime import time, timedelta

import pytest

from declic.ground.paris import at_paris
from declic.people.models import Teacher
from declic.planning.models import Rota
from declic.planning.queries import shifts_ahead
from declic.planning.rules.clocks import monday_of
from declic.web.demo import world
from tests.world import NOW

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.mark.parametrize("day", [3, 4, 6])
def test_whatever_the_day_a_teacher_has_shifts_ahead(day: int) -> None:
    now = at_paris(monday_of(NOW.date()) + timedelta(days=day), time(21))
    world.build(now=now)
    teacher = Teacher.objects.get(account__name="Mme Lefèvre")
    assert shifts_ahead(teacher, now)
    assert Rota.objects.exclude(published_at=None).exists()
    assert Rota.objects.filter(published_at=None).exists()

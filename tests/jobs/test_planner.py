"""The search for a rota, in its own process, as the clock runs it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from declic.ground.paris import paris_day
from declic.jobs.planner import Planner
from declic.journal.models import Fact
from declic.planning.actions import ask_rota
from declic.planning.models import Rota, Shift
from declic.planning.rules.clocks import monday_of
from tests.planning.people import WEEK, make_volunteer
from tests.world import NOW, make_operator, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db(transaction=True)


def ask(now: datetime) -> Rota:
    return ask_rota(week=monday_of(paris_day(now)) + timedelta(days=7), by=make_operator(), now=now)


def state(rota: Rota) -> str:
    try:
        rota.refresh_from_db()
        return rota.state
    finally:
        connections.close_all()


def rounds(planner: Planner, rota: Rota, *ends: str, now: datetime | None = None) -> None:
    """As the clock makes them, until the rota is in one of these states."""
    until = time.monotonic() + 60
    now = now or datetime.now(UTC)
    while state(rota) not in ends:
        assert time.monotonic() < until, rota.state
        now += timedelta(seconds=5)
        planner.round(now)
        time.sleep(0.05)


def test_the_rota_the_operator_asked_for_is_found_and_laid_out() -> None:
    now = datetime.now(UTC)
    set_hours(*((day, "17:00", "20:00") for day in range(7)), in_holidays=True)
    sponsor = make_sponsor(now=now)
    for _ in range(8):
        make_pupil("4E", sponsor, now=now)
    claire = make_volunteer(free=[(day, 66, 82) for day in range(7)])
    rota = ask(now)
    with Planner(search_s=2) as planner:
        rounds(planner, rota, "draft", "failed")
    assert rota.state == "draft"
    assert {shift.teacher for shift in Shift.objects.select_related("teacher")} == {claire}
    assert rota.need
    names = list(Fact.objects.filter(subject=f"rota:{rota.week}").values_list("name", flat=True))
    assert names[:2] == ["RotaAsked", "RotaAdvanced"]
    assert names[-1] == "RotaProposed"


def test_a_clock_that_stops_leaves_its_search_to_another() -> None:
    now = datetime.now(UTC)
    make_volunteer()
    rota = ask(now)
    with Planner(search_s=600) as planner:
        rounds(planner, rota, "running")
    assert state(rota) == "running"


def test_a_search_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise OSError

    monkeypatch.setattr("declic.jobs.planner.searched", broken)
    rota = ask(datetime.now(UTC))
    with Planner(search_s=1) as planner:
        rounds(planner, rota, "failed")


def test_of_a_week_under_way_only_what_is_to_come_is_given() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(7)), in_holidays=True)
    sponsor = make_sponsor(now=NOW)
    for _ in range(8):
        make_pupil("4E", sponsor, now=NOW)
    make_volunteer()
    rota = ask_rota(week=WEEK, by=make_operator(), now=NOW)
    thursday = NOW + timedelta(days=3, minutes=20)
    with Planner(search_s=2) as planner:
        rounds(planner, rota, "draft", "failed", now=thursday)
    assert {(one.on.weekday(), one.first) for one in rota.shifts.all()} <= {(3, first) for first in range(74, 77)} | {
        (4, first) for first in range(66, 77)
    }
    assert rota.shifts.exists()
    assert {row["day"] for row in rota.need} == {3, 4, 5, 6}

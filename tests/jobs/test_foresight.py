"""What the clock foresees: never waited for, empty without history."""

from datetime import timedelta

import pytest

from declic.dispatch.rules.policy import POLICY, Policy
from declic.jobs import foresight
from declic.jobs.foresight import Foresight
from tests.world import NOW, make_free_teacher, make_help_request, make_pupil, set_hours

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy_mondays() -> None:
    """Three requests at 18:00 on each of the last Mondays."""
    set_hours(*((weekday, "17:00", "20:00") for weekday in range(5)))
    for week in (1, 2, 3):
        for _ in range(3):
            at = NOW - timedelta(weeks=week)
            make_help_request(make_pupil("4E", now=at - timedelta(days=9)), now=at)


def policies(times: int = 3) -> list[Policy]:
    """What is told at first, once the day is learned, and once those on duty are known."""
    found = []
    with Foresight() as foreseen:
        for _ in range(times):
            found.append(foreseen.policy(NOW))
            foreseen._thread.submit(lambda: None).result(timeout=20)
    return found


def test_a_young_service_foresees_nothing(busy_mondays: None) -> None:
    make_free_teacher()
    assert policies() == [POLICY] * 3


def test_a_service_with_a_past_spares_what_few_on_duty_hold(
    busy_mondays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foresight, "NOTE", 5)
    monkeypatch.setattr(foresight, "OF_NOTE", 0.01)
    make_free_teacher([("MAT", "4E"), ("PC", "3E")])
    first, second, third = policies()
    assert (first, second) == (POLICY, POLICY)
    assert third.forecast.keys() == {("MAT", "4E")}
    assert third == Policy(forecast=third.forecast)


def test_a_skill_many_hold_is_not_spared(busy_mondays: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foresight, "NOTE", 5)
    monkeypatch.setattr(foresight, "OF_NOTE", 0.01)
    monkeypatch.setattr(foresight, "FEW", 1)
    for _ in range(2):
        make_free_teacher()
    assert policies()[-1] == POLICY


def test_what_cannot_be_read_is_said_and_tried_again_an_hour_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def broken(now: object) -> None:
        tries.append(now)
        raise OSError("no table")

    monkeypatch.setattr(foresight, "fitted", broken)
    with Foresight() as foreseen:
        for minutes in (0, 1, 59, 61):
            assert foreseen.policy(NOW + timedelta(minutes=minutes)) is POLICY
            foreseen._thread.submit(lambda: None).result(timeout=20)
    assert len(tries) == 2
    assert "tried again" in caplog.text

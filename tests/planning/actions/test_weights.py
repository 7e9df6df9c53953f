"""Each night the weights of the day are learned from evenings like it, kept with their reasons, used when told to."""

import time
from datetime import date, datetime, timedelta

import pytest

from declic.dispatch.rules.policy import POLICY
from declic.dispatch.rules.weights import POWER
from declic.jobs.foresight import Foresight
from declic.planning.actions import forget_old, learn_weights
from declic.planning.models import LearnedWeights
from declic.planning.queries.weights import comparable, evenings_before, weights_for
from tests.planning.actions.test_equality import asked
from tests.world import NOW, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(hours=12)
"""A Tuesday, at half past five in the morning."""


@pytest.fixture
def unequal() -> None:
    """Of NOW, a Monday: French waits three times as long as maths."""
    sponsor = make_sponsor()
    for _ in range(6):
        asked(make_pupil("4E", sponsor), "MAT", NOW, 1)
        asked(make_pupil("4E", sponsor), "FRA", NOW, 3)


def test_they_are_learned_once_a_day_after_the_night(unequal: None) -> None:
    assert learn_weights(now=TOMORROW - timedelta(hours=3)) is None, "the evening may not be over"
    row = learn_weights(now=TOMORROW)
    assert row is not None
    assert row.on == date(2026, 11, 24)
    assert (row.whole_s, row.evenings) == (120.0, ["2026-11-23"])
    told = {one["subject"]: (one["weight"], one["number"], one["mean_s"]) for one in row.weights}
    assert told == {"FRA": (round(1.5**POWER, 4), 6, 180.0), "MAT": (round(0.5**POWER, 4), 6, 60.0)}
    assert learn_weights(now=TOMORROW + timedelta(hours=1)) is None
    assert set(weights_for(row.on)) == {("FRA", "collège"), ("MAT", "collège")}
    assert weights_for(row.on + timedelta(days=1)) == {}


def test_evenings_are_compared_with_those_like_them(unequal: None) -> None:
    assert list(evenings_before(date(2026, 11, 24))) == [NOW.date()]
    saturday = date(2026, 11, 28)
    assert evenings_before(saturday) == {}
    assert all(day.weekday() >= 5 or day == date(2026, 11, 11) for day in comparable(saturday)[:6])


def test_a_service_without_history_learns_nothing() -> None:
    row = learn_weights(now=TOMORROW)
    assert row is not None
    assert (row.weights, row.whole_s, row.evenings) == ([], None, [])


def learned_by(foresight: Foresight, now: datetime) -> None:
    foresight.policy(now)
    for _ in range(100):
        if foresight._today is not None:
            return
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("on", [False, True])
def test_the_clock_uses_them_when_told_to(unequal: None, settings: pytest.FixtureRequest, on: bool) -> None:  # noqa: FBT001
    settings.DISPATCH_WEIGHTS = on  # type: ignore[attr-defined]
    learn_weights(now=TOMORROW)
    with Foresight() as foresight:
        learned_by(foresight, TOMORROW)
        weights = foresight.policy(TOMORROW).weights
    assert dict(weights) == (weights_for(TOMORROW.date()) if on else {})
    assert POLICY.weights == {}


def test_what_is_old_is_forgotten() -> None:
    LearnedWeights.objects.create(on=date(2025, 1, 1), at=NOW)
    forget_old(now=NOW)
    assert not LearnedWeights.objects.exists()

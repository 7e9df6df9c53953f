"""Who leads, on a real database, with clocks the test moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from declic.dispatch.models import HelpRequest, Lease, Offer
from declic.dispatch.queries import LeaseRead, read_lease
from declic.dispatch.rules.lease import HOLD_S, PATIENCE_S
from declic.jobs.clock import tick
from declic.jobs.foresight import Foresight
from declic.jobs.lead import Lead
from declic.journal.models import Fact
from tests.dispatch.test_races import at_once
from tests.world import make_free_teacher, make_help_request, make_ring

pytestmark = pytest.mark.django_db


class Times:
    """Steady clocks that go on together, each from a beginning of its own, as those of two machines do."""

    def __init__(self) -> None:
        self.passed = 0.0

    def clock(self, began: float = 0.0, pace: float = 1.0) -> Callable[[], float]:
        return lambda: began + pace * self.passed


@pytest.fixture
def times() -> Times:
    return Times()


def two(times: Times) -> tuple[Lead, Lead]:
    """The first leads, and the second has seen that it does."""
    leader, follower = Lead(times.clock(1_000_000)), Lead(times.clock(3))
    leader.look()
    follower.look()
    assert (leader.holds(), follower.holds()) == (True, False)
    return leader, follower


def test_whoever_renews_each_second_keeps_the_lead(times: Times) -> None:
    leader, follower = two(times)
    for _ in range(20):
        times.passed += 1
        leader.look()
        follower.look()
        assert (leader.holds(), follower.holds()) == (True, False)


def test_a_leader_that_is_killed_is_followed_within_five_seconds(
    times: Times, caplog: pytest.LogCaptureFixture
) -> None:
    leader, follower = two(times)
    times.passed += 1
    leader.look()
    times.passed += 0.999  # the follower looks as late as it can, and each second from then on
    looks = 0
    while not follower.holds():
        follower.look()
        times.passed += 1
        looks += 1
    assert looks == 4
    assert f"the clock of {leader.name} fell silent" in caplog.text
    assert not leader.holds()


def test_one_that_leaves_is_followed_at_the_next_look(times: Times) -> None:
    leader, follower = two(times)
    leader.leave()
    assert not leader.holds()
    follower.look()
    assert follower.holds()


def test_leaving_a_lease_that_another_holds_changes_nothing(times: Times) -> None:
    leader, follower = two(times)
    follower.leave()
    leader.look()
    assert leader.holds()


def test_a_leader_that_slept_stops_by_itself_and_hears_at_its_next_look_that_another_leads(times: Times) -> None:
    leader, follower = two(times)
    times.passed += HOLD_S
    assert not leader.holds()
    times.passed += PATIENCE_S - HOLD_S
    follower.look()
    leader.look()
    assert (leader.holds(), follower.holds()) == (False, True)


def test_one_that_slept_and_was_not_followed_leads_on_and_counts_silence_from_then(times: Times) -> None:
    leader = Lead(times.clock())
    leader.look()
    began = leader.since
    times.passed += 1
    leader.look()
    assert leader.since == began
    times.passed += 60
    leader.look()
    assert leader.holds()
    assert leader.since > began


@pytest.mark.parametrize("seed", range(6))
def test_never_two_and_never_none_for_long(seed: int) -> None:
    """Four processes that sleep, die and come back, their clocks a little fast or slow."""
    chance, times = Random(seed), Times()
    leads = [Lead(times.clock(chance.uniform(0, 1e6), chance.uniform(0.99, 1.01))) for _ in range(4)]
    asleep_until, looks_at = [0.0] * 4, [0.0] * 4
    led_at = 0.0
    for _ in range(400):
        times.passed += chance.uniform(0, 0.25)
        for number, lead in enumerate(leads):
            if (number and chance.random() < 0.01) or (lead.holds() and chance.random() < 0.02):
                asleep_until[number] = times.passed + chance.uniform(0.5, 8)
            if asleep_until[number] <= times.passed and looks_at[number] <= times.passed:
                lead.look()
                looks_at[number] = times.passed + 1
        assert sum(lead.holds() for lead in leads) <= 1
        if any(lead.holds() for lead in leads) or min(asleep_until) > times.passed:
            led_at = times.passed
        assert times.passed - led_at < 5


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)], ids=["forward", "backward"])
def test_the_databases_own_clock_jumps(times: Times, monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    """The lead does not move, nobody's silence counts for a while, and time is the database's again."""
    leader, follower = two(times)

    def jumped(name: str) -> LeaseRead | None:
        row = read_lease(name)
        return row and replace(row, at=row.at + jump)

    monkeypatch.setattr("declic.jobs.lead.read_lease", jumped)
    for _ in range(4):
        leader.look()
        follower.look()
        assert (leader.holds(), follower.holds()) == (True, False)
    away = datetime.now(UTC) + jump - leader.since
    assert timedelta() <= away < timedelta(seconds=60)
    assert abs(leader.now() - leader.since) < timedelta(seconds=60)


@pytest.mark.django_db(transaction=True)
def test_of_four_who_look_at_once_one_leads(times: Times) -> None:
    for _ in range(4):
        Lease.objects.all().delete()
        leads = [Lead(times.clock()) for _ in range(4)]
        at_once(*(lead.look for lead in leads))
        assert sum(lead.holds() for lead in leads) == 1
        times.passed += PATIENCE_S
        at_once(*(lead.look for lead in leads))
        assert sum(lead.holds() for lead in leads) == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_both_believe_they_lead_double_nothing(times: Times) -> None:
    now = datetime.now(UTC)
    missed = make_ring(now=now - timedelta(seconds=40))
    for _ in range(5):
        make_free_teacher(now=now)
        make_help_request(now=now)
    both = []
    for _ in range(2):
        Lease.objects.all().delete()
        both.append(Lead(times.clock()))
        both[-1].look()
    with Foresight() as foresight:
        at_once(*(lambda lead=lead: tick(lead, foresight, False) for lead in both))  # type: ignore[misc]
    assert Offer.objects.filter(state="ringing").exclude(pk=missed.pk).count() == 5
    assert Fact.objects.filter(name="OfferMade").count() == 6
    assert HelpRequest.objects.exclude(offers=None).count() == 6


@pytest.mark.django_db(transaction=True)
def test_one_that_does_not_lead_does_nothing_of_what_is_due(times: Times) -> None:
    leader, follower = two(times)
    now = datetime.now(UTC)
    make_free_teacher(now=now)
    make_help_request(now=now)
    with Foresight() as foresight:
        for is_full in (True, False):
            tick(follower, foresight, is_full)
            assert not Offer.objects.exists()
        tick(leader, foresight, False)
    assert Offer.objects.exists()

"""The clock, with real time, threads and database."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connections

from declic.dispatch.models import Duty, Offer
from declic.dispatch.rules.policy import Policy
from declic.jobs import clock
from declic.jobs.clock import run_clock, wakes
from declic.jobs.foresight import Foresight
from tests.world import make_free_teacher, make_help_request

pytestmark = pytest.mark.django_db(transaction=True)


def run_until(condition: Callable[[], bool]) -> None:
    """A clock that runs until `condition`, at most 20 s."""

    async def scene() -> None:
        stop, wake = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(run_clock(stop, wake))
        for _ in range(400):
            if await asyncio.to_thread(checked, condition):
                break
            await asyncio.sleep(0.05)
        else:
            pytest.fail("what was expected never came")
        stop.set()
        await asyncio.wait_for(running, timeout=20)

    asyncio.run(scene())


def checked(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    finally:
        connections.close_all()


def test_it_rings_without_being_told() -> None:
    now = datetime.now(UTC)
    make_free_teacher(now=now)
    make_help_request(now=now)
    run_until(lambda: Offer.objects.filter(state="ringing").exists())


def test_it_does_what_is_due() -> None:
    teacher = make_free_teacher(now=datetime.now(UTC))
    Duty.objects.filter(teacher=teacher).update(state="wrapping_up", since="2026-01-01T00:00Z")
    run_until(lambda: Duty.objects.get(teacher=teacher).state == "free")


def test_told_of_something_it_rings_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a second as long as a day, only the wake-up can have rung."""
    monkeypatch.setattr(clock, "PERIOD", clock.PERIOD * 86_400)

    def ask_later(wake: asyncio.Event) -> None:
        now = datetime.now(UTC)
        make_free_teacher(now=now)
        make_help_request(now=now)
        connections.close_all()
        loop.call_soon_threadsafe(wake.set)

    async def scene() -> None:
        nonlocal loop
        loop = asyncio.get_running_loop()
        stop, wake = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(run_clock(stop, wake))
        await asyncio.to_thread(ask_later, wake)
        for _ in range(400):
            if await asyncio.to_thread(checked, Offer.objects.exists):
                break
            await asyncio.sleep(0.05)
        stop.set()
        await asyncio.wait_for(running, timeout=20)
        assert await asyncio.to_thread(checked, Offer.objects.exists)

    loop: asyncio.AbstractEventLoop
    asyncio.run(scene())


def test_a_failing_tick_is_logged_and_the_next_one_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def locked(**_: object) -> None:
        calls.append(1)
        if len(calls) < 3:
            raise OperationalError("database is locked")

    monkeypatch.setattr(clock, "expire", locked)
    now = datetime.now(UTC)
    make_free_teacher(now=now)
    make_help_request(now=now)
    run_until(lambda: len(calls) >= 3 and Offer.objects.exists())
    assert "database is locked" in caplog.text


def test_a_wave_is_told_what_is_foreseen(monkeypatch: pytest.MonkeyPatch) -> None:
    foreseen, told = Policy(forecast={("PHI", "TG"): 0.4}), []
    monkeypatch.setattr(Foresight, "policy", lambda _self, _now: foreseen)
    monkeypatch.setattr(clock, "run_wave", lambda *, policy, **_: told.append(policy))
    run_until(lambda: bool(told))
    assert told[0] is foreseen


def test_ticks_never_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "PERIOD", clock.PERIOD / 100)
    inside, overlapped, ticks = threading.Lock(), [], []

    def wave(**_: object) -> None:
        if not inside.acquire(blocking=False):
            overlapped.append(1)
            return
        ticks.append(1)
        Offer.objects.exists()
        inside.release()

    monkeypatch.setattr(clock, "run_wave", wave)
    run_until(lambda: len(ticks) > 20)
    assert overlapped == []


@pytest.mark.parametrize(
    ("name", "data", "woken"),
    [
        ("HelpAsked", {}, True),
        ("PupilBack", {}, True),
        ("OfferEnded", {"why": "declined"}, True),
        ("OfferEnded", {"why": "accepted"}, False),
        ("DutyChanged", {"state": "free"}, True),
        ("DutyChanged", {"state": "ringing"}, False),
        ("ReportWritten", {}, False),
    ],
)
def test_which_facts_wake_it(name: str, data: dict[str, str], *, woken: bool) -> None:
    assert wakes({"name": name, "data": data}) is woken

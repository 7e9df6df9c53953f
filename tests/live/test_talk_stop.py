"""A door that stops does so in bounded time, and drops only what nobody was told of."""

import asyncio
import threading
import time

import pytest

from declic.ground.strain import LATE_S, STRAIN
from declic.live import talk, threads
from declic.live.talk import Threads


def test_what_is_under_way_is_finished_and_what_has_not_begun_in_time_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threads, "PATIENCE_S", 0.1)
    monkeypatch.setattr(talk, "PATIENCE_S", 0.1)
    gate, begun, ended, done = threading.Event(), [], [], []

    def act(number: int) -> None:
        begun.append(number)
        gate.wait(20)
        ended.append(number)

    async def gesture(door: Threads, number: int) -> None:
        await door.run(act, number)
        done.append(number)

    async def go() -> list[int]:
        door = Threads("test", 2)
        for number in range(200):
            door.start(gesture(door, number))
        while len(begun) < 2:  # noqa: ASYNC110  (threads tell it)
            await asyncio.sleep(0)
        await door.stop()
        waited_for = list(ended)
        gate.set()
        return waited_for

    assert asyncio.run(go()) == []
    assert (len(begun), done) == (2, [])


def test_what_there_is_time_for_is_done_before_it_stops() -> None:
    done: list[int] = []

    async def gesture(door: Threads, number: int) -> None:
        await door.run(done.append, number)

    async def go() -> None:
        door = Threads("test", 2)
        for number in range(50):
            door.start(gesture(door, number))
        await door.stop()

    asyncio.run(go())
    assert sorted(done) == list(range(50))


def test_a_gesture_that_waited_too_long_for_its_turn_makes_the_process_late(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("declic.live.talk.time.monotonic", lambda: now[0])

    async def go() -> None:
        door = Threads("test", 1)
        await door.run(time.time)
        assert not STRAIN.is_late(now[0])
        gate = threading.Event()
        first = asyncio.create_task(door.run(gate.wait, 20))
        second = asyncio.create_task(door.run(time.time))
        await asyncio.sleep(0)
        now[0] += LATE_S + 0.5
        gate.set()
        await asyncio.gather(first, second)
        assert STRAIN.is_late(now[0])
        await door.stop()

    try:
        asyncio.run(go())
    finally:
        STRAIN.forget()

"""Reads for many at once, as when a process starts again and everybody comes back."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from declic.live.rooms.gathering import AT_ONCE, Gathered
from declic.live.rooms.reading import Threads
from tests.live.clients import run


class Disk:
    """Answers when told to; what it was asked is in `asked`."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.may_answer = threading.Event()
        self.broken = False

    def read(self, keys: Sequence[int]) -> dict[int, str]:
        self.asked.append(list(keys))
        self.may_answer.wait(10)
        if self.broken:
            raise OSError("disk")
        return {key: f"board {key}" for key in keys if key >= 0}


async def _asks(gathered: Gathered[int, str], *keys: int) -> list[asyncio.Task[str | None]]:
    tasks = [asyncio.create_task(gathered.get(key)) for key in keys]
    await asyncio.sleep(0)
    return tasks


def test_what_is_asked_while_a_read_is_under_way_goes_together_with_the_next() -> None:
    async def story() -> None:
        disk, threads = Disk(), Threads()
        gathered = Gathered(threads, disk.read)
        first = await _asks(gathered, 1)
        others = await _asks(gathered, *range(2, 50), 2, 1)
        disk.may_answer.set()
        assert [await task for task in first] == ["board 1"]
        assert [await task for task in others] == [f"board {n}" for n in [*range(2, 50), 2, 1]]
        # What is already being read is read again: it may have changed since.
        assert disk.asked == [[1], [*range(2, 50), 1]]
        await threads.stop()

    run(story())


def test_so_many_at_once_and_no_more() -> None:
    async def story() -> None:
        disk, threads = Disk(), Threads()
        disk.may_answer.set()
        gathered = Gathered(threads, disk.read)
        found = await asyncio.gather(*(gathered.get(n) for n in range(3 * AT_ONCE)))
        assert found == [f"board {n}" for n in range(3 * AT_ONCE)]
        assert max(map(len, disk.asked)) == AT_ONCE
        await threads.stop()

    run(story())


def test_what_there_is_not_is_none_and_what_fails_is_told_to_each_and_tried_again_for_the_next() -> None:
    async def story() -> None:
        disk, threads = Disk(), Threads()
        disk.may_answer.set()
        gathered = Gathered(threads, disk.read)
        assert await gathered.get(-1) is None
        disk.broken = True
        for task in await _asks(gathered, 1, 2):
            with pytest.raises(OSError, match="disk"):
                await task
        disk.broken = False
        assert await gathered.get(1) == "board 1"
        await threads.stop()

    run(story())

"""`kill -9` under load: what was acknowledged is there, in order, once."""

import asyncio
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import websockets

from tests.live.clients import Board, Client, enter, environment, live_process, prepare, run
from tests.servers import postgres

ROOMS = 6
KILL_AFTER = 60
"""Acknowledged strokes of one room, at least, before the kill."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    if request.param == "sqlite":
        yield environment(tmp_path)
    else:
        with postgres() as url:
            yield environment(tmp_path, DATABASE_URL=url)


def test_every_acknowledged_stroke_and_line_survives_kill_9_in_order_once(
    environ: dict[str, str], migrated: Path
) -> None:
    paths = prepare(environ, ROOMS, migrated)
    with live_process(environ) as (process, port):
        kept = run(_write_until_killed(port, paths, process.pid))
        process.wait(timeout=20)
    assert sum(strokes for strokes, _ in kept) >= KILL_AFTER
    with live_process(environ) as (_, port):
        found = run(_read(port, paths))
    for (strokes, lines), (drawn, said) in zip(kept, found, strict=True):
        assert drawn[:strokes] == [f"trait {n}" for n in range(strokes)]
        assert drawn == [f"trait {n}" for n in range(len(drawn))]
        assert said[:lines] == [f"mot {n}" for n in range(lines)]
        assert said == [f"mot {n}" for n in range(len(said))]


async def _write_until_killed(port: int, paths: list[str], pid: int) -> list[tuple[int, int]]:
    """(strokes, lines) acknowledged in each room, as its pupil saw it."""
    pupils = [await enter(port, path) for path in paths[::2]]
    writers = [asyncio.create_task(_write(pupil)) for pupil in pupils]
    for pupil in pupils:
        await pupil.until(partial(_far_enough, pupil))
    os.kill(pid, signal.SIGKILL)
    await asyncio.gather(*writers)
    for pupil in pupils:
        await pupil.reader
    return [(pupil.kept, _lines(pupil)) for pupil in pupils]


async def _write(pupil: Client) -> None:
    board = Board()
    number = 0
    while not pupil.reader.done():
        try:
            await pupil.send(board.draw(f"trait {number}"))
            if number % 10 == 0:
                await pupil.say(type="chat", cid=str(number), text=f"mot {number // 10}")
        except websockets.ConnectionClosed:  # the server is being killed
            return
        number += 1
        if number % 20 == 0:
            await asyncio.sleep(0)
            await pupil.until_kept(number - 199)


def _far_enough(pupil: Client) -> bool:
    return pupil.kept >= KILL_AFTER and _lines(pupil) >= 3


def _lines(pupil: Client) -> int:
    return sum(message["type"] == "chat" for message in pupil.messages)


async def _read(port: int, paths: list[str]) -> list[tuple[list[str], list[str]]]:
    found = []
    for path in paths[::2]:
        pupil = await enter(port, path)
        welcome = await pupil.message("welcome")
        board = await pupil.board()
        found.append((board.drawn, [line["text"] for line in welcome["chat"]]))
        await pupil.close()
    return found

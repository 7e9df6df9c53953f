"""The people of the load, in a process of their own: open desks, and pupils who ask at a steady pace and then wait.

    python -m bench.load.evening ws://127.0.0.1:PORT WORLD.json --rate 33 --pages 127.0.0.1:PORT --service PID

Teachers let it ring for a moment, as people do, and pass some rings over; a lesson is short. Pupils wait with their
page open and go into the room when a teacher comes. Some change their mind while they wait, at the very moment perhaps
when somebody accepts. Nobody on duty teaches what one in 25 asks for: these choose to be called back, or an answer in
writing, or wait until the evening is over and cancel. Prints JSON, with what each pupil's page said in the end.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections import Counter
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from bench.ask.load import Evening, Http, ask, cookies_of, cpu_s, own_cpu_s, ping, reached, room, texts, until
from declic.classroom.tickets import LOAD_LIFE_S, Ticket, path_of

ANSWER_S = (0.5, 4.0)
"""How long a teacher lets it ring."""
DECLINES, CANCELS = 0.03, 0.03
"""Shares of the rings, and of the pupils."""
CHANGES_MIND_S = (0.2, 4.0)
LESSON_S = 2.0
CHOOSES_S = (2.0, 20.0)
"""How long a pupil nobody can teach waits before they choose."""
HALF_HOURS = range(3, 22)
"""From the hour that runs, of the call-backs: half an hour away at least, so none falls due while the load runs."""
BUSY = 503
TRIES, AGAIN_S = 5, (1.0, 3.0)
OPENING_AT_ONCE = 40
READY_S = 240
AFTER_S = 60
"""So long after the last request for everybody who can be helped to be."""


@dataclass
class Crowd(Evening):
    http: Http = field(default_factory=lambda: Http("", 0))
    chance: Random = field(default_factory=lambda: Random(1))
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OPENING_AT_ONCE))
    ends: dict[int, str] = field(default_factory=dict)
    told_busy: int = 0
    """Answers that there are too many, when all who stayed leave at once."""
    """Pupil → `lesson`, `call_back`, `written` or `cancelled`, as their page said."""
    waiting: int = 0
    waiting_most: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, work: Coroutine[Any, Any, None], whose: str) -> asyncio.Task[None]:
        """Goes on by itself; what goes wrong is a fault of `whose`."""
        task = asyncio.create_task(self._watched(work, whose))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def _watched(self, work: Coroutine[Any, Any, None], whose: str) -> None:
        try:
            await work
        except (OSError, TimeoutError, WebSocketException, asyncio.IncompleteReadError) as error:
            self.fault(f"{whose}: {error!r}")


# -- teachers ---------------------------------------------------------------------------------------------------------
async def teach(crowd: Crowd, desk: dict[str, Any]) -> None:
    await crowd.gate.acquire()
    async with crowd.open(desk["path"]) as socket:
        crowd.start(ping(socket), "desk")
        await socket.send('{"type":"want","state":"free"}')
        is_ready = False
        async for text in socket:
            message = json.loads(text)
            if not is_ready and message["type"] == "duty" and message["state"] == "free":
                is_ready = True
                crowd.ready += 1
                crowd.gate.release()
            elif message["type"] == "ring":
                number = int(message["tried"].split()[0])
                crowd.rung_ms.setdefault(number, 1000 * (time.perf_counter() - crowd.asked_at[number]))
                crowd.start(_answer(crowd, socket, message["offer_id"]), "desk")
            elif message["type"] == "lesson":
                crowd.start(_give_lesson(crowd, socket, desk["account"], _id_in(message["url"])), "lesson")
            elif message["type"] == "error" and message["code"] not in ("already_taken", "offer_over"):
                crowd.fault(f"desk: {message}")


async def _answer(crowd: Crowd, desk: ClientConnection, offer: str) -> None:
    await asyncio.sleep(crowd.chance.uniform(*ANSWER_S))
    kind = "decline" if crowd.chance.random() < DECLINES else "accept"
    await desk.send(json.dumps({"type": kind, "offer_id": offer}))


async def _give_lesson(crowd: Crowd, desk: ClientConnection, account: int, lesson: str) -> None:
    """Not begun if the pupil has just given it up: then the room is closed at once."""
    try:
        async with crowd.open(room(lesson, account, "teacher")) as inside:
            await until(inside, "running")
            await asyncio.sleep(LESSON_S)
            await inside.send('{"type":"end"}')
            await until(inside, "over")
    finally:
        await desk.send('{"type":"want","state":"free"}')


# -- pupils -----------------------------------------------------------------------------------------------------------
async def come(crowd: Crowd, number: int) -> None:
    """From the tap to what the pupil came for; back to the waiting page when a lesson was cut short."""
    if not await ask(crowd, crowd.http, number):
        return
    account, made_up = crowd.pupils[number]["account"], False
    while lesson := await _at_waiting_page(crowd, number, has_a_mind=not made_up):
        made_up = True
        async with crowd.open(room(lesson, account, "pupil")) as inside:
            if await _is_helped(inside):
                crowd.ends[number] = "lesson"
                return


async def _at_waiting_page(crowd: Crowd, number: int, *, has_a_mind: bool) -> str:
    """The lesson that opens; empty when the request ends otherwise."""
    ticket = Ticket("wait", "", crowd.pupils[number]["account"], "pupil", [], 0, time.time() + LOAD_LIFE_S)
    crowd.waiting += 1
    crowd.waiting_most = max(crowd.waiting_most, crowd.waiting)
    try:
        async with crowd.open(path_of(ticket)) as page:
            crowd.start(ping(page), "waiting page")
            mind = crowd.start(_mind(crowd, page, number), f"choice of {number}") if has_a_mind else None
            lesson = await _wait(crowd, page, number)
            if mind is not None:
                if not lesson:
                    await mind
                mind.cancel()
            return lesson
    finally:
        crowd.waiting -= 1


async def _is_helped(inside: ClientConnection) -> bool:
    async for text in texts(inside):
        message = json.loads(text) if isinstance(text, str) else {}
        if message.get("type") == "over":
            return "/lecons/" in str(message["next_url"])
    return False


async def _wait(crowd: Crowd, page: ClientConnection, number: int) -> str:
    """The lesson that opens; empty when the page is over or kept for later."""
    async for text in texts(page):
        assert isinstance(text, str)
        message = json.loads(text)
        if message["type"] == "coming":
            return _id_in(message["url"])
        if message["type"] == "closing":
            crowd.ends[number] = "call_back"
            return ""
        if message["type"] == "over":
            crowd.ends[number] = message["why"]
            return ""
        if message["type"] == "error" and message["code"] != "in_lesson":
            crowd.fault(f"waiting page of {number}: {message}")
    crowd.fault(f"waiting page of {number} closed: {page.close_code}")
    return ""


async def _mind(crowd: Crowd, page: ClientConnection, number: int) -> None:
    """What this pupil does while they wait."""
    pupil, chance = crowd.pupils[number], crowd.chance
    if not pupil["rare"]:
        if chance.random() < CANCELS:
            await asyncio.sleep(chance.uniform(*CHANGES_MIND_S))
            await page.send('{"type":"cancel"}')
        return
    wish = ("call_back", "written", "stay")[pupil["account"] % 3]
    if wish == "stay":
        await crowd.closing.wait()
        await _insist(crowd, number, "/eleve/attente/annuler/")
        return
    await asyncio.sleep(chance.uniform(*CHOOSES_S))
    if wish == "call_back" and await _choose(crowd, number, "call_back", at=_half_hour(chance)):
        return
    await _choose(crowd, number, "written")  # or that half-hour is full


async def _choose(crowd: Crowd, number: int, choice: str, **form: str) -> bool:
    return await _insist(crowd, number, "/eleve/attente/choisir/", choice=choice, **form)


async def _insist(crowd: Crowd, number: int, path: str, **form: str) -> bool:
    """All who stayed leave in the same instant: who is told that there are too many tries again, as the page says."""
    for _ in range(TRIES):
        status, answer = await crowd.http.post(path, cookies_of(crowd.pupils[number]), form)
        if status != BUSY:
            break
        crowd.told_busy += 1
        await asyncio.sleep(crowd.chance.uniform(*AGAIN_S))
    if status not in (200, 409):
        crowd.fault(f"{path} of {number}: {status} {answer[:200]!r}")
    return status == 200


def _half_hour(chance: Random) -> str:
    now = datetime.now(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    return (hour + timedelta(minutes=30) * chance.choice(HALF_HOURS)).isoformat()


def _id_in(url: str) -> str:
    return url.strip("/").split("/")[-1]


# -- the evening ------------------------------------------------------------------------------------------------------
async def run(base: str, pages: str, world: dict[str, Any], rate: float, service: list[int]) -> dict[str, Any]:
    """`pages`: host and port; `service`: its processes."""
    host, port = pages.split(":")
    crowd = Crowd(base, world["pupils"], http=Http(host, int(port)))
    for desk in world["desks"]:
        crowd.start(teach(crowd, desk), "desk")
    await reached(lambda: crowd.ready == len(world["desks"]), READY_S, "desks")

    cpu_before, begin = (sum(map(cpu_s, service)), own_cpu_s()), time.perf_counter()
    late = await _ask_in_turn(crowd, rate)
    asking_s = time.perf_counter() - begin
    helpable = [number for number, pupil in enumerate(crowd.pupils) if not pupil["rare"]]
    await _ended(crowd, helpable)
    cpu, took = (sum(map(cpu_s, service)) - cpu_before[0], own_cpu_s() - cpu_before[1]), time.perf_counter() - begin

    crowd.closing.set()
    await _ended(crowd, range(len(crowd.pupils)))
    for task in list(crowd.tasks):
        task.cancel()
    await asyncio.gather(*crowd.tasks, return_exceptions=True)
    return {
        "rung_ms": list(crowd.rung_ms.values()),
        "answered_ms": crowd.answered_ms,
        "ends": Counter(crowd.ends.values()),
        "waiting_most": crowd.waiting_most,
        "rate": len(crowd.pupils) / asking_s,
        "late_ms": 1000 * late,
        "took_s": took,
        "service_cpu_s": cpu[0],
        "cpu_s": cpu[1],
        "memory_mb": sum(map(_memory_mb, service)),
        "told_busy": crowd.told_busy,
        "faults": crowd.faults,
    }


async def _ask_in_turn(crowd: Crowd, rate: float) -> float:
    """How late the latest asked, in seconds: what this process could not keep up with."""
    begin, late = time.perf_counter(), 0.0
    for number in range(len(crowd.pupils)):
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = max(late, time.perf_counter() - due)
        crowd.start(come(crowd, number), f"pupil {number}")
    return late


async def _ended(crowd: Crowd, pupils: Iterable[int]) -> None:
    left = set(pupils)
    try:
        await reached(lambda: left <= crowd.ends.keys(), AFTER_S, "ends")
    except TimeoutError:
        crowd.fault(f"not ended: pupils {sorted(left - crowd.ends.keys())[:10]}")


def _memory_mb(pid: int) -> float:
    """The most it has held at once."""
    with contextlib.suppress(StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("world", type=Path)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--pages", required=True, help="host and port of the web side")
    parser.add_argument("--service", type=int, nargs="+", required=True, help="processes whose use is measured")
    given = parser.parse_args()
    people = json.loads(given.world.read_text())
    json.dump(uvloop.run(run(given.base, given.pages, people, given.rate, given.service)), sys.stdout)

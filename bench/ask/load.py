"""The evening itself: teachers at open desks, pupils who ask at a steady pace whatever the answers.

    python -m bench.ask.load ws://127.0.0.1:PORT WORLD.json --rate 33

It reads the world from a file, keeps its times in this one process, and prints JSON: milliseconds from just before the
pupil's HTTP request is sent to the ring's arrival on a desk, one figure for each pupil.
"""

import argparse
import asyncio
import contextlib
import json
import os
import resource
import sys
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from declic.classroom.rules import Role, abilities_of  # noqa: E402  (Django must be ready before its settings are read)
from declic.classroom.tickets import LOAD_LIFE_S, Ticket, path_of  # noqa: E402

PING_S = 5
CSRF = "bench" + "a" * 27
"""A token of the right length, the same in the cookie and in the header."""
AFTER_S = 45
"""So long after the last request for every lesson to be over."""


@dataclass
class Evening:
    base: str
    pupils: list[dict[str, Any]]
    asked_at: dict[int, float] = field(default_factory=dict)
    rung_ms: dict[int, float] = field(default_factory=dict)
    answered_ms: list[float] = field(default_factory=list)
    over: set[int] = field(default_factory=set)
    ready: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, what: str) -> None:
        self.faults.append(what)

    def open(self, path: str) -> connect:
        return connect(
            self.base + path, subprotocols=["declic.v1"], ping_interval=None, compression=None, open_timeout=30
        )


# -- pupils -----------------------------------------------------------------------------------------------------------
class Http:
    """Keep-alive connections to the web side, as many as answers are awaited."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()

    async def post(self, path: str, cookies: str, form: dict[str, str]) -> tuple[int, bytes]:
        reader, writer = self._kept() or await asyncio.open_connection(self._host, self._port)
        body = urlencode(form).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nCookie: {cookies}\r\nX-CSRFToken: {CSRF}\r\n"
            "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        headers = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = next((int(line.split(":")[1]) for line in headers if line.lower().startswith("content-length:")), 0)
        answer = await reader.readexactly(length)
        self._idle.append((reader, writer))
        return int(headers[0].split()[1]), answer

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The service closes those that have been idle for some seconds."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None


async def ask(evening: Evening, http: Http, number: int) -> bool:
    """Whether the service took it."""
    pupil = evening.pupils[number]
    form = {"kind": "exercise", "tried": f"{number} est mon numéro, et je bloque sur la question deux."}
    evening.asked_at[number] = time.perf_counter()
    try:
        status, answer = await http.post(f"/eleve/demande/{pupil['subject']}/", cookies_of(pupil), form)
    except (OSError, asyncio.IncompleteReadError) as error:
        evening.fault(f"ask {number}: {error!r}")
        return False
    evening.answered_ms.append(1000 * (time.perf_counter() - evening.asked_at[number]))
    if status != 200:
        evening.fault(f"ask {number}: {status} {answer[:200]!r}")
    return status == 200


def cookies_of(pupil: dict[str, Any]) -> str:
    return f"sessionid={pupil['session']}; csrftoken={CSRF}"


# -- teachers ---------------------------------------------------------------------------------------------------------
async def teach(evening: Evening, desk: dict[str, Any]) -> None:
    """A desk that accepts at once, holds the shortest lesson there is, and is free again."""
    async with evening.open(desk["path"]) as socket:
        pings = asyncio.create_task(ping(socket))
        await socket.send('{"type":"want","state":"free"}')
        number = -1
        async for text in socket:
            message = json.loads(text)
            kind = message["type"]
            if kind == "duty" and message["state"] == "free" and number == -1:
                evening.ready += 1
                number = -2
            elif kind == "ring":
                number = int(message["tried"].split()[0])
                evening.rung_ms.setdefault(number, 1000 * (time.perf_counter() - evening.asked_at[number]))
                await socket.send(json.dumps({"type": "accept", "offer_id": message["offer_id"]}))
            elif kind == "lesson":
                lesson = message["url"].strip("/").split("/")[-1]
                try:
                    await _hold(evening, lesson, evening.pupils[number]["account"], desk["account"])
                    evening.over.add(number)
                except (OSError, TimeoutError, WebSocketException) as error:
                    evening.fault(f"lesson of {number}: {error!r}")
                await socket.send('{"type":"want","state":"free"}')
            elif kind == "error":
                evening.fault(f"desk: {message}")
        pings.cancel()
        evening.fault(f"desk closed: {socket.close_code} {socket.close_reason}")


async def ping(socket: ClientConnection) -> None:
    n = 0
    with contextlib.suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(PING_S)
            n += 1
            await socket.send(f'{{"type":"ping","n":{n}}}')


async def _hold(evening: Evening, lesson: str, pupil: int, teacher: int) -> None:
    """Both come in, the lesson starts, the teacher ends it."""
    async with (
        evening.open(room(lesson, pupil, "pupil")) as at_home,
        evening.open(room(lesson, teacher, "teacher")) as at_desk,
    ):
        await until(at_desk, "running")
        await at_desk.send('{"type":"end"}')
        await asyncio.gather(until(at_desk, "over"), until(at_home, "over"))


async def until(socket: ClientConnection, what: str) -> None:
    """Until the lesson is `running`, or `over`."""
    async with asyncio.timeout(30):
        async for text in texts(socket):
            if isinstance(text, bytes):
                continue
            message = json.loads(text)
            state = (
                message.get("lesson", {}).get("state") if message["type"] in ("welcome", "state") else message["type"]
            )
            if state == what:
                return
    if what != "over":
        raise ConnectionError(f"closed before it was {what}")


async def texts(socket: ClientConnection) -> AsyncIterator[str | bytes]:
    """Until it is closed, in whatever way: a lesson that is over closes its sockets with a code of its own."""
    with contextlib.suppress(ConnectionClosed):
        async for text in socket:
            yield text


def room(lesson: str, account: int, role: str) -> str:
    abilities = abilities_of(Role(role))
    until = time.time() + LOAD_LIFE_S
    return path_of(Ticket("room", lesson, account, role, abilities, 1, until))  # type: ignore[arg-type]


# -- the evening ------------------------------------------------------------------------------------------------------
async def run(base: str, world: dict[str, Any], rate: float, service: int) -> dict[str, Any]:
    evening = Evening(base, world["pupils"])
    desks = [asyncio.create_task(teach(evening, desk)) for desk in world["desks"]]
    await reached(lambda: evening.ready == len(desks), 60, "desks")
    host, port = base.removeprefix("ws://").split(":")
    http = Http(host, int(port))
    cpu_before = cpu_s(service), own_cpu_s()
    asks, begin = [], time.perf_counter() + 1
    late = 0.0
    for number in range(len(evening.pupils)):
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = max(late, time.perf_counter() - due)
        asks.append(asyncio.create_task(ask(evening, http, number)))
    took = time.perf_counter() - begin
    await asyncio.gather(*asks)
    await reached(lambda: len(evening.over) == len(evening.pupils), AFTER_S, "lessons", evening)
    cpu = cpu_s(service) - cpu_before[0], own_cpu_s() - cpu_before[1]
    failed = [str(desk.exception()) for desk in desks if desk.done() and not desk.cancelled() and desk.exception()]
    for desk in desks:
        desk.cancel()
    await asyncio.gather(*desks, return_exceptions=True)
    return {
        "rung_ms": list(evening.rung_ms.values()),
        "answered_ms": evening.answered_ms,
        "over": len(evening.over),
        "rate": len(evening.pupils) / took,
        "late_ms": 1000 * late,
        "service_cpu_s": cpu[0],
        "cpu_s": cpu[1],
        "faults": (evening.faults + failed)[:20],
    }


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def own_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def reached(condition: Any, seconds: float, what: str, evening: Evening | None = None) -> None:
    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            if evening is None:
                raise TimeoutError(what)
            evening.fault(f"{what}: {len(evening.over)} of {len(evening.pupils)}")
            return
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("world", type=Path)
    parser.add_argument("--rate", type=float, default=33)
    parser.add_argument("--service", type=int, default=os.getpid(), help="process whose CPU is measured")
    given = parser.parse_args()
    json.dump(uvloop.run(run(given.base, json.loads(given.world.read_text()), given.rate, given.service)), sys.stdout)

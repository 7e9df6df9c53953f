"""An evening's crowd on real sockets: teachers who accept and teach, pupils who ask and wait, or choose not to."""

import asyncio
import contextlib
import json
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from declic.classroom.rules import Role, abilities_of
from declic.classroom.tickets import Ticket, path_of
from declic.dispatch.rules.call_backs import BY_DAY
from declic.ground.paris import in_paris

CSRF = "evening" + "a" * 25
"""A token of the right length, the same in the cookie and in the header."""
PING_S = 3
THINKS_S = 0.4
"""Between the ring and the teacher's « J’y vais »."""
READS_S = 25
"""Nobody says « J’y vais » before the pupil's page is open; this long at most, for a ring lasts 30 s. On a machine out
of breath a page opened after that hears first of the teacher who comes, and of no estimate.
"""
LESSON_S = 3.0
PATIENCE_S = 150
WAITING = "/eleve/attente/"


INSTEAD = frozenset({"coming", "over", "closing"})


@dataclass
class Pupil:
    """What they mean to do once they have heard how long it lasts, what they heard, and how it ended for them."""

    account: int
    subject: str
    session: str
    means: str
    """`wait`, `cancel`, `written`, or the time to be called back at."""
    heard: list[dict[str, Any]] = field(default_factory=list)
    ended: str = ""

    @property
    def cookies(self) -> str:
        return f"sessionid={self.session}; csrftoken={CSRF}"

    @property
    def is_left_in_silence(self) -> bool:
        """Its page did not begin with how long it lasts, or was told later neither that nor what comes instead."""
        heard = [said for said in self.heard if said["type"] != "pong"]  # of our own pings, whenever they come
        if not heard or heard[0]["type"] != "welcome" or heard[0]["estimate"] is None:
            return True
        then = [said["type"] for said in heard[1:]] + ["nothing"]
        untold = (said.get("estimate", "") is None for said in heard)
        return any(nothing and kind not in INSTEAD for nothing, kind in zip(untold, then, strict=True))


@dataclass
class Crowd:
    port: int
    desks: int
    faults: list[str] = field(default_factory=list)
    on_duty: int = 0
    all_on_duty: asyncio.Event = field(default_factory=asyncio.Event)
    welcomed: defaultdict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    """By request: its pupil's page is open, and heard how long it lasts."""

    def open(self, path: str) -> connect:
        address = f"ws://127.0.0.1:{self.port}{path}"
        return connect(address, subprotocols=["declic.v1"], ping_interval=None, compression=None, open_timeout=30)

    async def post(self, path: str, pupil: Pupil, **form: str) -> tuple[int, bytes]:
        """As the page does: told to come back when fewer ask at once, it does so by itself."""
        while True:
            status, headers, content = await self._post(path, pupil, form)
            if status != 503:
                return status, content
            (rest,) = re.findall(rb"(?i)retry-after: ([0-9]+)", headers)
            await asyncio.sleep(int(rest))

    async def _post(self, path: str, pupil: Pupil, form: dict[str, str]) -> tuple[int, bytes, bytes]:
        """On a connection of its own, as a phone’s that slept."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode(form).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {pupil.cookies}\r\nX-CSRFToken: {CSRF}\r\n"
            "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            writer.write(head.encode() + body)
            answer = await reader.read()
        finally:
            writer.close()
            await writer.wait_closed()
        headers, _, content = answer.partition(b"\r\n\r\n")
        return int(headers.split()[1]), headers, content

    # -- pupils -------------------------------------------------------------------------------------------------------
    async def ask(self, pupil: Pupil) -> None:
        tried = "J’ai fait le début et je bloque sur la question deux."
        status, answer = await self.post(f"/eleve/demande/{pupil.subject}/", pupil, kind="exercise", tried=tried)
        assert status == 200, answer
        while not pupil.ended:
            await self._wait(pupil)

    async def _wait(self, pupil: Pupil) -> None:
        """Until something comes of it, or the page must be opened again."""
        status, answer = await self.post("/tickets/attente/", pupil)
        assert status == 200, answer
        async with self.open(json.loads(answer)["path"]) as page, pinging(page):
            async for said in messages(page):
                pupil.heard.append(said)
                if said["type"] == "welcome":
                    self.welcomed[said["request"]["id"]].set()
                    await self._choose(pupil, page)
                elif said["type"] == "coming":
                    await self._learn(pupil, said["url"].strip("/").split("/")[-1])
                    return
                elif said["type"] == "closing":
                    pupil.ended = "call_back"
                    return
                elif said["type"] == "over":
                    pupil.ended = said["why"]
                    return

    async def _choose(self, pupil: Pupil, page: ClientConnection) -> None:
        """What they mean to do; a teacher may be first, and then they go."""
        if pupil.means == "wait":
            return
        if pupil.means == "cancel":
            await page.send('{"type":"cancel"}')
            return
        written = pupil.means == "written"
        form = {"choice": "written"} if written else {"choice": "call_back", "at": pupil.means}
        status, answer = await self.post("/eleve/attente/choisir/", pupil, **form)
        assert status in {200, 409}, answer

    async def _learn(self, pupil: Pupil, lesson: str) -> None:
        async with self.open(room(lesson, pupil.account, Role.PUPIL)) as socket, pinging(socket):
            async for said in messages(socket):
                if said["type"] == "over":
                    # A teacher whose line is lost, on a machine out of breath: first in line again.
                    pupil.ended = "" if said["next_url"] == WAITING else "lesson"
                    return

    # -- teachers -----------------------------------------------------------------------------------------------------
    async def teach(self, desk: dict[str, Any]) -> None:
        """On duty until cancelled: accepts what rings, teaches, is free again."""
        async with self.open(desk["path"]) as socket, pinging(socket):
            await socket.send('{"type":"want","state":"free"}')
            free = False
            async for said in messages(socket):
                if said["type"] == "duty" and said["state"] == "free" and not free:
                    free = True
                    self.on_duty += 1
                    if self.on_duty == self.desks:
                        self.all_on_duty.set()
                elif said["type"] == "ring":
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.welcomed[said["request_id"]].wait(), READS_S)
                    await asyncio.sleep(THINKS_S)
                    await socket.send(json.dumps({"type": "accept", "offer_id": said["offer_id"]}))
                elif said["type"] == "lesson":
                    await self._give(said["url"].strip("/").split("/")[-1], desk["account"])
                    await socket.send('{"type":"want","state":"free"}')
                elif said["type"] == "error" and said["code"] not in LOST:
                    self.faults.append(f"desk: {said}")

    async def _give(self, lesson: str, teacher: int) -> None:
        async with self.open(room(lesson, teacher, Role.TEACHER)) as socket, pinging(socket):
            begun = False
            async for said in messages(socket):
                state = said.get("lesson", {}).get("state") if said["type"] in {"welcome", "state"} else ""
                if state == "running" and not begun:
                    begun = True
                    await asyncio.sleep(LESSON_S)
                    await socket.send('{"type":"end"}')
                elif said["type"] == "over":
                    return


LOST = frozenset({"already_taken", "offer_over"})
"""Another teacher, or the pupil, was first."""


def room(lesson: str, account: int, role: Role) -> str:
    until = time.time() + PATIENCE_S
    return path_of(Ticket("room", lesson, account, role.value, abilities_of(role), 1, until))


async def messages(socket: ClientConnection) -> AsyncIterator[dict[str, Any]]:
    """Until it is closed, in whatever way; strokes are passed over."""
    with contextlib.suppress(ConnectionClosed):
        async for text in socket:
            if isinstance(text, str):
                yield json.loads(text)


@contextlib.asynccontextmanager
async def pinging(socket: ClientConnection) -> AsyncIterator[None]:
    """A page that says nothing for long is silent."""

    async def ping() -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(PING_S)
                await socket.send('{"type":"ping","n":1}')

    task = asyncio.create_task(ping())
    try:
        yield
    finally:
        task.cancel()


def half_hours(number: int) -> list[str]:
    """The next ones by day, an hour ahead at least."""
    now = datetime.now(UTC)
    first = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    times = (first + timedelta(minutes=30 * n) for n in range(48))
    return [at.isoformat() for at in times if BY_DAY[0] <= in_paris(at).time() < BY_DAY[1]][:number]

"""The commands themselves: apart on PostgreSQL and Redis, or all in one process; Ctrl-C stops each in order."""

import json
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from declic.live.protocol.codes import Close
from tests.live.clients import environment
from tests.live.talking import Talker
from tests.servers import free_port, postgres, redis

pytestmark = pytest.mark.services

PATIENCE_S = 120
TRIED = "J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14."


@dataclass
class Command:
    """One `declic …`, and what it says."""

    process: subprocess.Popen[bytes]
    said: Path
    complained: Path

    def ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while "prêt" not in self.said.read_text():
            assert self.process.poll() is None, self.complained.read_text()
            assert time.monotonic() < deadline, "it is never ready"
            time.sleep(0.05)

    def stops_in_order(self) -> None:
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(timeout=PATIENCE_S) == 0
        assert self.complained.read_text() == ""
        assert "On ferme" in self.said.read_text()


@contextmanager
def declic(folder: Path, environ: dict[str, str], *arguments: str) -> Iterator[Command]:
    """`declic <arguments>`, ready; killed if the test left it running."""
    said, complained = (folder / f"{arguments[0]}.{stream}" for stream in ("out", "err"))
    with said.open("wb") as out, complained.open("wb") as err:
        process = subprocess.Popen([sys.executable, "-m", "declic", *arguments], env=environ, stdout=out, stderr=err)
    command = Command(process, said, complained)
    try:
        command.ready()
        yield command
    finally:
        process.kill()
        process.wait()


class Visitor:
    """Somebody of the demo world, signed in, without a browser."""

    def __init__(self, web: str, slug: str) -> None:
        self.web = web
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._open(f"/demo/entrer/{slug}/")
        self.post(f"/demo/entrer/{slug}/")

    def post(self, path: str, **fields: str) -> bytes:
        token = next(str(cookie.value) for cookie in self.cookies if cookie.name == "csrftoken")
        return self._open(path, urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode())

    def _open(self, path: str, data: bytes | None = None) -> bytes:
        answer = self.opener.open(self.web + path, data, timeout=PATIENCE_S)
        return bytes(answer.read())

    def socket(self, ticket_path: str) -> Talker:
        """As a page does: the socket is where the ticket says, or else on the page's own host."""
        path: str = json.loads(self.post(ticket_path))["path"]
        address = path if path.startswith("ws:") else self.web.replace("http:", "ws:") + path
        # Its pings keep it from being taken for gone, however slow the machine.
        pinging: Any = {"ping_interval": 3, "ping_timeout": None}
        protocols = [Subprotocol("declic.v1")]
        opening = connect(address, subprotocols=protocols, origin=Origin(self.web), proxy=None, **pinging)
        return Talker(opening.__enter__())


def rung(desk: Talker, pupil: Visitor) -> dict[str, Any]:
    """The teacher of this desk comes on duty, the pupil asks: the ring."""
    desk.next("welcome", patience_s=PATIENCE_S)
    desk.say({"type": "want", "state": "free"})
    assert desk.next("duty", patience_s=PATIENCE_S)["state"] == "free"
    pupil.post("/eleve/demande/MAT/", tried=TRIED, kind="exercise")
    return desk.next("ring", patience_s=PATIENCE_S)


def test_web_live_and_jobs_apart_from_the_ask_to_the_ring_to_ctrl_c(tmp_path: Path) -> None:
    ports = {"web": free_port(), "live": free_port()}
    web = f"http://localhost:{ports['web']}"
    with ExitStack() as running:
        environ = environment(
            tmp_path,
            DECLIC_MODE="demo",
            DECLIC_LIVE_URL=f"ws://localhost:{ports['live']}",
            DECLIC_ORIGINS=web,
            DATABASE_URL=running.enter_context(postgres()),
            REDIS_URL=running.enter_context(redis()),
        )
        commands = [
            running.enter_context(declic(tmp_path, environ, "web", "--port", str(ports["web"]), "--prepare")),
            running.enter_context(declic(tmp_path, environ, "live", "--port", str(ports["live"]))),
            running.enter_context(declic(tmp_path, environ, "jobs")),
        ]
        pupil = Visitor(web, "ines")
        desk = running.enter_context(Visitor(web, "mme-lefevre").socket("/tickets/bureau/"))
        ring = rung(desk, pupil)
        assert ring["tried"] == TRIED
        waiting = running.enter_context(pupil.socket("/tickets/attente/"))
        waiting.next("welcome", patience_s=PATIENCE_S)
        desk.say({"type": "accept", "offer_id": ring["offer_id"]})
        assert desk.next("lesson", patience_s=PATIENCE_S)["url"].startswith("/salle/")
        waiting.next("coming", patience_s=PATIENCE_S)
        for command in reversed(commands):
            command.stops_in_order()
        assert [one.closed_with() for one in (desk, waiting)] == [Close.SHUTTING_DOWN] * 2


def test_serve_is_all_of_them_and_stops_as_kindly(tmp_path: Path) -> None:
    port = free_port()
    environ = environment(tmp_path, DECLIC_MODE="demo")
    with declic(tmp_path, environ, "serve", "--port", str(port), "--prepare") as command:
        web = f"http://localhost:{port}"
        with Visitor(web, "mme-lefevre").socket("/tickets/bureau/") as desk:
            assert rung(desk, Visitor(web, "ines"))["tried"] == TRIED
            command.stops_in_order()
            assert desk.closed_with() == Close.SHUTTING_DOWN

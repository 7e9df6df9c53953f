"""A call by telephone over SIP, on loopback: baresip plays both telephones, sipp one that is busy or refuses."""

import asyncio
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from declic.live.protocol.room import LegState
from declic.live.sip import SipTelephony, leg
from tests.live.clients import run

TEACHER, FAMILY, NOBODY = "+33144556677", "+33612345678", "+33699999999"
SHOWN = "+33100000000"
PATIENCE_S = 60
BARESIP = """
sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module_app account.so
module_app menu.so
audio_player aubridge,nobody
audio_source aufile,{folder}/tone.wav
call_max_calls 4
call_hold_other_calls no
"""
_ACCOUNT = "<sip:{number}@127.0.0.1:{port}>;regint=0;answermode=auto;audio_codecs=pcma\n"
_REFUSES = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="refuses"><recv request="INVITE"/><send><![CDATA[
SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send><recv request="ACK"/></scenario>"""
_HEARD = re.compile(r"incoming rtp for 'audio' established, receiving from 127\.0\.0\.1:(\d+)")


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is missing: tools/test_packages.sh")


pytestmark = pytest.mark.services


class Calls:
    """What was told of each telephone, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[int, LegState]] = []

    def tell(self, number: int, state: LegState) -> None:
        self.told.append((number, state))

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not true():  # noqa: ASYNC110  (another process's log)
                await asyncio.sleep(0.02)


def free_port() -> int:
    """On which nobody listens, UDP or TCP; out of the range the system lends to clients."""
    while True:
        chosen = random.randrange(20_000, 30_000)
        with suppress(OSError), closing(socket.create_server(("127.0.0.1", chosen))):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
                asked.bind(("127.0.0.1", chosen))
            return chosen


@contextmanager
def running(command: list[str], log: Path, port: int, folder: Path) -> Iterator[Path]:
    with log.open("wb") as out:
        environment = {**os.environ, "HOME": str(folder)}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out, cwd=folder, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while f":{port:04X} " not in Path("/proc/net/udp").read_text(encoding="ascii"):
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.05)
        yield log
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


@pytest.fixture
def port(settings: Any) -> int:
    chosen = free_port()
    settings.SIP_TRUNK, settings.TELEPHONY_NUMBER = f"127.0.0.1:{chosen}", SHOWN
    return chosen


@pytest.fixture
def telephones(port: int, tmp_path: Path) -> Iterator[Path]:
    """What baresip says while it plays both telephones, which pick up by themselves and speak a tone."""
    with wave.open(str(tmp_path / "tone.wav"), "wb") as tone:
        tone.setparams((1, 2, 8000, 0, "NONE", ""))
        tone.writeframes(b"".join(struct.pack("<h", 9000 * (-1) ** (at // 9)) for at in range(8000 * 30)))
    (tmp_path / "config").write_text(BARESIP.format(port=port, folder=tmp_path))
    accounts = "".join(_ACCOUNT.format(number=number, port=port) for number in (TEACHER, FAMILY))
    (tmp_path / "accounts").write_text(accounts)
    with running(["baresip", "-v", "-s", "-f", str(tmp_path)], tmp_path / "log", port, tmp_path) as log:
        yield log


@needs("baresip")
def test_two_telephones_hear_each_other_see_our_number_alone_and_are_hung_up_on(telephones: Path) -> None:
    async def story() -> None:
        calls = Calls()
        call = asyncio.create_task(SipTelephony().join(TEACHER, FAMILY, calls.tell))
        await calls.until(lambda: len(_HEARD.findall(said())) == 2)
        assert calls.told == [(0, "calling"), (0, "answered"), (1, "calling"), (1, "answered")]
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert calls.told[4:] == [(0, "hung_up"), (1, "hung_up")]
        await calls.until(lambda: said().count("session closed") == 2)

    def said() -> str:
        return telephones.read_text(errors="replace")

    run(story())
    assert len(set(_HEARD.findall(said()))) == 2, "each from the other's port"
    callers = re.findall(r"^From: <sip:([^@]+)@.*?^To: <sip:([^@]+)@", said(), re.MULTILINE | re.DOTALL)
    assert {caller for caller, called in callers if called in (TEACHER, FAMILY)} == {SHOWN}


@needs("baresip")
def test_one_who_cannot_be_reached_leaves_nobody_on_the_line(telephones: Path) -> None:
    async def story() -> None:
        calls = Calls()
        await asyncio.wait_for(SipTelephony().join(TEACHER, NOBODY, calls.tell), PATIENCE_S)
        assert calls.told == [(0, "calling"), (0, "answered"), (1, "calling"), (1, "failed"), (0, "hung_up")]

    run(story())
    assert "session closed" in telephones.read_text(errors="replace")


@needs("sipp")
@pytest.mark.parametrize(
    ("status", "state"),
    [("486 Busy Here", "busy"), ("480 Temporarily Unavailable", "no_answer"), ("404 Not Found", "failed")],
)
def test_who_is_busy_or_does_not_answer_is_said_so(port: int, tmp_path: Path, status: str, state: LegState) -> None:
    (tmp_path / "refuses.xml").write_text(_REFUSES.format(status=status))
    command = ["sipp", "-sf", "refuses.xml", "-i", "127.0.0.1", "-p", str(port), "-m", "1", "-nostdin"]

    async def story() -> None:
        calls = Calls()
        await asyncio.wait_for(SipTelephony().join(TEACHER, FAMILY, calls.tell), PATIENCE_S)
        assert calls.told == [(0, "calling"), (0, state)], "the second is not rung for nothing"

    with running(command, tmp_path / "log", port, tmp_path):
        run(story())


def test_a_trunk_that_is_not_there_is_said_and_not_waited_for(port: int) -> None:
    async def story() -> None:
        calls = Calls()
        await asyncio.wait_for(SipTelephony().join(TEACHER, FAMILY, calls.tell), 5)
        assert calls.told == [(0, "calling"), (0, "failed")]

    assert port
    run(story())


def test_one_that_rings_too_long_is_told_to_stop(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leg, "RING_S", 0.3)
    heard: list[str] = []

    class Rings(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.transports.BaseTransport)
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            text = data.decode()
            heard.append(text.split(" ")[0])
            copied = [line for line in text.split("\r\n") if line.startswith(("Via", "From", "To", "Call-ID", "CSeq"))]
            status = {"INVITE": "180 Ringing", "CANCEL": "487 Request Terminated"}.get(heard[-1])
            if status is None:
                return
            answer = "\r\n".join([f"SIP/2.0 {status}", *copied, "Content-Length: 0", "", ""])
            self.transport.sendto(answer.replace("CANCEL\r\n", "INVITE\r\n").encode(), addr)  # type: ignore[attr-defined]

    async def story() -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Rings, local_addr=("127.0.0.1", 0))
        settings.SIP_TRUNK = "{}:{}".format(*transport.get_extra_info("sockname"))
        calls = Calls()
        await SipTelephony().join(TEACHER, FAMILY, calls.tell)
        assert calls.told == [(0, "calling"), (0, "no_answer")]
        await calls.until(lambda: heard == ["INVITE", "CANCEL", "ACK"])
        transport.close()

    run(story())

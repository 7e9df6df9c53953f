"""A call by telephone that a browser takes behind the SIP plugin of Debian's Janus; baresip is the other telephone."""

import asyncio
import contextlib
import os
import re
import shutil
import struct
import subprocess
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from playwright.async_api import Page, async_playwright

from declic.live.sip import SipTelephony
from tests.live.clients import run
from tests.live.test_sip import BARESIP, FAMILY, SHOWN, TEACHER, free_port
from tests.servers import wait_for_port

if TYPE_CHECKING:
    from declic.live.protocol.room import LegState

PATIENCE_S = 60
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # The page comes from the test, at no address: Chromium would keep it away from this machine.
    "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
]

_missing = [name for name in ("janus", "baresip", "chromium") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(bool(_missing), reason=f"{', '.join(_missing)} missing: tools/test_packages.sh"),
]

_JANUS = {
    "janus.jcfg": 'general: {{ plugins_folder = "{plugins}" transports_folder = "{transports}" }}\n'
    'plugins: {{ disable = "{others}" }}\ntransports: {{ disable = "{carriers}" }}\n',
    "janus.plugin.sip.jcfg": 'general: {{ local_ip = "127.0.0.1" }}\n',
    "janus.transport.websockets.jcfg": 'general: {{ ws = true ws_ip = "127.0.0.1" ws_port = {port} }}\n',
}
_PAGE = """<!doctype html><script>
const waits = new Map(); let session, handle, number = 0; window.caller = ""; window.said = [];
const socket = new WebSocket("ws://127.0.0.1:PORT", "janus-protocol");
const ask = (message) => new Promise((tell) => {
  const transaction = String(++number); waits.set(transaction, tell);
  socket.send(JSON.stringify({ transaction, session_id: session, handle_id: handle, ...message }));
});
const plugin = (body, jsep) => ask({ janus: "message", body, ...(jsep ? { jsep } : {}) });
const gathered = (peer) => new Promise((tell) => {
  const look = () => peer.iceGatheringState === "complete" && tell();
  peer.addEventListener("icegatheringstatechange", look); look();
});
const peer = new RTCPeerConnection(); window.peer = peer;
peer.ontrack = ({ streams }) => { const heard = new Audio(); heard.srcObject = streams[0]; heard.play(); };
socket.onmessage = async ({ data }) => {
  const message = JSON.parse(data);
  if (message.janus === "success") return waits.get(message.transaction)?.(message.data?.id);
  const result = message.plugindata?.data?.result;
  if (!result) return;
  window.said.push(result.event);
  if (result.event === "incomingcall") {
    window.caller = result.username;
    if (message.jsep) await peer.setRemoteDescription(message.jsep);
    const voice = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of voice.getTracks()) peer.addTrack(track, voice);
    await peer.setLocalDescription();
    await gathered(peer);
    plugin({ request: "accept" }, { type: peer.localDescription.type, sdp: peer.localDescription.sdp });
  } else if (message.jsep && peer.signalingState === "have-local-offer") await peer.setRemoteDescription(message.jsep);
};
socket.onopen = async () => {
  session = await ask({ janus: "create" });
  handle = await ask({ janus: "attach", plugin: "janus.plugin.sip" });
  plugin({ request: "register", username: "sip:NUMBER@127.0.0.1", secret: "none", proxy: "sip:127.0.0.1:TRUNK" });
};
</script>"""
_HEARD = """(async () => {
  const heard = [...(await peer.getStats()).values()].find((stats) => stats.type === "inbound-rtp");
  return (heard?.totalAudioEnergy ?? 0) > 0.01;
})()"""


class Trunk(asyncio.DatagramProtocol):
    """Telephones register with it; it carries what is said between them and whoever calls, and stays between both."""

    def __init__(self) -> None:
        self.telephones: dict[str, tuple[str, int]] = {}
        self.calls: dict[str, tuple[tuple[str, int], tuple[str, int]]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        text = data.decode()
        call = re.search(r"(?mi)^(?:Call-ID|i):\s*(\S+)", text)
        if call is None:
            return
        if text.startswith("REGISTER"):
            self._register(text, addr)
        elif text.startswith("INVITE") and call[1] not in self.calls:
            called = re.match(r"INVITE sip:([^@]+)@", text)
            assert called is not None
            self.calls[call[1]] = (addr, self.telephones[called[1]])
            self._pass_on(text, addr, call[1])
        elif call[1] in self.calls:
            self._pass_on(text, addr, call[1])

    def _pass_on(self, text: str, addr: tuple[str, int], call: str) -> None:
        caller, telephone = self.calls[call]
        if addr == caller:
            text = re.sub(r"(?m)^Contact: <[^>]+>", f"Contact: <sip:trunk@127.0.0.1:{self.port}>", text)
        self.transport.sendto(text.encode(), telephone if addr == caller else caller)

    def _register(self, text: str, addr: tuple[str, int]) -> None:
        who = re.search(r"(?mi)^(?:To|t):[^\n]*sip:([^@]+)@", text)
        assert who is not None
        self.telephones[who[1]] = addr
        kept = re.findall(r"(?mi)^((?:Via|v|From|f|To|t|Call-ID|i|CSeq|Contact|m):[^\r\n]*)", text)
        self.transport.sendto("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode(), addr)


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110  (another process's doing)
            await asyncio.sleep(0.05)


async def until_page(page: Page, true: str) -> None:
    """Asked again and again: `wait_for_function` takes a promise for a yes."""
    async with asyncio.timeout(PATIENCE_S):
        while not await page.evaluate(true):  # noqa: ASYNC110  (another process's doing)
            await asyncio.sleep(0.05)


@contextlib.contextmanager
def janus(folder: Path) -> Iterator[int]:
    """The port of its WebSocket."""
    home = next(Path("/usr/lib").glob("*/janus"))
    port = free_port()
    others = ",".join(p.name for p in (home / "plugins").glob("*.so") if p.name != "libjanus_sip.so")
    carriers = ",".join(p.name for p in (home / "transports").glob("*.so") if p.name != "libjanus_websockets.so")
    for name, text in _JANUS.items():
        filled = text.format(
            plugins=home / "plugins", transports=home / "transports", others=others, carriers=carriers, port=port
        )
        (folder / name).write_text(filled)
    with (folder / "janus.log").open("wb") as log:
        command = ["janus", "-F", str(folder), "-C", str(folder / "janus.jcfg"), "-o"]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for_port(port, process)
        yield port
    finally:
        process.kill()
        process.wait()


def make_tone(path: Path) -> None:
    with wave.open(str(path), "wb") as tone:
        tone.setparams((1, 2, 8000, 0, "NONE", ""))
        tone.writeframes(b"".join(struct.pack("<h", 9000 * (-1) ** (at // 9)) for at in range(8000 * 60)))


@contextlib.contextmanager
def baresip(folder: Path, trunk: int) -> Iterator[Path]:
    """Its log. It picks up by itself, and speaks a tone."""
    make_tone(folder / "tone.wav")
    (folder / "config").write_text(BARESIP.format(port=free_port(), folder=folder))
    account = f"<sip:{TEACHER}@127.0.0.1:{trunk}>;auth_pass=none;regint=60;answermode=auto;audio_codecs=pcma\n"
    (folder / "accounts").write_text(account)
    log = folder / "baresip.log"
    with log.open("wb") as out:
        command = ["baresip", "-v", "-s", "-f", str(folder)]
        environment = {**os.environ, "HOME": str(folder)}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out, env=environment)
    try:
        yield log
    finally:
        process.kill()
        process.communicate()


def test_a_browser_behind_janus_and_a_telephone_hear_each_other(settings: Any, tmp_path: Path) -> None:
    told: list[tuple[int, LegState]] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        transport, trunk = await loop.create_datagram_endpoint(Trunk, local_addr=("127.0.0.1", 0))
        settings.SIP_TRUNK, settings.TELEPHONY_NUMBER = f"127.0.0.1:{trunk.port}", SHOWN
        with contextlib.closing(transport), janus(tmp_path) as port, baresip(tmp_path, trunk.port) as log:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = await browser.new_page()
                body = _PAGE.replace("PORT", str(port)).replace("NUMBER", FAMILY).replace("TRUNK", str(trunk.port))
                await page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
                await page.goto("http://localhost/")
                try:
                    await until(lambda: {TEACHER, FAMILY} <= trunk.telephones.keys())
                    call = asyncio.create_task(SipTelephony().join(TEACHER, FAMILY, lambda *what: told.append(what)))
                    await until(lambda: len(told) == 4 or call.done())
                    assert told == [(0, "calling"), (0, "answered"), (1, "calling"), (1, "answered")]
                    await until_page(page, _HEARD)
                    await until(lambda: "incoming rtp for 'audio' established" in log.read_text(errors="replace"))
                    assert SHOWN in await page.evaluate("caller")
                    assert TEACHER not in await page.evaluate("caller + peer.remoteDescription.sdp")
                    call.cancel()
                    await asyncio.gather(call, return_exceptions=True)
                    await until_page(page, "said.includes('hangup')")
                finally:
                    await browser.close()

    run(story())
    assert told[4:] == [(0, "hung_up"), (1, "hung_up")]

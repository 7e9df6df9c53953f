"""Our board in Chromium, on a phone of 390 x 844 with its processor slowed four times, in a lesson of 20,000 updates.

    make bench-board

- Opening: from the socket's welcome to the board with all its 500 strokes, on a computer, the log as it was written
  (10,000 rows, never compacted), then again after its compaction.
- Frames, while a hand draws on top of the 500 strokes: what the page's main thread works for each, from the movement
  handed to the page (browsers hand them over just before the frame) to the first task after it, drawing included. A
  browser puts frames before the task the bench waits for: the next one, if it comes first, ends the one before and
  counts for itself. The page is alone: nothing of the bench asks for frames, and the movements come from the browser
  with no script of Playwright's around them (it listens for drags while a button is held).
- Input to ink: from the moment the browser had the movement to the end of the frame that shows it.
- Bytes of a stroke of 60 points: all the update frames it sends, as they leave.
- The room's weight and time to ready on Slow 4G, as `make bench-pages` measures them.
"""

import base64
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from bench.board.long_lesson import STROKES
from bench.pages.measure import CPU_SLOWED, measure_page, phone_cookies, service
from bench.results import Target, write
from tests.browser.open_room import enter, open_room
from tests.browser.service import ROOT, Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE, put_away

DRAWN = 12
POINTS = 60
OPENINGS = 5
ANEW = "Object.assign(benchSeen, { frames: [], ink: [], work: [] })"
TARGETS: dict[str, Target] = {
    "opening_20000_updates_s": ("<=", 1.0),
    "opening_compacted_s": ("<=", 1.0),
    "frame_work_p95_ms": ("<=", 16.7),
    "input_to_ink_median_ms": ("<=", 20.0),
    "bytes_a_stroke": ("<=", 2000.0),
    "room_kb": ("<=", 150.0),
    "room_ready_s": ("<=", 3.0),
}

WATCH = """(() => {
  const seen = { frames: [], ink: [], work: [], movedAt: null, online: null, full: null, last: null, beats: true };
  window.benchSeen = seen;
  const ask = window.requestAnimationFrame.bind(window);
  const channel = new MessageChannel();
  let drawn = null;
  let frame = 0;
  const ends = () => {
    if (drawn === null) return;
    seen.ink.push(performance.now() - drawn[0]);
    seen.work.push(performance.now() - drawn[1]);
    drawn = null;
  };
  channel.port1.onmessage = ends;
  addEventListener("pointermove", (event) => {
    ends();
    seen.movedAt ??= [event.timeStamp, performance.now()];
  }, true);
  window.requestAnimationFrame = (act) => ask((now) => {
    if (now !== frame) ends();
    frame = now;
    act(now);
    if (seen.movedAt === null) return;
    drawn = seen.movedAt;
    seen.movedAt = null;
    channel.port2.postMessage(null);
  });
  const beat = (now) => {
    if (seen.last !== null) seen.frames.push(now - seen.last);
    seen.last = now;
    const room = document.querySelector("[data-room]")?.dataset.phase;
    const items = Number(document.querySelector("[data-board]")?.dataset.items ?? 0);
    if (room === "online") seen.online ??= performance.now();
    if (items > STROKES) seen.full ??= performance.now();
    if (seen.beats) ask(beat);
  };
  seen.beat = () => ask(beat);
  ask(beat);
})();""".replace("STROKES", str(STROKES))


def main() -> int:
    figures: dict[str, float] = {}
    with service() as server, tempfile.TemporaryDirectory(prefix="declic-bench-") as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        room = open_room(server, Path(folder))
        _write_long_lesson(server, room)
        teacher = _window(browser, DESKTOP)
        enter(teacher, server, "mme-lefevre", room)
        openings = [_opening(teacher) for _ in range(OPENINGS)]
        figures["opening_20000_updates_s"] = openings[0]
        figures["opening_compacted_s"] = statistics.median(openings[1:])
        figures |= _draw(browser, server, room)
        cookies = phone_cookies(browser, server)
        figures |= measure_page(browser, server.url + room, cookies, "room")
        put_away(teacher.context)
        browser.close()
    return write("board", figures, TARGETS)


def _write_long_lesson(server: Server, room: str) -> None:
    environment = {**os.environ, "DECLIC_MODE": "demo", "DECLIC_DATA": str(server.data), "DATABASE_URL": ""}
    lesson = room.strip("/").rpartition("/")[2]
    program = [sys.executable, str(Path(__file__).parent / "long_lesson.py"), lesson]
    subprocess.run(program, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _window(browser: Browser, device: dict[str, Any]) -> Page:
    context = browser.new_context(**device, locale="fr-FR", timezone_id="Europe/Paris")
    context.grant_permissions(["microphone", "camera"])
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.add_init_script(WATCH)
    return page


def _full(page: Page) -> None:
    expect(page.locator("[data-board]")).to_have_attribute("data-items", str(STROKES + 1), timeout=60_000)


def _opening(page: Page) -> float:
    """Seconds from the welcome to the whole board; then the page is opened again."""
    _full(page)
    page.wait_for_timeout(300)
    seen = page.evaluate("benchSeen")
    page.reload()
    return float(seen["full"] - seen["online"]) / 1000


def _draw(browser: Browser, server: Server, room: str) -> dict[str, float]:
    page = _window(browser, PHONE)
    enter(page, server, "ines", room)
    _full(page)
    protocol = page.context.new_cdp_session(page)
    sent: list[int] = []
    protocol.on("Network.webSocketFrameSent", lambda event: _count(event["response"], sent))
    protocol.send("Network.enable")
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWED})
    hand = _Hand(page, protocol)
    page.evaluate("benchSeen.beats = false")
    hand.stroke(0)
    page.wait_for_timeout(1500)
    sent.clear()
    page.evaluate(ANEW)
    for number in range(1, DRAWN + 1):
        hand.stroke(number)
    page.wait_for_timeout(1000)
    seen = page.evaluate("benchSeen")
    stroke_bytes = sum(sent) / DRAWN
    page.evaluate(f"{ANEW}; benchSeen.last = null; benchSeen.beats = true; benchSeen.beat()")
    for number in range(1, DRAWN // 3 + 1):
        hand.stroke(number)
    beaten = page.evaluate("benchSeen.frames")
    put_away(page.context)
    return {
        "frames": len(seen["work"]),
        "frame_work_median_ms": statistics.median(seen["work"]),
        "frame_work_p95_ms": _p95(seen["work"]),
        "frame_interval_p95_ms": _p95(beaten),
        "input_to_ink_median_ms": statistics.median(seen["ink"]),
        "input_to_ink_p95_ms": _p95(seen["ink"]),
        "bytes_a_stroke": stroke_bytes,
    }


class _Hand:
    """A mouse, told to the browser directly: see above."""

    def __init__(self, page: Page, protocol: CDPSession) -> None:
        self._page = page
        self._protocol = protocol

    def stroke(self, number: int) -> None:
        """60 points, one a sixtieth of a second or so, where many others lie."""
        y = 300 + 25 * number
        self._tell("mouseMoved", (60, y), held=False)
        self._tell("mousePressed", (60, y), held=True)
        for step in range(POINTS):
            at = (60 + 4 * step, y + 12 * ((step // 6) % 2) + step % 6)
            self._tell("mouseMoved", at, held=True)
            self._page.wait_for_timeout(12)
        self._tell("mouseReleased", at, held=False)
        self._page.wait_for_timeout(150)

    def _tell(self, what: str, at: tuple[int, int], *, held: bool) -> None:
        button = "left" if held or what == "mouseReleased" else "none"
        event = {"type": what, "x": at[0], "y": at[1], "button": button, "buttons": int(held), "clickCount": 1}
        self._protocol.send("Input.dispatchMouseEvent", event)


def _count(response: dict[str, Any], sent: list[int]) -> None:
    if response["opcode"] == 2 and (frame := base64.b64decode(response["payloadData"]))[:2] == b"\x00\x02":
        sent.append(len(frame))


def _p95(figures: list[float]) -> float:
    return float(sorted(figures)[int(0.95 * (len(figures) - 1))])

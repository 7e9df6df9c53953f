"""Weight and time to ready of the pupil's pages, on a slow phone and a slow network, nothing in the cache.

    make bench-pages

Chromium at 390 x 844, slowed by itself (Chrome DevTools Protocol): processor 4 times slower, and the « Slow 4G » of
DevTools: 1.6 Mbit/s down and 750 kbit/s up less 10 %, and 150 ms x 3.75 = 562.5 ms from each request to its answer.

Weight is every byte received until the page is at rest (headers, letters, pictures, script; compressed as they travel),
photos of pupils left out, and what the room fetches ahead ten seconds later (`room/later.ts`). Ready is when the page
can be used: painted and, where it has a script, that script running (home: the subjects can be pressed; ask: photos and
words are kept; room: the board can be written on).
"""

import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.results import Target, write
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE

RUNS = 5
_PHONE: dict[str, Any] = PHONE
_DESKTOP: dict[str, Any] = DESKTOP
CPU_SLOWED = 4
SLOW_4G = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6e6 / 8 * 0.9,
    "uploadThroughput": 750e3 / 8 * 0.9,
}
"""Chromium, devtools-frontend, front_end/core/sdk/NetworkManager.ts: Slow4GConditions. Bytes a second, ms."""
PATIENCE_MS = 30_000
AT_REST_MS = 1_500

READY = {
    "home": "document.querySelectorAll('.tile').length > 0 && document.readyState !== 'loading'",
    "ask": "document.querySelector('#ask')?.dataset.ready !== undefined",
    "room": "!['connecting', undefined].includes(document.querySelector('[data-room]')?.dataset.phase)",
}
TARGETS: dict[str, Target] = {
    "home_kb": ("<=", 60.0),
    "ask_kb": ("<=", 60.0),
    "room_kb": ("<=", 150.0),
    "home_ready_s": ("<=", 2.0),
    "ask_ready_s": ("<=", 2.0),
    "room_ready_s": ("<=", 3.0),
}


@dataclass
class Load:
    """One load of one page."""

    ready_s: float = 0.0
    bytes: int = 0
    by_file: dict[str, int] = field(default_factory=dict)


def main() -> int:
    figures: dict[str, float] = {}
    with service() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        pupil = phone_cookies(browser, server)
        for name, path in (("home", "/eleve/"), ("ask", "/eleve/demande/MAT/")):
            figures |= measure_page(browser, server.url + path, pupil, name)
        with _lesson(browser, server, pupil) as room:
            figures |= measure_page(browser, room, pupil, "room")
        browser.close()
    return write("pages", figures, TARGETS)


@contextmanager
def service() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        server = Server(data)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def phone_cookies(browser: Browser, server: Server) -> Any:
    """Signed in elsewhere: what is measured starts with an empty cache."""
    context = browser.new_context(**_PHONE)
    sign_in(context.new_page(), server, "ines")
    cookies = context.cookies()
    context.close()
    return cookies


@contextmanager
def _lesson(browser: Browser, server: Server, pupil: Any) -> Iterator[str]:
    """The address of a room where a teacher waits for the pupil."""
    desk = browser.new_context(**_DESKTOP)
    desk.grant_permissions(["microphone", "camera"])
    teacher = desk.new_page()
    sign_in(teacher, server, "mme-lefevre")
    teacher.get_by_role("button", name="Je suis disponible").click()
    phone = _phone(browser, pupil)
    page = phone.new_page()
    page.goto(f"{server.url}/eleve/demande/MAT/")
    page.locator("#ask[data-ready]").wait_for()
    page.get_by_label("Où est-ce que ça coince").fill("J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14.")
    page.get_by_role("button", name="Appeler un prof").click()
    teacher.get_by_role("alertdialog").get_by_role("button", name="J’y vais").click()
    teacher.wait_for_url("**/salle/**")
    # In the room once, so that the lesson runs and is not given up while it is measured.
    page.get_by_role("link", name=re.compile("Décrocher")).click()
    page.wait_for_url("**/salle/**")
    try:
        yield page.url
    finally:
        phone.close()
        desk.close()


def _phone(browser: Browser, cookies: Any) -> BrowserContext:
    context = browser.new_context(**_PHONE, locale="fr-FR", timezone_id="Europe/Paris")
    context.grant_permissions(["microphone", "camera"])
    context.add_cookies(cookies)
    return context


def measure_page(browser: Browser, url: str, cookies: Any, name: str) -> dict[str, float]:
    loads = [_load(browser, url, cookies, READY[name]) for _ in range(RUNS)]
    heaviest = max(loads, key=lambda load: load.bytes)
    print(f"\n{name}: {url}")
    for file, size in sorted(heaviest.by_file.items(), key=lambda item: -item[1]):
        print(f"  {size / 1000:8.1f} kB  {file}")
    return {
        f"{name}_kb": round(heaviest.bytes / 1000, 1),
        f"{name}_ready_s": round(statistics.median(load.ready_s for load in loads), 2),
        f"{name}_requests": len(heaviest.by_file),
    }


def _load(browser: Browser, url: str, cookies: Any, ready: str) -> Load:
    context = _phone(browser, cookies)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    load = Load()
    _count(protocol, load)
    protocol.send("Network.emulateNetworkConditions", SLOW_4G)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWED})
    page.add_init_script(_watch(ready))
    page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
    load.ready_s = _ready_at(page) / 1000
    page.wait_for_load_state("load", timeout=PATIENCE_MS)
    page.wait_for_timeout(AT_REST_MS)
    context.close()
    return load


def _count(protocol: CDPSession, load: Load) -> None:
    urls: dict[str, str] = {}

    def finished(event: dict[str, Any]) -> None:
        path = urls.get(event["requestId"], "").split("?")[0]
        if "/fichiers/" in path:
            return
        size = int(event["encodedDataLength"])
        load.bytes += size
        file = "/" + path.split("/", 3)[-1]
        load.by_file[file] = load.by_file.get(file, 0) + size

    protocol.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    protocol.on("Network.loadingFinished", finished)
    protocol.send("Network.enable")


def _watch(ready: str) -> str:
    """Notes when the page is painted and ready; a frame is the finest thing one can see."""
    return f"""(() => {{
      const look = () => {{
        const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
        if (painted !== undefined && ({ready})) window.benchReadyAt = Math.max(painted, performance.now());
        else requestAnimationFrame(look);
      }};
      requestAnimationFrame(look);
    }})();"""


def _ready_at(page: Page) -> float:
    """Milliseconds since the navigation began."""
    for _ in range(PATIENCE_MS // 50):
        at = page.evaluate("window.benchReadyAt ?? null")
        if at is not None:
            return float(at)
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url} is not ready")

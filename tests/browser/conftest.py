"""A real service on the demo world, and real Chromium windows on it.

Windows share one browser but not their cookies: `open_window(PHONE)` is another person on another device. A test
fails on any script error or refused content (CSP) of its pages. The report of one that fails says what each window and
the service were at.
"""

import atexit
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.browser.beside import Beside
from tests.browser.drawn import AT_WORK
from tests.browser.patience import SHOWN_MS, eventually
from tests.browser.witness import Witness, end_of
from tests.servers import free_port, wait_for_port

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
PHONE_LANDSCAPE = {**PHONE, "viewport": {"width": 844, "height": 390}}
NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]

DATABASE_TOO_LATE = """addEventListener("pagehide", () => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("late", "InvalidStateError"); };
}, true)"""
"""A page that goes away before its IndexedDB has written what it was told: one in four does, on a busy machine."""
expect.set_options(timeout=SHOWN_MS)
EMPTYING_TRIES = 3
"""A page that moves by itself interrupts what it is told: it is told again."""

QUIET = """
BEGIN IMMEDIATE;
UPDATE dispatch_offer SET state = 'withdrawn', why = 'test' WHERE state = 'ringing';
UPDATE dispatch_duty SET state = 'ended', ended_at = since WHERE ended_at IS NULL;
UPDATE lessons_presence SET left_at = seen_at WHERE left_at IS NULL;
UPDATE lessons_lesson SET state = 'abandoned', ended_at = opened_at WHERE state IN ('opened', 'running');
DELETE FROM dispatch_attemptpage WHERE help_request_id IN (SELECT id FROM dispatch_helprequest WHERE state = 'draft');
DELETE FROM dispatch_helprequest WHERE state = 'draft';
UPDATE dispatch_helprequest SET state = 'cancelled', closed_at = since
    WHERE state NOT IN ('helped', 'cancelled', 'unmet');
DELETE FROM lessons_privatenote;
UPDATE people_teacher SET is_armed = 0, takes_neighbours = 0, rings_to_end = 0;
COMMIT;
"""


MAKE_READY = "import django; django.setup(); from declic.config.processes import make_ready; make_ready()"
_ready: dict[str, Path] = {}
_servers: list["Server"] = []
"""That run, or ran during the test under way."""
_witnesses: list[Witness] = []
"""Of the windows of the test under way."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections += [(f"Window {number}", witness.tell()) for number, witness in enumerate(_witnesses, 1)]
        report.sections += [(f"Log of {server.url}", end_of(server.log)) for server in _servers]
        report.sections.append(("Load of the machine", " ".join(f"{average:.1f}" for average in os.getloadavg())))
    if call.when == "teardown":
        _witnesses.clear()
        _servers[:] = [server for server in _servers if server.process and server.process.poll() is None]
    return report


def made_ready(mode: str, **environment: str) -> Path:
    """Data as `--prepare` makes them, made once a run: with the demo world's past it takes a server ten seconds."""
    if mode not in _ready:
        folder = Path(tempfile.mkdtemp(prefix="declic-ready-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        own = {"DECLIC_MODE": mode, "DECLIC_DATA": str(folder), "DATABASE_URL": "", **environment}
        settings = {"DJANGO_SETTINGS_MODULE": "declic.config.settings"}
        command = [sys.executable, "-c", MAKE_READY]
        subprocess.run(command, env={**os.environ, **settings, **own}, cwd=ROOT, check=True)
        _ready[mode] = folder
    return _ready[mode]


@dataclass
class Server:
    """`declic serve` in a process of its own, on data of its own."""

    data: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    _beside: Beside | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.parent / "server.log"

    @property
    def settings(self) -> dict[str, str]:
        """Its environment."""
        return {
            **os.environ,
            "DECLIC_MODE": "demo",
            "DECLIC_DATA": str(self.data),
            "PORT": str(self.port),
            "DATABASE_URL": "",
            **self.environment,
        }

    def run(self, code: str, *arguments: str) -> str:
        """What `code` prints, run beside the service, on its data; `arguments` are its `sys.argv[1:]`."""
        self._beside = self._beside or Beside(self.settings)
        return self._beside.run(code, *arguments)

    def start(self) -> None:
        environment = self.settings
        if not any(self.data.iterdir()):
            shutil.copytree(made_ready(environment["DECLIC_MODE"], **self.environment), self.data, dirs_exist_ok=True)
        if self not in _servers:
            _servers.append(self)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "declic", "serve", "--prepare"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            wait_for_port(self.port, self.process)
            urllib.request.urlopen(self.url, timeout=60).read()  # noqa: S310  (its own loopback address)
        except Exception as error:
            self.stop()
            raise RuntimeError(self.log.read_text()[-4000:]) from error

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self._beside:
            self._beside.stop()
            self._beside = None
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)

    def quiet(self) -> None:
        """Nothing is under way, drafted or on duty any more, whatever the test before left behind."""
        with contextlib.closing(sqlite3.connect(self.data / "declic.sqlite3", timeout=20)) as opened, opened:
            opened.executescript(QUIET)


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="declic-browser-") as folder:
        (Path(folder) / "data").mkdir()
        running = Server(Path(folder) / "data")
        running.start()
        yield running
        running.stop()


@pytest.fixture
def server(shared_server: Server) -> Server:
    """The service most tests share, quiet when each begins. A test that kills it uses `own_server`."""
    shared_server.quiet()
    return shared_server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "data").mkdir()
    running = Server(tmp_path / "data")
    running.start()
    running.quiet()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Windows:
    """Opens windows and remembers what went wrong in them."""

    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, device: dict[str, Any], **options: Any) -> Page:
        context = self.browser.new_context(**device, locale="fr-FR", timezone_id="Europe/Paris", **options)
        context.grant_permissions(["microphone", "camera", "notifications"])
        context.set_default_timeout(SHOWN_MS)
        context.add_init_script(AT_WORK)
        self.contexts.append(context)
        _witnesses.append(Witness(context))
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._hear(page, line.text) if line.type == "error" else None)
        return page

    def _hear(self, page: Page, text: str) -> None:
        # A refused WebSocket or a 4xx page is what some tests are about; broken scripts and refused content never are.
        if "Content Security Policy" in text or "Uncaught" in text:
            self.faults.append(f"{page.url}: {text}")


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[Windows]:
    windows = Windows(chromium)
    yield windows
    faults = list(windows.faults)  # what a test puts into every page may not suit an empty one
    for context in windows.contexts:
        put_away(context)
    assert faults == []


def put_away(context: BrowserContext) -> None:
    """Closes a window whose pages may be on their way to another.

    They are emptied first: Chromium never ends closing a window if one of its pages begins to show another meanwhile.
    """
    for page in context.pages:
        for _ in range(EMPTYING_TRIES):
            with contextlib.suppress(Error):
                page.goto("about:blank")
                break
    context.close()


@pytest.fixture
def phone(open_window: Windows) -> Page:
    return open_window(PHONE)


@pytest.fixture
def desktop(open_window: Windows) -> Page:
    return open_window(DESKTOP)


def link_of_the_letter(page: Page, server: Server, to: str) -> str:
    """Of the invitation written to that address."""
    return link_in_a_letter(page, server, to, r"https?://\S*/invitation/\S+")


def link_in_a_letter(page: Page, server: Server, to: str, pattern: str) -> str:
    """In the last letter to `to` that holds one, as the demo's mailbox shows it; the clock sends it within seconds."""
    links: list[str] = []

    def came() -> bool:
        page.goto(f"{server.url}/demo/courrier/")
        letters = page.locator("article", has_text=to).all_inner_texts()
        links.extend(found[0] for letter in letters if (found := re.search(pattern, letter)))
        return bool(links)

    eventually(page, came, f"no letter to {to}")
    return links[0]


def sign_in(page: Page, server: Server, slug: str) -> None:
    """As somebody of the demo world, on their home."""
    come_in(page, server, slug)
    page.goto(f"{server.url}/entrer/")


def come_in(page: Page, server: Server, slug: str) -> None:
    """Signed in, by what the one-click page of the demo world sends: no page is shown yet."""
    door, asks = f"{server.url}/demo/entrer/{slug}/", page.context.request
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asks.get(door).text())
    assert token
    assert asks.post(door, form={"csrfmiddlewaretoken": token[1]}, max_redirects=0).status == HTTPStatus.FOUND


UNSTICK = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".act-bar.fixed { position: static !important }");
  document.adoptedStyleSheets = [sheet];
}"""
STICK = "document.adoptedStyleSheets = []"


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each.

    The bar of acts lies in the page meanwhile: axe calls too small what it half covers, until one scrolls on.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(UNSTICK)
    found = page.evaluate(
        """async (tags) => (await axe.run(document, {runOnly: tags})).violations
        .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`)""",
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    )
    page.evaluate(STICK)
    return [str(line) for line in found]

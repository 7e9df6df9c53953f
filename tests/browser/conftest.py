"""Fixtures of the tests in a browser: a real service on the demo world, and real Chromium windows on it.

A test fails on any script error or refused content (CSP) of its pages. The report of one that fails says what each
window and the service were at.
"""

import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.patience import SHOWN_MS
from tests.browser.service import SERVERS, Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE, WITNESSES, Windows, put_away
from tests.browser.witness import end_of

expect.set_options(timeout=SHOWN_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections += [(f"Window {number}", witness.tell()) for number, witness in enumerate(WITNESSES, 1)]
        report.sections += [(f"Log of {server.url}", end_of(server.log)) for server in SERVERS]
        report.sections.append(("Load of the machine", " ".join(f"{average:.1f}" for average in os.getloadavg())))
    if call.when == "teardown":
        WITNESSES.clear()
        SERVERS[:] = [server for server in SERVERS if server.process and server.process.poll() is None]
    return report


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


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[Windows]:
    windows = Windows(chromium)
    yield windows
    faults = list(windows.faults)  # what a test puts into every page may not suit an empty one
    for context in windows.contexts:
        put_away(context)
    assert faults == []


@pytest.fixture
def phone(open_window: Windows) -> Page:
    return open_window(PHONE)


@pytest.fixture
def desktop(open_window: Windows) -> Page:
    return open_window(DESKTOP)

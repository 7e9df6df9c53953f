"""Where the network lets no two browsers meet: voices go through the relay, and outlive it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.open_room import enter, open_room
from tests.browser.patience import PATIENCE_MS, eventually
from tests.browser.service import Server
from tests.browser.test_journey import KEEP_PEERS, hears
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import coturn, free_port

SECRET = "relay"
RELAY_ONLY = """{
  const Free = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Free {
    constructor(settings) { super({ ...settings, iceTransportPolicy: "relay" }); }
  };
}"""
OWN_WAY = """async () => {
  const peer = window.peersMade.filter((each) => each.connectionState === "connected").at(-1);
  const stats = await peer?.getStats() ?? new Map();
  const transport = [...stats.values()].find((report) => report.type === "transport");
  const pair = stats.get(transport?.selectedCandidatePairId);
  return stats.get(pair?.localCandidateId)?.candidateType;
}"""
"""What this end speaks through. Of the other's end it knows « prflx » where a first packet came before its word."""

RELAYS = """async () => {
  const peer = window.peersMade.filter((each) => each.connectionState === "connected").at(-1);
  const stats = await peer?.getStats() ?? new Map();
  const transport = [...stats.values()].find((report) => report.type === "transport");
  const way = stats.get(stats.get(transport?.selectedCandidatePairId)?.localCandidateId);
  return way?.url ? [way.url] : [];
}"""
"""The relay this end speaks through."""


@pytest.fixture(scope="module")
def relayed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that tells browsers of a relay, which each test starts."""
    data = tmp_path_factory.mktemp("relayed") / "data"
    data.mkdir()
    relay = f"turn:127.0.0.1:{free_port()}?transport=udp"
    running = Server(data, environment={"TURN_URL": relay, "TURN_SECRET": SECRET})
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server_of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that tells browsers of two relays."""
    data = tmp_path_factory.mktemp("two") / "data"
    data.mkdir()
    relays = ",".join(f"turn:127.0.0.1:{free_port()}?transport=udp" for _ in range(2))
    running = Server(data, environment={"TURN_URL": relays, "TURN_SECRET": SECRET})
    running.start()
    yield running
    running.stop()


@pytest.fixture
def relay(relayed_server: Server) -> Iterator[ExitStack]:
    """The relay, running. Closing it kills it; `start_relay` brings it back."""
    with ExitStack() as running:
        start_relay(running, relayed_server)
        yield running


@pytest.fixture
def pages(relayed_server: Server, relay: ExitStack, open_window: Windows, tmp_path: Path) -> tuple[Page, Page]:
    """The teacher's and the pupil's, in the room, on networks that let out nothing but to the relay."""
    return in_the_room(relayed_server, open_window, tmp_path)


def in_the_room(server: Server, open_window: Windows, folder: Path) -> tuple[Page, Page]:
    server.quiet()
    room = open_room(server, folder)
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        page.add_init_script(RELAY_ONLY)
        page.add_init_script(KEEP_PEERS)
        enter(page, server, slug, room)
    return teacher, pupil


def start_relay(running: ExitStack, server: Server, which: int = 0) -> None:
    address = server.environment["TURN_URL"].split(",")[which]
    running.enter_context(coturn(SECRET, int(address.rsplit(":", 1)[1].partition("?")[0])))


def call_is(page: Page, state: str) -> None:
    expect(page.locator("[data-room]")).to_have_attribute("data-call", state, timeout=PATIENCE_MS)


def speaks_by(page: Page, asked: str, way: str | list[str]) -> None:
    eventually(page, lambda: page.evaluate(asked) == way, f"not by {way}", PATIENCE_MS / 1000)


def hear_by_relay(pages: tuple[Page, Page]) -> None:
    for page in pages:
        call_is(page, "connected")
        hears(page)
        speaks_by(page, OWN_WAY, "relay")


def test_two_who_can_only_reach_the_relay_hear_each_other(pages: tuple[Page, Page]) -> None:
    hear_by_relay(pages)


def test_a_relay_that_dies_and_comes_back_costs_nobody_a_gesture(
    pages: tuple[Page, Page], relay: ExitStack, relayed_server: Server
) -> None:
    hear_by_relay(pages)
    relay.close()
    for page in pages:
        call_is(page, "mending")
    start_relay(relay, relayed_server)
    hear_by_relay(pages)


def test_while_it_stays_dead_the_call_is_made_anew_and_still_says_that_it_mends(
    pages: tuple[Page, Page], relay: ExitStack, relayed_server: Server
) -> None:
    hear_by_relay(pages)
    relay.close()
    for page in pages:
        page.wait_for_function("() => window.peersMade.length > 1", timeout=PATIENCE_MS)
        call_is(page, "mending")
        expect(page.get_by_text("La voix a coupé.")).to_be_visible()
    start_relay(relay, relayed_server)
    hear_by_relay(pages)


def test_of_two_relays_one_is_enough_and_either_takes_over_from_the_other(
    server_of_two: Server, open_window: Windows, tmp_path: Path
) -> None:
    with ExitStack() as second, ExitStack() as first:
        start_relay(second, server_of_two, 1)
        pages = in_the_room(server_of_two, open_window, tmp_path)
        hear_by_relay(pages)
        start_relay(first, server_of_two, 0)
        second.close()
        only = server_of_two.environment["TURN_URL"].split(",")[0]
        for page in pages:
            speaks_by(page, RELAYS, [only])
        hear_by_relay(pages)

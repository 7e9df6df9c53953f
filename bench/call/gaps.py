"""How long the voice stops when the network misbehaves, between two pages, in a network of its own.

    make bench-call        (after the time to the first voice)

It needs root and `unshare -n`, `ip`, `tc`, `nft` (Debian: util-linux, iproute2, nftables); elsewhere it says that it is
skipped. In the namespace, one interface `call0` carries the calls, and what is done to UDP there touches neither pages
nor sockets:

- the sockets of both pages are cut for six seconds (the server seems gone; voices need none);
- the address of the machine changes, as from Wi-Fi to telephone;
- 10 % of the packets are lost, then the whole link is cut to 200 kbit/s (100 each way), camera off;
- voices that pass by a relay lose it, killed and started again at once.

A gap is the longest time without a packet of voice, less the longest seen just before: silence too sends few packets.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.results import Target, write
from tests.browser.open_room import enter, open_room
from tests.browser.service import ROOT, Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE, put_away
from tests.servers import coturn, free_port

SECRET = "gaps"  # noqa: S105  (of a relay that lives as long as this)
BASELINE_MS = 5_000
OBSERVED_MS = 14_000
PATIENCE_MS = 60_000
TARGETS: dict[str, Target] = {
    "signalling_dropped_gap_ms": ("<=", 250.0),
    "address_changed_gap_ms": ("<=", 3500.0),
    "relay_killed_gap_ms": ("<=", 7000.0),
    "loss_10_percent_concealed_share": ("<=", 0.05),
    "loss_10_percent_gap_ms": ("<=", 500.0),
    "link_of_100_kbit_concealed_share": ("<=", 0.05),
    "link_of_100_kbit_gap_ms": ("<=", 500.0),
}
"""Asked for: 0 ms when signalling drops; looked at every 50 ms, a quarter of a second is what can be told from 0."""

WATCH = """(() => {
  const counts = new Map();
  const seen = (window.voice = { at: performance.now(), worst: 0, concealed: 0, samples: 0 });
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(settings) {
      super(window.relayOnly ? { ...settings, iceTransportPolicy: "relay" } : settings);
      counts.set(this, 0);
    }
  };
  const look = async () => {
    const now = performance.now();
    for (const [peer, before] of counts) {
      if (peer.connectionState === "closed") { counts.delete(peer); continue; }
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== "inbound-rtp" || report.kind !== "audio") continue;
        seen.concealed = report.concealedSamples - report.silentConcealedSamples;
        seen.samples = report.totalSamplesReceived;
        if (report.packetsReceived > before) { counts.set(peer, report.packetsReceived); seen.at = now; }
      }
    }
    seen.worst = Math.max(seen.worst, performance.now() - seen.at);
    setTimeout(look, 50);
  };
  look();
})();"""
NETWORK = (
    "ip link set lo up",
    "ip link add call0 type veth peer name call1",
    "ip addr add 10.9.0.1/24 dev call0",
    "ip link set call0 up",
    "ip link set call1 up",
    "ip route add default dev call0",
)
SHAPED = (
    "tc qdisc add dev lo root handle 1: htb default 9",
    "tc class add dev lo parent 1: classid 1:9 htb rate 10gbit",
    "tc class add dev lo parent 1: classid 1:4 htb rate 200kbit",
    "tc filter add dev lo parent 1: protocol ip u32 match ip protocol 17 0xff flowid 1:4",
)
"""What addresses of this machine say to each other passes by `lo`, whatever the address."""
LOSSY = (
    "nft add table ip call",
    "nft add chain ip call voices { type filter hook input priority 0 ; }",
    "nft add rule ip call voices meta l4proto udp numgen random mod 10 0 drop",
)
"""One packet in ten, at random. By the packet filter: netem is in few kernels of small machines."""


def measure() -> int:
    """In a namespace of its own, when that is allowed."""
    missing = [program for program in ("unshare", "ip", "tc", "nft", "turnserver") if shutil.which(program) is None]
    if os.geteuid() != 0 or missing or subprocess.run(["unshare", "-n", "true"], check=False).returncode:
        print(f"  gaps: skipped, no network namespace here (root: {os.geteuid() == 0}, missing: {missing})")
        return 0
    command = ["unshare", "-n", sys.executable, "-c", "import sys; from bench.call.gaps import main; sys.exit(main())"]
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def main() -> int:
    for line in NETWORK:
        _run(line)
    relay = free_port()
    environment = {"TURN_URL": f"turn:127.0.0.1:{relay}?transport=udp", "TURN_SECRET": SECRET}
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder, sync_playwright() as play:
        (Path(folder) / "data").mkdir()
        server = Server(Path(folder) / "data", environment=environment)
        server.start()
        try:
            direct = [flag for flag in FLAGS if flag != "--allow-loopback-in-peer-connection"]
            with _Call(play.chromium.launch(executable_path="/usr/bin/chromium", args=direct), server, folder) as call:
                figures |= _direct(call)
            with ExitStack() as running:
                running.enter_context(coturn(SECRET, relay))
                browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                with _Call(browser, server, folder, relay_only=True) as call:

                    def kill() -> None:
                        running.close()
                        running.enter_context(coturn(SECRET, relay))

                    figures["relay_killed_gap_ms"] = call.gap(kill)
        finally:
            server.stop()
    return write("call-gaps", figures, {name: TARGETS[name] for name in TARGETS if name in figures})


def _direct(call: "_Call") -> dict[str, float]:
    figures = {"signalling_dropped_gap_ms": call.gap(call.cut_sockets)}
    figures["address_changed_gap_ms"] = call.gap(_change_address)
    for name, made, unmade in (
        ("loss_10_percent", LOSSY, "nft delete table ip call"),
        ("link_of_100_kbit", SHAPED, "tc qdisc del dev lo root"),
    ):
        for line in made:
            _run(line)
        figures[f"{name}_gap_ms"] = call.gap(lambda: None)
        figures[f"{name}_concealed_share"] = call.concealed()
        _run(unmade)
    return figures


def _change_address() -> None:
    _run("ip addr add 10.9.1.1/24 dev call0")
    _run("ip addr del 10.9.0.1/24 dev call0")
    _run("ip route replace default dev call0")


def _run(line: str) -> None:
    subprocess.run(line.split(), check=True)


class _Call:
    """A teacher and a pupil who hear each other."""

    def __init__(self, browser: Browser, server: Server, folder: str, *, relay_only: bool = False) -> None:
        self.browser, self.server, self.folder, self.relay_only = browser, server, Path(folder), relay_only

    def __enter__(self) -> Self:
        self.server.quiet()
        room = open_room(self.server, self.folder)
        self.pages = [self._window(DESKTOP), self._window(PHONE)]
        for page, slug in zip(self.pages, ("mme-lefevre", "ines"), strict=True):
            enter(page, self.server, slug, room)
        for page in self.pages:
            expect(page.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
        return self

    def __exit__(self, *_: object) -> None:
        for page in self.pages:
            put_away(page.context)
        self.browser.close()

    def gap(self, happens: Callable[[], None]) -> float:
        """The worst of the two, in milliseconds; both hear each other again at the end."""
        usual = self._worst(lambda: None, BASELINE_MS)
        worst = self._worst(happens, OBSERVED_MS)
        print(f"  {worst:.0f} ms, usually {usual:.0f}", flush=True)
        return max(0.0, worst - usual)

    def concealed(self) -> float:
        """Share of what was played since the last `gap` began that had to be invented."""
        seen = [page.evaluate("voice") for page in self.pages]
        return statistics.mean(
            (each["concealed"] - each["from"]["concealed"]) / max(1, each["samples"] - each["from"]["samples"])
            for each in seen
        )

    def cut_sockets(self) -> None:
        for page in self.pages:
            page.context.set_offline(True)
        self.pages[0].wait_for_timeout(6000)
        for page in self.pages:
            page.context.set_offline(False)

    def _worst(self, happens: Callable[[], None], observed_ms: int) -> float:
        for page in self.pages:
            page.evaluate("voice.from = { ...voice, from: null }; voice.worst = 0; voice.at = performance.now()")
        happens()
        self.pages[0].wait_for_timeout(observed_ms)
        return max(float(page.evaluate("voice.worst")) for page in self.pages)

    def _window(self, device: dict[str, object]) -> Page:
        context = self.browser.new_context(**device, locale="fr-FR", timezone_id="Europe/Paris")  # type: ignore[arg-type]
        context.grant_permissions(["microphone", "camera"])
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.add_init_script(f"window.relayOnly = {str(self.relay_only).lower()};{WATCH}")
        return page

"""`python -m bench.room`: relayed messages a second, latency at the reference's half load, memory of an idle socket.

Both servers get the same frames from the same client (load.c): 500 rooms of 2 sockets, real Yjs updates of about 120
bytes with their framing. Ours writes every update to its log, on disk before it acknowledges; the reference writes to
LevelDB, and acknowledges nothing.

Beside them, in the same run: Hocuspocus with its SQLite extension, which acknowledges what it has in memory and writes
a board two seconds later; a bare relay in C (relay.c: no log, no ticket, no acknowledgement), and ours as two processes
over Redis, each room split between them, all on one core.

Machines are noisy: runs are short and strictly in turn (ours, reference, ours, reference …), each server started afresh
for each. Two runs that follow each other make a pair; a ratio is the median of the pairs' ratios.
"""

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import results
from bench.room import servers
from bench.room.servers import CLIENT_CORE, HERE, Running
from bench.room.stream import write_streams

ROOMS = 500
WINDOW = 4
"""Frames of each socket under way, at saturation."""
PAIRS = 7
TURNS = 3
SECONDS = 3
STREAM_FRAMES = 8_000
IDLE_SOCKETS = 8_000
TARGETS: dict[str, results.Target] = {
    "relayed_ratio": (">=", 4),
    "relayed_ratio_per_server_cpu_second": (">=", 4),
    "relayed_ratio_to_hocuspocus_per_server_cpu_second": (">=", 10),
    "share_of_a_bare_relay": (">=", 0.6),
    "split_share_of_one_process_per_core": (">=", 0.5),
    "p99_at_half_load_ratio": ("<=", 1),
    "kilobytes_per_idle_socket": ("<=", 30),
    "lost": ("<=", 0),
    "unacknowledged": ("<=", 0),
    "client_cpu_share": ("<=", 0.9),
}


Run = dict[str, float]
"""What load.c printed."""


@dataclass(frozen=True)
class Pair:
    """One run of ours, then one of the reference, seconds apart."""

    ours: Run
    reference: Run

    def ratio(self, figure: Callable[[Run], float]) -> float:
        return figure(self.ours) / figure(self.reference)


class Bench:
    def __init__(self, folder: Path, rooms: int, seconds: float) -> None:
        self.folder, self.rooms, self.seconds = folder, rooms, seconds
        self.load = folder / "load"
        self.relay = folder / "relay"
        for program in (self.load, self.relay):
            subprocess.run(["cc", "-O2", "-o", program, (HERE / program.name).with_suffix(".c")], check=True)
        self.streams = folder / "streams"
        self.update_bytes = write_streams(self.streams, STREAM_FRAMES)
        self.prepared = servers.lessons(folder / "prepared", rooms)

    def run(self, server: Running, mode: str, value: float) -> Run:
        said = subprocess.run(
            [
                "taskset", "-c", str(CLIENT_CORE), self.load, "127.0.0.1", server.port, server.paths, self.streams,
                mode, str(value), str(self.seconds), server.subprotocol, str(server.pid),
            ],
            check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip
        figures: Run = json.loads(said)
        print(f"  {server.subprotocol:<10} {mode:<6} {value:>8.0f}  {said.strip()}", flush=True)
        return figures

    def pairs(self, number: int, mode: str, value: float) -> list[Pair]:
        return [Pair(self.ours(mode, value), self.reference(mode, value)) for _ in range(number)]

    def ours(self, mode: str, value: float) -> Run:
        with servers.ours(self.prepared) as server:
            return self.run(server, mode, value)

    def split(self) -> Run:
        with servers.ours_split(self.prepared) as server:
            return self.run(server, "flood", WINDOW)

    def bare(self) -> Run:
        with servers.bare(self.relay, self.prepared, _free_port()) as server:
            return self.run(server, "flood", WINDOW)

    def hocuspocus(self) -> Run:
        with servers.hocuspocus(self.rooms, _free_port()) as server:
            return self.run(server, "flood", WINDOW)

    def reference(self, mode: str, value: float) -> Run:
        with servers.reference(self.rooms, _free_port()) as server:
            return self.run(server, mode, value)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.room", description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--no-idle", action="store_true")
    options = parser.parse_args(arguments or [])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and folders are cleaned up on the way out
    servers.npm_packages()
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder:
        bench = Bench(Path(folder), ROOMS, options.seconds)
        print(f"update: {bench.update_bytes:.0f} bytes; {ROOMS} rooms x 2 sockets; window {WINDOW}", flush=True)
        figures = {**compare(bench, options.pairs), **limits(bench, TURNS), "update_bytes": bench.update_bytes}
        if not options.no_idle:
            figures["kilobytes_per_idle_socket"] = idle(Path(folder), bench.load, bench.streams)
    return results.write("room", figures, TARGETS)


def compare(bench: Bench, number: int) -> dict[str, float]:
    """At saturation, then both at the same rate: half of what the reference can do."""
    full = bench.pairs(number, "flood", WINDOW)
    half_rate = _median(pair.reference["rate"] for pair in full) / 2
    half = bench.pairs(number, "paced", half_rate)
    every = [pair.ours for pair in full + half]
    return {
        "relayed_per_second": _median(pair.ours["rate"] for pair in full),
        "reference_relayed_per_second": _median(pair.reference["rate"] for pair in full),
        "relayed_ratio": _median(pair.ratio(_rate) for pair in full),
        "relayed_per_server_cpu_second": _median(_per_cpu_second(pair.ours) for pair in full),
        "reference_relayed_per_server_cpu_second": _median(_per_cpu_second(pair.reference) for pair in full),
        "relayed_ratio_per_server_cpu_second": _median(pair.ratio(_per_cpu_second) for pair in full),
        "half_load_per_second": half_rate,
        "p50_ms_at_half_load": _median(pair.ours["p50_ms"] for pair in half),
        "reference_p50_ms_at_half_load": _median(pair.reference["p50_ms"] for pair in half),
        "p99_ms_at_half_load": _median(pair.ours["p99_ms"] for pair in half),
        "reference_p99_ms_at_half_load": _median(pair.reference["p99_ms"] for pair in half),
        "p99_at_half_load_ratio": _median(pair.ratio(_p99) for pair in half),
        "lost": sum(run["lost"] for run in every),
        "unacknowledged": sum(run["unacknowledged"] for run in every),
        "client_cpu_share": max(run["cpu"] for pair in full for run in (pair.ours, pair.reference)),
    }


def limits(bench: Bench, number: int) -> dict[str, float]:
    """How far from the least a relay can do, what it costs that no room has both its sockets on one process, and
    beside Hocuspocus.
    """
    turns = [(bench.ours("flood", WINDOW), bench.bare(), bench.split()) for _ in range(number)]
    beside = [Pair(bench.ours("flood", WINDOW), bench.hocuspocus()) for _ in range(number)]
    return {
        "hocuspocus_relayed_per_second": _median(pair.reference["rate"] for pair in beside),
        "hocuspocus_relayed_per_server_cpu_second": _median(_per_cpu_second(pair.reference) for pair in beside),
        "relayed_ratio_to_hocuspocus_per_server_cpu_second": _median(pair.ratio(_per_cpu_second) for pair in beside),
        "bare_relay_relayed_per_second": _median(bare["rate"] for _, bare, _ in turns),
        "bare_relay_relayed_per_server_cpu_second": _median(_per_cpu_second(bare) for _, bare, _ in turns),
        "share_of_a_bare_relay": _median(ours["rate"] / bare["rate"] for ours, bare, _ in turns),
        "split_relayed_per_second_of_one_core": _median(split["rate"] for _, _, split in turns),
        "split_share_of_one_process_per_core": _median(split["rate"] / ours["rate"] for ours, _, split in turns),
        "split_lost": sum(split["lost"] for _, _, split in turns),
    }


def _rate(run: Run) -> float:
    return run["rate"]


def _per_cpu_second(run: Run) -> float:
    return run["rate"] / max(run["server_cpu"], 0.01)


def _p99(run: Run) -> float:
    return run["p99_ms"]


def idle(folder: Path, load: Path, streams: Path) -> float:
    """Growth of the server's resident memory, divided by the sockets that came in and are held."""
    prepared = servers.lessons(folder / "idle", IDLE_SOCKETS // 2)
    with servers.ours(prepared) as server:
        before = _resident_kb(server.pid)
        command: list[str | Path] = [load, "127.0.0.1", server.port, server.paths, streams, "idle", "0", "6"]
        command += [server.subprotocol, "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            try:
                assert client.stdout is not None
                if client.stdout.readline().strip() != "holding":
                    raise RuntimeError("the idle sockets did not all come in")
                after = _resident_kb(server.pid)
            finally:
                client.terminate()
    print(f"  idle: {IDLE_SOCKETS} sockets, {before / 1024:.0f} MB before, {after / 1024:.0f} MB with them", flush=True)
    return (after - before) / IDLE_SOCKETS


def _resident_kb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def _median(figures: Iterable[float]) -> float:
    return float(median(figures))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

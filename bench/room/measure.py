"""`python -m bench.room`: relayed messages a second, latency at half load, memory of an idle socket.

Both servers get the same frames from the same client (load.c): 500 rooms of 2 sockets, real Yjs updates of about 120
bytes with their framing. Runs alternate; figures are medians. Ours writes every update to its log, on disk before it
acknowledges; the reference writes to LevelDB, and acknowledges nothing.
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench import results
from bench.room import servers
from bench.room.servers import CLIENT_CORE, HERE, Running
from bench.room.stream import write_streams

ROOMS = 500
WINDOW = 4
"""Frames of each socket under way, at saturation."""
SECONDS = 6
STREAM_FRAMES = 24_000
IDLE_SOCKETS = 8_000
TARGETS: dict[str, results.Target] = {
    "relayed_ratio": (">=", 4),
    "relayed_ratio_per_server_cpu_second": (">=", 4),
    "p99_at_half_load_ratio": ("<=", 1),
    "kilobytes_per_idle_socket": ("<=", 30),
    "lost": ("<=", 0),
    "unacknowledged": ("<=", 0),
    "client_cpu_share": ("<=", 0.9),
}


class Bench:
    def __init__(self, folder: Path, rooms: int, seconds: float) -> None:
        self.folder, self.rooms, self.seconds = folder, rooms, seconds
        self.load = folder / "load"
        subprocess.run(["cc", "-O2", "-o", self.load, HERE / "load.c"], check=True)
        self.streams = folder / "streams"
        self.update_bytes = write_streams(self.streams, STREAM_FRAMES)
        self.prepared = servers.lessons(folder / "prepared", rooms)

    def run(self, server: Running, mode: str, value: float) -> dict[str, Any]:
        said = subprocess.run(
            [
                "taskset", "-c", str(CLIENT_CORE), self.load, "127.0.0.1", str(server.port), server.paths, self.streams,
                mode, str(value), str(self.seconds), server.subprotocol, str(server.pid),
            ],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        figures: dict[str, Any] = json.loads(said)
        print(f"  {server.subprotocol:<10} {mode:<6} {value:>8.0f}  {said.strip()}", flush=True)
        return figures

    def ours(self, mode: str, value: float) -> dict[str, Any]:
        with servers.ours(self.prepared) as server:
            return self.run(server, mode, value)

    def reference(self, mode: str, value: float) -> dict[str, Any]:
        with servers.reference(self.rooms, _free_port()) as server:
            return self.run(server, mode, value)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.room", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--no-idle", action="store_true")
    options = parser.parse_args(arguments or [])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    servers.npm_packages()
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder:
        bench = Bench(Path(folder), ROOMS, options.seconds)
        print(f"update: {bench.update_bytes:.0f} bytes; {ROOMS} rooms x 2 sockets; window {WINDOW}", flush=True)
        figures = {**saturation(bench, options.runs), "update_bytes": bench.update_bytes}
        if not options.no_idle:
            figures["kilobytes_per_idle_socket"] = idle(Path(folder), bench.load, bench.streams)
    return results.write("room", figures, TARGETS)


def saturation(bench: Bench, runs: int) -> dict[str, float]:
    ours, reference = [], []
    for _ in range(runs):
        ours.append(bench.ours("flood", WINDOW))
        reference.append(bench.reference("flood", WINDOW))
    rates = {"ours": _median(ours, "rate"), "reference": _median(reference, "rate")}
    half_ours, half_reference = [], []
    for _ in range(runs):
        half_ours.append(bench.ours("paced", rates["ours"] / 2))
        half_reference.append(bench.reference("paced", rates["reference"] / 2))
    every = ours + half_ours
    return {
        "relayed_per_second": rates["ours"],
        "reference_relayed_per_second": rates["reference"],
        "relayed_ratio": median(a["rate"] / b["rate"] for a, b in zip(ours, reference, strict=True)),
        "relayed_ratio_per_server_cpu_second": median(
            (a["rate"] / a["server_cpu"]) / (b["rate"] / b["server_cpu"]) for a, b in zip(ours, reference, strict=True)
        ),
        "relayed_per_server_cpu_second": median(a["rate"] / a["server_cpu"] for a in ours),
        "reference_relayed_per_server_cpu_second": median(a["rate"] / a["server_cpu"] for a in reference),
        "p99_ms_at_half_load": _median(half_ours, "p99_ms"),
        "reference_p99_ms_at_half_load": _median(half_reference, "p99_ms"),
        "p99_at_half_load_ratio": _median(half_ours, "p99_ms") / _median(half_reference, "p99_ms"),
        "p50_ms_at_half_load": _median(half_ours, "p50_ms"),
        "reference_p50_ms_at_half_load": _median(half_reference, "p50_ms"),
        "lost": sum(run["lost"] for run in every),
        "unacknowledged": sum(run["unacknowledged"] for run in every),
        "client_cpu_share": max(run["cpu"] for run in ours + reference),
    }


def idle(folder: Path, load: Path, streams: Path) -> float:
    """Growth of the server's resident memory, divided by the sockets that came in and are held."""
    prepared = servers.lessons(folder / "idle", IDLE_SOCKETS // 2)
    with servers.ours(prepared) as server:
        before = _resident_kb(server.pid)
        client = subprocess.Popen(
            [load, "127.0.0.1", str(server.port), server.paths, streams, "idle", "0", "6", server.subprotocol, "0"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert client.stdout is not None
        if client.stdout.readline().strip() != "holding":
            raise RuntimeError("the idle sockets did not all come in")
        after = _resident_kb(server.pid)
        client.wait()
    print(f"  idle: {IDLE_SOCKETS} sockets, {before / 1024:.0f} MB before, {after / 1024:.0f} MB with them", flush=True)
    return (after - before) / IDLE_SOCKETS


def _resident_kb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return float(median(run[name] for run in runs))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

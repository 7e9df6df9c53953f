"""From the pupil's tap to the ring on a teacher's open page, with everything real but the people.

33 pupils ask each second for 60 s; 400 teachers accept at once, hold the shortest lesson there is and are free again.
One `declic serve` on a core of its own, on SQLite then on PostgreSQL, whose server shares the other core with the load
as it would be another machine's. The time includes the pupil's HTTP request.

    python -m bench ask
    python -m bench.ask.measure --rate 5 --seconds 10 --teachers 40 --only sqlite
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import results
from tests.servers import free_port, postgres


@dataclass(frozen=True)
class Scale:
    rate: float = 33
    """Requests a second."""
    seconds: int = 60
    teachers: int = 400

    @property
    def pupils(self) -> int:
        return round(self.rate * self.seconds)


FULL = Scale()
DATABASES = ("sqlite", "postgresql")
START_S = 180
SERVICE_CORE, LOAD_CORE = 0, 1


def main(scale: Scale = FULL, databases: tuple[str, ...] = DATABASES) -> int:
    leave_to_the_service(SERVICE_CORE)
    figures: dict[str, float] = {}
    targets: dict[str, results.Target] = {}
    for name in databases:
        with database(name) as url:
            figures |= {f"{name} {figure}": value for figure, value in _evening(url, scale).items()}
        targets |= {
            f"{name} ask to ring p99 ms": ("<=", 500),
            f"{name} lost": ("<=", 0),
            f"{name} doubled": ("<=", 0),
        }
    return results.write("ask", figures, targets)


def leave_to_the_service(core: int) -> None:
    """What this process starts, the database's server among it, keeps off ``core``."""
    others = os.sched_getaffinity(0) - {core}
    if others:
        os.sched_setaffinity(0, others)


@contextlib.contextmanager
def database(name: str) -> Iterator[str]:
    if name == "sqlite":
        yield ""
        return
    with postgres() as url:
        yield url


def _evening(database_url: str, scale: Scale) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="declic-bench-ask-") as folder:
        port = free_port()
        environment = environment_of(folder, database_url, port)
        with service(environment, port) as serving:
            world = Path(folder) / "world.json"
            world.write_text(json.dumps(_people(environment, scale)))
            given = [f"ws://127.0.0.1:{port}", str(world), "--rate", str(scale.rate), "--service", str(serving.pid)]
            load = json_of(environment, "bench.ask.load", *given, core=LOAD_CORE)
            found = _world(environment, "count")
    return _figures(load, found, scale.pupils)


def environment_of(folder: str, database_url: str, port: int) -> dict[str, str]:
    """Of the service, and of what makes and counts its people."""
    return {
        **os.environ,
        "DECLIC_MODE": "test",
        "DECLIC_DATA": folder,
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "PORT": str(port),
    }


@contextlib.contextmanager
def service(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "declic", "serve", "--prepare", "--host", "127.0.0.1", "--port", str(port)]
    serving = subprocess.Popen([*_pinned(SERVICE_CORE), *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/", serving)
        yield serving
    finally:
        serving.terminate()
        try:
            serving.wait(timeout=30)
        except subprocess.TimeoutExpired:
            print("  ! the service did not stop in 30 s")
            serving.kill()
            serving.wait()


def wait_for(url: str, service: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise RuntimeError(f"the service stopped with {service.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own address)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def _world(environment: dict[str, str], *arguments: str) -> Any:
    return json_of(environment, "bench.ask.world", *arguments)


def _people(environment: dict[str, str], scale: Scale) -> Any:
    return _world(environment, "make", "--teachers", str(scale.teachers), "--pupils", str(scale.pupils))


def json_of(environment: dict[str, str], module: str, *arguments: str, core: int | None = None) -> Any:
    pinned = _pinned(core) if core is not None else []
    done = subprocess.run(
        [*pinned, sys.executable, "-m", module, *arguments], env=environment, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def _pinned(core: int) -> list[str]:
    """The service on one core, its load on another, where there are two."""
    return ["taskset", "-c", str(core)] if (os.cpu_count() or 1) > 1 else []


def _figures(load: dict[str, Any], found: dict[str, int], pupils: int) -> dict[str, float]:
    for fault in load["faults"]:
        print(f"  ! {fault}")
    rung = load["rung_ms"] or [float("inf")] * 2
    answered = load["answered_ms"] or [float("inf")] * 2
    return {
        "ask to ring median ms": median(rung),
        "ask to ring p99 ms": quantiles(rung, n=100, method="inclusive")[98],
        "ask to ring max ms": max(rung),
        "ask answered p99 ms": quantiles(answered, n=100, method="inclusive")[98],
        "asks a second": load["rate"],
        "lost": pupils - min(found["helped"], len(load["rung_ms"]), found["ledger_lines"]),
        "doubled": found["more_than_one_lesson"]
        + found["lessons_at_the_same_time"]
        + max(0, found["ledger_lines"] - pupils),
        "rings a lesson": found["rings"] / max(1, found["helped"]),
        "rings missed": found["rings_missed"],
        "service CPU ms an ask": 1000 * load["service_cpu_s"] / pupils,
        "load CPU ms an ask": 1000 * load["cpu_s"] / pupils,
        "load late at most ms": load["late_ms"],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=Scale.rate)
    parser.add_argument("--seconds", type=int, default=Scale.seconds)
    parser.add_argument("--teachers", type=int, default=Scale.teachers)
    parser.add_argument("--only", choices=DATABASES, action="append")
    given = parser.parse_args()
    sys.exit(main(Scale(given.rate, given.seconds, given.teachers), tuple(given.only or DATABASES)))

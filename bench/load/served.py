"""The service that is measured: one process, or web, live and clock apart over Redis."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.ask.measure import environment_of, service, wait_for
from tests.servers import free_port, postgres, redis

FORMS: Final = ("sqlite", "postgresql", "apart")
STOP_S: Final = 30


@dataclass(frozen=True)
class Served:
    environment: dict[str, str]
    folder: str
    sockets: int
    pages: int
    """Their ports."""
    processes: list[int]


@contextlib.contextmanager
def served(form: str) -> Iterator[Served]:
    """One `declic serve` on a core of its own, on `sqlite` or `postgresql`; or its parts `apart`, on all cores."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="declic-bench-load-"))
        database_url = stack.enter_context(postgres()) if form != "sqlite" else ""
        port = free_port()
        environment = environment_of(folder, database_url, port)
        if form != "apart":
            one = stack.enter_context(service(environment, port))
            yield Served(environment, folder, port, port, [one.pid])
            return
        environment["REDIS_URL"] = stack.enter_context(redis())
        live = free_port()
        processes = [
            stack.enter_context(_part(environment, "web", port, "--prepare")),
            stack.enter_context(_part(environment, "live", live)),
            stack.enter_context(_part(environment, "jobs", None)),
        ]
        yield Served(environment, folder, live, port, [process.pid for process in processes])


@contextlib.contextmanager
def _part(environment: dict[str, str], name: str, port: int | None, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    where = [] if port is None else ["--host", "127.0.0.1", "--port", str(port)]
    everywhere = ["taskset", "-c", f"0-{(os.cpu_count() or 1) - 1}"]
    command = [*everywhere, sys.executable, "-m", "declic", name, *where, *more]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        if port is not None:
            wait_for(f"http://127.0.0.1:{port}/", process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            print(f"  ! {name} did not stop in {STOP_S} s")
            process.kill()
            process.wait()

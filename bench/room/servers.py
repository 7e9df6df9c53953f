"""The servers, each started afresh for each run, pinned to SERVER_CORE."""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.servers import make_ready, redis

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SERVER_CORE, CLIENT_CORE = 0, 1


@dataclass(frozen=True)
class Running:
    pid: int
    """0: several."""
    port: str
    """One, or several with commas."""
    paths: Path
    subprotocol: str


def npm_packages() -> None:
    """The references, from the lock, once."""
    if not all((HERE / "node_modules" / name).exists() for name in ("leveldown", "better-sqlite3")):
        subprocess.run(["npm", "ci", "--loglevel=error"], cwd=HERE, check=True, stdout=subprocess.DEVNULL)


def lessons(folder: Path, number: int, more: Mapping[str, str] = MappingProxyType({})) -> Path:
    """A data folder with `number` lessons open, to be copied for each run, tickets in `paths`. `more`: a database."""
    declic = [sys.executable, "-m", "declic"]
    make_ready({**environment(folder), **more})
    with (folder / "paths").open("w") as out:
        subprocess.run(
            [*declic, "tickets", "--skip-checks", "--lessons", str(number)],
            check=True,
            env={**environment(folder), **more},
            stdout=out,
        )
    return folder


@contextlib.contextmanager
def ours(prepared: Path) -> Iterator[Running]:
    """Live server, SQLite log with synchronous=FULL, acknowledgements asked for."""
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as parent:
        folder = Path(parent) / "data"
        shutil.copytree(prepared, folder)
        program = [sys.executable, "-m", "bench.room.ours"]
        with _started(program, environment(folder), r"ready (\d+)") as (pid, found):
            yield Running(pid, found, folder / "paths", "declic.v1")


@contextlib.contextmanager
def ours_split(prepared: Path) -> Iterator[Running]:
    """The same, twice, over Redis: a room's two sockets are on different processes. All three share SERVER_CORE."""
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as parent, contextlib.ExitStack() as stack:
        folder = Path(parent) / "data"
        shutil.copytree(prepared, folder)
        everywhere = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {SERVER_CORE})
        try:
            url = stack.enter_context(redis())
        finally:
            os.sched_setaffinity(0, everywhere)
        program = [sys.executable, "-m", "bench.room.ours"]
        given = {**environment(folder), "REDIS_URL": url}
        both = [stack.enter_context(_started(program, given, r"ready (\d+)")) for _ in range(2)]
        yield Running(0, ",".join(port for _, port in both), folder / "paths", "declic.v1")


@contextlib.contextmanager
def bare(program: Path, prepared: Path, port: int) -> Iterator[Running]:
    """relay.c."""
    with _started([str(program), str(port)], dict(os.environ), r"ready (\d+)") as (pid, _):
        paths = program.with_name("bare-paths")
        paths.write_text("".join(line.split("?")[0] + "\n" for line in (prepared / "paths").read_text().split()))
        yield Running(pid, str(port), paths, "-")


@contextlib.contextmanager
def reference(rooms: int, port: int) -> Iterator[Running]:
    """@y/websocket-server with its LevelDB persistence."""
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder:
        paths = Path(folder) / "paths"
        names = [f"/room-{secrets.token_hex(8)}" for _ in range(rooms)]
        paths.write_text("".join(f"{name}\n{name}\n" for name in names))
        program = ["node", str(HERE / "node_modules" / "@y" / "websocket-server" / "src" / "server.js")]
        environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "YPERSISTENCE": f"{folder}/leveldb"}
        with _started(program, environment, r"on port (\d+)") as (pid, _):
            yield Running(pid, str(port), paths, "-")


@contextlib.contextmanager
def hocuspocus(rooms: int, port: int) -> Iterator[Running]:
    """Hocuspocus with its SQLite extension: hocuspocus.js."""
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder:
        paths = Path(folder) / "paths"
        names = [f"/room-{secrets.token_hex(9)}" for _ in range(rooms)]  # as long as load.c has them
        paths.write_text("".join(f"{name}\n{name}\n" for name in names))
        environment = {**os.environ, "PORT": str(port), "DATABASE": f"{folder}/boards.sqlite"}
        with _started(["node", str(HERE / "hocuspocus.js")], environment, r"on port (\d+)") as (pid, _):
            yield Running(pid, str(port), paths, "+")


@contextlib.contextmanager
def _started(program: list[str], environment: dict[str, str], ready: str) -> Iterator[tuple[int, str]]:
    command = ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", str(SERVER_CORE), *program]  # not even after kill -9
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process.pid, _wait_for(process, ready)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _wait_for(process: subprocess.Popen[str], ready: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(ready, line):
            return found.group(1)
    raise RuntimeError(f"{process.args!r} did not start")


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "DECLIC_MODE": "test", "DECLIC_DATA": str(folder), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}

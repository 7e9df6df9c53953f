"""A process that is killed stands again at once, on the same socket; its parent and it end together."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from declic.config.processes import listen
from tests.live.clients import enter, environment, prepare, run
from tests.servers import held_port, redis

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
SERVED = """
import os, signal, socket, sys
from declic.config.arbiter import Arbiter

listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)

def serve():
    {begins}
    print("ready", os.getpid(), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
    while True:
        connection, _ = listening.accept()
        connection.sendall(str(os.getpid()).encode())
        connection.close()

sys.exit(Arbiter(serve, listening).run())
"""


@contextlib.contextmanager
def under_arbiter(begins: str = "pass") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The parent, and the port."""
    program = [sys.executable, "-c", SERVED.format(begins=begins)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(program, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as parent:
        try:
            assert parent.stdout is not None
            yield parent, int(parent.stdout.readline())
        finally:
            parent.kill()


def ready(parent: subprocess.Popen[str]) -> int:
    """The process that serves now."""
    assert parent.stdout is not None
    return int(parent.stdout.readline().split()[1])


def asked(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        return int(connection.recv(20))


def until_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while lives(pid):
        assert time.monotonic() < deadline


def lives(pid: int) -> bool:
    """Not when its parent has only to take notice that it is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_another_takes_the_place_of_the_one_that_was_killed_and_who_knocks_meanwhile_is_answered() -> None:
    with under_arbiter() as (parent, port):
        first = ready(parent)
        assert asked(port) == first
        os.kill(first, signal.SIGKILL)
        until_gone(first)
        second = asked(port)
        assert second == ready(parent)
        assert second != first


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_both_end_with_the_child_s_answer_and_the_port_is_free(number: signal.Signals) -> None:
    with under_arbiter(begins="signal.signal(signal.SIGINT, lambda *_: os._exit(7))") as (parent, port):
        child = ready(parent)
        asked(port)  # its signals are set by now
        parent.send_signal(number)
        assert parent.wait(PATIENCE_S) == 7
        until_gone(child)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def test_when_the_parent_is_killed_nobody_is_left() -> None:
    with under_arbiter() as (parent, _):
        child = ready(parent)
        parent.kill()
        parent.wait(PATIENCE_S)
        until_gone(child)


def test_one_that_never_stands_is_given_up() -> None:
    with under_arbiter(begins="os.kill(os.getpid(), signal.SIGKILL)") as (parent, _):
        assert parent.wait(PATIENCE_S) == 1
        assert parent.stderr is not None
        assert parent.stderr.read().count("was ended by SIGKILL") == 5


def test_an_error_is_said_and_is_not_tried_again() -> None:
    with under_arbiter(begins="raise ValueError('no such thing')") as (parent, _):
        assert parent.wait(PATIENCE_S) == 1
        assert parent.stderr is not None
        assert parent.stderr.read().count("ValueError: no such thing") == 1


@pytest.mark.services
def test_declic_live_stands_again_and_lets_the_same_people_in(tmp_path: Path, migrated: Path) -> None:
    with redis() as url, held_port() as port:
        environ = environment(tmp_path, REDIS_URL=url)
        paths = prepare(environ, 1, migrated)
        program = [sys.executable, "-m", "declic", "live", "--port", str(port)]
        with subprocess.Popen(program, env=environ, stdout=subprocess.PIPE, text=True) as parent:
            try:
                first = greeted(parent)
                run(come_in(port, paths[0]))
                os.kill(first, signal.SIGKILL)
                until_gone(first)
                run(come_in(port, paths[0]))
                assert greeted(parent) != first
                parent.send_signal(signal.SIGTERM)
                assert parent.wait(PATIENCE_S) == 0
            finally:
                parent.kill()


def greeted(parent: subprocess.Popen[str]) -> int:
    """« declic live : prêt (1234). »"""
    assert parent.stdout is not None
    said = parent.stdout.readline()
    found = re.search(r"prêt \((\d+)\)", said)
    assert found is not None, said
    return int(found[1])


def test_a_port_that_is_held_is_nobody_else_s_and_our_servers_listen_on_it() -> None:
    with held_port() as port:
        with socket.socket() as passer_by, pytest.raises(OSError, match="in use"):
            passer_by.bind(("127.0.0.1", port))
        with listen("", port), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
            assert connection.getpeername()[1] == port


async def come_in(port: int, path: str) -> None:
    client = await enter(port, path)
    assert (await client.message("welcome"))["you"]
    await client.close()

"""Throwaway PostgreSQL, Redis and coturn servers for tests and benchmarks.

    python -m tests.servers postgres -- pytest tests       # runs the command with DATABASE_URL set
    python -m tests.servers postgres redis -- command …

PostgreSQL refuses to run as root: as root it is started as the `postgres` user of the Debian package.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

RUN_FOLDER = "TESTS_RUN_FOLDER"


class MissingPackageError(RuntimeError):
    """The Debian package that holds the server is not installed."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def held_port() -> Iterator[int]:
    """A free port that stays so until a server which reuses addresses, as ours do, listens on it: on a busy machine one
    takes seconds to start, and whoever connects meanwhile may be given the number of `free_port`.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


def make_ready(environ: Mapping[str, str]) -> None:
    """The databases of this environment as `declic serve --prepare` leaves them: in demo mode, with the demo world."""
    program = "import django; django.setup(); from declic.config.processes import make_ready; make_ready()"
    settings = {"DJANGO_SETTINGS_MODULE": "declic.config.settings"}
    subprocess.run([sys.executable, "-c", program], env={**environ, **settings}, check=True)


@contextlib.contextmanager
def folder_of_the_run() -> Iterator[None]:
    """Made by the first process of a run of tests, for those it starts too, and gone with it."""
    with tempfile.TemporaryDirectory(prefix="declic-run-", ignore_cleanup_errors=True) as folder:
        os.environ[RUN_FOLDER] = folder
        yield
        del os.environ[RUN_FOLDER]


def made_ready(name: str, environ: Mapping[str, str]) -> Path:
    """A data folder such as `make_ready` leaves it, made once a run by whichever process comes first: others wait."""
    made = Path(os.environ[RUN_FOLDER]) / name
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = made.with_suffix(".begun")
            begun.mkdir()
            make_ready({**environ, "DECLIC_DATA": str(begun)})
            begun.rename(made)
    return made


def speaks_ipv6() -> bool:
    """Whether this machine has the loopback address of IPv6."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} stopped with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def _postgres_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise MissingPackageError("PostgreSQL manque : apt-get install postgresql")
    return found[-1].parent


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A fresh cluster on a free port of 127.0.0.1, gone at the end; the DATABASE_URL of a database of its own."""
    programs = _postgres_bin()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="declic-pg-"))
    folder.chmod(0o777)
    cluster, port = folder / "data", free_port()
    try:
        subprocess.run(
            [*as_user, programs / "initdb", "-D", cluster, "-A", "trust", "-U", "declic", "-E", "UTF8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        settings = [
            "fsync=off",
            "max_connections=200",
            f"unix_socket_directories={folder}",
            "listen_addresses=127.0.0.1",
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        server = subprocess.Popen(
            [*as_user, programs / "postgres", "-D", cluster, "-p", str(port), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        try:
            wait_for_port(port, server)
            _when_ready(
                [*as_user, str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "declic", "declic"]
            )
            yield f"postgres://declic@127.0.0.1:{port}/declic"
        finally:
            postmaster = int((cluster / "postmaster.pid").read_text().split()[0])
            os.kill(postmaster, signal.SIGINT)
            server.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _when_ready(command: list[str]) -> None:
    """A server that listens may still be starting."""
    deadline = time.monotonic() + 20
    while subprocess.run(command, check=False, capture_output=True, cwd="/").returncode:
        if time.monotonic() > deadline:
            subprocess.run(command, check=True, cwd="/")
        time.sleep(0.1)


@contextlib.contextmanager
def _server(program: str, package: str, arguments: list[str], port: int) -> Iterator[None]:
    path = shutil.which(program)
    if path is None:
        raise MissingPackageError(f"{program} manque : apt-get install {package}")
    process = subprocess.Popen([path, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def redis(port: int = 0) -> Iterator[str]:
    """REDIS_URL of a server that keeps nothing on disk; on a free port unless one is given."""
    port = port or free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with _server("redis-server", "redis-server", arguments, port):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def coturn(secret: str, port: int = 0) -> Iterator[str]:
    """TURN address of a relay on loopback, its credentials made from `secret`; on a free port unless one is given."""
    port = port or free_port()
    arguments = [
        "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}", "--no-tls", "--no-dtls",
        "--allow-loopback-peers", "--use-auth-secret", f"--static-auth-secret={secret}", "--realm=declic", "--no-cli",
        "--log-file=stdout", "--cli-password=unused",
    ]  # fmt: skip
    with _server("turnserver", "coturn", arguments, port):
        yield f"turn:127.0.0.1:{port}?transport=udp"


@contextlib.contextmanager
def shipped_coturn(secret: str) -> Iterator[int]:
    """Port of a coturn on loopback that runs `deploy/coturn/turnserver.conf`, all but its certificate and its log."""
    port = free_port()
    shipped = (Path(__file__).parents[1] / "deploy" / "coturn" / "turnserver.conf").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="declic-turn-") as folder:
        written = Path(folder) / "turnserver.conf"
        written.write_text(shipped.replace("CHANGE-ME", secret).replace("\nsyslog\n", "\n"), encoding="utf-8")
        arguments = [
            "-c", str(written), "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}",
            "--no-tls", "--no-dtls", "--log-file=stdout", f"--pidfile={folder}/pid", f"--userdb={folder}/db",
        ]  # fmt: skip
        with _server("turnserver", "coturn", arguments, port):
            yield port


@contextlib.contextmanager
def shipped_coturn_in_tls(secret: str, certificate: Path, key: Path) -> Iterator[int]:
    """Port where the same configuration listens in TLS, and relays to 127.0.0.1 as to the world outside."""
    port, plain = free_port(), free_port()
    shipped = (Path(__file__).parents[1] / "deploy" / "coturn" / "turnserver.conf").read_text(encoding="utf-8")
    own = {
        "CHANGE-ME": secret,
        "\nsyslog\n": "\n",
        "\nlistening-port=3478\n": f"\nlistening-port={plain}\n",
        "\ntls-listening-port=443\n": f"\ntls-listening-port={port}\n",
        "\n#cert=": f"\ncert={certificate}\n#",
        "\n#pkey=": f"\npkey={key}\n#",
    }
    for theirs, ours in own.items():
        if theirs not in shipped:
            raise ValueError(theirs)
        shipped = shipped.replace(theirs, ours)
    with tempfile.TemporaryDirectory(prefix="declic-turns-") as folder:
        written = Path(folder) / "turnserver.conf"
        written.write_text(shipped, encoding="utf-8")
        arguments = [
            "-c", str(written), "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--no-dtls", "--log-file=stdout",
            "--allow-loopback-peers", "--allowed-peer-ip=127.0.0.1", f"--pidfile={folder}/pid", f"--userdb={folder}/db",
            *(["--relay-ip=::1"] if speaks_ipv6() else []),
        ]  # fmt: skip
        with _server("turnserver", "coturn", arguments, port):
            yield port


def main() -> int:
    cut = sys.argv.index("--")
    wanted, command = sys.argv[1:cut], sys.argv[cut + 1 :]
    environment = dict(os.environ)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are stopped on the way out
    with contextlib.ExitStack() as stack:
        if "postgres" in wanted:
            environment["DATABASE_URL"] = stack.enter_context(postgres())
        if "redis" in wanted:
            environment["REDIS_URL"] = stack.enter_context(redis())
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())

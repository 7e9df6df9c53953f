"""4,000 lessons at once, 8,000 sockets, from a trace of two who work at a board.

    make bench-lessons                                  # the four below in turn, half an hour
    python -m bench.lessons                             # SQLite, one process; three minutes
    python -m bench.lessons --postgres
    python -m bench.lessons --postgres --processes 2    # each room's two sockets on different processes, over Redis
    python -m bench.lessons --together                  # all take the pen in the same eight seconds: see trace.py
    python -m bench.lessons --kills 20                  # the live process killed (-9) and started again under the load

`lesson.c` plays the trace (see trace.py) and looks at what comes back: each update once and in order, and when; it runs
on a core of its own, and its processor time is told apart. A relay is timed from when the update left until the other
has it: `p99_ms` from when all are in, `p99_with_entry_ms` from the first. How late an update left
(`client_late_p99_ms`), and how long the player was busy before it read what had come (`client_turn_p99_ms`), are the
player's own, and told beside; so is how long each waited for a core that somebody else had (`live_waited_share`,
`client_waited_share`: the kernel's run delay, in seconds a second). Then, with the sockets still there, the live
process is killed, and what was acknowledged is looked for in the database.
"""

import argparse
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from bench import results
from bench.lessons.trace import write_traces
from bench.room import servers
from bench.room.servers import CLIENT_CORE
from tests.servers import free_port, postgres, redis

LESSONS = 4_000
SECONDS = 60
KILL_EVERY_S = 10.0
ALL = ("", "--postgres", "--postgres --processes 2", "--kills 20")
DATABASES = {"postgres", "redis-server"}
TARGETS: dict[str, results.Target] = {
    "acknowledged_and_lost": ("<=", 0),
    "lines_acknowledged_and_lost": ("<=", 0),
    "doubled": ("<=", 0),
    "disordered": ("<=", 0),
    "unacknowledged": ("<=", 0),
}
PACE: dict[str, results.Target] = {"p99_ms": ("<=", 100)}
BACK: dict[str, results.Target] = {"back_median_s": ("<=", 3)}


def main(arguments: list[str] | None = None) -> int:
    """Without arguments, `make bench-lessons`: all four."""
    if arguments is None:
        return max(play(wanted.split()) for wanted in ALL)
    return play(arguments)


def play(arguments: list[str]) -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and folders are cleaned up on the way out
    parser = argparse.ArgumentParser(prog="bench.lessons", description=__doc__)
    parser.add_argument("--lessons", type=int, default=LESSONS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--processes", type=int, default=1, choices=[1, 2])
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--together", action="store_true", help="everybody takes the pen in the same seconds")
    options = parser.parse_args(arguments)
    if options.kills:
        options.seconds = max(options.seconds, (options.kills + 1) * KILL_EVERY_S)
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder, contextlib.ExitStack() as stack:
        more: dict[str, str] = {}
        if options.postgres:
            more["DATABASE_URL"] = stack.enter_context(postgres())
        if options.processes > 1:
            more["REDIS_URL"] = stack.enter_context(redis())
        figures = Play(Path(folder), options, more).run()
    name = "-".join(
        ["lessons", "postgres" if options.postgres else "sqlite"]
        + (["split"] if options.processes > 1 else [])
        + (["kills"] if options.kills else [])
        + (["together"] if options.together else [])
    )
    return results.write(name, figures, {**TARGETS, **(BACK if options.kills else PACE)})


class Play:
    def __init__(self, folder: Path, options: argparse.Namespace, more: Mapping[str, str]) -> None:
        self.folder, self.options = folder, options
        self.data = folder / "data"
        self.data.mkdir()
        self.environment = {**servers.environment(self.data), **more}
        self.player, self.traces = folder / "lesson", folder / "traces"
        subprocess.run(["cc", "-O2", "-o", self.player, Path(__file__).parent / "lesson.c"], check=True)
        self.rates = write_traces(self.traces, options.seconds, together=options.together)
        servers.lessons(self.data, options.lessons, more)
        self.ports = [free_port() for _ in range(options.processes)]
        self.running: list[subprocess.Popen[str]] = []
        self.serving: list[int] = []
        """The process of each that has the sockets."""
        self.restarts: list[float] = []
        self.waited_of_killed: list[float] = []
        """Seconds a second that each process killed had waited for a core."""

    def run(self) -> dict[str, float]:
        try:
            for number in range(len(self.ports)):
                self.running.append(self._start(number))
                self.serving.append(_ready(self.running[number]))
            empty = sum(map(_resident_kb, self.serving))
            said, used, waited, resident = self._play()
        finally:
            for process in self.running:
                process.kill()
                process.wait()
        lost, lines = self._on_disk()
        sockets = 2 * self.options.lessons
        figures = {
            "lessons": float(self.options.lessons),
            "seconds": self.options.seconds,
            **self.rates,
            "messages_a_second": said["rate"],
            "p50_ms": said["p50_ms"],
            "p99_ms": said["p99_ms"],
            "p999_ms": said["p999_ms"],
            "p99_with_entry_ms": said["p99_with_entry_ms"],
            "live_cores": sum(used.values()) - used.get("databases", 0.0),
            "database_and_redis_cores": used.get("databases", 0.0),
            "live_waited_share": max(self.waited_of_killed or [waited.get(name, 0.0) for name in used]),
            "client_cores": said["client_cpu"],
            "client_waited_share": waited.get("player", 0.0),
            "client_late_p99_ms": said["client_late_p99_ms"],
            "client_late_most_ms": said["client_late_most_ms"],
            "client_turn_p99_ms": said["client_turn_p99_ms"],
            "client_turn_longest_ms": said["client_turn_longest_ms"],
            "kilobytes_per_socket": (resident - empty) / sockets,
            "seconds_to_come_in": said["in_s"],
            "updates": said["updates"],
            "lines": said["chats"],
            "broke_by_silence": said["silences"],
            "unacknowledged": said["unacknowledged"] + said["not_relayed"],
            "doubled": 0 if self.options.kills else said["doubled"],
            "disordered": 0 if self.options.kills else said["disordered"],
            "acknowledged_and_lost": lost + said["acknowledged_and_gone"],
            "lines_acknowledged_and_lost": lines,
        }
        if self.options.kills:
            figures |= {
                "kills": float(self.options.kills),
                "restart_median_s": median(self.restarts),
                "restart_most_s": max(self.restarts),
                "came_back": said["breaks"],
                "settled_s": said["settled_s"],
                "back_median_s": said["back_p50_s"],
                "back_p95_s": said["back_p95_s"],
                "back_shaking_s": said["back_shaking_s"],
                "back_welcome_s": said["back_welcome_s"],
                "back_board_s": said["back_board_s"],
            }
        return figures

    def _start(self, number: int) -> subprocess.Popen[str]:
        program = [sys.executable, "-m", "bench.room.ours", str(self.ports[number])]
        core = [] if self.options.kills else ["taskset", "-c", str(number % 2)]
        command = ["setpriv", "--pdeathsig", "KILL", *core, *program, *(["arbiter"] if self.options.kills else [])]
        return subprocess.Popen(command, env=self.environment, cwd=servers.ROOT, stdout=subprocess.PIPE, text=True)

    def _play(self) -> tuple[dict[str, float], dict[str, float], dict[str, float], float]:
        """What the player says; by process, cores used, and waited for (seconds a second); kB resident."""
        ports = ",".join(map(str, self.ports))
        command: list[str | Path] = ["taskset", "-c", str(CLIENT_CORE), self.player, "127.0.0.1", ports]
        command += [self.data / "paths", self.traces, str(self.options.seconds)]
        # Processes that come into step send again what is on its way: the player would count it twice.
        settled = self.options.together or self.options.processes > 1
        command += [str(int(settled)), self.folder / "sockets"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as player:
            assert player.stdout is not None
            try:
                if player.stdout.readline().strip() != "playing":
                    raise RuntimeError("the sockets did not all come in")
                began, before, waited_before = time.monotonic(), self._cpu(), self._waited(player.pid)
                killed = self._kill_now_and_then(began)
                time.sleep(max(0.0, began + self.options.seconds - time.monotonic()))
                spent = {} if killed else _a_second(self._cpu(), before, self.options.seconds)
                waited = _a_second(self._waited(player.pid), waited_before, self.options.seconds)
                resident = sum(map(_resident_kb, self.serving))
                said: dict[str, float] = json.loads(player.stdout.readline())
                print(f"  {json.dumps(said)}", flush=True)
                for process in self.running:
                    process.kill()  # nothing is compacted on the way out
            finally:
                player.kill()
        return said, spent, waited, resident

    def _kill_now_and_then(self, began: float) -> int:
        for kill in range(self.options.kills):
            time.sleep(max(0.0, began + (kill + 0.5) * KILL_EVERY_S - time.monotonic()))
            number = kill % len(self.running)
            self.waited_of_killed.append(_waited_s(self.serving[number]) / KILL_EVERY_S)
            killed_at = time.monotonic()
            os.kill(self.serving[number], signal.SIGKILL)
            self.serving[number] = _ready(self.running[number])
            self.restarts.append(time.monotonic() - killed_at)
            print(f"  killed {kill + 1} times", flush=True)
        return int(self.options.kills)

    def _cpu(self) -> dict[str, float]:
        """Processor seconds of each live process, and of the databases together."""
        found = {f"live {pid}": _cpu_s(pid) for pid in self.serving}
        mine = set(self.serving)
        others = [pid for pid in _descendants(os.getpid()) if pid not in mine and _name(pid) in DATABASES]
        return {**found, "databases": sum(map(_cpu_s, others))} if others else found

    def _waited(self, player: int) -> dict[str, float]:
        """Seconds that each loop was ready to run, and had no core."""
        lives = {f"live {pid}": _waited_s(pid) for pid in self.serving}
        return {**lives, "player": _waited_s(player)}

    def _on_disk(self) -> tuple[float, float]:
        """Clocks and lines acknowledged that are not in the database."""
        sockets = [[int(n) for n in line.split()] for line in (self.folder / "sockets").read_text().splitlines()]
        paths = (self.data / "paths").read_text().split()
        asked = {"paths": [path.split("?")[0].removeprefix("/room/") for path in paths], "sockets": sockets}
        (self.folder / "asked.json").write_text(json.dumps(asked))
        done = subprocess.run(
            [sys.executable, "-m", "bench.lessons.measure", str(self.folder / "asked.json")],
            env=self.environment, cwd=servers.ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        lost, lines = map(float, done.stdout.split())
        return lost, lines


def _ready(process: subprocess.Popen[str]) -> int:
    """The number of the process that is ready: itself, or its child."""
    assert process.stdout is not None
    return int(process.stdout.readline().split()[2])


def look(asked: dict[str, Any]) -> tuple[int, int]:
    """In a process of its own, on the play's database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
    import django  # noqa: PLC0415  (the settings are the play's)

    django.setup()
    from declic.classroom.models import ChatMessage  # noqa: PLC0415
    from declic.classroom.queries import room_cards  # noqa: PLC0415
    from declic.classroom.queries.boards import document_on, stored_board  # noqa: PLC0415
    from declic.classroom.rules.updates import Known  # noqa: PLC0415

    lost = lines = 0
    ids = [UUID(path) for path in asked["paths"]]
    for start in range(0, len(ids), 1000):
        cards = room_cards(ids[start : start + 1000])
        said = Counter(
            ChatMessage.objects.filter(board_id__in=[card.board_id for card in cards.values()]).values_list(
                "board_id", "author_id"
            )
        )
        for at in range(start, min(start + 1000, len(ids)), 2):
            card = cards[ids[at]]
            document, _ = document_on(stored_board(card.board_id))
            clocks = Known.of_state(document.get_state()).clocks
            for role in range(2):
                client, acknowledged, _, kept_lines = asked["sockets"][at + role]
                lost += max(0, acknowledged - clocks.get(client, 0))
                lines += max(0, kept_lines - said[card.board_id, card.names[role][0]])
    return lost, lines


def _cpu_s(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _waited_s(pid: int) -> float:
    """Of its first thread."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return 0.0


def _a_second(after: Mapping[str, float], before: Mapping[str, float], seconds: float) -> dict[str, float]:
    return {name: (value - before.get(name, 0.0)) / seconds for name, value in after.items()}


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _descendants(root: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{root}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _descendants(int(child))


def _resident_kb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


if __name__ == "__main__":
    print(*look(json.loads(Path(sys.argv[1]).read_text())))

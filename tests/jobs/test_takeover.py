"""Several `declic jobs` on PostgreSQL and Redis: one leads, and somebody does whatever becomes of it."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.config.test_commands import Command, declic
from tests.live.clients import ROOT, environment, prepare
from tests.servers import postgres, redis

pytestmark = pytest.mark.services

TAKEN_OVER_S = 5
"""The promise: the next one who asks is rung for within so long."""
AS_USUAL_S = 2.5
AS_USUAL_TURNS = 30
"""The asking process goes round oftener than that in AS_USUAL_S, unless the machine is so busy that a turn takes 80 ms
and more. Then this is the bound: a clock that other people's work slows as much as it slows those that ring, while a
leader that stands still only leaves it more turns."""


@dataclass(frozen=True, order=True)
class Wait:
    seconds: float
    turns: int

    @property
    def is_as_usual(self) -> bool:
        return self.seconds < AS_USUAL_S or self.turns < AS_USUAL_TURNS


@dataclass
class Evening:
    """Three clocks, and pupils who ask four times a second."""

    folder: Path
    clocks: list[Command]
    rings: Iterator[str]
    waited: list[Wait] = field(default_factory=list)
    leader: str = ""

    def rung(self, times: int) -> list[Wait]:
        """So many more pupils are rung for; their waits."""
        for _ in range(times):
            told = json.loads(next(self.rings))
            self.waited.append(Wait(told["waited_s"], told["waited_turns"]))
            self.leader = told["leader"]
        return self.waited[-times:]

    def leading(self) -> int:
        """Which of the clocks leads."""
        pid = int(self.leader.split()[-2])
        return next(number for number, clock in enumerate(self.clocks) if clock.process.pid == pid)

    def shift(self, number: int, seconds: int) -> None:
        (self.folder / str(number) / "shift").write_text(str(seconds))

    def over(self) -> dict[str, int]:
        """The rest of it, and what it doubled."""
        *rest, last = list(self.rings)
        self.waited += [Wait(told["waited_s"], told["waited_turns"]) for told in map(json.loads, rest)]
        counted: dict[str, int] = json.loads(last)
        return counted


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    with postgres() as database, redis() as bus:
        found = environment(tmp_path, DATABASE_URL=database, REDIS_URL=bus)
        prepare(found, lessons=0)
        yield found


@pytest.fixture
def evening(tmp_path: Path, environ: dict[str, str]) -> Iterator[Evening]:
    with ExitStack() as running:
        clocks = []
        for number in range(3):
            folder = tmp_path / str(number)
            folder.mkdir()
            shifted = {"SHIFT_FILE": str(folder / "shift"), **environ}
            clocks.append(running.enter_context(declic(folder, shifted, "jobs")))
        asking = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.evening", "40"], env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert asking.stdout is not None
        try:
            yield Evening(tmp_path, clocks, iter(asking.stdout))
        finally:
            asking.kill()
            asking.communicate()


def test_the_leader_leaves_then_its_successor_is_killed(evening: Evening) -> None:
    evening.rung(6)
    first = evening.leading()
    evening.clocks[first].stops_in_order()
    left = evening.rung(10)
    second = evening.leading()
    assert second != first
    evening.clocks[second].process.send_signal(signal.SIGKILL)
    counted = evening.over()
    killed = max(evening.waited[16:])
    print(f"longest wait: {max(evening.waited[:6])}, leader left {max(left)}, leader killed {killed}")
    assert [wait for wait in left if not wait.is_as_usual] == []
    assert killed.seconds < TAKEN_OVER_S
    assert counted == {"never_rung": 0, "desks_rung_twice": 0, "requests_rung_twice": 0, "not_ringing": 0}


@pytest.fixture
def movable(tmp_path: Path, environ: dict[str, str]) -> None:
    """The clocks started in this environment have a time of day the test moves."""
    library = tmp_path / "shifted_clock.so"
    source = Path(__file__).with_name("shifted_clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    environ["LD_PRELOAD"] = str(library)
    moved = tmp_path / "moved"
    moved.write_text("3600")
    ask = "import time; from datetime import datetime; print(min(time.time(), datetime.now().timestamp()))"
    told = [
        float(subprocess.run([sys.executable, "-c", ask], env=env, check=True, capture_output=True).stdout)
        for env in (environ, {**environ, "SHIFT_FILE": str(moved)})
    ]
    assert told[1] - told[0] > 3500


@pytest.mark.skipif(shutil.which("cc") is None, reason="a C compiler makes the clock that jumps")
@pytest.mark.usefixtures("movable")
def test_time_of_day_jumps_on_the_leaders_machine_then_the_leader_is_killed(evening: Evening) -> None:
    """An hour forward, then an hour back; its successors are wrong too: nobody asks them what time it is."""
    evening.rung(4)
    first = evening.leading()
    others = [number for number in range(3) if number != first]
    jumped = []
    for seconds in (3600, -3600):
        evening.shift(first, seconds)
        jumped += evening.rung(6)
        assert evening.leading() == first
    for number, seconds in zip(others, (3600, -3600), strict=True):
        evening.shift(number, seconds)
    evening.clocks[first].process.send_signal(signal.SIGKILL)
    counted = evening.over()
    killed = max(evening.waited[16:])
    print(f"longest wait: before {max(evening.waited[:4])}, after the jumps {max(jumped)}, leader killed {killed}")
    assert [wait for wait in jumped if not wait.is_as_usual] == []
    assert killed.seconds < TAKEN_OVER_S
    assert counted == {"never_rung": 0, "desks_rung_twice": 0, "requests_rung_twice": 0, "not_ringing": 0}

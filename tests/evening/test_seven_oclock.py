"""Seven o'clock: 300 pupils ask within the same minute of a real service, and 60 teachers are at their desks."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config.test_commands import declic
from tests.evening.crowd import PATIENCE_S, Crowd, Pupil, half_hours
from tests.live.clients import environment
from tests.servers import free_port

pytestmark = [pytest.mark.services, pytest.mark.database]

PUPILS = 300
TEACHERS = 60
ASK_WITHIN_S = 20
MEAN = ("wait",) * 7 + ("cancel", "written", "call_back")
"""Of ten pupils who follow each other."""


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[tuple[dict[str, str], int]]:
    """A service, on PostgreSQL when the tests are, and its port."""
    port = free_port()
    environ = environment(tmp_path, PORT=str(port), DATABASE_URL=os.environ.get("DATABASE_URL", ""))
    with declic(tmp_path, environ, "serve", "--prepare", "--host", "127.0.0.1", "--port", str(port)):
        yield environ, port


def told(environ: dict[str, str], *command: str) -> Any:
    done = subprocess.run([sys.executable, "-m", *command], env=environ, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def pupils_of(world: dict[str, Any]) -> list[Pupil]:
    times = half_hours(12)
    made = []
    for number, one in enumerate(world["pupils"]):
        means = MEAN[number % len(MEAN)]
        at = times[number // len(MEAN) % len(times)]
        made.append(Pupil(one["account"], one["subject"], one["session"], at if means == "call_back" else means))
    return made


async def spend(port: int, desks: list[dict[str, Any]], pupils: list[Pupil]) -> Crowd:
    crowd = Crowd(port, len(desks))
    teachers = [asyncio.create_task(crowd.teach(desk)) for desk in desks]
    await asyncio.wait_for(crowd.all_on_duty.wait(), PATIENCE_S)

    async def come(number: int, pupil: Pupil) -> None:
        await asyncio.sleep(ASK_WITHIN_S * number / len(pupils))
        await asyncio.wait_for(crowd.ask(pupil), PATIENCE_S)

    try:
        await asyncio.gather(*(come(number, pupil) for number, pupil in enumerate(pupils)))
    finally:
        for teacher in teachers:
            teacher.cancel()
        await asyncio.gather(*teachers, return_exceptions=True)
    return crowd


def test_each_of_300_has_one_ending_hears_how_long_it_lasts_and_is_counted_once(
    evening: tuple[dict[str, str], int],
) -> None:
    environ, port = evening
    world = told(environ, "bench.ask.world", "make", "--teachers", str(TEACHERS), "--pupils", str(PUPILS))
    pupils = pupils_of(world)
    crowd = asyncio.run(spend(port, world["desks"], pupils))
    found = told(environ, "tests.evening.counted")

    assert crowd.faults == []
    assert [pupil.heard for pupil in pupils if pupil.is_left_in_silence] == []
    heard = {str(pupil.account): pupil.ended for pupil in pupils}
    odd = [account for account, ends in found["ends"].items() if len(ends) != 1]
    assert odd == [], [(pupil, found["states"][str(pupil.account)]) for pupil in pupils if str(pupil.account) in odd]
    assert {account: ends[0] for account, ends in found["ends"].items()} == heard == found["states"]
    assert found["doubled"] == {"more_than_one_lesson": 0, "lessons_at_the_same_time": 0}

    number = Counter(heard.values())
    assert set(number) == {"lesson", "call_back", "written", "cancelled"}, "all four happened"
    assert number["lesson"] >= MEAN.count("wait") * PUPILS // len(MEAN), "all who wanted to wait had a teacher"
    facts, figures = found["facts"], found["figures"]
    assert facts["HelpAsked"] == PUPILS
    assert figures == {
        "officer_lessons": facts["LessonEnded"],
        "ledger": facts["LessonEnded"],
        "lessons": facts["LessonEnded"],
        "questions": facts.get("HelpWritten", 0),
        "board_written": facts.get("HelpWritten", 0),
        "board_later": facts.get("HelpCallBack", 0),
        "board_unmet": 0,
        "board_waiting": 0,
    }

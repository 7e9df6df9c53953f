"""Waves, and evenings drawn, for the tests of the matcher."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from declic.dispatch.rules.matcher import FreeTeacher, Ring, Waiting, decide_wave
from declic.dispatch.rules.policy import POLICY, Policy

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
MATHS, FRENCH, PHILO = ("MAT", "4E"), ("FRA", "CM2"), ("PHI", "TG")
SKILLS = [MATHS, FRENCH, PHILO, ("ANG", "4E"), ("MAT", "3E")]


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def waiting(number: int, skill: tuple[str, str] = MATHS, *, since: float = 60, **more: object) -> Waiting:
    return Waiting(UUID(int=number), skill, ago(since), **more)


def free(number: int, *skills: tuple[str, str], idle: float = 60) -> FreeTeacher:
    return FreeTeacher(number, frozenset(skills or {MATHS}), ago(idle))


def wave(requests: list[Waiting], teachers: list[FreeTeacher], policy: Policy = POLICY) -> list[Ring]:
    return decide_wave(requests, teachers, NOW, policy)


def pairs(rings: list[Ring]) -> list[tuple[int, int]]:
    return [(ring.request_id.int, ring.teacher_id) for ring in rings]


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[Waiting], list[FreeTeacher]]:
    teachers = [
        FreeTeacher(
            number, frozenset(draw(st.sets(st.sampled_from(SKILLS), min_size=1))), ago(draw(st.integers(0, 600)))
        )
        for number in range(1, draw(st.integers(0, 8)) + 1)
    ]
    ids = st.integers(1, 9)
    requests = []
    for number in range(1, draw(st.integers(0, 10)) + 1):
        live = draw(st.sampled_from([0, 0, 0, 1, 2]))
        requests.append(
            Waiting(
                id=UUID(int=number),
                skill=draw(st.sampled_from(SKILLS)),
                asked_at=ago(draw(st.integers(0, 900))),
                live_rings=live,
                free_slot=live % 2,
                first_rung_at=ago(draw(st.integers(0, 20))) if live else None,
                wanted_teacher=draw(st.none() | ids),
                hold_until=draw(st.none() | st.integers(-90, 90).map(lambda seconds: ago(-seconds))),
                excluded=frozenset(draw(st.sets(ids, max_size=3))),
                declined=frozenset(draw(st.sets(ids, max_size=3))),
            )
        )
    return requests, teachers

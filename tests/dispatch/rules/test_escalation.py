"""Escalation: fixed ages, in order, never back; and what the pupil may prefer."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules import HelpState
from declic.dispatch.rules.escalation import AGES, Choice, Escalation, before, choices, due, has_reached, reason

AGE = st.integers(0, 900).map(lambda seconds: timedelta(seconds=seconds))
STEP = st.sampled_from(list(Escalation))


@pytest.mark.parametrize(
    ("minutes", "steps"),
    [
        (0.9, []),
        (1, ["widened"]),
        (4, ["widened", "calling"]),
        (5, ["widened", "calling", "operator", "offered"]),
    ],
)
def test_each_step_has_its_age(minutes: float, steps: list[str]) -> None:
    assert [step.value for step in due(timedelta(minutes=minutes), Escalation.NONE)] == steps


@given(AGE, STEP)
def test_steps_only_ever_go_forward(age: timedelta, done: Escalation) -> None:
    taken = (done, *due(age, done))
    for earlier, later in itertools.pairwise(taken):
        assert has_reached(later, earlier)
        assert not has_reached(earlier, later)
        assert earlier.value in before(later)
        assert later.value not in before(later)


@given(st.lists(AGE, min_size=1))
def test_whenever_the_clock_looks_every_step_is_taken_once_and_in_order(ages: list[timedelta]) -> None:
    done = Escalation.NONE
    taken: list[Escalation] = []
    for age in sorted(ages):
        for step in due(age, done):
            taken.append(step)
            done = step
    assert taken == [step for step, at in AGES.items() if at <= max(ages)]


def test_the_operator_reads_why() -> None:
    said = reason(Escalation.CALLING, timedelta(seconds=241))
    assert said == "attend depuis 4\u00a0min\u00a0: on appelle des professeurs hors permanence"


@pytest.mark.parametrize(
    ("escalation", "estimate", "offered"),
    [
        (Escalation.NONE, (1, 3), False),
        (Escalation.OPERATOR, (1, 5), False),
        (Escalation.NONE, (4, 9), True),
        (Escalation.NONE, (0, 9), False),
        (Escalation.NONE, None, True),
        (Escalation.OFFERED, (0, 2), True),
    ],
)
def test_a_choice_is_offered_past_the_promise_or_when_it_will_be_broken_or_when_nobody_may_come(
    escalation: Escalation,
    estimate: tuple[int, int] | None,
    offered: bool,  # noqa: FBT001
) -> None:
    assert (choices(HelpState.WAITING, escalation, estimate) != ()) is offered


def test_closed_there_is_always_a_choice_and_in_a_lesson_never() -> None:
    assert Choice.CALL_BACK in choices(HelpState.SCHEDULED, Escalation.NONE, None)
    assert choices(HelpState.ACCEPTED, Escalation.OFFERED, None) == ()
    assert choices(HelpState.SENT_BACK, Escalation.OFFERED, None) == ()

"""What simulated teachers do about a ring."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.policy import POLICY
from declic.planning.rules.answers import Answer, Chance, drawn
from declic.planning.rules.scenario import Answers

USUAL = Answers(accept=0.7, decline=0.1, miss=0.2)
numbers = st.integers(0, 100_000)


def told(request: int, tried: int = 0, *, armed: bool = False) -> tuple[Answer, float]:
    return drawn(USUAL, POLICY, Chance(3, request, 5, tried), armed=armed)


def test_each_answer_is_as_frequent_as_the_scenario_says_at_the_first_ring_and_the_next() -> None:
    first = Counter(told(request, armed=True)[0] for request in range(20_000))
    assert abs(first[Answer.ACCEPT] / 20_000 - 0.7) < 0.02
    assert abs(first[Answer.DECLINE] / 20_000 - 0.1) < 0.01
    third = Counter(told(request, 2, armed=True)[0] for request in range(20_000))
    assert abs(third[Answer.ACCEPT] / 20_000 - 0.7) < 0.02
    assert third[Answer.DECLINE] == first[Answer.DECLINE]


@given(numbers, st.integers(1, 9))
def test_whoever_declines_a_pupil_declines_them_again_and_nobody_else_begins_to(request: int, tried: int) -> None:
    assert (told(request, armed=True)[0] is Answer.DECLINE) == (told(request, tried, armed=True)[0] is Answer.DECLINE)


@given(numbers, st.integers(0, 9), st.booleans())
def test_no_answer_comes_after_the_ring_and_its_grace(request: int, tried: int, armed: bool) -> None:  # noqa: FBT001
    answer, delay_s = told(request, tried, armed=armed)
    longest_s = (POLICY.ring_of(armed=armed) + POLICY.accept_grace).total_seconds()
    assert 0 <= delay_s <= longest_s
    assert answer is not Answer.MISS or delay_s == longest_s


def test_an_armed_page_answers_after_its_countdown() -> None:
    answered = {told(request, armed=True)[1] for request in range(200) if told(request, armed=True)[0] != Answer.MISS}
    assert answered == {POLICY.armed_countdown.total_seconds()}

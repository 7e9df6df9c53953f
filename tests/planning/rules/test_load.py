"""Lessons under way, against closed forms."""

from math import cos, exp, fsum, log, pi, sin
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.planning.rules.load import QUARTER_S, Busy, busy, gone_within, load_at, loads, loads_of_the_moment
from declic.planning.rules.scenario import Answers, Behaviour

LESSON = Busy(1320, 0.6, 70)


def test_the_area_under_the_survival_function_is_the_mean_in_the_end() -> None:
    assert LESSON.until(1e7) == pytest.approx(LESSON.mean_s)
    assert LESSON.until(50) == 50
    assert LESSON.until(-5) == 0


def test_it_is_the_integral_of_the_survival_function() -> None:
    """By the rule of the middle, of a lognormal length of mean 1320 and spread 0.6, after 70 s always spent."""
    mu = log(1320) - 0.6**2 / 2
    middles = [second + 0.5 for second in range(2000)]
    survival = [1.0 if x < 70 else 1 - NormalDist(mu, 0.6).cdf(log(x - 70)) for x in middles]
    assert LESSON.until(2000) == pytest.approx(fsum(survival), rel=1e-5)


def test_a_steady_service_ends_with_littles_law() -> None:
    assert load_at(40 * QUARTER_S, [9.0] * 40, LESSON) == pytest.approx(9 / QUARTER_S * LESSON.mean_s, rel=1e-6)


def test_lessons_all_of_one_length_pile_up_in_a_straight_line() -> None:
    """M/D/∞ from empty: the rate times the time, up to the length."""
    always = Busy(1800, 0, 0)
    assert load_at(600, [30.0] * 8, always) == pytest.approx(30 / QUARTER_S * 600)
    assert load_at(5000, [30.0] * 8, always) == pytest.approx(60)


@pytest.mark.parametrize("at_quarter", [50.0, 55.5, 60.0, 67.25, 72.0])
def test_a_wave_of_requests_gives_a_later_and_lower_wave_of_lessons(at_quarter: float) -> None:
    """Eick, Massey and Whitt, « M_t/G/∞ queues with sinusoidal arrival rates », 1993, for lessons of one length D.

    m(t) = mean·D + swing·D·(sin γt·E[cos γS] - cos γt·E[sin γS]), S uniform on (0, D).
    """
    mean, swing, period_s, length_s = 0.02, 0.01, 24 * QUARTER_S, 1800.0
    gamma = 2 * pi / period_s

    def asked(quarter: int) -> float:
        begin, end = gamma * quarter * QUARTER_S, gamma * (quarter + 1) * QUARTER_S
        return mean * QUARTER_S + swing / gamma * (cos(begin) - cos(end))

    at_s, lag = at_quarter * QUARTER_S, gamma * length_s
    exact = mean * length_s + swing * length_s * (
        sin(gamma * at_s) * sin(lag) / lag - cos(gamma * at_s) * (1 - cos(lag)) / lag
    )
    found = load_at(at_s, [asked(quarter) for quarter in range(96)], Busy(length_s, 0, 0))
    assert found == pytest.approx(exact, rel=0.01)


@given(
    st.lists(st.floats(0, 500), min_size=1, max_size=40),
    st.sampled_from([LESSON, Busy(1800, 0, 0), Busy(600, 1.2, 500), Busy(60, 0.3, 0)]),
)
def test_the_load_of_a_quarter_hour_is_its_highest_at_five_moments(expected: list[float], length: Busy) -> None:
    looks = [[(quarter + look / 4) * QUARTER_S for look in range(5)] for quarter in range(len(expected))]
    highest = [max(load_at(at_s, expected, length) for at_s in moments) for moments in looks]
    assert loads(expected, length) == pytest.approx(highest, rel=1e-12, abs=1e-9)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=30))
def test_nothing_is_lost_and_the_load_comes_after_the_requests(expected: list[float]) -> None:
    found = loads(expected, LESSON)
    assert all(load >= 0 for load in found)
    assert max(found) <= max(loads_of_the_moment(expected, LESSON)) + 1e-9
    first = next((quarter for quarter, number in enumerate(expected) if number), len(expected))
    assert not any(found[:first])


def test_a_teacher_is_kept_by_the_ring_the_lesson_and_the_report() -> None:
    found = busy(Behaviour(lesson_mean_min=20), 60, Answers(0.5, 0.25, 0.25, delay_median_s=8, delay_sigma=0))
    assert found.mean_s == pytest.approx(1200 + 60 + 2 * 8)


def test_as_many_are_gone_as_of_the_real_patience() -> None:
    """Lognormal of median 9 min and spread 0.8: 23 % are gone after 5 min (normal table, -0.735)."""
    assert 1 - exp(-300 * gone_within(Behaviour(), 300)) == pytest.approx(0.2312, abs=5e-4)

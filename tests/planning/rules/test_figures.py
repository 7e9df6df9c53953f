"""What an evening comes to."""

from math import inf

import pytest

from declic.planning.rules.figures import evening_of, figures_of, worst
from declic.planning.rules.scenario import Request, Scenario
from declic.planning.rules.trace import Fate, Outcome, Trace


def fate(waited_s: float, outcome: Outcome = Outcome.LESSON, level: str = "4E", at_s: float = 0) -> Fate:
    request = Request(id=f"{waited_s}{level}", at_s=at_s, level=level, subject="MAT", patience_s=600, lesson_s=60)
    return Fate(request, outcome, waited_s, "p1" if outcome is Outcome.LESSON else "", 1)


def test_the_mean_is_of_lessons_and_all_else_of_all_requests() -> None:
    found = figures_of([fate(10), fate(200), fate(290), fate(400), fate(120, Outcome.LEFT)])
    assert (found.requests, found.lessons) == (5, 4)
    assert (found.mean_s, found.median_s, found.p95_s) == (225, 290, inf)
    assert (found.under_3_min, found.under_5_min, found.left) == (0.2, 0.6, 0.2)


@pytest.mark.parametrize("left", range(12))
def test_95_percent_in_time_and_a_95th_percentile_in_time_are_the_same_fact(left: int) -> None:
    found = figures_of([fate(10)] * 94 + [fate(299)] * (12 - left) + [fate(20, Outcome.LEFT)] * left)
    assert (found.p95_s < 300) == (found.under_5_min >= 0.95)


def test_an_evening_without_a_lesson_waits_for_ever() -> None:
    assert figures_of([fate(120, Outcome.LEFT)]).mean_s == inf
    assert figures_of([]).p95_s == inf


def test_quarters_without_a_request_are_there_too() -> None:
    trace = Trace(Scenario("essai", (), ()), [fate(1, at_s=10), fate(1, at_s=2000)], [], 3, 0, 0)
    evening = evening_of(trace)
    assert [quarter.requests for quarter in evening.by_quarter] == [1, 0, 1]
    assert evening.rings_a_lesson == 1.5


def test_the_worst_group_is_found_among_those_large_enough() -> None:
    fates = [fate(10) for _ in range(100)] + [fate(400, level="3E") for _ in range(99)]
    evening = evening_of(Trace(Scenario("essai", (), ()), fates, [], 0, 0, 0))
    assert worst(evening.by_level) == ("4E", 1.0)
    assert worst(evening.by_level, enough=99) == ("3E", 0.0)
    assert worst(evening.by_level, enough=999) == ("", pytest.approx(1.0))

"""How soon written questions were answered: told out of the cells shown, those that wait being the longest."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.reports.rules import AnswerDelay, AnsweredIn, Count, answer_delay, answered_in, percentile

HOUR = 3600.0


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, AnsweredIn.HOUR),
        (HOUR - 1, AnsweredIn.HOUR),
        (HOUR, AnsweredIn.EVENING),
        (4 * HOUR, AnsweredIn.DAY),
        (24 * HOUR, AnsweredIn.TWO_DAYS),
        (48 * HOUR, AnsweredIn.LATER),
        (1000 * HOUR, AnsweredIn.LATER),
    ],
)
def test_each_delay_has_its_range(seconds: float, expected: AnsweredIn) -> None:
    assert answered_in(seconds) is expected


def range_of(delay: float) -> AnsweredIn:
    return AnsweredIn.WAITING if delay == inf else answered_in(delay)


@given(
    st.lists(st.one_of(st.floats(0, 100 * HOUR), st.just(inf)), min_size=1, max_size=60), st.sampled_from([0.5, 0.95])
)
def test_where_nothing_is_masked_it_is_the_nearest_rank(delays: list[float], share: float) -> None:
    cells = {one: Count(sum(range_of(delay) is one for delay in delays)) for one in AnsweredIn}
    value = percentile(delays, share)
    assert value is not None
    assert answer_delay(cells, len(delays), share) == AnswerDelay(range_of(value), range_of(value))


@given(
    st.lists(st.one_of(st.floats(0, 100 * HOUR), st.just(inf)), min_size=1, max_size=40),
    st.sets(st.sampled_from(list(AnsweredIn)), min_size=2),
    st.data(),
)
def test_what_is_masked_is_told_by_nothing_said(
    delays: list[float], hidden: set[AnsweredIn], data: st.DataObject
) -> None:
    """Questions moved between masked cells leave what is said as it was."""
    places = [range_of(delay) for delay in delays]
    moved = [data.draw(st.sampled_from(sorted(hidden, key=str))) if place in hidden else place for place in places]

    def said(of: list[AnsweredIn]) -> list[AnswerDelay | None]:
        cells = {one: Count(None if one in hidden else of.count(one)) for one in AnsweredIn}
        return [answer_delay(cells, len(of), share) for share in (0.5, 0.95)]

    assert said(places) == said(moved)


def test_without_a_question_nothing_is_said() -> None:
    assert answer_delay(dict.fromkeys(AnsweredIn, Count(0)), 0, 0.5) is None

"""The figures beside those of before, in words."""

import pytest

from declic.reports.rules import Delay, Wait
from declic.web.sponsor.compared import _hours, _wait


def delay(first: Wait, last: Wait | None = None) -> Delay:
    return Delay(first, last or first)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (7_200, 3_600, "1 h de plus"),
        (3_600, 36_000, "9 h de moins"),
        (3_700, 3_600, "autant d’heures"),
        (None, 3_600, None),
        (3_600, None, None),
    ],
)
def test_hours_are_compared_in_whole_hours(now: int | None, before: int | None, words: str | None) -> None:
    trend = _hours(now, before)
    assert (trend and trend.words) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (delay(Wait.UNDER_1), delay(Wait.UNDER_3), "plus courte"),
        (delay(Wait.LATE), delay(Wait.UNDER_2, Wait.UNDER_3), "plus longue"),
        (delay(Wait.UNDER_2), delay(Wait.UNDER_2), "pareille"),
        (delay(Wait.UNDER_2, Wait.UNDER_3), delay(Wait.UNDER_2), None),
        (None, delay(Wait.UNDER_2), None),
    ],
)
def test_a_wait_is_longer_only_where_the_ranges_do_not_meet(
    now: Delay | None, before: Delay | None, words: str | None
) -> None:
    trend = _wait(now, before)
    assert (trend and trend.words) == words

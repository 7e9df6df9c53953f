"""The figures beside those of before, in words."""

import pytest

from declic.reports.rules import Delay, Wait
from declic.web.sponsor.compared import Trend, _hours, _wait, of_lessons


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


@pytest.mark.parametrize(
    ("lessons", "hours", "told"),
    [
        (("up", "3 de plus"), ("up", "2 h de plus"), ("up", "3 de plus, 2 h de plus")),
        (("up", "3 de plus"), ("same", "autant d’heures"), ("up", "3 de plus, autant d’heures")),
        (("same", "autant"), ("down", "2 h de moins"), ("down", "2 h de moins")),
        (("same", "autant"), ("same", "autant d’heures"), ("same", "autant")),
        (("down", "3 de moins"), None, ("down", "3 de moins")),
        (None, ("up", "2 h de plus"), None),
    ],
)
def test_lessons_and_their_hours_are_told_on_one_line(
    lessons: tuple[str, str] | None, hours: tuple[str, str] | None, told: tuple[str, str] | None
) -> None:
    both = {name: Trend(*said) for name, said in (("lessons", lessons), ("hours", hours)) if said}
    assert of_lessons(both) == (Trend(*told) if told else None)

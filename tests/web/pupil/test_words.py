"""Moments as a pupil reads them."""

from datetime import UTC, datetime, timedelta

import pytest

from declic.ground.moments import clock, when
from declic.web.pupil.words import ago, in_bowl, until

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # Monday, 18:00 in Paris


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(23, 19), "20\u00a0h"),
        (at(24, 16), "demain, 17\u00a0h"),
        (at(27, 16, 30), "vendredi, 17\u00a0h\u00a030"),
        (at(30, 16), "lundi 30 novembre, 17\u00a0h"),
        (at(1, 16, month=12), "mardi 1er décembre, 17\u00a0h"),
        (at(23, 23, 30), "demain, 0\u00a0h\u00a030"),
    ],
)
def test_until(moment: datetime, said: str) -> None:
    assert until(moment, NOW) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(23, 19), "à 20\u00a0h"),
        (at(24, 16), "demain à 17\u00a0h"),
        (at(27, 16, 30), "vendredi à 17\u00a0h\u00a030"),
    ],
)
def test_when_it_opens(moment: datetime, said: str) -> None:
    assert when(moment, NOW) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(23, 8), "aujourd’hui"),
        (at(22, 8), "hier"),
        (at(18, 8), "mercredi"),
        (at(12, 8), "12 novembre"),
        (at(1, 8), "1er novembre"),
    ],
)
def test_ago(moment: datetime, said: str) -> None:
    assert ago(moment, NOW) == said


def test_a_clock_is_french_in_summer_too() -> None:
    assert clock(datetime(2026, 7, 1, 15, 5, tzinfo=UTC)) == "17\u00a0h\u00a005"


def test_the_bowl_holds_a_range() -> None:
    at_once = timedelta(seconds=10)
    assert in_bowl((2, 4), None, at_once) == ("environ", "2–4\u00a0min")
    assert in_bowl((0, 2), None, at_once) == ("moins de", "2\u00a0min")
    assert in_bowl((3, 3), None, at_once) == ("environ", "3\u00a0min")
    assert in_bowl((50, 90), None, at_once) == ("plus d’", "1\u00a0h")


def test_the_bowl_holds_a_duration_even_when_nobody_knows_it() -> None:
    assert in_bowl(None, 5, timedelta(seconds=40)) == ("moins de", "5\u00a0min")
    assert in_bowl(None, 5, timedelta(minutes=5)) == ("depuis", "5\u00a0min")
    assert in_bowl(None, None, timedelta(seconds=10)) == ("depuis", "1\u00a0min")

"""Moments as a pupil reads them."""

from datetime import UTC, datetime

import pytest

from declic.web.pupil.words import ago, clock, in_bowl, until

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


def test_the_bowl_holds_a_range_a_place_or_waits() -> None:
    assert in_bowl((2, 4), 1) == ("environ", "2–4\u00a0min")
    assert in_bowl((0, 2), 1) == ("moins de", "2\u00a0min")
    assert in_bowl((3, 3), 1) == ("environ", "3\u00a0min")
    assert in_bowl((50, 90), 1) == ("plus d’", "1\u00a0h")
    assert in_bowl(None, 3) == ("place", "n°\u00a03")
    assert in_bowl(None, 0) == ("", "…")

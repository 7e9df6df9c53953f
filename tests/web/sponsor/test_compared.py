"""The figures beside those of before, in words."""

from types import SimpleNamespace
from typing import Any

import pytest

from declic.reports.queries.others import Others
from declic.reports.rules import Delay, Share, Wait
from declic.web.sponsor.compared import (
    LONG,
    Trend,
    _hours,
    _take_up,
    _wait,
    beside,
    of_lessons,
    of_waits,
    row_trends,
    told_rows,
)


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
        (delay(Wait.UNMET), delay(Wait.LATE), "plus longue"),
        (delay(Wait.UNDER_2, Wait.UNDER_3), delay(Wait.UNDER_2), None),
        (None, delay(Wait.UNDER_2), None),
        (delay(Wait.UNDER_1, Wait.LATE), delay(Wait.UNDER_1, Wait.LATE), None),  # masked on both pages
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


def told(**said: Any) -> Any:
    return SimpleNamespace(**said)


def test_the_95th_percentile_is_compared_beside_the_median() -> None:
    trend = _wait(delay(Wait.UNMET), delay(Wait.UNDER_5), LONG)
    assert trend == Trend("up", "plus longtemps")
    assert of_waits({"wait": Trend("same", "pareille"), "p95": trend}) == Trend("up", "pareille ; 95 % plus longtemps")
    assert of_waits({"p95": trend}) == Trend("up", "95 % plus longtemps")
    assert of_waits({}) is None


@pytest.mark.parametrize(
    ("now", "before", "way"),
    [
        ((60, 100), (20, 100), "up"),
        ((20, 100), (60, 100), "down"),
        ((25, 100), (20, 95), "same"),
        ((5, 5), (0, 10), "up"),
        ((None, 100), (20, 100), None),
        ((20, 100), (20, None), None),
        ((0, 0), (20, 100), None),
    ],
)
def test_take_up_has_moved_only_where_no_rounding_explains_it(
    now: tuple[int | None, int | None], before: tuple[int | None, int | None], way: str | None
) -> None:
    trend = _take_up(*(told(helped=helped, enrolled=enrolled) for helped, enrolled in (now, before)))
    assert (trend and trend.way) == way


def test_rows_are_compared_where_both_periods_tell_them() -> None:
    now = told(lessons_by={"evening": {"0": 30, "1": 12, "2": 9}})
    found = row_trends(now, told(lessons_by={"evening": {"0": 18, "1": 12}}))
    assert {row: trend.words for row, trend in found["evening"].items()} == {"0": "12 de plus", "1": "autant"}
    lines: Any = [told(code="0", label="lundi"), told(code="1", label="mardi"), told(code="2", label="mercredi")]
    said = told_rows(lines, found["evening"], "la période d’avant").replace("\u00a0", " ").replace("\u202f", " ")
    assert said == "Leçons, comparées avec la période d’avant : lundi, 12 de plus ; mardi, autant."
    assert told_rows(lines, {}, "la période d’avant") == ""
    assert row_trends(now, None) == {}


def test_what_others_come_to_is_told_beside_ours_waits_enrolled_and_telephones_too() -> None:
    ours = told(
        enrolled=100,
        helped=50,
        lessons=200,
        kept=None,
        redo=Share(40, of=9),
        phones=60,
        median=delay(Wait.UNDER_1, Wait.UNDER_2),
        p95=delay(Wait.LATE),
    )
    typical: dict[str, Any] = {"helped": 40, "kept": 95, "redo": None, "lessons": 150, "enrolled": 20, "phone": 55}
    others = Others("communes", **typical, median=Wait.UNDER_3, p95=Wait.UNMET)
    rows = {one.label: (one.here, one.elsewhere) for one in beside(ours, others, 3_000)}
    plain = {label: tuple(words.replace("\u00a0", " ") for words in pair) for label, pair in rows.items()}
    assert plain == {
        "Enfants aidés, sur ceux inscrits": ("49 %", "40 %"),
        "Leçons pour 100 inscrits": ("196", "150"),
        "Inscrits pour 1 000 habitants": ("34", "20"),
        "Leçons depuis un téléphone": ("60 %", "55 %"),
        "Attente médiane": ("moins de 2 min", "moins de 3 min"),
        "95 % en": ("plus de 5 min", "sans réponse"),
    }
    assert "Inscrits pour 1 000 habitants" not in {one.label for one in beside(ours, others, None)}

"""The forecast against what must hold for any history, and against the same weekday of the last weeks."""

from collections import Counter
from datetime import date, timedelta
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.curriculum.rules import LEVELS, teaches
from declic.planning.rules import prior
from declic.planning.rules.forecast import Cell, Model, corrected, fit, soon
from declic.planning.rules.moments import Day, DayKind, Moment, asked_as, moment_of
from tests.planning.held_out import best_deviance, compared, deviance, wape
from tests.planning.history import year

OPEN = frozenset(range(66, 88))
MONDAY = date(2026, 11, 23)


def a_day(on: date = MONDAY, *, pupils: float = 1000, level: str = "4E", moment: Moment = Moment.TERM) -> Day:
    return Day(on, {(moment, level): pupils}, OPEN, OPEN)


def weeks_of(number: int, a_quarter: int, subject: str = "MAT", level: str = "4E") -> tuple[list[Day], Counter[Cell]]:
    """So many weeks before MONDAY, from Monday to Friday, `a_quarter` requests each quarter-hour."""
    days = [MONDAY - timedelta(days=back) for back in range(7 * number, 0, -1)]
    days = [day for day in days if day.weekday() < 5]
    asked = Counter({(day, Moment.TERM, quarter, subject, level): a_quarter for day in days for quarter in OPEN})
    return [a_day(day, level=level) for day in days], asked


# -- the year, and what is assumed ------------------------------------------------------------------------------------
def test_the_school_year_is_that_of_the_zone() -> None:
    assert moment_of(date(2026, 11, 23), "C") is Moment.TERM
    assert moment_of(date(2026, 12, 14), "C") is Moment.LAST
    assert moment_of(date(2026, 12, 24), "C") is Moment.HOLIDAYS
    assert moment_of(date(2026, 9, 3), "A") is Moment.START
    assert moment_of(date(2026, 6, 10), "B") is Moment.EXAMS
    assert {moment_of(date(2026, 2, 16), zone) for zone in "ABC"} == {Moment.HOLIDAYS, Moment.LAST}
    assert moment_of(date(2026, 12, 24), "") is Moment.TERM


def test_the_eve_of_a_public_holiday_is_a_friday() -> None:
    assert asked_as(date(2026, 11, 10)) == 4
    assert asked_as(date(2026, 11, 11)) == 6
    assert asked_as(date(2026, 11, 12)) == 3


@pytest.mark.parametrize("level", LEVELS)
def test_the_assumed_subjects_of_a_level_are_taught_there_and_add_up(level: str) -> None:
    assert fsum(prior.mix(level).values()) == pytest.approx(1)
    assert all(teaches(level, subject) for subject in prior.mix(level))
    assert set(prior.HOURS) == set(LEVELS)


def test_a_service_without_history_expects_what_its_pupils_are_assumed_to_ask() -> None:
    table = fit([], {}).expected(a_day())
    assert fsum(table.values()) == pytest.approx(1000 * prior.a_day("4E") * prior.WEEKDAYS[0])
    assert {quarter for quarter, _ in table} == OPEN
    assert {level for _, (_, level) in table} == {"4E"}
    maths = fsum(number for (_, (subject, _)), number in table.items() if subject == "MAT")
    assert 0.35 < maths / fsum(table.values()) < 0.65


def test_twice_the_pupils_ask_twice_as_much_and_nobody_nothing() -> None:
    model = Model()
    once, twice = (fsum(model.expected(a_day(pupils=number)).values()) for number in (500, 1000))
    assert twice == pytest.approx(2 * once)
    assert model.expected(a_day(pupils=0)) == {}
    assert model.expected(Day(MONDAY, {(Moment.TERM, "4E"): 9}, frozenset())) == {}


def test_what_is_closed_in_holidays_expects_those_at_school_only() -> None:
    day = Day(MONDAY, {(Moment.TERM, "4E"): 10, (Moment.HOLIDAYS, "3E"): 10}, OPEN, frozenset())
    assert {level for _, (_, level) in Model().expected(day)} == {"4E"}


def test_what_is_agreed_for_some_hours_expects_its_share_there_alone() -> None:
    half_until_seven = tuple(1.0 if quarter < 76 else 0.5 for quarter in range(96))
    key = (Moment.TERM, "4E")
    day = Day(MONDAY, {key: 1000.0}, OPEN, agreed={key: half_until_seven})
    table, whole = Model().expected(day), Model().expected(a_day())
    assert all(table[cell] == pytest.approx(whole[cell] * half_until_seven[cell[0]]) for cell in whole)
    nobody = Day(MONDAY, {key: 1000.0}, OPEN, agreed={key: (0.0,) * 96})
    assert Model().expected(nobody) == fit([nobody], {}).expected(nobody) == {}


# -- what history teaches ---------------------------------------------------------------------------------------------
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.1, 1e4))
def test_a_correction_lies_between_nothing_known_and_what_was_seen(
    seen: float, expected: float, strength: float
) -> None:
    found = corrected(seen, expected, strength)
    raw = seen / expected if expected else float("inf")
    assert min(1, raw) * (1 - 1e-9) <= found <= max(1, raw) * (1 + 1e-9)


def test_few_requests_move_the_prior_a_little_and_many_replace_it() -> None:
    """Three a quarter-hour are 2.5 times what is assumed of a Monday. After one Friday, a part of the way is gone."""
    assumed, friday = fsum(Model().expected(a_day()).values()), weeks_of(1, 3)
    one_day = fit(friday[0][-1:], {cell: number for cell, number in friday[1].items() if cell[0] == friday[0][-1].on})
    found = [fsum(model.expected(a_day()).values()) for model in (one_day, fit(*weeks_of(8, 3)), fit(*weeks_of(30, 3)))]
    friday_alone = 3 * len(OPEN) * prior.WEEKDAYS[0] / prior.WEEKDAYS[4]
    assert 1.2 * assumed < found[0] < 0.9 * friday_alone
    assert found[1:] == pytest.approx([3 * len(OPEN)] * 2, rel=0.05)


def test_silence_is_learned_too() -> None:
    days, _ = weeks_of(20, 0)
    assumed, learned = (fsum(model.expected(a_day()).values()) for model in (Model(), fit(days, {})))
    assert learned < assumed / 10


@pytest.mark.parametrize(("weeks", "back"), [(20, 3), (20, 4), (20, 39), (6, 4)])
def test_one_day_unlike_all_others_teaches_nothing(weeks: int, back: int) -> None:
    """A fault that asks again and again, say: it is neither the size of the service, nor what a Thursday is like."""
    days, asked = weeks_of(weeks, 4)
    huge = MONDAY - timedelta(days=back)
    flooded = Counter({cell: 15 * number if cell[0] == huge else number for cell, number in asked.items()})
    for on in (MONDAY, MONDAY + timedelta(days=3)):
        usual, found = (fsum(fit(days, each).expected(a_day(on)).values()) for each in (asked, flooded))
        assert found == pytest.approx(usual, rel=0.05)


def test_a_service_that_is_asked_much_more_from_one_week_on_is_believed() -> None:
    days, asked = weeks_of(20, 2)
    grown = Counter({
        cell: 6 * number if cell[0] >= MONDAY - timedelta(days=7) else number for cell, number in asked.items()
    })  # fmt: skip
    usual, found = (fsum(fit(days, each).expected(a_day()).values()) for each in (asked, grown))
    assert found > 1.8 * usual


def test_a_rare_class_borrows_from_its_band() -> None:
    """German asked for twice as much as assumed by all of collège: 3e, which asked for nothing yet, follows."""
    days, asked = weeks_of(20, 4, "ALL")
    usual, learned = (model.expected(a_day(level="3E")) for model in (Model(), fit(days, asked)))

    def share(table: dict[tuple[int, tuple[str, str]], float]) -> float:
        return fsum(n for (_, (subject, _)), n in table.items() if subject == "ALL") / fsum(table.values())

    assert share(learned) > 2 * share(usual)


def test_the_hours_of_the_day_are_learned() -> None:
    days, _ = weeks_of(12, 0)
    late = Counter({(day.on, Moment.TERM, quarter, "MAT", "4E"): 5 for day in days for quarter in range(82, 86)})
    table = fit(days, late).expected(a_day())
    at = [fsum(number for (q, _), number in table.items() if q == quarter) for quarter in range(66, 88)]
    assert max(range(22), key=at.__getitem__) + 66 in range(82, 86)
    assert fsum(at[16:20]) > 0.7 * fsum(at)


def test_evenings_that_were_short_for_some_teach_what_a_whole_one_asks_for() -> None:
    """A town of as many children, whose agreement ends at seven, asks as the others do until then. Not knowing its
    hours, the whole service would be thought a third quieter in the evening than it is.
    """
    days, asked = weeks_of(20, 4)
    key = (Moment.TERM, "4E")
    half_until_seven = tuple(1.0 if quarter < 76 else 0.5 for quarter in range(96))
    short = [Day(day.on, {key: 1000.0}, OPEN, OPEN, {key: half_until_seven}) for day in days]
    halved = Counter({cell: number if cell[2] < 76 else number // 2 for cell, number in asked.items()})
    whole, found, blind = (
        {cell: number for cell, number in model.expected(a_day()).items() if cell[1] == ("MAT", "4E")}
        for model in (fit(days, asked), fit(short, halved), fit(days, halved))
    )
    assert found == pytest.approx(whole, rel=0.1)
    late = [cell for cell in whole if cell[0] >= 76]
    assert fsum(blind[cell] for cell in late) < 0.7 * fsum(whole[cell] for cell in late)


def test_the_minutes_to_come_are_a_share_of_the_quarter_hour() -> None:
    table = {(70, ("MAT", "4E")): 6.0, (70, ("PHI", "TG")): 0.1, (71, ("MAT", "4E")): 9.0}
    assert soon(table, 70, minutes=10, at_least=0.2) == {("MAT", "4E"): 4.0}


# -- better than the same weekday of the last weeks -------------------------------------------------------------------
def test_the_score_is_proper() -> None:
    """Whatever came, no forecast scores better than the mean of what comes."""
    came = [0, 1, 0, 3, 2, 0, 1, 1]
    best = deviance(came, [1.0] * 8, 0.001)
    assert all(deviance(came, [mean] * 8, 0.001) > best for mean in (0.5, 0.9, 1.1, 2.0))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_it_beats_the_same_weekday_of_the_last_weeks_on_weeks_it_has_not_seen(seed: int) -> None:
    """By Poisson deviance a fifth better at least, the baseline having the floor that suits it best afterwards; and by
    weighted absolute error of the quarter-hours. Weeks of all kinds: autumn, before and after Christmas, spring, exams.

    `bench-forecast` has more years and the figures.
    """
    days, asked = year(seed, towns_number=25, pupils=400)
    weeks = (6, 15, 18, 30, 38)
    fine, coarse = compared(days, asked, weeks)
    came, ours, theirs = fine
    assert deviance(came, ours, 0.003) < 0.8 * best_deviance(came, theirs)
    came, ours, theirs = coarse
    assert deviance(came, ours, 0.003) < 0.8 * best_deviance(came, theirs)
    assert wape(came, ours) < 0.95 * wape(came, theirs)


def test_kinds_of_day_have_shapes_of_their_own() -> None:
    assert prior.shape(DayKind.WEDNESDAY)[56] > prior.shape(DayKind.CLASS)[56]
    assert fsum(prior.shape(DayKind.CLASS)[66:88]) == pytest.approx(1)

"""What presence is worth: a minute counts once, in the right day, in the right month."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declic.billing.rules.hours import (
    Minutes,
    Span,
    Work,
    bounds,
    check_closable,
    check_correction,
    duty_spans,
    late,
    month_after,
    month_before,
    total,
    worked_days,
    written_span,
)
from tests.refusals import refused

MONDAY = date(2026, 11, 23)
NOVEMBER = date(2026, 11, 1)


def at(clock: str, day: date = MONDAY) -> datetime:
    """In Paris, in winter."""
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=UTC) - timedelta(hours=1)


def worked(*spans: Span, month: date = NOVEMBER) -> dict[date, Minutes]:
    return worked_days(spans, *bounds(month))


def test_on_duty_all_counts_but_the_pause() -> None:
    moves = [
        (at("17:00"), "free"),
        (at("17:10"), "ringing"),
        (at("17:11"), "teaching"),
        (at("17:31"), "wrapping_up"),
        (at("17:33"), "free"),
        (at("18:00"), "paused"),
        (at("18:15"), "free"),
        (at("20:00"), "ended"),
    ]
    found = worked(*duty_spans(moves, at("23:00")))
    assert found == {MONDAY: Minutes(lesson=20, wrap_up=2, ready=11 + 27 + 105)}
    assert total(found).total == 165


def test_a_duty_under_way_counts_until_now_and_one_that_ended_no_longer() -> None:
    assert worked(*duty_spans([(at("17:00"), "free")], at("17:42"))) == {MONDAY: Minutes(ready=42)}
    assert duty_spans([(at("17:00"), "free"), (at("17:30"), "ended")], at("20:00")) == [
        Span(Work.READY, at("17:00"), at("17:30"))
    ]
    assert duty_spans([(at("17:00"), "free"), (at("18:00"), "teaching")], at("17:30")) == [
        Span(Work.READY, at("17:00"), at("17:30"))
    ]


def test_a_written_answer_counts_off_duty_and_not_twice_on_duty() -> None:
    written = written_span(at("18:00"), at("18:12"))
    assert worked(written) == {MONDAY: Minutes(written=12)}
    ready = Span(Work.READY, at("17:00"), at("20:00"))
    assert worked(written, ready) == {MONDAY: Minutes(written=12, ready=168)}
    lesson = Span(Work.LESSON, at("18:05"), at("18:30"))
    assert worked(written, ready, lesson) == {MONDAY: Minutes(lesson=25, written=5, ready=150)}


def test_an_answer_counts_twenty_minutes_at_most() -> None:
    for claimed in (at("16:00"), None):
        assert worked(written_span(claimed, at("18:00"))) == {MONDAY: Minutes(written=20)}


def test_a_span_over_midnight_is_cut_and_so_is_the_month() -> None:
    end_of_month = date(2026, 11, 30)
    span = Span(Work.READY, at("23:30", end_of_month), at("00:45", date(2026, 12, 1)))
    assert worked(span) == {end_of_month: Minutes(ready=30)}
    assert worked(span, month=date(2026, 12, 1)) == {date(2026, 12, 1): Minutes(ready=45)}


def test_the_nights_when_clocks_change_count_what_went_by() -> None:
    back, ahead = date(2026, 10, 25), date(2027, 3, 28)
    # From midnight to four o'clock on the clock: five hours went by in October, three in March.
    october = Span(Work.READY, datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC))
    march = Span(Work.READY, datetime(2027, 3, 27, 23, tzinfo=UTC), datetime(2027, 3, 28, 2, tzinfo=UTC))
    assert worked(october, month=date(2026, 10, 1)) == {back: Minutes(ready=300)}
    assert worked(march, month=date(2027, 3, 1)) == {ahead: Minutes(ready=180)}
    first, after = bounds(date(2026, 10, 1))
    assert after.astimezone(UTC) - first.astimezone(UTC) == timedelta(days=31, hours=1)


def test_a_day_goes_up_to_the_minute_and_its_parts_make_it() -> None:
    second = timedelta(seconds=1)
    lesson = Span(Work.LESSON, at("17:00"), at("17:10") + 20 * second)
    wrap_up = Span(Work.WRAP_UP, lesson.end, lesson.end + 50 * second)
    assert worked(lesson, wrap_up) == {MONDAY: Minutes(lesson=11, wrap_up=1)}
    assert worked(Span(Work.READY, at("17:00"), at("17:00") + second)) == {MONDAY: Minutes(ready=1)}


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Work)), st.integers(0, 40 * 86400), st.integers(1, 20_000)),
        max_size=12,
    )
)
def test_no_minute_counts_twice_and_none_is_lost(drawn: list[tuple[Work, int, int]]) -> None:
    start = at("00:00", date(2026, 10, 28))
    spans = [
        Span(work, start + timedelta(seconds=begins), start + timedelta(seconds=begins + lasts))
        for work, begins, lasts in drawn
    ]
    first, after = bounds(NOVEMBER)
    found = worked_days(spans, first, after)
    covered: set[int] = set()
    for one in spans:
        held = range(int(max(one.start, first).timestamp()), int(min(one.end, after).timestamp()))
        covered.update(held)
    assert 0 <= total(found).total - len(covered) / 60 < len(found) + 1e-9
    assert all(NOVEMBER <= day < date(2026, 12, 1) and min(minutes.parts) >= 0 for day, minutes in found.items())


def test_what_comes_late_is_the_difference() -> None:
    before = {MONDAY: Minutes(ready=60), date(2026, 11, 24): Minutes(lesson=10)}
    now = {MONDAY: Minutes(ready=45, lesson=15), date(2026, 11, 24): Minutes(lesson=10), NOVEMBER: Minutes(written=5)}
    assert late(before, now) == {NOVEMBER: Minutes(written=5), MONDAY: Minutes(lesson=15, ready=-15)}
    assert late(now, now) == {}


def test_months_follow_each_other() -> None:
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_before(date(2027, 1, 1)) == date(2026, 12, 1)
    assert month_after(date(2028, 1, 1)) == date(2028, 2, 1)


def test_what_is_refused() -> None:
    today = date(2026, 12, 1)
    check_closable(NOVEMBER, today, is_closed=False, is_under_way=False)
    with refused("not_over"):
        check_closable(today, today, is_closed=False, is_under_way=False)
    with refused("already_closed"):
        check_closable(NOVEMBER, today, is_closed=True, is_under_way=False)
    with refused("under_way"):
        check_closable(NOVEMBER, today, is_closed=False, is_under_way=True)
    assert check_correction(-30, "  Panne   de réseau ", MONDAY, today) == "Panne de réseau"
    for minutes in (0, 721, -721):
        with refused("bad_minutes"):
            check_correction(minutes, "Panne", MONDAY, today)
    with refused("no_reason"):
        check_correction(10, "  ", MONDAY, today)
    with refused("not_yet"):
        check_correction(10, "Panne", date(2026, 12, 2), today)

"""Quarter-hours of the day and hours of duty, in French."""

from datetime import date, datetime, time, timedelta
from typing import Final

from declic.ground.moments import DAYS, MONTHS
from declic.ground.paris import at_paris, in_paris

QUARTERS: Final = 96
QUARTER: Final = timedelta(minutes=15)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def quarter_of(at: datetime) -> int:
    """The quarter-hour a French clock shows."""
    shown = in_paris(at)
    return 4 * shown.hour + shown.minute // 15


def clock(quarter: int) -> str:
    """« 17 h », « 17 h 15 »; 96 is midnight, « 24 h »."""
    return f"{quarter // 4}\u00a0h" + (f"\u00a0{quarter % 4 * 15:02}" if quarter % 4 else "")


def from_to(first: int, after: int) -> str:
    return f"{clock(first)} – {clock(after)}"


def last_minutes(quarter: int) -> str:
    """« 18 h 55 – 19 h »: the five in which nobody is rung who ends their shift with it."""
    return f"{quarter // 4}\u00a0h\u00a0{quarter % 4 * 15 + 10:02} – {clock(quarter + 1)}"


def hours(quarters: int) -> str:
    """« 2 h », « 7 h 30 »: a length."""
    return f"{quarters * 15}\u00a0min" if quarters < 4 else clock(quarters)


def moment(day: date, quarter: int) -> datetime:
    """What a French clock shows; 96 is the midnight after."""
    if quarter >= QUARTERS:
        return at_paris(day + timedelta(days=1), time(quarter // 4 - 24, quarter % 4 * 15))
    return at_paris(day, time(quarter // 4, quarter % 4 * 15))


def day_name(day: int) -> str:
    """0 is « lundi »."""
    return DAYS[day]


def week_words(monday: date) -> str:
    """« du 23 au 29 novembre », « du 30 novembre au 6 décembre »."""
    sunday = monday + timedelta(days=6)
    first = _day(monday) if monday.month != sunday.month else _day(monday).partition("\u00a0")[0]
    return f"du {first} au {_day(sunday)}"


def _day(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day}\u00a0{MONTHS[day.month - 1]}"

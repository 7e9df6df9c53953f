"""Moments as they are said to a pupil, on a French clock."""

import re
from datetime import datetime, timedelta

from declic.ground.moments import DAYS, MONTHS, clock, day, is_midnight
from declic.ground.paris import in_paris, paris_day

_HOUR = re.compile(r"(\d+)\u00a0h(?:\u00a0(\d\d))?$")


def until(moment: datetime, now: datetime) -> str:
    """« 20 h » today, else the day first: « lundi, 17 h »."""
    if paris_day(moment) == paris_day(now):
        return clock(moment)
    return f"{day(moment, now)}, {clock(moment)}"


def until_it_opens(moment: datetime, now: datetime) -> str:
    """The same, of an opening; « lundi », where it opens with the day."""
    return day(moment, now) if is_midnight(moment) else until(moment, now)


def aloud(written: str) -> str:
    """What `until` wrote, for a voice that would stumble on « h »: « lundi, à 17 heures 5 », « à 20 heures »."""
    moment = _HOUR.search(written)
    if moment is None:
        return written
    hour, minutes = int(moment[1]), f" {int(moment[2])}" if moment[2] else ""
    return f"{written[: moment.start()]}à {hour} heure{'s' if hour > 1 else ''}{minutes}"


def dial(moment: datetime) -> tuple[int, int]:
    """Degrees of the two hands of a clock, from its top: (hour, minute)."""
    local = in_paris(moment)
    return local.hour % 12 * 30 + local.minute // 2, local.minute * 6


def ago(moment: datetime, now: datetime) -> str:
    """« aujourd’hui », « hier », « mardi » within the week, else « 12 novembre »."""
    there, here = paris_day(moment), paris_day(now)
    if there == here:
        return "aujourd’hui"
    if there == here - timedelta(days=1):
        return "hier"
    if here - timedelta(days=7) < there < here:
        return DAYS[there.weekday()]
    month = MONTHS[there.month - 1]
    name = f"{'1er' if there.day == 1 else there.day} {month}"
    return name if there.year == here.year else f"{name} {there.year}"


def in_bowl(estimate: tuple[int, int] | None, usual: int | None, waited: timedelta) -> tuple[str, str]:
    """What the bowl of the « d » holds, 100 px wide: (« environ », « 2–4 min »), the usual, or how long it lasts."""
    if estimate is None:
        minutes = max(1, int(waited / timedelta(minutes=1)))
        return ("moins de", f"{usual}\u00a0min") if usual and minutes < usual else ("depuis", f"{minutes}\u00a0min")
    low, high = estimate
    if high > 60:
        return "plus d’", "1\u00a0h"
    if low < 1:
        return "moins de", f"{high}\u00a0min"
    return "environ", f"{low}\u00a0min" if low == high else f"{low}–{high}\u00a0min"

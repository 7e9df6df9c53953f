"""Moments as they are said in French, on a French clock."""

from datetime import date, datetime, time, timedelta

from declic.ground.paris import in_paris, paris_day

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def clock(moment: datetime) -> str:
    """« 17 h », « 17 h 05 »."""
    return wall_clock(in_paris(moment).time())


def wall_clock(at: time) -> str:
    """The same of what a French clock shows, whatever the day."""
    return f"{at.hour}\u00a0h\u00a0{at.minute:02}" if at.minute else f"{at.hour}\u00a0h"


def end_clock(moment: datetime) -> str:
    """« 20 h », and « 24 h » of what ends with the day."""
    return "24\u00a0h" if is_midnight(moment) else clock(moment)


def day(moment: datetime, now: datetime) -> str:
    """« aujourd’hui », « demain », « lundi » within the week, else « lundi 4 janvier »."""
    there, here = paris_day(moment), paris_day(now)
    if there == here:
        return "aujourd’hui"
    if there == here + timedelta(days=1):
        return "demain"
    name = DAYS[there.weekday()]
    if here < there < here + timedelta(days=7):
        return name
    return f"{name} {'1er' if there.day == 1 else there.day} {MONTHS[there.month - 1]}"


def full_day(day: date) -> str:
    """« 1er septembre 2027 », of a French day."""
    return f"{'1er' if day.day == 1 else day.day}\u00a0{MONTHS[day.month - 1]}\u00a0{day.year}"


def when(moment: datetime, now: datetime) -> str:
    """« à 17 h » today, else the day first: « lundi à 17 h ». What comes after « On ouvre »."""
    at = f"à {clock(moment)}"
    return at if paris_day(moment) == paris_day(now) else f"{day(moment, now)} {at}"


def opens(moment: datetime, now: datetime) -> str:
    """`when`, of an opening; « lundi », where it opens with the day."""
    return day(moment, now) if is_midnight(moment) else when(moment, now)


def is_midnight(moment: datetime) -> bool:
    """Of a French day."""
    return in_paris(moment).time() == time()

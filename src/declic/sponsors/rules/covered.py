"""Whom and when an agreement covers, in words: the same on its quote, on its pages and on its invoices."""

from datetime import time

from declic.curriculum.rules import LEVELS
from declic.ground.moments import wall_clock
from declic.sponsors.rules.agreements import Terms

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NBSP = "\u00a0"


def levels_of(levels: frozenset[str]) -> str:
    """« du CP à la Terminale », « CM1, CM2, 6e »."""
    if not levels:
        return f"tous, du CP à la{_NBSP}Terminale"
    return ", ".join(level.label for level in LEVELS.values() if level.code in levels)


def hours_of(weekdays: frozenset[int], opens_at: time | None, closes_at: time | None) -> str:
    """« lundi, mardi, de 17 h à 19 h 30 », « ceux du service »."""
    days = ", ".join(DAYS[day] for day in sorted(weekdays))
    span = f"de {wall_clock(opens_at)} à {wall_clock(closes_at)}" if opens_at and closes_at else ""
    return ", ".join(part for part in (days, span) if part) or "ceux du service"


def limits_of(terms: Terms) -> tuple[str, str]:
    """Its levels and its hours, each empty where the agreement bounds none."""
    levels = levels_of(terms.levels) if terms.levels else ""
    has_hours = bool(terms.weekdays or (terms.opens_at and terms.closes_at))
    return levels, hours_of(terms.weekdays, terms.opens_at, terms.closes_at) if has_hours else ""

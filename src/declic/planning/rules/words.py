"""A row that was not served like the others, in a sentence for the operator."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Any

from declic.curriculum.rules import LEVELS, SUBJECTS

NBSP = "\u00a0"


def missing_for(length: timedelta, *, has_left: bool) -> str:
    """« attendu(e) depuis 2 min », « parti(e) depuis 1 h 05 »."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    said = f"{hours}{NBSP}h{NBSP}{minutes:02}" if hours else f"{minutes}{NBSP}min"
    return f"{'parti(e)' if has_left else 'attendu(e)'} depuis {said}"


def percent(kept: int, asked: int) -> str:
    """Rounded down: 84.9 % is not 85 %."""
    return f"{100 * kept // max(1, asked)}{NBSP}%"


def row_name(one: Mapping[str, Any]) -> str:
    """« Tle générale », « Allemand, collège »."""
    if one["row"] == "level":
        return LEVELS[one["code"]].label
    subject, _, name = one["code"].partition(" ")
    return f"{SUBJECTS[subject].label}, {name}"


def needs(one: Mapping[str, Any]) -> str:
    """« 6 h de plus par semaine : Maths 4e, Maths 3e »; nothing for a level above the others."""
    if one["above"]:
        return ""
    skills = ", ".join(f"{SUBJECTS[subject].short} {LEVELS[level].label}" for subject, level in one["skills"])
    return f"{ceil(one['hours'])}{NBSP}h de plus par semaine{NBSP}: {skills}"


def aim(one: Mapping[str, Any]) -> str:
    """What its share was to be."""
    if one["above"]:
        return "au plus 5 points au-dessus"
    return f"{ceil(100 * one['least'] - 1e-9)}{NBSP}% au moins"


def break_words(one: Mapping[str, Any]) -> str:
    share = percent(one["kept"], one["asked"])
    if one["above"]:
        return f"{row_name(one)}{NBSP}: {share}, plus de 5 points au-dessus de l’ensemble"
    return f"{row_name(one)}{NBSP}: {share} au lieu de {ceil(100 * one['least'] - 1e-9)}{NBSP}%. {needs(one)}"

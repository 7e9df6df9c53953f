"""French as it is printed: spaces that do not break, the real apostrophe, times, days, lengths, plurals."""

import re
from datetime import datetime, timedelta

from declic.ground.paris import in_paris

NBSP = "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")

_TAG = re.compile(r"(<[^>]*>)")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"«[ \u202f]*(?=\S)"), "«" + NBSP),
    (re.compile(r"(?<=\S)[ \u202f]*»"), NBSP + "»"),
    # A sign already spaced keeps its place but no longer breaks.
    (re.compile(r"[ \u202f]+(?=[:;!?%€](?:\W|$))"), NBSP),
    # A sign stuck to its word is moved off it; not in an address, an hour (17:42) or a series (?!).
    (re.compile(r"(?<=[^\W\d_])(?=[!?]+(?:\s|$|»))"), NBSP),
    (re.compile(r"(?<=[^\W\d_])(?=[;:](?:\s|$))"), NBSP),
    (re.compile(r"(?<=\d)(?=%)"), NBSP),
    # « 17 h 42 », « 3 min », « 1 200 »: a number keeps its unit and its thousands.
    (re.compile(r"(?<=\d) (?=(?:h|min|s|km|cm|mm|m|kg|g|ko|Mo|ans?|€|%)\b)"), NBSP),
    (re.compile(r"(?<=\d h) (?=\d)"), NBSP),
    (re.compile(r"(?<=\d\u00a0h) (?=\d)"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NBSP),
    # « 01 23 45 67 89 », « article 28 ».
    (re.compile(r"(?<=\b\d\d) (?=\d\d\b)"), NBSP),
    (re.compile(r"\b(articles?|n°) (?=\d)"), r"\1" + NBSP),
    (re.compile(r"\b(M\.|Mme|Mlle|MM\.) (?=\w)"), r"\1" + NBSP),
    (re.compile(r"\b(\d+)(?:ème|eme|è)\b"), r"\1e"),
    (re.compile(r"\b1(?:ère|ere)\b"), "1re"),
    (re.compile(r"\b2nde\b"), "2de"),
)


def french(text: str) -> str:
    """`text` with U+00A0 before : ; ! ? % and inside « », the apostrophe ’, and classes written 6e, 1re, 2de.

    Tags of HTML in the text are left alone, and so is what is already right.
    """
    return "".join(part if _TAG.fullmatch(part) else _print(part) for part in _TAG.split(text))


def _print(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def duration(length: timedelta | float, *, exact: bool = False) -> str:
    """« 40 s », « 3 min », « 1 h 05 »; with `exact`, « 2 min 05 s ». A number is in seconds, never under zero."""
    seconds = max(0, round(length.total_seconds() if isinstance(length, timedelta) else length))
    if seconds < 60:
        return f"{seconds}{NBSP}s"
    if exact and seconds < 3600:
        minutes, rest = divmod(seconds, 60)
        return f"{minutes}{NBSP}min{NBSP}{rest:02}{NBSP}s" if rest else f"{minutes}{NBSP}min"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{minutes:02}" if minutes else f"{hours}{NBSP}h"


def clock(moment: datetime) -> str:
    """« 17 h 42 », « 17 h » on a French clock."""
    local = in_paris(moment)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}" if local.minute else f"{local.hour}{NBSP}h"


def day(moment: datetime) -> str:
    """« mardi 24 novembre »."""
    local = in_paris(moment)
    return f"{DAYS[local.weekday()]} {_number(local.day)}{NBSP}{MONTHS[local.month - 1]}"


def date(moment: datetime) -> str:
    """« 24 novembre 2026 »."""
    local = in_paris(moment)
    return f"{_number(local.day)}{NBSP}{MONTHS[local.month - 1]}{NBSP}{local.year}"


def short(moment: datetime) -> str:
    """« 24 nov. »."""
    local = in_paris(moment)
    return f"{_number(local.day)}{NBSP}{SHORT_MONTHS[local.month - 1]}"


def moment_of(moment: datetime) -> str:
    """« mardi 24 novembre, 17 h 42 »."""
    return f"{day(moment)}, {clock(moment)}"


def count(number: int, words: str) -> str:
    """`count(2, "leçon,leçons")` is « 2 leçons ». Zero and one are singular in French; a plural not given adds s."""
    one, _, many = words.partition(",")
    return f"{thousands(number)}{NBSP}{one if abs(number) < 2 else many or one + 's'}"


def thousands(number: int) -> str:
    """« 12 345 »."""
    return f"{number:,}".replace(",", NBSP)


def euros(cents: int) -> str:
    """« 8 000 € », « 40,50 € »."""
    whole, rest = divmod(cents, 100)
    return f"{thousands(whole)},{rest:02d}{NBSP}€" if rest else f"{thousands(whole)}{NBSP}€"


def _number(day_of_month: int) -> str:
    return "1er" if day_of_month == 1 else str(day_of_month)

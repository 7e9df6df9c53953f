"""What the team decides for one evening: subjects closed, and a few words to those who wait. And what it may write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from declic.curriculum.rules import BANDS, LEVELS, SUBJECTS, band
from declic.ground.errors import Refusal

REASON_MAX: Final = 120
"""Signs."""
ANNOUNCEMENT_MAX: Final = 160
"""Signs: three lines on a telephone."""
ANNOUNCEMENTS_AT_ONCE: Final = 3
LONGEST_EVENING_H: Final = 18
"""A service that closes later than this has no closing time to speak of: its evening ends the next morning."""

_BAND_LABELS: Final = {"CP-CM2": "du CP au CM2", "collège": "au collège", "lycée": "au lycée"}
_ADDRESS: Final = re.compile(
    r"@|https?:|www\.|\b[\w-]+\.(?:fr|com|org|net|eu|io|me|be|ch|info|gg|link)\b", re.IGNORECASE
)
_TYPED_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_NUMBER: Final = re.compile(r"(?:\d[\s.\u00a0\u202f-]?){7,}")
_DATE: Final = re.compile(
    r"(?<!\d)(?<!\d[\s.-])(?:(?:0?[1-9]|[12]\d|3[01])(?P<gap>[\s.-])(?:0?[1-9]|1[0-2])(?P=gap)20\d\d"
    r"|20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?=\s\d{1,2}\s?h\b|(?![\s.-]?\d))"
)
"""« 24.12.2026 »: no figures before it, and none after but an hour's."""


@dataclass(frozen=True)
class Scope:
    """Which requests: of one subject (empty: all), at one band of levels or one level (empty: all)."""

    subject: str = ""
    levels: str = ""

    def covers(self, subject: str, level: str) -> bool:
        return self.subject in ("", subject) and self.levels in ("", level, band(level))

    @property
    def label(self) -> str:
        """« Maths, au collège », « Toutes les matières »."""
        subject = SUBJECTS[self.subject].short if self.subject in SUBJECTS else "Toutes les matières"
        levels = _levels_label(self.levels)
        return f"{subject}, {levels}" if levels else subject


def checked_scope(subject: str, levels: str, *, any_subject: bool = False) -> Scope:
    """Refusals `wrong_subject`, `wrong_levels`."""
    if subject not in SUBJECTS and not (any_subject and subject == ""):
        raise Refusal("wrong_subject", "Choisissez une matière.")
    if levels not in dict(level_choices()):
        raise Refusal("wrong_levels", "Choisissez des niveaux de la liste.")
    return Scope(subject, levels)


def level_choices() -> Iterator[tuple[str, str]]:
    """(stored, said): all, the bands, then each level."""
    yield "", "à tous les niveaux"
    for name in BANDS:
        yield name, _BAND_LABELS[name]
    for code, level in LEVELS.items():
        yield code, f"en {level.label}"


def _levels_label(levels: str) -> str:
    return dict(level_choices()).get(levels, levels) if levels else ""


def clean_words(text: str, most: int) -> str:
    """On one line, with the apostrophes of print: a letter holds them as they are here. What children and families read
    holds no address and no number to call.

    Refusals `no_words`, `too_long`, `contact`.
    """
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    words = _TYPED_APOSTROPHE.sub("’", words)
    if not words:
        raise Refusal("no_words", "Écrivez quelques mots : les élèves et les familles les liront.")
    if len(words) > most:
        raise Refusal("too_long", f"C’est trop long : {most} signes au plus.")
    if _ADDRESS.search(words) or _NUMBER.search(_DATE.sub(" ", words)):
        raise Refusal("contact", "Ni adresse, ni lien, ni numéro : on ne donne pas de coordonnées aux élèves.")
    return words


def clean_reason(text: str) -> str:
    """As `clean_words`, ended like a sentence where there is room for it: pages go on with another."""
    words = clean_words(text, REASON_MAX)
    is_ended = words.rstrip(' \u00a0\u202f»”"').endswith((".", "!", "?", "…"))
    return words if is_ended or len(words) == REASON_MAX else f"{words}."


@dataclass(frozen=True)
class ClosedSubject:
    scope: Scope
    reason: str
    ends_at: datetime


@dataclass(frozen=True)
class Evening:
    """What is in force at one moment."""

    closed: tuple[ClosedSubject, ...] = ()
    said: tuple[tuple[Scope, str], ...] = ()
    """Announcements, oldest first."""

    def closing_of(self, subject: str, level: str) -> ClosedSubject | None:
        """The one that ends last, when several hold."""
        holding = [one for one in self.closed if one.scope.covers(subject, level)]
        return max(holding, key=lambda one: one.ends_at, default=None)

    def why_closed(self, subject: str, level: str) -> str:
        """Empty when it is not."""
        found = self.closing_of(subject, level)
        return found.reason if found else ""

    def said_to(self, subject: str, level: str) -> tuple[str, ...]:
        return tuple(text for scope, text in self.said if scope.covers(subject, level))

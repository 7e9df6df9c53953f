"""The classes an agreement is for, as papers for families say them: « de la 6e à la 3e », « CP–CM2, 4e »."""

from collections.abc import Set as AbstractSet
from typing import Final

from declic.curriculum.rules import LEVELS

SHORT: Final = 34
"""Signs that stand in a sentence at the top of a paper; a longer list stands in a line of its own."""
_BELOW: Final = [code for code, level in LEVELS.items() if level.school != "lycée"]
_LYCEE: Final = [code for code, level in LEVELS.items() if level.school == "lycée"]
Run = tuple[str, str]
"""The first and the last class of some that follow each other, by code; `LYCEE` is all of its classes."""
LYCEE: Final = "LYCEE"


def told_levels(levels: AbstractSet[str], language: str) -> str:
    """Empty where they are all of them. Classes have their French names, by which families enrol their children."""
    held = set(levels) & LEVELS.keys()
    if not held or held == LEVELS.keys():
        return ""
    runs = _runs(held)
    if language != "fr":
        return ", ".join(_label(first) if first == last else f"{_label(first)}–{_label(last)}" for first, last in runs)
    told = [_in_french(first, last) for first, last in runs]
    return " et ".join(filter(None, (", ".join(told[:-1]), told[-1])))


def _runs(held: AbstractSet[str]) -> list[Run]:
    runs: list[Run] = []
    for at, code in enumerate(_BELOW):
        if code in held:
            joined = runs and at and runs[-1][1] == _BELOW[at - 1]
            runs[-1:] = [(runs[-1][0], code)] if joined else [*runs[-1:], (code, code)]
    if set(_LYCEE) <= held:
        return [*runs[:-1], (runs[-1][0], LYCEE)] if runs and runs[-1][1] == _BELOW[-1] else [*runs, (LYCEE, LYCEE)]
    return runs + [(code, code) for code in _LYCEE if code in held]


def _label(code: str) -> str:
    return "lycée" if code == LYCEE else LEVELS[code].label


def _in_french(first: str, last: str) -> str:
    if first == last:
        return "au lycée" if first == LYCEE else f"en {_label(first)}"
    start = f"du {_label(first)}" if first.startswith("C") else f"de la {_label(first)}"
    if last == LYCEE:
        return f"{start} à la Terminale"
    return f"{start} au {_label(last)}" if last.startswith("C") else f"{start} à la {_label(last)}"

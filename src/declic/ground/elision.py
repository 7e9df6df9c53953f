"""« d’Inès », « qu’Hélène »: a word before a name that begins with a vowel."""

import re
from collections.abc import Iterable

# A silent h cannot be told from another by its letters: « Hé… » nearly always is, the rest is left whole.
_ELIDES = re.compile(r"[aeiouâàäéèêëîïôöùûüœæ]|h[eéèê]|y[bcdfghjklmnpqrstvwxz]", re.IGNORECASE)


def elided(word: str, name: str) -> str:
    """`word` (« de », « que ») before a name: « d’Inès », « qu’Hélène », « de Hugo », « de Yanis »."""
    return f"{word[:-1]}’{name}" if _ELIDES.match(name) else f"{word} {name}"


def listed(names: Iterable[str]) -> str:
    """« Inès, Sami et Tom »."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} et {last}" if first else last

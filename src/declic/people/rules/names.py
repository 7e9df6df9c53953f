"""How people are called: what is a name, and what is made of it."""

import re
import unicodedata

from declic.ground.errors import Refusal
from declic.ground.one_line import one_line

FIRST_NAME_MAX = 40
SCHOOL_MAX = 120


def clean_name(typed: str) -> str:
    """An adult's, as others see it, without signs that are not written. Refusal `no_name`."""
    name = one_line(typed)[:80]
    if not name:
        raise Refusal("no_name", "Écrivez le nom.")
    return name


def clean_first_name(typed: str) -> str:
    """Letters of any script; hyphens, apostrophes and spaces between them. The one rule, whatever door it came by.

    An apostrophe may also begin or end it (« ’Aïcha »). Refusal `no_first_name`, `first_name_too_long`,
    `contact_in_name` (an address or a number is no name), `not_a_first_name`.
    """
    name = " ".join(typed.split())
    if not name:
        raise Refusal("no_first_name", "Écrivez le prénom de l’enfant.")
    if len(name) > FIRST_NAME_MAX:
        raise Refusal("first_name_too_long", f"Ce prénom est trop long : {FIRST_NAME_MAX} lettres au plus.")
    if "@" in name or any(unicodedata.category(sign)[0] == "N" for sign in name):
        raise Refusal("contact_in_name", "Le prénom seul : ni adresse, ni numéro.")
    shape = "".join(map(_kind_of_sign, name))
    if _FIRST_NAME.fullmatch(shape) is None:
        raise Refusal(
            "not_a_first_name", "Un prénom s’écrit avec des lettres, des traits d’union et des apostrophes seulement."
        )
    return name


_APOSTROPHES = frozenset("'’‘ʼ`´׳")
_HYPHENS = frozenset("-‐‑–־·")  # the Hebrew maqaf and the Catalan middle dot join letters too
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and part of how Persian and Indic names are written."""
_WORD = "a?lm{0,4}(?:[aj]?lm{0,4})*a?"
_FIRST_NAME = re.compile(f"{_WORD}(?:(?: ?h ?| ){_WORD})*")


def _kind_of_sign(sign: str) -> str:
    """`l`etter, `m`ark on it, `a`postrophe, `h`yphen, `j`oiner, space; `x` is in no name."""
    for kind, signs in (("a", _APOSTROPHES), ("h", _HYPHENS), ("j", _JOINERS), (" ", " ")):
        if sign in signs:
            return kind
    category = unicodedata.category(sign)
    return "l" if category[0] == "L" else "m" if category in {"Mn", "Mc"} else "x"


CIVILITIES = frozenset(["m", "mr", "mm", "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "dr"])
"""In small letters, without their dot."""


def begins_with_civility(name: str) -> bool:
    """« Mme Ba », « M. Lefèvre »."""
    return bool(words := _words(name)) and words[0].casefold() in CIVILITIES


def initials(name: str) -> str:
    """One or two capitals, a civility never counted: « Inès » IN, « Mme Lefèvre » LE, « Karim Benali » KB.

    What is no letter is not counted either; nothing when there is no letter at all.
    """
    said = _words(name)
    words = [word for word in said if word.casefold() not in CIVILITIES] or said
    letters = words[0][0] + words[1][0] if len(words) > 1 else "".join(words)[:2]
    return letters.upper()[:2]


def _words(name: str) -> list[str]:
    """Its words, of letters alone; a hyphen, an apostrophe and a dot part them."""
    parts = re.split(r"[\s.'’\-‐‑]+", unicodedata.normalize("NFC", name))
    return [word for part in parts if (word := "".join(filter(str.isalpha, part)))]


def same_first_name(typed: str, name: str) -> bool:
    """Whatever the accents, the case, the dashes and the spaces."""
    return _letters(typed) == _letters(name)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in plain if sign.isalnum()) or text.strip()

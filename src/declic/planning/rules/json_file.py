"""A JSON file somebody wrote, read strictly: what is wrong in it is said in French, by the name of its field.

JSON's own reader lets through what would fail later, where nobody knows the field any more: a key given twice, numbers
no machine holds, halves of characters that no file and no terminal can write, signs that command a terminal.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")
DIGITS_MAX: Final = 18
"""Of a whole number: what fits in 64 bits. No field has use for more."""


class FileFault(Exception):  # noqa: N818  (it is not a failure of the program)
    """What is wrong, as a French sentence that begins with the field."""


@dataclass(frozen=True)
class Words:
    """What sentences need to know of the file: the words of its only choice, and how it writes a clock."""

    choices: Sequence[str]
    clock: str


def told(text: bytes, kind: type[T], *, words: Words) -> T:
    """The file as `kind`. FileFault."""
    value = _parsed(text)
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise FileFault(_sentence(str(error), words, _key(value, kind, str(error)))) from None


def _key(value: Any, kind: type[Any], error: str) -> str:
    """The one of an object that holds any keys which the reader found wrong: it says « [...] » for all of them."""
    place, any_key, _ = error.partition(" - at `$")[2].partition("[...]")
    if not any_key:
        return ""
    held = value
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", place):
        held = held[name] if name else held[int(index)]
    everything = dict(held)
    for key, one in everything.items():
        held.clear()
        held[key] = one
        try:
            msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as again:
            if place in str(again):
                return str(key)
    return ""


# -- JSON, and what its reader lets through ---------------------------------------------------------------------------
class _NoNumber:
    """Stands for a whole number of too many digits, and for NaN or Infinity, which Python's reader takes and JSON has
    not, until its field is known.
    """

    def __init__(self, word: str) -> None:
        too_long = f"ce nombre est trop {'petit' if word.startswith('-') else 'grand'}"
        self.why = too_long if word[-1].isdigit() else f"{word} n’est pas un nombre"


class _Twice(dict[str, Any]):
    """An object that gives a key twice."""

    key = ""


def _parsed(text: bytes) -> Any:
    odd: list[object] = []
    """What cannot stay: found while reading, named afterwards."""

    def whole(word: str) -> Any:
        if word[-1].isdigit() and len(word.lstrip("-")) <= DIGITS_MAX:
            return int(word)
        odd.append(found := _NoNumber(word))
        return found

    def thing(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        twice = _Twice(found)
        twice.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
        odd.append(twice)
        return twice

    try:
        letters = text.decode(json.detect_encoding(text))
        value = json.loads(letters, parse_constant=whole, parse_int=whole, object_pairs_hook=thing)
    except json.JSONDecodeError as error:
        raise _no_json(_where(error)) from None
    except UnicodeDecodeError:
        raise _no_json("le texte n’est pas en UTF-8") from None
    except RecursionError:
        raise _no_json("il y a trop de listes les unes dans les autres") from None
    if odd or _SUSPECT.search(letters):
        _refuse_odd(value)
    return value


_COMMAND: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Signs a terminal obeys rather than shows, and those that end a line or turn its sense: of Unicode's control
characters all but the tab, and its separators and embeddings of direction (UAX #9).
"""
_SUSPECT: Final = re.compile(
    r"\\u(?:[dD][89a-fA-F]|00[0189]|007[fF]|202|206)|\\[bfnr]|[\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
)
"""As JSON may write one of them, or half of a character beyond the first 65,536, which is no text without its other
half. A file of hundreds of thousands of requests without any is not gone through.
"""


def _where(error: json.JSONDecodeError) -> str:
    return f"voir ligne {error.lineno}, colonne {error.colno}" if error.doc.strip() else "le fichier est vide"


def _no_json(why: str) -> FileFault:
    return FileFault(f"Ce n’est pas du JSON : {why}.")


def _refuse_odd(value: Any) -> None:
    """The first in the file that cannot stay, with its field."""
    ahead: list[tuple[str, Any]] = [("", value)]
    while ahead:
        field, one = ahead.pop()
        if isinstance(one, _NoNumber):
            raise fault(field, one.why)
        if isinstance(one, _Twice):
            raise fault(_join(field, one.key), "ce champ y est deux fois")
        if isinstance(one, str) and (why := _unwritable(one)):
            raise fault(field, f"ce texte contient {why}")
        if isinstance(one, dict):
            for key in one:
                if why := _unwritable(key):
                    raise fault(_join(field, key), f"ce nom contient {why}")
            ahead += reversed([(_join(field, key), each) for key, each in one.items()])
        elif isinstance(one, list):
            ahead += reversed([(f"{field}[{place}]", each) for place, each in enumerate(one)])


def _unwritable(word: str) -> str:
    """What of it is no text, in words; empty when all of it is."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return "une moitié de caractère, qui ne s’écrit pas"
    return "un signe de commande, qu’un terminal exécuterait" if _COMMAND.search(word) else ""


def fault(field: str, why: str) -> FileFault:
    """The field itself may be what cannot be written."""
    shown = _COMMAND.sub("?", field.encode(errors="replace").decode())
    return FileFault(f"{shown or 'le fichier'} : {why}.")


# -- what msgspec says, in French -------------------------------------------------------------------------------------
_KINDS: Final = {
    "float": "un nombre",
    "int": "un nombre entier",
    "str": "un texte",
    "object": "un objet { }",
    "array": "une liste [ ]",
    "bool": "vrai ou faux",
    "null": "rien",
}
_FILLED: Final = {"array": "au moins un élément dans cette liste", "str": "un texte qui ne soit pas vide"}
_BOUNDS: Final = {">=": "{} au moins", "<=": "{} au plus", ">": "plus de {}", "<": "moins de {}"}


def _sentence(error: str, words: Words, key: str) -> str:
    """What msgspec says, « Expected `float`, got `str` - at `$.requests[3].at_s` », in French with the field first.
    `key` stands for its « [...] ».
    """
    said, _, place = error.partition(" - at `")
    field = place.rstrip("`").removeprefix("$").removeprefix(".").replace("[...]", f".{key}" if key else "")
    if unknown := re.match(r"Object contains unknown field `(.+)`", said):
        return f"{_join(field, unknown[1])} : ce champ n’existe pas."
    if missing := re.match(r"Object missing required field `(.+)`", said):
        return f"{_join(field, missing[1])} : ce champ manque."
    return f"{field or 'le fichier'} : {_why(said, words)}."


def _why(said: str, words: Words) -> str:
    """« Expected `int` >= 1 » → « il faut un nombre entier, 1 au moins »."""
    if enum := re.match(r"Invalid enum value (.+)", said):
        return f"il faut {_or(words.choices)}, pas « {enum[1].strip(chr(39))} »"
    if "matching regex" in said:
        return f"il faut un texte qui dise l’heure, comme « {words.clock} »"
    if empty := re.match(r"Expected `(array|str)` of length >= 1$", said):
        return f"il faut {_FILLED[empty[1]]}"
    if pair := re.match(r"Expected `array` of length (\d+), got (\d+)", said):
        return f"il faut une liste de {pair[1]} éléments, et il y en a {pair[2]}"
    if kinds := re.match(r"Expected `(.+?)`(?: (>=|<=|>|<) (\S+))?(?:, got `(.+)`)?$", said):
        wanted, sign, bound, got = kinds.groups()
        bounds = f", {_BOUNDS[sign].format(_figure(bound))}" if sign else ""
        instead = f", pas {_kind(got)}" if got else ""
        return f"il faut {_kind(wanted)}{bounds}{instead}"
    return "ce n’est pas ce qu’il faut"


def _kind(names: str) -> str:
    """« object | null » → « un objet { } »: what may be left out is not told."""
    kinds = [name for name in names.split(" | ") if name != "null"] or ["null"]
    return _or([_KINDS.get(name, name) for name in kinds])


def _or(words: Sequence[str]) -> str:
    return " ou ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _figure(bound: str) -> str:
    """« 1000000000.0 » → « 1 000 000 000 »."""
    number = float(bound)
    whole = f"{number:,.0f}".replace(",", "\u00a0")
    return whole if number == int(number) else f"{number:g}".replace(".", ",")


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name

"""Telephone numbers in French: in figures, in words, by twos, one by one. Pure; read `contacts` first.

Texts come in lower case and without accents.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_UNITS: Final = {
    word: value
    for value, words in enumerate(
        (
            "zero zeros oh", "un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
            "douze", "treize", "quatorze", "quinze", "seize",
        )
    )
    for word in words.split()
}  # fmt: skip
_TENS: Final = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_PIECE: Final = re.compile(r"\+?[oilsbz]{0,2}\d[\doil]*(?![a-z\d])|\+?\d+|[a-z]+|[\s.\-_/,|]+|.", re.DOTALL)
_JOINS: Final = re.compile(r"[\s.\-_/,|]+")
_ABROAD: Final = re.compile(r"\(0\)")
_KEYCAPS: Final = re.compile("[\u20e3\ufe0f]")
_ASKS: Final = re.compile(
    r"\b(?:num|numero|tel|telephone|portable|phone|appelle|appelez|appeler|rappelle|sms|texto|joindre)\b"
)
_LOOKS_LIKE: Final = str.maketrans("oilsbz", "011582")
"""Letters written for figures: « O6 I2 »; S, B and Z before one only, as « 5 s » is seconds."""
_MINE: Final = re.compile(r"\b(?:mon|ton|votre) (?:num(?:ero)?|tel(?:ephone)?|portable|0[67])\b(?! d)")
_SPEAKS: Final = re.compile(
    r"\b(?:num|tel|telephone|portable|phone|sms|texto|joindre)\b|\br?appell?e[rz]?[- ]moi\b|\bm'appeler\b"
)
"""Of telephones, and of nothing that is counted."""
_BEGINS: Final = re.compile(r"[+0]|33")
_FRENCH: Final = re.compile(r"0[1-9]\d{8}")
_FRENCH_ABROAD: Final = re.compile(r"(?:\+|00)?33[1-9]\d{8}")
_OTHER_ABROAD: Final = re.compile(r"(?:\+|00)[1-9]\d{9,13}")
_LEAST_ASKED: Final = 4
"""Digits of a number begun with 0, beside a word that speaks of telephones."""
_PAIRS: Final = 4
_PAIRS_OF_MINE: Final = 2
"""Numbers of two figures after the first one of a number told without its zero."""
_MARKS: Final = (
    r"((?:[\s.\-_/,|*:\\()\[\]{}~'\"!?#&\u20e3\ufe0f\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    r"\U0001f000-\U0001faff]|\b(?:puis|ensuite|apres|et|point|tiret|virgule|slash|espace)\b){0,8})"
)
_PARTED: Final = re.compile(
    rf"(?<![\d,.])(?:0[67]|\(?(?:\+|00)33\)?\s?(?:\(0\))?{_MARKS}[67])" + rf"{_MARKS}\d\d" * 4 + rf"(?!{_MARKS}\d)"
)
"""A mobile's number by twos, whatever stands between but an operation that a pupil would write: 06*12*34*56*78."""
_HOURS: Final = re.compile(r"[\s,.\-]*:?[\s,.\-]*")
_SHORTEST: Final = 10
_LONGEST: Final = 16


def has_number(plain: str) -> bool:
    return any(True for loose in (True, False) for _ in _runs(plain, loose=loose))


def has_telephone(plain: str) -> bool:
    if any(_is_no_timetable(found.groups("")[1:5]) for found in _PARTED.finditer(plain)):
        return True
    asked = _ASKS.search(plain) is not None
    pairs = _PAIRS_OF_MINE if _MINE.search(plain) else _PAIRS if _SPEAKS.search(plain) else None
    return any(
        _rings(run, asked=asked) or (pairs is not None and _lacks_its_zero(run, pairs))
        for loose in (True, False)
        for run in _runs(plain, loose=loose)
    )


def _is_no_timetable(marks: Sequence[str]) -> bool:
    """« 06:12, 07:30, 08 » are hours; with the same mark everywhere they are not."""
    return len({":" in mark for mark in marks}) == 1 or not all(map(_HOURS.fullmatch, marks))


def _runs(plain: str, *, loose: bool) -> list[list[str]]:
    """The rows of numbers written side by side, in figures or in words, with nothing but blanks and marks between.

    `loose`: « quatre vingt dix » is 90 without its hyphens too, rather than 4, 20 and 10.
    """
    runs: list[list[str]] = [[]]
    words: list[tuple[str, bool]] = []
    mark = ""

    def read() -> None:
        runs[-1] += _numbers(words, loose=loose)
        words.clear()

    for piece in _PIECE.findall(_ABROAD.sub("", _KEYCAPS.sub("", plain))):
        if piece in _UNITS or piece in _TENS or (piece == "et" and words):
            words.append((piece, mark == "-"))
        elif _JOINS.fullmatch(piece):
            mark = piece
            continue
        elif any(map(str.isdigit, piece)) or piece == "o":
            read()
            runs[-1].append(piece.translate(_LOOKS_LIKE))
        else:
            read()
            runs.append([])
        mark = ""
    read()
    return [run for run in runs if run]


def _numbers(words: Sequence[tuple[str, bool]], *, loose: bool) -> list[str]:
    """« zero six soixante-dix-huit » → 0, 6, 78. With each word, whether a hyphen ties it to the one before."""
    found: list[str] = []
    at = 0
    while at < len(words):
        value, at = _number(words, at, loose=loose)
        if value is not None:
            found.append(str(value))
    return found


def _number(words: Sequence[tuple[str, bool]], at: int, *, loose: bool) -> tuple[int | None, int]:
    word = words[at][0]
    following = words[at + 1][0] if at + 1 < len(words) else ""
    if word == "et":
        return None, at + 1
    if word == "quatre" and following in ("vingt", "vingts") and (loose or words[at + 1][1]):
        return _with_rest(80, words, at + 2, loose=loose)
    if word in _TENS:
        return _with_rest(_TENS[word], words, at + 1, loose=loose)
    if word == "dix" and following in ("sept", "huit", "neuf"):
        return 10 + _UNITS[following], at + 2
    return _UNITS[word], at + 1


def _with_rest(tens: int, words: Sequence[tuple[str, bool]], at: int, *, loose: bool) -> tuple[int, int]:
    joined = at + 1 < len(words) and words[at][0] == "et" and words[at + 1][0] in ("un", "une", "onze")
    after = at + 1 if joined else at
    if after < len(words) and words[after][0] in _UNITS:
        rest, then = _number(words, after, loose=loose)
        tied = loose or joined or words[after][1]
        most = 19 if tens in (60, 80) and tied else 9
        if rest is not None and 1 <= rest <= most:
            return tens + rest, then
    return tens, at


def _rings(run: Sequence[str], *, asked: bool) -> bool:
    """Whether some numbers of this row, side by side, are written as a telephone number is."""
    for first, begun in enumerate(run):
        if not _BEGINS.match(begun):
            continue
        digits = ""
        for last in range(first, len(run)):
            digits += run[last]
            if len(digits) > _LONGEST or digits.startswith("000"):
                break
            group = run[first : last + 1]
            if len(digits) < (_LEAST_ASKED if asked else _SHORTEST):
                continue
            if _FRENCH.fullmatch(digits) and _is_grouped(group) and not _is_a_table(group):
                return True
            if _FRENCH_ABROAD.fullmatch(digits) and (digits[0] in "+0" or len(group) > 1):
                return True
            if _OTHER_ABROAD.fullmatch(digits) and len(group) > 2:
                return True
            if asked and re.match(r"0[1-9]", digits) and _is_grouped(group):
                return True
    return False


def _lacks_its_zero(run: Sequence[str], pairs: int) -> bool:
    """« le six douze trente-quatre… »: a single figure, then as many `pairs`."""
    return any(
        len(begun) == 1
        and begun in "123456789"
        and all(len(number) == 2 for number in run[first + 1 : first + 1 + pairs])
        for first, begun in enumerate(run[: len(run) - pairs])
    )


def _is_grouped(group: Sequence[str]) -> bool:
    """By twos, one by one, or in larger pieces after 06: as people write it, and a list of numbers hardly is."""
    if len(group[0]) > 1:
        return True
    rest = [len(number) for number in group[2:]]
    return len(group) > 1 and len(group[1]) == 1 and (set(rest) <= {2} or set(rest) <= {1})


def _is_a_table(group: Sequence[str]) -> bool:
    """Counting, or a table: 0 7 14 21 28 35."""
    if len(group) < 4 or len(group[0]) > 1:
        return False
    values = [int(number) for number in group]
    return len({after - before for before, after in pairwise(values)}) == 1

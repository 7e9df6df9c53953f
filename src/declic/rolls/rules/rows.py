"""One row of a list: what is kept of it, or why it is not taken."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from declic.curriculum.rules import LEVELS, clean_level, fold_level
from declic.ground.errors import Refusal
from declic.people.rules.names import FIRST_NAME_MAX, SCHOOL_MAX, clean_first_name
from declic.rolls.rules.columns import Field, is_known

LAST_NAME_MAX = 80
AGE_MIN, AGE_MAX = 4, 24
"""Years, this school year: outside it a date of birth is a slip."""
_SPREADSHEET_BEGINS = date(1899, 12, 30)
"""The day from which spreadsheets count theirs, from 1900-03-01 on."""
_NURSERY = frozenset(["PS", "MS", "GS", "TPS", "PETITESECTION", "MOYENNESECTION", "GRANDESECTION", "MATERNELLE"])
_MEF = {"100": "6E", "101": "5E", "102": "4E", "103": "3E", "110": "3E", "164": "6E", "165": "5E", "166": "4E"} | {
    "167": "3E",
    "200": "2GT",
    "201": "1G",
    "202": "TG",
    "211": "1T",
    "212": "TT",
    "241": "CAP",
}
"""First three figures of a `CODE_MEF` → level; a bac pro (247) is told by its year, the tenth."""
_VOCATIONAL = {"1": "2PRO", "2": "1PRO", "3": "TPRO"}


_SERIES = "STMG|STI2D|STL|ST2S|STD2A|STHR|S2TMD|STAV"
_FIRST, _LAST = "(?:1ERE|1RE|1|PREMIERE)", "(?:TERMINALE|TERM|TLE|T)"
_GENERAL = r"G(?:EN(?:ERALE)?)?\d{0,2}"
_CLASSES = (
    (r"(?:2NDE|2DE|2ND|SECONDE)[A-Z]?\d{0,2}|2GT\d{0,2}", "2GT"),
    (f"{_FIRST}{_GENERAL}", "1G"),
    (f"{_LAST}{_GENERAL}", "TG"),
    (rf"{_FIRST}(?:{_SERIES})\d{{0,2}}", "1T"),
    (rf"{_LAST}(?:{_SERIES})\d{{0,2}}", "TT"),
)
"""Names of a lycée's classes, folded: « 2NDE 4 », « 1ère G3 », « TG2 », « Tle STMG 1 »."""


@dataclass(frozen=True)
class Taken:
    """`ine` and `birth` (ISO) make the keys and go no further; both may be empty."""

    first_name: str
    last_name: str
    level: str
    school: str
    ine: str = ""
    birth: str = ""


@dataclass(frozen=True)
class Sieve:
    """What rows are held against."""

    columns: Mapping[int, Field]
    school: str
    """Of all rows, where no column says it."""
    levels: AbstractSet[str]
    """Those of the agreement; empty is every level."""
    today: date
    left: AbstractSet[int] = frozenset()
    """Columns that tell who has left: see `columns.telling_who_left`."""


def read_row(cells: Sequence[str], sieve: Sieve) -> Taken:
    """Refusal `no_name`, `unknown_level`, `two_levels`, `nursery`, `level_not_covered`, `bad_birth`, `no_school`…

    Three are no mistake: `nursery`, `level_not_covered`, and `left_school`.
    """
    if any(_has_left(squeezed(cells[at]), sieve.today) for at in sieve.left if at < len(cells)):
        raise Refusal("left_school", "Radié(e) : cet élève n’est plus dans l’école.")
    said = {field: squeezed(cells[at]) if at < len(cells) else "" for at, field in sieve.columns.items()}
    first, last = _names(said)
    level = read_level(said.get(Field.LEVEL, ""))
    if sieve.levels and level not in sieve.levels:
        raise Refusal("level_not_covered", f"{LEVELS[level].label} : ce niveau n’est pas dans la convention.")
    school = (said.get(Field.SCHOOL, "") or sieve.school)[:SCHOOL_MAX]
    if not school:
        raise Refusal("no_school", "L’école manque.")
    birth = read_birth(said.get(Field.BIRTH, ""), sieve.today)
    return Taken(first, last, level, school, _ine(said.get(Field.INE, "")), birth)


NOBODY = Taken("", "", "", "")


def still_given(cells: Sequence[str], sieve: Sieve) -> Taken:
    """Who a row that is refused is about, as far as it says: what makes a key (`rules.keys`) and nothing else.

    Without a name where the name, or what goes into its key with it, cannot be read: a key of half of it would find
    another pupil.
    """
    said = {field: squeezed(cells[at]) if at < len(cells) else "" for at, field in sieve.columns.items()}
    ine, school = _ine(said.get(Field.INE, "")), (said.get(Field.SCHOOL, "") or sieve.school)[:SCHOOL_MAX]
    try:
        first, last = _names(said)
        birth = read_birth(said.get(Field.BIRTH, ""), sieve.today)
    except Refusal:
        return replace(NOBODY, ine=ine)
    return Taken(first, last, "", school, ine, birth) if birth or school else replace(NOBODY, ine=ine)


def of_sheet(sheet: str, words: str) -> str:
    """`sheet` is empty where there is one only."""
    return f"Feuille « {sheet} » : {words}" if sheet else words


def read_level(said: str) -> str:
    """The code. Class names (« 6e B », « CM2 Mme Petit ») and MEF codes too. Refusals of `clean_level`, `nursery`."""
    if not said:
        raise Refusal("no_level", "Le niveau manque.")
    if coded := re.match(r"\d{10,11}\b", said):  # « 10010012110 - 6EME » too
        mef = coded[0]
        found = _VOCATIONAL.get(mef[9:10]) if mef.startswith("247") else _MEF.get(mef[:3])
        if found is None:
            raise Refusal("unknown_level", f"Le code MEF {mef} n’est pas un niveau connu.")
        return found
    if fold_level(said) in _NURSERY or fold_level(said).startswith("MATERNELLE"):
        raise Refusal("nursery", "Maternelle : Déclic commence au CP.")
    try:
        return clean_level(said)
    except Refusal as refusal:
        named = next((code for name, code in _CLASSES if re.fullmatch(name, fold_level(said))), None)
        if named is not None:
            return named
        begins = re.match(r"(?i)(CP|CE[12]|CM[12]|[3-6]\s?(?:i?[eè]me|e))(?=[\s_./(-]*[A-Z0-9(]?)", said)
        if refusal.code == "two_levels" or begins is None or _says_two(said):
            raise
        return clean_level(begins[1])


def _has_left(cell: str, today: date) -> bool:
    """« Radié », or a day that has come."""
    day = read_day(cell)
    return fold_level(cell).startswith("RADIE") if day is None else day <= today


def begins_with_pupils(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first two rows of a file are pupils already: no name of a column, and a level or a day in both."""
    if len(rows) < 2 or any(map(is_known, rows[0])):
        return False
    return any(
        (_says_a_level(one) and _says_a_level(two)) or (_says_a_day(one) and _says_a_day(two))
        for one, two in zip(rows[0], rows[1], strict=False)
    )


def says_a_class(title: str) -> bool:
    """Whether a sheet is called by a class: « CM1 A » is that of its pupils where no column says theirs."""
    return _says_a_level(title)


def _says_a_level(cell: str) -> bool:
    try:
        read_level(squeezed(cell))
    except Refusal as refusal:
        return refusal.code in {"nursery", "two_levels"}
    return True


def _says_a_day(cell: str) -> bool:
    return re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([ T].*)?", squeezed(cell)) is not None


def _says_two(said: str) -> bool:
    """« CE1 CE2 B » holds two levels, and not which is the pupil's."""
    return len(set(re.findall(r"CP|CE[12]|CM[12]", said.upper()))) > 1


def read_birth(said: str, today: date) -> str:
    """As ISO; empty stays so. Refusal `bad_birth`."""
    if not said:
        return ""
    born = read_day(said)
    if born is None:
        raise Refusal("bad_birth", f"« {said[:20]} » n’est pas une date de naissance.")
    if not AGE_MIN <= today.year - born.year <= AGE_MAX:
        raise Refusal("bad_birth", f"Né(e) le {born:%d/%m/%Y} : ce n’est pas l’âge d’un élève.")
    return born.isoformat()


def read_day(said: str) -> date | None:
    """Of « 14/03/2018 », « 14/03/18 » or « 2018-03-14 », whatever time follows, and of the bare number a spreadsheet
    shows of a day (43173); None for what is no day.
    """
    text = re.split(r"[ T]", said, maxsplit=1)[0]
    if re.fullmatch(r"[34]\d{4}", text):
        return _SPREADSHEET_BEGINS + timedelta(days=int(text))
    french = re.fullmatch(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d\d)", text)
    found = french or re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", text)
    if found is None:
        return None
    year = int(found["year"])
    try:
        return date(year if year > 99 else 2000 + year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _names(said: Mapping[Field, str]) -> tuple[str, str]:
    first, last = said.get(Field.FIRST_NAME, ""), said.get(Field.USUAL_NAME, "") or said.get(Field.LAST_NAME, "")
    if said.get(Field.FULL_NAME):
        found_last, found_first = split_name(said[Field.FULL_NAME])
        first, last = first or found_first, last or found_last
    if not last:
        raise Refusal("no_name", "Le nom manque.")
    if not first:
        raise Refusal("no_name", "Le prénom manque.")
    if len(last) > LAST_NAME_MAX:
        raise Refusal("name_too_long", f"Ce nom est trop long : {LAST_NAME_MAX} lettres au plus.")
    return clean_first_name(_cased(first.split(",")[0][: 4 * FIRST_NAME_MAX])), last.upper()


def split_name(said: str) -> tuple[str, str]:
    """(last, first) of « DUPONT Léa » or « Dupont, Léa »; capitals say where the last name ends."""
    if "," in said:
        last, _, first = said.partition(",")
        return last.strip(), first.strip()
    words = said.split()
    capitals = 0
    while capitals < len(words) and words[capitals].isupper() and len(words[capitals]) > 1:
        capitals += 1
    ends = capitals if 0 < capitals < len(words) else 1
    return " ".join(words[:ends]), " ".join(words[ends:])


def _cased(name: str) -> str:
    """« MARIE-LOU » → « Marie-Lou »; what has small letters is left as its parents write it."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name) if name.isupper() else name


def squeezed(cell: str) -> str:
    """Without what is no sign at all: a database refuses some."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())


def _ine(said: str) -> str:
    """Eleven signs, or nothing: an INE not yet given is no mistake of the file."""
    sign = re.sub(r"[^0-9A-Z]", "", said.upper())
    return sign if re.fullmatch(r"[0-9A-Z]{11}", sign) and any(c.isdigit() for c in sign) else ""


NOT_MISTAKES = frozenset({"nursery", "level_not_covered", "left_school"})
"""Rows that are rightly somebody else's: told apart from those to correct."""

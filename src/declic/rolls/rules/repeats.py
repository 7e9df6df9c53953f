"""The pupils of a file, each once: the lines that say one again, in its sheet or in another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from declic.curriculum.rules import LEVELS, clean_level
from declic.ground.errors import Refusal
from declic.rolls.rules.keys import Keys, differ, fold
from declic.rolls.rules.rows import Taken, of_sheet
from declic.rolls.rules.sheets import Overlap


@dataclass(frozen=True)
class Line:
    """A row that is taken, as it would be kept."""

    number: int
    """Of the line in the file."""
    first_name: str
    last_name: str
    level: str
    school: str
    keys: Keys
    sheet: str = ""
    """Of a workbook with several that list pupils; lines are numbered in each."""
    division: str = ""
    """The class as it is written there."""

    @property
    def said(self) -> tuple[str, str, str, str]:
        return (self.first_name, self.last_name, self.level, self.school)


@dataclass
class _Met:
    """A pupil of the file, as they were said first and by the keys that tell most."""

    line: Line
    lines: dict[str, int]
    """By sheet, the first line that says them."""


def once(lines: Iterable[Line]) -> tuple[list[Line], list[tuple[Line, Refusal]]]:
    """Each pupil once, the first time; and the lines that say one again: as they are in another sheet, which is no
    mistake (`other_sheet`), or to correct (`duplicate`; `namesake` where nothing but the name says that it is one).
    """
    lines = list(lines)
    overlap = Overlap((line.sheet, line.last_name, line.first_name) for line in lines)
    met: list[_Met] = []
    by_ine: dict[str, _Met] = {}
    by_name: dict[str, _Met] = {}
    by_place: dict[tuple[str, ...], list[_Met]] = {}
    again = []
    for line in lines:
        place = (fold(line.last_name), fold(line.first_name), line.level, fold(line.school))
        found = by_ine.get(line.keys.ine) if line.keys.ine else None
        namesake = by_name.get(line.keys.name)
        if found is None and namesake is not None and not differ(namesake.line.keys, line.keys):
            found = namesake
        if found is None and line.sheet:
            found = next((one for one in by_place.get(place, ()) if _says_less_or_more(one, line)), None)
        if found is None:
            found = _Met(line, {line.sheet: line.number})
            met.append(found)
            by_place.setdefault(place, []).append(found)
        else:
            why = _said_again(found, line, overlap)
            again.append((line, why))
            if why.code != "other_sheet":
                continue
            found.lines[line.sheet] = line.number
            found.line = replace(found.line, keys=_fullest(found.line.keys, line.keys))
        by_name.setdefault(line.keys.name, found)
        if line.keys.ine:
            by_ine.setdefault(line.keys.ine, found)
    return [one.line for one in met], again


def _says_less_or_more(met: _Met, line: Line) -> bool:
    """One sheet gives dates of birth and the other none: their keys never meet."""
    is_elsewhere = line.sheet not in met.lines and met.line.keys.dated != line.keys.dated
    return is_elsewhere and not differ(met.line.keys, line.keys) and _is_one_class(met.line, line)


def _fullest(one: Keys, other: Keys) -> Keys:
    dated = other if other.dated and not one.dated else one
    return Keys(one.ine or other.ine, dated.name, dated.dated)


def _said_again(met: _Met, line: Line, overlap: Overlap) -> Refusal:
    first = met.line
    number = met.lines.get(line.sheet)
    if number is not None:
        return Refusal("duplicate", of_sheet(line.sheet, f"Le même élève est déjà à la ligne {number}."))
    is_as_said = all(fold(one) == fold(other) for one, other in zip(first.said, line.said, strict=True))
    where = f"à la ligne {first.number} de la feuille « {first.sheet} »"
    if is_as_said and _is_one_class(first, line):
        return Refusal("other_sheet", "") if _is_surely(met, line, overlap) else _namesake(line.sheet, where)
    if first.level != line.level or not _is_one_class(first, line):
        how = f"en {first.division or LEVELS[first.level].label}"
    else:
        how = "écrit autrement" if first.school == line.school else f"à « {first.school} »"
    return Refusal("duplicate", of_sheet(line.sheet, f"Le même élève est déjà {where}, {how}."))


def _namesake(sheet: str, where: str) -> Refusal:
    return Refusal(
        "namesake",
        of_sheet(
            sheet,
            f"Un élève de ce nom et de ce niveau est déjà {where}. Si c’est le même, il n’y a rien à corriger ; si ce "
            "sont deux élèves, donnez la date de naissance de chacun.",
        ),
    )


def _is_surely(met: _Met, line: Line, overlap: Overlap) -> bool:
    """By an INE, a date of birth or a class that both give; by the name alone, where their sheets are one list."""
    first = met.line
    one, other = _division(first), _division(line)
    if (first.keys.ine and first.keys.ine == line.keys.ine) or (first.keys.dated and line.keys.dated):
        return True
    if one and one == other:
        return True
    return any(overlap.is_of_one_list(sheet, line.sheet, is_class_said=bool(one or other)) for sheet in met.lines)


def _division(line: Line) -> str:
    """Of « CM1 A »; of « CM1 » or a MEF code, which are levels, none."""
    try:
        clean_level(line.division)
    except Refusal:
        return "" if line.division.isdigit() else fold(line.division)
    return ""


def _is_one_class(one: Line, other: Line) -> bool:
    """« CM1 » and « CM1 A » may be; « CM1 A » and « CM1 B » hold two pupils of one name."""
    first, second = fold(one.division), fold(other.division)
    return first.startswith(second) or second.startswith(first)


SAYS_LESS: Final = frozenset({"no_level", "unknown_level", "two_levels", "no_school"})
"""What a sheet may leave to another to say."""


class Elsewhere:
    """The lines of a workbook that are taken, to know whether one that is not is of a pupil whom another sheet says
    whole.
    """

    def __init__(self, lines: Sequence[Line], refused: Iterable[tuple[str, Taken]] = ()) -> None:
        """`refused`: the sheet of each line that is not taken, and who it says it is of."""
        taken = [(line.sheet, line.last_name, line.first_name) for line in lines]
        others = [(sheet, given.last_name, given.first_name) for sheet, given in refused if given.last_name]
        self._overlap = Overlap([*taken, *others])
        self._named: dict[tuple[str, str], list[Line]] = {}
        for line in lines:
            if line.sheet:
                self._named.setdefault((fold(line.last_name), fold(line.first_name)), []).append(line)

    def says(self, code: str, sheet: str, given: Taken, keys: Keys) -> bool:
        """Of a line of `sheet`: why it is not taken, who it says it is of, and their keys."""
        if code not in SAYS_LESS or not keys.name:
            return False
        found = self._named.get((fold(given.last_name), fold(given.first_name)), ())
        return any(
            line.sheet != sheet
            and not differ(line.keys, keys)
            and (line.keys.name == keys.name or (line.keys.dated != keys.dated and _is_one_school(line, given)))
            and (
                (line.keys.dated and keys.dated)
                or self._overlap.is_of_one_list(line.sheet, sheet, is_class_said=bool(_division(line)))
            )
            for line in found
        )


def _is_one_school(line: Line, given: Taken) -> bool:
    return not given.school or fold(line.school) == fold(given.school)

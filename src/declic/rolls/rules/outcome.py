"""What a file would change in the list: new, changed, as they were, no longer there."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from declic.ground.errors import Refusal
from declic.rolls.rules.keys import Keys, differ, fold
from declic.rolls.rules.repeats import Line


@dataclass(frozen=True)
class Known:
    """One of the list."""

    pk: int
    said: tuple[str, str, str, str]
    """First name, last name, level, school."""
    keys: Keys


@dataclass(frozen=True)
class Outcome:
    new: Sequence[Line]
    changed: Sequence[tuple[int, Line]]
    same: Sequence[int]
    gone: Sequence[int]
    """Of the schools the file is about, and not in it, not even on a line to correct. Others are not its business."""
    unread: int = 0
    """Lines to correct that may be of anybody: while there are some, who has gone is not known."""
    doubted: int = 0
    """Of `gone`, those who could be in the file and not be recognised: it does not give what the list knows them by, an
    INE or a date of birth, or gives a date where the list has none.
    """

    @property
    def tells_who_left(self) -> bool:
        return not (self.unread or self.doubted)

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.gone)


def mark_of(columns: Mapping[str, str], school: str, counts: Mapping[str, int], checked_at: datetime) -> str:
    """Of one trial: of what it was made, what it found, and when."""
    said = json.dumps([columns, school, counts, checked_at.isoformat()], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def another_trial() -> Refusal:
    return Refusal(
        "another_trial", "Un autre essai de ce fichier a été fait depuis : rien n’est appliqué. Voici ce qu’il dit."
    )


def lines_to_correct() -> Refusal:
    return Refusal(
        "lines_to_correct",
        "Des lignes à corriger ne disent pas de quel élève elles sont : personne ne peut être retiré de la liste. "
        "Corrigez-les, puis renvoyez le fichier.",
    )


def known_otherwise() -> Refusal:
    return Refusal(
        "known_otherwise",
        "Ce fichier ne reconnaît pas les élèves comme la liste, par l’INE ou la date de naissance : personne ne peut "
        "en être retiré. Renvoyez-le avec les mêmes colonnes que la première fois.",
    )


def compared(lines: Sequence[Line], known: Iterable[Known], slips: Iterable[Keys] = ()) -> Outcome:
    """`lines` holds each pupil once. By INE first, then by name, where two INE do not say that they are two. `slips`
    are the lines to correct: whoever they are of is in the file.
    """
    listed = sorted(known, key=lambda one: one.pk)
    by_ine = {one.keys.ine: one for one in listed if one.keys.ine}
    by_name: dict[str, list[Known]] = {}
    for one in listed:
        by_name.setdefault(one.keys.name, []).append(one)
    matched: dict[int, Line] = {}
    found: dict[int, Known] = {}
    for at, line in enumerate(lines):
        if line.keys.ine and line.keys.ine in by_ine:
            found[at] = by_ine[line.keys.ine]
            matched[found[at].pk] = line
    for at, line in enumerate(lines):
        if at in found:
            continue
        for one in by_name.get(line.keys.name, ()):
            if one.pk not in matched and not differ(one.keys, line.keys):
                found[at] = one
                matched[one.pk] = line
                break
    new = [line for at, line in enumerate(lines) if at not in found]
    pairs = [(found[at], line) for at, line in enumerate(lines) if at in found]
    changed = [(one.pk, line) for one, line in pairs if not _as_it_was(one, line)]
    same = [one.pk for one, line in pairs if _as_it_was(one, line)]
    schools = {fold(line.school) for line in lines}
    spared, unread, some_dated = set[int](), 0, any(one.keys.dated for one in listed)
    for slip in slips:
        meant = {one.pk for one in by_name.get(slip.name, ()) if not differ(one.keys, slip)} if slip.name else set()
        if slip.ine in by_ine:
            meant.add(by_ine[slip.ine].pk)
        unread += not (meant or (slip.name and slip.dated >= some_dated))  # else it is a newcomer's
        spared |= meant
    gone = [one for one in listed if one.pk not in matched and one.pk not in spared and fold(one.said[3]) in schools]
    return Outcome(new, changed, same, [one.pk for one in gone], unread, _doubted(gone, lines, new))


def _doubted(gone: Sequence[Known], lines: Sequence[Line], new: Iterable[Line]) -> int:
    """How many nothing in the file would have found, or have a namesake there who may be them."""
    if not gone:
        return 0
    given = {line.keys.dated for line in lines}
    gives_ine = any(line.keys.ine for line in lines)
    namesakes: dict[tuple[str, str], list[Keys]] = {}
    for line in new:
        namesakes.setdefault((fold(line.last_name), fold(line.first_name)), []).append(line.keys)

    def is_doubted(one: Known) -> bool:
        if one.keys.dated not in given and not (one.keys.ine and gives_ine):
            return True
        found = namesakes.get((fold(one.said[1]), fold(one.said[0])), ())
        return any(one.keys.dated != keys.dated and not (one.keys.ine and keys.ine) for keys in found)

    return sum(map(is_doubted, gone))


def _as_it_was(one: Known, line: Line) -> bool:
    """An INE known already is not forgotten by a file that gives none."""
    return one.said == line.said and one.keys.name == line.keys.name and line.keys.ine in ("", one.keys.ine)

"""What is taught where: the questions the rest of the service asks the programmes. Pure, no table."""

import re
import unicodedata
from dataclasses import dataclass

from declic.curriculum.data import programme
from declic.curriculum.data.notions import NOTIONS
from declic.ground.errors import Refusal

SMALL_LEVELS = ("CP", "CE1", "CE2")
"""Levels whose pupils may not read yet: pictures first."""


@dataclass(frozen=True)
class Level:
    code: str
    label: str
    """As it is said: « 4e », « Terminale générale »."""
    long: str
    school: str
    """« école », « collège » or « lycée »."""
    cycle: str
    age: int
    """Usual age in September, years."""
    band: str
    """« CP-CM2 », « collège » or « lycée »: how figures group levels."""


@dataclass(frozen=True)
class Subject:
    code: str
    label: str
    short: str
    """What a tile holds: « Maths », « Histoire-géo »."""
    picture: str
    """Name of its drawing."""
    language: bool = False
    official: bool = True
    """False for what no programme names (method, another language, another trade)."""


@dataclass(frozen=True)
class SmallTile:
    """One of the four big pictures of CP to CE2; `subject` is None for « autre chose », which shows the others."""

    code: str
    label: str
    picture: str
    subject: Subject | None


def _levels() -> dict[str, Level]:
    bands = {"école": "CP-CM2", "collège": "collège", "lycée": "lycée"}
    return {row[0]: Level(*row, band=bands[row[3]]) for row in programme.LEVEL_ROWS}


def _subjects() -> dict[str, Subject]:
    plain = {
        code: Subject(code, label, short or label, code.lower(), official=code not in programme.UNOFFICIAL)
        for code, label, short in programme.SUBJECT_ROWS
    }
    languages = {
        code: Subject(code, name, name.split(",")[0], code.lower(), language=True)
        for code, name, _ in programme.LANGUAGE_ROWS
    }
    return plain | languages


LEVELS = _levels()
"""Code → Level, from CP to CAP, in the order of a pupil's life."""
SUBJECTS = _subjects()
"""Code → Subject."""


def _groups(level: str) -> tuple[tuple[str, tuple[Subject, ...]], ...]:
    shown: set[str] = set()
    groups: list[tuple[str, tuple[Subject, ...]]] = []
    for heading, codes in programme.PLACES[level]:
        new = [code for code in codes.split() if code not in shown]
        shown.update(new)
        if new:
            groups.append((heading, tuple(SUBJECTS[code] for code in new)))
    return tuple(groups)


_GROUPS = {code: _groups(code) for code in LEVELS}
_TAUGHT = {
    code: {subject.code: subject for _, subjects in groups for subject in subjects} for code, groups in _GROUPS.items()
}
BANDS = tuple(dict.fromkeys(level.band for level in LEVELS.values()))


def level_of(code: str) -> Level:
    """Refusal `unknown_level`."""
    if code not in LEVELS:
        raise Refusal("unknown_level", "Ce niveau n’existe pas.")
    return LEVELS[code]


def subject_of(code: str) -> Subject:
    """Refusal `unknown_subject`."""
    if code not in SUBJECTS:
        raise Refusal("unknown_subject", "Cette matière n’existe pas.")
    return SUBJECTS[code]


def subjects_of(level: str) -> tuple[Subject, ...]:
    """All that is taught at `level`, most asked first. Refusal `unknown_level`."""
    return tuple(_TAUGHT[level_of(level).code].values())


def groups_of(level: str) -> tuple[tuple[str, tuple[Subject, ...]], ...]:
    """The same under headings; the first group, the most asked, has an empty heading. Refusal `unknown_level`."""
    return _GROUPS[level_of(level).code]


def first_subjects(level: str) -> tuple[Subject, ...]:
    """The handful shown before « toutes les matières ». Refusal `unknown_level`."""
    return groups_of(level)[0][1]


def teaches(level: str, subject: str) -> bool:
    """False for a level or a subject that does not exist."""
    return subject in _TAUGHT.get(level, {})


def notions_of(level: str, subject: str) -> tuple[str, ...]:
    """The headings of the programme; nothing for what the table does not hold."""
    return NOTIONS.get((subject, level), ())


def levels_teaching(subject: str) -> tuple[Level, ...]:
    return tuple(LEVELS[code] for code, taught in _TAUGHT.items() if subject in taught)


def language_ranks(level: str) -> tuple[str, ...]:
    """What schools call a pupil's languages at `level`: the rank belongs to the pupil, the language is the subject."""
    school = level_of(level).school
    if school == "école":
        return ("LV",)
    if school == "collège":
        return ("LV1", "LV2")
    return ("LVA", "LVB", "LVC") if level in ("2GT", "1G", "TG") else ("LVA", "LVB")


def band(level: str) -> str:
    return level_of(level).band


def is_small(level: str) -> bool:
    return level in SMALL_LEVELS


def small_tiles(level: str) -> tuple[SmallTile, ...]:
    """The four pictures of a pupil of CP to CE2. Refusal `unknown_level`."""
    taught = _TAUGHT[level_of(level).code]
    return (
        SmallTile("lire", "Lire", "lire", taught["FRA"]),
        SmallTile("ecrire", "Écrire", "ecrire", taught["FRA"]),
        SmallTile("compter", "Compter", "compter", taught["MAT"]),
        SmallTile("autre", "Autre chose", "autre", None),
    )


def clean_level(text: str) -> str:
    """The code of a level as files and families write it: `6ème`, `6EME`, `Seconde GT`, `Tle pro`.

    A double class (`CE1-CE2`) says two levels and not which is the pupil's. Refusal `unknown_level`, `two_levels`.
    """
    folded = fold_level(text)
    if found := _one_level(folded):
        return found
    parts = [_one_level(fold_level(part)) for part in re.split(r"[-/+&,]| et ", text) if part.strip()]
    if len(set(parts)) == 2 and all(parts):
        raise Refusal("two_levels", f"« {text.strip()} » est une classe double : choisissez le niveau de l’enfant.")
    raise Refusal("unknown_level", f"« {text.strip()} » n’est pas un niveau connu.")


def fold_level(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]", "", plain.upper())


def _one_level(folded: str) -> str | None:
    return folded if folded in LEVELS else programme.ALIASES.get(folded)

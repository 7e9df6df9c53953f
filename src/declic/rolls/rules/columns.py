"""What each column of a file is taken for: by its name, in any of the words schools, towns and software use."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum

from declic.ground.errors import Refusal


class Field(Enum):
    """What a list needs of a pupil; the last two only make the key that finds them again, and are not kept."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    USUAL_NAME = "usual_name"
    FULL_NAME = "full_name"
    LEVEL = "level"
    SCHOOL = "school"
    INE = "ine"
    BIRTH = "birth"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_kept(self) -> bool:
        return self not in (Field.INE, Field.BIRTH)


_LABELS = {
    Field.FIRST_NAME: "prénom",
    Field.LAST_NAME: "nom",
    Field.USUAL_NAME: "nom d’usage",
    Field.FULL_NAME: "nom et prénom ensemble",
    Field.LEVEL: "niveau",
    Field.SCHOOL: "école ou établissement",
    Field.INE: "INE (pour reconnaître, non gardé)",
    Field.BIRTH: "date de naissance (pour reconnaître, non gardée)",
}
SYNONYMS: Mapping[Field, str] = {
    Field.FIRST_NAME: "prenom, prenom eleve, prenoms, prenom de l eleve, premier prenom, prenom 1, prenom1, "
    "prenom usuel, prenom enfant, prenom de l enfant, givenname, given name, firstname, first name, eleve prenom",
    Field.LAST_NAME: "nom, nom eleve, nom de famille, nom de l eleve, nom de naissance, nom enfant, nom de l enfant, "
    "patronyme, familyname, family name, lastname, last name, surname, eleve nom",
    Field.USUAL_NAME: "nom d usage, nom d usage eleve, nom usage, nom usuel, preferredlastname",
    Field.FULL_NAME: "eleve, eleves, nom prenom, nom et prenom, nom prenom eleve, nom et prenom de l eleve, "
    "nom complet, identite, enfant, nom prenoms",
    Field.LEVEL: "niveau, niveau eleve, niveau scolaire, niveau de classe, niv, code mef, mef, formation, grade, "
    "grades, niveau de l eleve, libelle mef",
    Field.SCHOOL: "ecole, etablissement, nom etablissement, nom de l etablissement, nom ecole, nom de l ecole, uai, "
    "rne, code uai, code rne, uaj, college, lycee, etablissement scolaire, ecole frequentee, libelle etablissement, "
    "primaryorgsourcedid, orgsourcedids, school",
    Field.INE: "ine, ine eleve, ine rnie, id national, identifiant national, numero ine, n ine, "
    "identifiant national eleve",
    Field.BIRTH: "date naissance, date de naissance, ne le, nee le, ne e le, date naiss, naissance, ddn, birthdate, "
    "date of birth, dob, date de naissance de l eleve, date naissance eleve, birth date",
}
SECOND_CHOICE: Mapping[Field, str] = {
    Field.LEVEL: "classe, libelle classe, division, code structure, class, classe eleve, nom classe, feuille",
}
"""Taken when nothing better is there: « 6e B » says a level too."""


_LEFT = frozenset(
    [
        "dt radiation",
        "date radiation",
        "date de radiation",
        "dt sortie",
        "date sortie",
        "date de sortie",
        "etat dossier",
        "etat du dossier",
    ]
)
"""Columns of ONDE and others that say who is no pupil of the school any more."""


def telling_who_left(headers: Sequence[str]) -> frozenset[int]:
    return frozenset(at for at, header in enumerate(headers) if fold_header(header) in _LEFT)


def fold_header(text: str) -> str:
    """« Prénom  de l’Élève » → `prenom de l eleve`."""
    apart = text.replace("œ", "oe").replace("’", " ").replace("'", " ")
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _known(table: Mapping[Field, str]) -> dict[str, Field]:
    return {name.strip(): field for field, names in table.items() for name in names.split(",")}


_FIELDS, _SECOND = _known(SYNONYMS), _known(SECOND_CHOICE)


def is_known(header: str) -> bool:
    folded = fold_header(header)
    return folded in _FIELDS or folded in _SECOND


def says_names(headers: Sequence[str]) -> bool:
    """Whether some of these columns are those of pupils' names."""
    return _name_them(set(proposed(headers).values()))


def _name_them(fields: AbstractSet[Field]) -> bool:
    return Field.FULL_NAME in fields or fields >= {Field.FIRST_NAME, Field.LAST_NAME}


def proposed(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[int, Field]:
    """Column → what it is taken for. What this sponsor chose last for a name comes first, then the synonyms.

    A field is taken once: of two columns of one name (a file of parents repeats them) the first, and by its place.
    `remembered` maps a folded header to a field's value, or to nothing for « not needed ».
    """
    kept, taken = remembered or {}, dict[int, Field]()
    folded = [fold_header(header) for header in headers]
    for table in (
        {name: Field(value) for name, value in kept.items() if value},
        {name: field for name, field in _FIELDS.items() if name not in kept},
        {name: field for name, field in _SECOND.items() if name not in kept},
    ):
        for at, name in enumerate(folded):
            if at not in taken and name in table and table[name] not in taken.values():
                taken[at] = table[name]
    if Field.FULL_NAME in taken.values() and {Field.FIRST_NAME, Field.LAST_NAME} <= set(taken.values()):
        taken = {at: field for at, field in taken.items() if field is not Field.FULL_NAME}
    return dict(sorted(taken.items()))


def check_columns(columns: Mapping[int, Field], school: str) -> None:
    """Refusal `column_twice`, `no_name_column`, `no_level_column`, `no_school`."""
    fields = list(columns.values())
    if len(set(fields)) < len(fields):
        twice = next(field for field in fields if fields.count(field) > 1)
        raise Refusal("column_twice", f"Deux colonnes sont prises pour « {twice.label} » : gardez-en une.")
    if not _name_them(set(fields)):
        raise Refusal("no_name_column", "Dites quelles colonnes donnent le prénom et le nom.")
    if Field.LEVEL not in fields:
        raise Refusal("no_level_column", "Dites quelle colonne donne le niveau.")
    if Field.SCHOOL not in fields and not school.strip():
        raise Refusal("no_school", "Aucune colonne ne dit l’école : écrivez celle de tous ces élèves.")


def remembered_of(headers: Sequence[str], columns: Mapping[int, Field]) -> dict[str, str]:
    """What to propose the next time these names come: the fields chosen, and the columns put aside."""
    names = [fold_header(header) for header in headers]
    chosen = {names[at]: field.value for at, field in columns.items() if names[at]}
    return {name: "" for name in names if name} | chosen

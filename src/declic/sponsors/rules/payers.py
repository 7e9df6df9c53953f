"""Who may pay: kinds of sponsor, holiday zones, legal numbers.

The kind changes legal data, codes and invoices, never what the pupil gets.
"""

import csv
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from declic.ground.errors import Refusal

DATA = Path(__file__).parents[1] / "data"


class SponsorKind(Enum):
    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTMENT = "department"
    COLLECTIVITY = "collectivity"
    """Neither: the Métropole de Lyon, Corse, Alsace, Martinique, Guyane."""
    WORKS_COUNCIL = "works_council"
    LIBRARY = "library"
    ASSOCIATION = "association"

    @property
    def label(self) -> str:
        return _KINDS[self]

    @property
    def short(self) -> str:
        return "CSE" if self is SponsorKind.WORKS_COUNCIL else _KINDS[self]

    @property
    def is_listed(self) -> bool:
        """Found in the official lists; the others are known by their SIRET."""
        return self in (SponsorKind.COMMUNE, SponsorKind.EPCI, SponsorKind.DEPARTMENT, SponsorKind.COLLECTIVITY)


_KINDS = {
    SponsorKind.COMMUNE: "commune",
    SponsorKind.EPCI: "intercommunalité",
    SponsorKind.DEPARTMENT: "département",
    SponsorKind.COLLECTIVITY: "collectivité territoriale",
    SponsorKind.WORKS_COUNCIL: "comité social et économique (CSE)",
    SponsorKind.LIBRARY: "médiathèque",
    SponsorKind.ASSOCIATION: "association",
}
BY_SIRET = tuple(kind for kind in SponsorKind if not kind.is_listed)


class LedgerKind(Enum):
    LESSON = "lesson"
    WRITTEN = "written"


@cache
def zones() -> Mapping[str, str]:
    """Académie → A, B, C, or empty (Corsica and overseas follow their own calendars). Arrêté of 15-12-2020."""
    with (DATA / "academies.csv").open(encoding="utf-8") as lines:
        return {row["nom"]: row["zone"] for row in csv.DictReader(lines, delimiter=";")}


def zone_of(academie: str) -> str:
    """Empty for an académie without a zone. Refusal `unknown_academie`."""
    if academie not in zones():
        raise Refusal("unknown_academie", f"« {academie} » n’est pas une académie.")
    return zones()[academie]


def clean_siret(typed: str) -> str:
    """14 figures, key checked (La Poste's own included). Refusal `bad_siret`."""
    try:
        number = str(siret_number.validate(typed))
    except ValidationError:
        number = ""
    if not number.strip("0"):  # zeros have a good key
        raise Refusal("bad_siret", "Ce numéro SIRET n’est pas juste : 14 chiffres, à recopier de l’avis Insee.")
    return number


def clean_siren(typed: str) -> str:
    """9 figures, key checked. Refusal `bad_siren`."""
    try:
        number = str(siren_number.validate(typed))
    except ValidationError:
        number = ""
    if not number.strip("0"):
        raise Refusal("bad_siren", "Ce numéro SIREN n’est pas juste : 9 chiffres.")
    return number


def siren_of(typed: str) -> str:
    """The SIREN of what was typed, a SIREN or the SIRET of one establishment. Refusal `bad_siren`, `bad_siret`."""
    return clean_siret(typed)[:9] if sum(sign.isdigit() for sign in typed) > 9 else clean_siren(typed)


def check_listed(kind: SponsorKind) -> None:
    """Refusal `known_by_siret`: only those of the official lists are known by their SIREN alone."""
    if not kind.is_listed:
        raise Refusal("known_by_siret", "Ce partenaire est connu par son SIRET, et non par son SIREN.")


def check_moved(siret: str, *, former: str) -> None:
    """`former`: the SIRET there was, none where the SIREN alone is known. Refusal `known_by_siren`, `same_siret`,
    `other_siren`.
    """
    if not former:
        raise Refusal("known_by_siren", "Ce partenaire est connu par son SIREN : il n’a pas de SIRET à changer.")
    if siret == former:
        raise Refusal("same_siret", "C’est déjà son numéro SIRET.")
    if siret[:9] != former[:9]:
        raise Refusal(
            "other_siren",
            f"Ce SIRET est d’un autre organisme : un établissement qui déménage garde son SIREN, {former[:9]}.",
        )


def siren_is_partner(name: str, siret: str) -> Refusal:
    """Asked, not refused for good: two establishments of one body may each be a partner."""
    number = f"SIRET {siret}" if siret else "connu par son SIREN"
    return Refusal(
        "siren_is_partner",
        f"{name} est déjà partenaire sous ce SIREN ({number}). S’il a déménagé, notez-le sur sa page ; "
        "sinon, dites que c’est un autre établissement.",
    )


def siren_taken(siren: str, name: str) -> Refusal:
    return Refusal("siren_taken", f"Le SIREN {siren} est déjà celui d’un autre partenaire : {name}.")

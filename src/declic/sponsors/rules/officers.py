"""What each officer of a sponsor may do."""

from collections.abc import Mapping
from enum import Enum

from declic.ground.errors import Refusal


class OfficerRole(Enum):
    MANAGER = "manager"
    ENROLLER = "enroller"
    READER = "reader"

    @property
    def label(self) -> str:
        return _LABELS[self][0]

    @property
    def meaning(self) -> str:
        return _LABELS[self][1]


_LABELS = {
    OfficerRole.MANAGER: ("responsable", "tout, des chiffres et des codes à la convention et à l’équipe"),
    OfficerRole.ENROLLER: ("agent d’inscription", "les codes, le kit et l’inscription des familles à l’accueil"),
    OfficerRole.READER: ("lecture des chiffres", "les chiffres, et rien d’autre"),
}


class Right(Enum):
    FIGURES = "figures"
    CODES = "codes"
    """Codes, and what is printed to hand them out."""
    FAMILIES = "families"
    """Registering at the desk those who have no e-mail."""
    AGREEMENT = "agreement"
    TEAM = "team"
    REACH = "reach"
    """Messages to the families who do not come."""


RIGHTS: Mapping[OfficerRole, frozenset[Right]] = {
    OfficerRole.MANAGER: frozenset(Right),
    OfficerRole.ENROLLER: frozenset({Right.CODES, Right.FAMILIES}),
    OfficerRole.READER: frozenset({Right.FIGURES}),
}


def may(role: OfficerRole, right: Right) -> bool:
    return right in RIGHTS[role]


def changed_since() -> Refusal:
    return Refusal("changed_since", "Un collègue a changé ce rôle depuis que cette page est ouverte : le voici.")


def last_manager() -> Refusal:
    return Refusal("last_manager", "Il faut au moins un responsable : nommez-en un autre d’abord.")


def other_sponsor() -> Refusal:
    return Refusal("other_sponsor", "Cette personne suit déjà un autre partenaire.")


def already_officer() -> Refusal:
    return Refusal("already_officer", "Cette personne est déjà dans l’équipe : changez son rôle dans la liste.")


def is_of(siret: str, *, sponsor_siret: str, sponsor_siren: str) -> bool:
    """Whether an establishment is the sponsor's: the same SIRET, or one of its SIREN when the sponsor has no SIRET.

    Communes of the official list are known by their SIREN, and have an establishment for each of their services.
    """
    if sponsor_siret:
        return siret == sponsor_siret
    return bool(sponsor_siren) and siret[:9] == sponsor_siren

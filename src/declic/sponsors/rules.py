"""Sponsors: kinds of payer, holiday zones, legal numbers, and when a code opens.

The kind changes legal data, codes and invoices, never what the pupil gets.
"""

import csv
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from declic.ground.errors import Refusal

DATA = Path(__file__).parent / "data"

CODE_LENGTH = 8
"""Signs of an activation code, shown as ABCD-EFGH: 7·10¹⁰ codes."""
CEILING_MAX = 100_000


class SponsorKind(Enum):
    COMMUNE = "commune"
    WORKS_COUNCIL = "works_council"

    @property
    def label(self) -> str:
        return {"commune": "commune", "works_council": "comité social et économique (CSE)"}[self.value]


class LedgerKind(Enum):
    LESSON = "lesson"


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
        return str(siret_number.validate(typed))
    except ValidationError:
        raise Refusal(
            "bad_siret", "Ce numéro SIRET n’est pas juste : 14 chiffres, à recopier de l’avis Insee."
        ) from None


def clean_siren(typed: str) -> str:
    """9 figures, key checked. Refusal `bad_siren`."""
    try:
        return str(siren_number.validate(typed))
    except ValidationError:
        raise Refusal("bad_siren", "Ce numéro SIREN n’est pas juste : 9 chiffres.") from None


def check_dates(starts_on: date, ends_on: date) -> None:
    """Refusal `dates_reversed`."""
    if ends_on < starts_on:
        raise Refusal("dates_reversed", "La convention finit avant de commencer : vérifiez les dates.")


def check_ceiling(ceiling: int) -> None:
    """Refusal `bad_ceiling`."""
    if not 1 <= ceiling <= CEILING_MAX:
        raise Refusal("bad_ceiling", "Le plafond va de 1 à 100 000 familles.")


# -- what a family is told about its code -----------------------------------------------------------------------------
def unknown_code() -> Refusal:
    return Refusal("unknown_code", "Ce code n’existe pas. Relisez-le : il a huit signes, sans zéro, ni un, ni O, ni I.")


def revoked_code() -> Refusal:
    return Refusal("revoked_code", "Ce code ne sert plus. Demandez le nouveau à votre mairie ou à votre CSE.")


def exhausted_code() -> Refusal:
    return Refusal("exhausted_code", "Toutes les places de ce code sont prises. Demandez-en un autre à votre mairie.")


def no_agreement() -> Refusal:
    return Refusal("no_agreement", "La convention de votre mairie ou de votre CSE n’est plus en cours.")


def already_redeemed() -> Refusal:
    return Refusal("already_redeemed", "Votre famille est déjà inscrite avec un autre code.")

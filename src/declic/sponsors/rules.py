"""Sponsors: kinds of payer, holiday zones, legal numbers, and when a code opens.

The kind changes legal data, codes and invoices, never what the pupil gets.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


# -- a name among the communes -----------------------------------------------------------------------------------------
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "sur"}
_SMALL = frozenset(["sur", "sous", "les", "lez", "le", "la", "en", "de", "des", "du", "d", "l", "et", "aux", "au", "a"])


def fold_name(text: str) -> tuple[str, ...]:
    """The words of a name without accents, case, dashes or apostrophes: « St-Étienne » → saint, etienne."""
    plain = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", " ")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return tuple(_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", ascii_only))


_KINDS = frozenset(
    ["mairie", "ville", "commune", "cse", "ce", "comite", "social", "economique", "entreprise", "saint", "sainte"]
)


def same_sponsor(typed: str, name: str) -> bool:
    """What a family writes for who pays: « mairie de Clichy » is Clichy, « asnieres » is Asnières-sur-Oise."""
    ours, theirs = (set(fold_name(text)) - _SMALL for text in (name, typed))
    telling = theirs - _KINDS
    return telling <= ours if telling else bool(theirs) and theirs == ours


def slips(typed: str, word: str, most: int) -> int:
    """Letters wrong, missing, added or swapped with their neighbour between two words; above `most`, `most + 1`."""
    if abs(len(typed) - len(word)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(word) + 1))
    for at, sign in enumerate(typed, start=1):
        row = [at]
        for column, other in enumerate(word, start=1):
            cost = min(last[column] + 1, row[-1] + 1, last[column - 1] + (sign != other))
            if at > 1 and column > 1 and sign == word[column - 2] and typed[at - 2] == other:
                cost = min(cost, before_last[column - 2] + 1)
            row.append(cost)
        if min(row) > most and min(last) > most:  # a swap reaches two rows back
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)


@dataclass(frozen=True)
class NameIndex:
    """Names to be found by what a person types: any order, words begun, one slip in a word of 4 letters, two in 8."""

    weights: Mapping[str, int]
    """Key → population: among equals, the largest first."""
    words: Mapping[str, tuple[str, ...]]
    """Key → its folded words."""
    holders: Mapping[str, frozenset[str]]
    """Word → keys."""

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, int]]) -> "NameIndex":
        """`rows`: (key, name, population)."""
        weights, words, holders = {}, {}, defaultdict(set)
        for key, name, population in rows:
            weights[key], words[key] = population, fold_name(name)
            for word in words[key]:
                holders[word].add(key)
        return cls(weights, words, {word: frozenset(keys) for word, keys in holders.items()})

    def find(self, typed: str, limit: int) -> list[str]:
        """Keys, best first."""
        asked = fold_name(typed)
        asked = tuple(word for word in asked if word not in _SMALL) or asked
        if not asked:
            return []
        costs: dict[str, int] | None = None
        for word in asked:
            found: dict[str, int] = {}
            for near, cost in self._near(word):
                for key in self.holders[near]:
                    found[key] = min(cost, found.get(key, cost))
            costs = found if costs is None else {key: costs[key] + found[key] for key in costs.keys() & found.keys()}
        return sorted(costs or {}, key=lambda key: self._rank(key, asked, (costs or {})[key]))[:limit]

    def _near(self, typed: str) -> Iterable[tuple[str, int]]:
        most = 2 if len(typed) >= 8 else 1 if len(typed) >= 4 else 0
        for word in self.holders:
            if word.startswith(typed):
                yield word, 0 if word == typed else 1
            elif most and (word[0] == typed[0] or word[1:2] == typed[1:2]):
                wrong = slips(typed, word, most)
                if wrong <= most:
                    yield word, 2 + 2 * wrong

    def _rank(self, key: str, asked: tuple[str, ...], cost: int) -> tuple[int, int, str]:
        unsaid = sum(word not in _SMALL for word in self.words[key]) - len(asked)
        return cost + max(0, unsaid), -self.weights[key], key


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

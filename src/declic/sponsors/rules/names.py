"""A name among the communes, and who a family says pays for it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "sur"}
_SMALL = frozenset(["sur", "sous", "les", "lez", "le", "la", "en", "de", "des", "du", "d", "l", "et", "aux", "au", "a"])


def fold_name(text: str) -> tuple[str, ...]:
    """The words of a name without accents, case, dashes or apostrophes: « St-Étienne » → saint, etienne."""
    plain = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", " ")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return tuple(_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", ascii_only))


DEPARTMENT = re.compile(r"\d{2,3}|2[AB]", re.IGNORECASE)
"""The number of a département."""
_BODIES = frozenset(
    ["collectivite", "territoriale", "europeenne", "conseil", "departemental", "general", "departement"]
)
_INSTEAD = {"20": "20R", "2A": "20R", "2B": "20R", "67": "6AE", "68": "6AE"}
"""Numbers of départements that are none any more → the code of the body that took their place (INSEE)."""
_ALSO = {"20R": "Corse-du-Sud Haute-Corse", "6AE": "Bas-Rhin Haut-Rhin"}
"""It is found by their names too."""


def authority_codes(typed: str) -> list[str]:
    """What the number of a département leads to."""
    number = typed.upper()
    return [number, _INSTEAD[number]] if number in _INSTEAD else [number]


def sponsor_name(name: str, *, is_department: bool) -> str:
    """Told from the town of the same name: « Loire (département) »."""
    return f"{name} (département)" if is_department else name


def authority_names(code: str, name: str) -> str:
    """What an authority of the list is found by."""
    return f"{name} {_ALSO[code]}" if code in _ALSO else name


def bare_authority(typed: str) -> str:
    """Without what kind of body it is: « Conseil départemental du Val-d’Oise » is Val-d’Oise."""
    words = fold_name(typed)
    return " ".join([word for word in words if word not in _BODIES] or words)


def begins_words(typed: str, name: str) -> bool:
    """Each word typed begins a word of `name`: accents, case, dashes and small words aside."""
    asked, held = fold_name(typed), fold_name(name)
    telling = [word for word in asked if word not in _SMALL] or list(asked)
    return bool(telling) and all(any(word.startswith(begun) for word in held) for begun in telling)


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

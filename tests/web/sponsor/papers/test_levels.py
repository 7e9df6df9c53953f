"""Classes, told on a paper by the first and the last of those that follow."""

import pytest

from declic.curriculum.rules import LEVELS
from declic.web.sponsor.papers.levels import told_levels


@pytest.mark.parametrize(
    ("levels", "french", "others"),
    [
        ("", "", ""),
        (" ".join(LEVELS), "", ""),
        ("CP", "en CP", "CP"),
        ("CM1 CM2 6E", "du CM1 à la 6e", "CM1–6e"),
        ("CP CE1 CE2 CM1 CM2", "du CP au CM2", "CP–CM2"),
        ("CP 6E 5E", "en CP et de la 6e à la 5e", "CP, 6e–5e"),
        ("CP CE2 3E", "en CP, en CE2 et en 3e", "CP, CE2, 3e"),
        (" ".join(list(LEVELS)[5:]), "de la 6e à la Terminale", "6e–lycée"),
        (" ".join(["CP", *list(LEVELS)[9:]]), "en CP et au lycée", "CP, lycée"),
        ("3E TG CAP", "en 3e, en Terminale générale et en CAP", "3e, Terminale générale, CAP"),
    ],
)
def test_classes_are_said_by_the_first_and_the_last_of_those_that_follow(levels: str, french: str, others: str) -> None:
    assert told_levels(frozenset(levels.split()), "fr") == french
    assert told_levels(frozenset(levels.split()), "uk") == others

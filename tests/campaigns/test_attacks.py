"""What an officer who keeps every reading works out of a campaign: never that a family or two came, nor which."""

from collections import defaultdict
from itertools import product

from declic.campaigns.rules.effect import Group, effects
from declic.web.sponsor.messages_said import effect_line

SENT, HELD = 16, 12
"""Families of each group: few, and known."""


def test_two_readings_of_an_effect_subtract_to_nobody_or_to_five_families() -> None:
    """Every way in which families may come by the first reading and by the second, told apart only by what the page
    says: for each group, whatever is read is also what it would say had nobody come since, or five.
    """
    answers: dict[tuple[object, ...], set[tuple[int, int]]] = defaultdict(set)
    for sent, held in product(ways(SENT), ways(HELD)):
        readings = [(Group(SENT, sent[at]), Group(HELD, held[at])) for at in (0, 1)]
        first = tuple(map(effect_line, effects(readings[:1])))
        told = (*first, *map(effect_line, effects(readings)))
        answers[told].add((sent[1] - sent[0], held[1] - held[0]))
    assert len(answers) > 20, "something is told"
    for told, possible in answers.items():
        for group in (0, 1):
            came = {new[group] for new in possible}
            assert not came <= {1, 2, 3, 4}, told


def ways(families: int) -> list[tuple[int, int]]:
    return [(first, second) for first in range(families + 1) for second in range(first, families + 1)]

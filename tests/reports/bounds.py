"""An attacker who keeps, for each unknown, the least and the most it may be, and narrows them as long as they can."""

from collections.abc import Hashable, Iterable
from math import inf


class Bounds:
    """Whole numbers of zero or more, under constraints `least <= sum of terms - sum of less <= most`."""

    def __init__(self) -> None:
        self.known: dict[Hashable, tuple[float, float]] = {}
        self.constraints: list[tuple[tuple[tuple[Hashable, int], ...], float, float]] = []

    def tell(
        self, terms: Iterable[Hashable], *, less: Iterable[Hashable] = (), least: float = -inf, most: float = inf
    ) -> None:
        signed = (*((term, 1) for term in terms), *((term, -1) for term in less))
        for term, _ in signed:
            self.known.setdefault(term, (0, inf))
        self.constraints.append((signed, least, most))

    def equal(self, terms: Iterable[Hashable], value: float = 0, *, less: Iterable[Hashable] = ()) -> None:
        self.tell(terms, less=less, least=value, most=value)

    def settle(self) -> None:
        narrowed = True
        while narrowed:
            narrowed = False
            for constraint in self.constraints:
                narrowed |= self._narrow(*constraint)

    def spread(self, term: Hashable, less: Hashable = None) -> tuple[float, float]:
        """The least and the most of `term`, or of `term` minus `less`, a part of it."""
        low, high = self.known.get(term, (0, inf))
        if less is None:
            return low, high
        part = self.known.get(less, (0, inf))
        return max(0, low - part[1]), high - part[0]

    def _narrow(self, signed: tuple[tuple[Hashable, int], ...], least: float, most: float) -> bool:
        spans = [
            self.known[term] if sign > 0 else (-self.known[term][1], -self.known[term][0]) for term, sign in signed
        ]
        lows, highs = [low for low, _ in spans], [high for _, high in spans]
        narrowed = False
        for at, (term, sign) in enumerate(signed):
            low = max(lows[at], least - sum(highs[:at]) - sum(highs[at + 1 :]))
            high = min(highs[at], most - sum(lows[:at]) - sum(lows[at + 1 :]))
            before = self.known[term]
            after = (low, high) if sign > 0 else (-high, -low)
            assert after[0] <= after[1], "the attacker was told a falsehood"
            if after != before:
                self.known[term], narrowed = after, True
        return narrowed

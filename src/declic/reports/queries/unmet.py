"""The requests without a lesson, by subject, level and week: each kind masked by a plan of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from declic.reports.queries.bands import band_of
from declic.reports.queries.cells import Cell
from declic.reports.queries.plans import BAND, LEVEL
from declic.reports.queries.tallies import Tally
from declic.reports.rules import Count, Plans, Run


@dataclass(frozen=True)
class Unmet:
    """Requests left unmet (or put in writing), as they may be told."""

    visits: Tally
    plans: Plans

    def total(self, run: Run) -> Count:
        told = self.plans[BAND].told_total(run)
        return _count(0 if told is None else self.visits.whole.number(told), told, run)

    def cell(self, code: str, label: str, run: Run) -> Cell:
        """Their total, as a row of another table."""
        number, at_least = self.total(run)
        return Cell(code, label, number, told=self.plans[BAND].told_total(run) if at_least else None)

    def of(self, name: str, run: Run, rows: Collection[str]) -> Count:
        """Told when each of these rows of the table may be."""
        return _together([self._sum(name, [row], self.plans[name].told(row, run), run) for row in rows])

    def of_levels(self, run: Run, levels: Collection[str]) -> Count:
        """Told when each of them may be, or the whole of a band that they make up."""
        bands = {band_of(level) for level in levels}
        return _together([self._band(band, run, [one for one in levels if band_of(one) == band]) for band in bands])

    def _band(self, band: str, run: Run, levels: Collection[str]) -> Count:
        known = {level for level in self.visits.rows.get(LEVEL, ()) if band_of(level) == band}
        if known <= set(levels):
            whole = self._sum(LEVEL, known, self.plans[BAND].told(band, run), run)
            if whole.number is not None:
                return whole
        return self.of(LEVEL, run, levels)

    def _sum(self, name: str, rows: Collection[str], told: Run | None, run: Run) -> Count:
        return _count(0 if told is None else sum(self.visits.row(name, row).number(told) for row in rows), told, run)


def _count(number: int, told: Run | None, run: Run) -> Count:
    """Of `told`, as much of `run` as may be told. Where nobody came yet in it, somebody may have since."""
    return Count(None) if told is None or (told != run and not number) else Count(number, told != run)


def _together(counts: Collection[Count]) -> Count:
    if any(count.number is None for count in counts):
        return Count(None)
    return Count(sum(count.number or 0 for count in counts), any(count.at_least for count in counts))

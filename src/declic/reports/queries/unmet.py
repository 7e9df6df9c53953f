"""The requests without a lesson, by subject, level and week: each kind masked by a plan of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from declic.reports.queries.cells import band_of, by_band
from declic.reports.queries.tallies import Tally
from declic.reports.rules import Plan, Run, Weeks, plan, plan_within

TABLES = ("subject", "place", "device", "evening", "hour", "after")


@dataclass(frozen=True)
class Unmet:
    """Numbers of requests left unmet (or put in writing); None is masked."""

    visits: Tally
    plans: Mapping[str, Plan]
    """By the name of their table, but for levels."""
    bands: Plan
    by_level: Mapping[str, Weeks]

    @classmethod
    def among(cls, visits: Tally, weeks: int, order: Sequence[int], more: Sequence[str] = ()) -> "Unmet":
        """`more`: tables that requests put in writing have besides."""
        by_level = visits.table("level", weeks)
        tables = {name: visits.table(name, weeks) for name in (*TABLES, *more)}
        by = plan({**tables, "band": by_band(by_level)}, [visits.whole.weeks(weeks)], order)
        return cls(visits, by, by["band"], by_level)

    def total(self, run: Run) -> int | None:
        return self.visits.whole.number(run) if self.bands.shows_total(run) else None

    def of_subjects(self, run: Run, subjects: Collection[str]) -> int | None:
        return self.of("subject", run, subjects)

    def of(self, name: str, run: Run, rows: Collection[str]) -> int | None:
        """Told when each of these rows of the table may be."""
        told = all(self.plans[name].shows(row, run) for row in rows)
        return self._count(run, name, rows) if told else None

    def of_levels(self, run: Run, levels: Collection[str]) -> int | None:
        """Told when each of them may be, or the whole of a band that they make up."""
        told = all(self._shows_level(run, level) or self._shows_band(run, level, levels) for level in levels)
        return self._count(run, "level", levels) if told else None

    def _shows_level(self, run: Run, level: str) -> bool:
        band = band_of(level)
        if level not in self.by_level:
            return self.bands.shows_total(run)
        return plan_within(self._levels_of(band), self.bands.rows[band]).shows(level, run)

    def _shows_band(self, run: Run, level: str, levels: Collection[str]) -> bool:
        band = band_of(level)
        return set(self._levels_of(band)) <= set(levels) and self.bands.shows(band, run)

    def _levels_of(self, band: str) -> dict[str, Weeks]:
        return {level: weeks for level, weeks in self.by_level.items() if band_of(level) == band}

    def _count(self, run: Run, name: str, rows: Collection[str]) -> int:
        return sum(self.visits.row(name, row).number(run) for row in set(rows))

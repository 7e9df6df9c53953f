"""The periods an officer may look at: few, the same for everybody, whole weeks, and past ones once they are over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from declic.reports.rules import SchoolYear, monday_of

MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
TERMS: Final = ((9, "septembre à novembre"), (12, "décembre à février"), (3, "mars à août"))
"""The month each begins in."""
SO_FAR: Final = "septembre"
YEARS_BACK: Final = 3


@dataclass(frozen=True)
class Period:
    """`name` is how an address asks for it: `mois`, `septembre`, `2026-10`, `trimestre-1`, `annee-2025`."""

    name: str
    label: str
    first_day: date
    last_day: date
    """Included; the weeks that hold these days are told whole."""

    @property
    def is_year(self) -> bool:
        return self.name == SO_FAR or self.name.startswith("annee-")


def periods_of(today: date, since: date) -> list[Period]:
    """Those one may ask for, the most usual first; `since`: when the sponsor began."""
    year = SchoolYear.holding(today)
    return [
        Period("mois", "Ce mois-ci", today.replace(day=1), today),
        Period(SO_FAR, "Depuis septembre", year.starts_on, today),
        *reversed([month for month in _months(year) if month.last_day < today]),
        *(term for term in _terms(year) if term.last_day < today),
        *_years(year, since),
    ]


def years_of(today: date, since: date) -> list[Period]:
    """What is told by row is told of these alone."""
    return [period for period in periods_of(today, since) if period.is_year]


def chosen(asked: str | None, among: list[Period]) -> Period:
    """« Depuis septembre » unless asked otherwise, and for what cannot be read."""
    usual = next(period for period in among if period.name == SO_FAR)
    return next((period for period in among if period.name == asked), usual)


def _months(year: SchoolYear) -> Iterator[Period]:
    for at in range(12):
        first = _begins(year, (at + 8) % 12 + 1)
        after = year.after if at == 11 else monday_of(_begins(year, (at + 9) % 12 + 1))
        label = f"{MONTHS[first.month - 1].capitalize()} {first.year}"
        yield Period(f"{first:%Y-%m}", label, first, after - timedelta(days=1))


def _terms(year: SchoolYear) -> Iterator[Period]:
    for number, (month, words) in enumerate(TERMS, start=1):
        after = year.after if number == len(TERMS) else monday_of(_begins(year, TERMS[number][0]))
        yield Period(f"trimestre-{number}", f"De {words}", _begins(year, month), after - timedelta(days=1))


def _begins(year: SchoolYear, month: int) -> date:
    """The first of a month of this school year."""
    return date(year.after.year if month < 9 else year.after.year - 1, month, 1)


def _years(year: SchoolYear, since: date) -> Iterator[Period]:
    before = year
    for _ in range(YEARS_BACK):
        before = SchoolYear.holding(before.starts_on - timedelta(days=7))
        if before.after <= since:
            return
        label = f"Année {before.label}"
        yield Period(f"annee-{before.after.year - 1}", label, before.starts_on, before.after - timedelta(days=1))

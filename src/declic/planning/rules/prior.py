"""What to expect of a service that has no history: from the pupils enrolled and the hours they are taught.

These are assumptions, to be corrected by what happens, and few requests are enough (`forecast`). Hours: the arrêtés the
curriculum cites (09-11-2015, 19-05-2015, 16-07-2018, 21-11-2018, as amended), spécialités by about how many choose
them. What is asked for per hour taught is set so that mathematics come to about half, as at Alloprof (Québec, 60 %).
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from declic.curriculum.rules import band, subjects_of
from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.moments import EXAM_LEVELS, QUARTERS, DayKind, Moment
from declic.planning.rules.recipe import EVENING

_LANGUAGES: Final = {"ANG": 3.0, "ESP": 1.7, "ALL": 0.4, "ITA": 0.2}
_CYCLE_2: Final = {"FRA": 10.0, "MAT": 5.0, "QLM": 2.5, "ANG": 1.5}
_CM: Final = {"FRA": 8.0, "MAT": 5.0, "HG": 2.0, "ST": 2.0, "ANG": 1.5}
_CYCLE_4: Final = {"FRA": 4.5, "MAT": 3.5, "HG": 3.0, "SVT": 1.5, "PC": 1.5, "TECH": 1.5, "LAT": 0.4, **_LANGUAGES}
_PRO: Final = {
    "MAT": 1.5, "FRA": 2.0, "HG": 1.5, "ANG": 2.0, "PC": 1.0, "ECOGES": 1.0, "ECODRO": 0.5, "PSE": 1.0, "ESP": 0.5,
    "PRO-VEN": 1.0, "PRO-GES": 0.5, "PRO-SAN": 0.5, "PRO-ELE": 0.5, "PRO-IND": 0.3, "PRO-BAT": 0.3,
}  # fmt: skip
_TECHNO: Final = {"MAT": 3.0, "HG": 1.5, "SGN": 3.5, "DROECO": 2.0, "MGT": 2.0, "STSS": 1.5, "PCM": 1.5, **_LANGUAGES}
HOURS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType({
    "CP": _CYCLE_2, "CE1": _CYCLE_2, "CE2": _CYCLE_2, "CM1": _CM, "CM2": _CM,
    "6E": {"FRA": 4.5, "MAT": 4.5, "HG": 3.0, "ANG": 4.0, "ST": 3.0},
    "5E": _CYCLE_4, "4E": _CYCLE_4, "3E": {**_CYCLE_4, "FRA": 4.0, "HG": 3.5},
    "2GT": {"FRA": 4.0, "MAT": 4.0, "PC": 3.0, "HG": 3.0, "SVT": 1.5, "SES": 1.5, "SNT": 1.5, **_LANGUAGES},
    "1G": {
        "FRA": 4.0, "MAT": 3.0, "HG": 3.0, "ES": 2.0, "PC": 1.7, "SVT": 1.5, "SES": 1.5, "HGGSP": 1.0, "HLP": 0.6,
        "NSI": 0.4, "SI": 0.2, "LLCER-ANG": 0.6, **_LANGUAGES,
    },
    "TG": {
        "PHI": 4.0, "MAT": 3.0, "HG": 3.0, "ES": 2.0, "PC": 2.0, "SVT": 1.6, "SES": 2.0, "HGGSP": 1.5, "HLP": 0.6,
        "NSI": 0.4, "SI": 0.2, "MCOMP": 0.5, "MEXP": 0.4, "LLCER-ANG": 0.8, **_LANGUAGES,
    },
    "1T": {**_TECHNO, "FRA": 3.0}, "TT": {**_TECHNO, "PHI": 2.0, "MSGN": 3.5},
    "2PRO": _PRO, "1PRO": _PRO, "TPRO": _PRO, "CAP": _PRO,
})  # fmt: skip
"""Level → subject → hours a week, of an average pupil."""
PER_HOUR: Final[Mapping[str, float]] = MappingProxyType({
    "MAT": 3.0, "PC": 2.0, "PCM": 2.0, "MEXP": 3.0, "MCOMP": 3.0, "PHI": 1.2, "FRA": 0.9, "ANG": 0.8, "ESP": 0.8,
    "ALL": 0.8, "NSI": 1.5, "SI": 1.5,
})  # fmt: skip
"""How much a subject is asked for, per hour taught; `_PER_HOUR` for the others."""
_PER_HOUR: Final = 0.6
_UNNAMED_HOURS: Final = 0.5
"""Of all the subjects of a level that have no hours above, together."""

A_WEEK: Final[Mapping[str, float]] = MappingProxyType({"CP-CM2": 0.05, "collège": 0.12, "lycée": 0.12})
"""Requests of a pupil in a week of term, by band, when the evenings are open from Monday to Friday."""
WEEKDAYS: Final = (1.1, 1.2, 0.9, 1.2, 0.6, 0.5, 1.0)
"""Relative to the mean of Monday to Friday."""
_MOMENTS: Final = {Moment.TERM: 1.0, Moment.START: 0.6, Moment.LAST: 0.9, Moment.EXAMS: 0.9, Moment.HOLIDAYS: 0.15}
_EXAM_LEVELS_IN_EXAMS: Final = 1.3

_EVENING_FROM: Final = 66
"""16:30."""
_BY_DAY: Final = {DayKind.CLASS: 5.0, DayKind.WEDNESDAY: 45.0, DayKind.FREE: 50.0}
"""Before 16:30, when the busiest quarter-hour counts 100."""


def moment_factor(moment: Moment, level: str) -> float:
    """Relative to an ordinary week."""
    if moment is Moment.EXAMS and level in EXAM_LEVELS:
        return _EXAM_LEVELS_IN_EXAMS
    return _MOMENTS[moment]


@lru_cache(maxsize=4)
def shape(kind: DayKind) -> tuple[float, ...]:
    """The share of each quarter-hour of a day; a whole evening, 16:30 to 22:00, adds up to 1."""
    weights = [1.0] * QUARTERS
    weights[32:_EVENING_FROM] = [_BY_DAY[kind]] * (_EVENING_FROM - 32)
    weights[_EVENING_FROM : _EVENING_FROM + len(EVENING)] = EVENING
    weights[_EVENING_FROM + len(EVENING) : 92] = [5.0] * (92 - _EVENING_FROM - len(EVENING))
    return tuple(weight / sum(EVENING) for weight in weights)


@lru_cache(maxsize=64)
def mix(level: str) -> Mapping[str, float]:
    """The share of each subject taught at `level`; they add up to 1."""
    hours = HOURS[level]
    taught = [subject.code for subject in subjects_of(level)]
    unnamed = _UNNAMED_HOURS / max(1, sum(code not in hours for code in taught))
    weights = {code: hours.get(code, unnamed) * PER_HOUR.get(code, _PER_HOUR) for code in taught}
    total = sum(weights.values())
    return MappingProxyType({code: weight / total for code, weight in weights.items()})


def a_day(level: str) -> float:
    """Requests expected of one pupil on an average day from Monday to Friday, open a whole evening."""
    return A_WEEK[band(level)] / 5


def group_of(skill: Skill) -> tuple[str, str]:
    """(subject, band)."""
    return skill[0], band(skill[1])

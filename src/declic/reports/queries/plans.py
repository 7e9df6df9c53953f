"""What may be told of a year: a plan for each kind of visits, decided as weeks come and kept since.

A week that was told may change later, for five children (`queries.retold`). Decided anew, its rows could be cut
elsewhere, and the old figures subtracted from the new: so what was decided is kept beside the counted year
(`CountedYear.cuts`).
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from declic.reports.queries.bands import band_of, by_band
from declic.reports.queries.retold import LATER
from declic.reports.queries.tallies import ANSWER_TABLES, LINED, OTHER_TABLES, WRITTEN_TABLES, Tally, Year
from declic.reports.rules import AnsweredIn, Plan, Plans, Wait, plan, plan_within

LEVEL: Final = "level"
BAND: Final = "band"
"""The levels of a school, a collège or a lycée, as one row."""
Decided = Mapping[str, Plans]
"""By kind of visits, as `Year` holds them."""
_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "lessons": (*LINED, "wait"),
    "answered": ANSWER_TABLES,
    "written": WRITTEN_TABLES,
    "unmet": OTHER_TABLES,
}
_ORDERS: Final[Mapping[str, Sequence[str]]] = {
    "wait": [wait.value for wait in Wait],
    "answered": [one.value for one in AnsweredIn],
}
_WRITE: Final = msgspec.msgpack.Encoder()
_READ: Final = msgspec.msgpack.Decoder(dict[str, dict[str, Plan]])


def decided(year: Year, weeks: int, known: Decided | None = None, *, is_told: bool = True) -> Decided:
    """The plans of the first `weeks` of `year`. `is_told` is False where none of its lessons may be told yet."""
    found = {
        kind: planned(getattr(year, kind), weeks, names, (known or {}).get(kind)) for kind, names in _KINDS.items()
    }
    return found if is_told else {**found, "lessons": _untold(found["lessons"]), "answered": _untold(found["answered"])}


def weeks_decided(known: Decided) -> int:
    return known["lessons"][BAND].weeks if known else 0


def planned(visits: Tally, weeks: int, names: Sequence[str], known: Plans | None = None) -> Plans:
    """By table; of levels, each within its band."""
    before = known or {}
    by_level = visits.table(LEVEL, weeks)
    tables = {name: visits.table(name, weeks) for name in names if name not in {LEVEL, *LATER}}
    by = dict(plan({**tables, BAND: by_band(by_level)}, [visits.whole.weeks(weeks)], before, _ORDERS))
    by |= _planned_later(visits, weeks - 1, [name for name in names if name in LATER], before)
    levels: dict[str, Sequence[int]] = {}
    for band, cuts in by[BAND].rows.items():
        within = {level: held for level, held in by_level.items() if band_of(level) == band}
        levels |= plan_within(within, weeks, cuts, before.get(LEVEL)).rows
    by[LEVEL] = Plan(weeks, by[BAND].total, levels)
    return by


def _planned_later(visits: Tally, weeks: int, names: Sequence[str], before: Plans) -> Plans:
    """What becomes of a request is told a week after it, once most of it is known."""
    return plan({name: visits.table(name, weeks) for name in names}, [visits.whole.weeks(weeks)], before, _ORDERS)


def cuts_packed(plans: Decided) -> bytes:
    return zlib.compress(_WRITE.encode(plans), 1)


def cuts_unpacked(held: bytes) -> Decided:
    return _READ.decode(zlib.decompress(held)) if held else {}


def _untold(plans: Plans) -> Plans:
    return {name: replace(one, total=[], rows={row: [] for row in one.rows}) for name, one in plans.items()}

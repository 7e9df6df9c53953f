"""What pupils were told of their wait, beside what it was; and the time written answers take."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import inf, isfinite
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.queries.told import AnswerTime, ToldWait, answer_times, told_since
from declic.dispatch.rules.calibration import AIM, Fell, share_inside
from declic.dispatch.rules.estimate import SOON_MIN
from declic.ground.paris import at_paris, in_paris, paris_day
from declic.people.models import Account
from declic.planning.queries.equality import asked_in, week_of, weeks_checked
from declic.planning.rules.clocks import week_words
from declic.planning.rules.equality import ENOUGH, LEAST, POINTS, as_row, is_short
from declic.planning.rules.figures import PROMISE_S
from declic.planning.rules.words import aim, needs, percent, row_name
from declic.reports.rules import FLOOR, PROMISED_SHARE, Run, monday_of, percentile, plan, together
from declic.reports.rules.masking import Crowd
from declic.web.layout.typography import NBSP, duration
from declic.web.staff.access import for_staff

ANSWERS_OVER = timedelta(weeks=4)
_RANGES = {f"{SOON_MIN}{NBSP}min au plus": SOON_MIN, f"jusqu’à 5{NBSP}min": PROMISE_S / 60, "plus longtemps": inf}
"""What was told → its longest, minutes."""
WEEK = Run(0, 1)
"""Everything is one stretch of time here."""


class _OfChild(Protocol):
    @property
    def child(self) -> int: ...


One = TypeVar("One", bound=_OfChild)


@dataclass(frozen=True)
class ToldRow:
    """A line of the table; without figures when so few children may not be told apart."""

    name: str
    number: int = 0
    inside: int | None = None
    """Of a hundred."""
    shorter: int = 0
    longer: int = 0
    warn: bool = False


@dataclass(frozen=True)
class ToldTable:
    title: str
    head: str
    """Of the first column."""
    rows: Sequence[ToldRow]
    unsaid: Sequence[str]
    """Lines of which nothing may be told."""


@dataclass(frozen=True)
class AnswerRow:
    name: str
    number: int = 0
    median: str = ""
    most: str = ""
    """The 95th percentile."""


@never_cache
@require_safe
@for_staff
def waits(request: HttpRequest, operator: Account) -> HttpResponse:
    del operator
    now = timezone.now()
    told = told_since(at_paris(monday_of(paris_day(now)), time()), now)
    answers = answer_times(now - ANSWERS_OVER)
    said = {
        "whole": _whole(told, lambda ones: _told_row("", ones)),
        "tables": [
            _told("Par durée annoncée", "Durée annoncée", _rows(told, _range, list(_RANGES), str, _told_row)),
            _told("Par niveau", "Niveau", _rows(told, _level, list(LEVELS), _level_name, _told_row)),
            _told(
                "Par heure", "Heure", _rows(told, _hour, [f"{hour:02d}" for hour in range(24)], _hour_name, _told_row)
            ),
        ],
        "answers": _whole(answers, lambda ones: _answer_row("Ensemble", ones)),
        "answer_rows": _rows(answers, _band, list(dict.fromkeys(map(band, LEVELS))), str, _answer_row),
        "weeks": _weeks(now),
        "aim": round(100 * AIM),
        "points": round(100 * POINTS),
        "least": round(100 * LEAST),
        "enough": ENOUGH,
        "floor": FLOOR,
        "most": round(100 * PROMISED_SHARE),
    }
    return render(request, "staff/waits.html", said)


@dataclass(frozen=True)
class EqualWeek:
    name: str
    share: str
    lines: Sequence[tuple[str, str, str, str]]
    """Row, its share, what it was to be, what the rota needs."""
    unjudged: int
    is_short: bool
    """Too few requests in all to judge anything."""


def _weeks(now: datetime) -> list[EqualWeek]:
    """This one as it stands, and those that are over, newest first."""
    this_week = monday_of(paris_day(now))
    so_far = week_of(asked_in(this_week, now))
    found = []
    if so_far is not None:
        rows = [as_row(one) for one in so_far.breaks]
        found.append(_week("Cette semaine", so_far.kept, so_far.asked, rows, len(so_far.unjudged)))
    over = (_week(week_words(one.week), one.kept, one.asked, one.breaks, one.unjudged) for one in weeks_checked())
    return [*found, *over]


def _week(name: str, kept: int, asked: int, rows: Sequence[Mapping[str, Any]], unjudged: int) -> EqualWeek:
    lines = [(row_name(one), percent(one["kept"], one["asked"]), aim(one), needs(one)) for one in rows]
    return EqualWeek(name, percent(kept, asked), lines, unjudged, is_short=is_short(asked))


Row = TypeVar("Row")


def _whole(ones: Sequence[One], row: Callable[[Sequence[One]], Row]) -> Row | None:
    return row(ones) if len({one.child for one in ones}) >= FLOOR else None


def _rows(
    ones: Iterable[One],
    key: Callable[[One], str],
    order: Sequence[str],
    name: Callable[[str], str],
    row: Callable[[str, Sequence[One]], Row],
) -> list[Row]:
    """One row for each key somebody belongs to, masked as the officers' waits are: never fewer than five children, nor
    by subtraction from the whole.
    """
    by_key: dict[str, list[One]] = defaultdict(list)
    for one in ones:
        by_key[key(one)].append(one)
    crowds = {found: Crowd({one.child for one in held}, len(held)) for found, held in by_key.items()}
    shown = plan({"": {found: [crowd] for found, crowd in crowds.items()}}, [[together(crowds.values())]])[""]
    return [row(name(found), by_key[found] if shown.shows(found, WEEK) else ()) for found in order if found in by_key]


def _told(title: str, head: str, rows: Sequence[ToldRow]) -> ToldTable:
    told = [row for row in rows if row.inside is not None]
    return ToldTable(title, head, told, [row.name for row in rows if row.inside is None])


def _told_row(name: str, ones: Sequence[ToldWait]) -> ToldRow:
    fallen = [one.fell for one in ones]
    share = share_inside(fallen)
    if share is None:
        return ToldRow(name)
    return ToldRow(
        name,
        len(fallen),
        int(100 * share),
        fallen.count(Fell.SHORTER),
        fallen.count(Fell.LONGER),
        warn=share < AIM,
    )


def _answer_row(name: str, ones: Sequence[AnswerTime]) -> AnswerRow:
    took = [one.took.total_seconds() if one.took is not None else inf for one in ones]
    return AnswerRow(name, len(took), _length(percentile(took, 0.5)), _length(percentile(took, PROMISED_SHARE)))


def _length(seconds: float | None) -> str:
    """A question that has no answer waits longer than any other."""
    if seconds is None:
        return ""
    return duration(timedelta(seconds=seconds)) if isfinite(seconds) else "sans réponse encore"


def _range(one: ToldWait) -> str:
    return next(words for words, most in _RANGES.items() if one.told[1] <= most)


def _level(one: ToldWait) -> str:
    return one.level


def _hour(one: ToldWait) -> str:
    return f"{in_paris(one.told_at).hour:02d}"


def _band(one: AnswerTime) -> str:
    return band(one.level)


def _level_name(code: str) -> str:
    return LEVELS[code].label


def _hour_name(hour: str) -> str:
    return f"{int(hour)}{NBSP}h"

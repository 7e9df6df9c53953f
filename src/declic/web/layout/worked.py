"""A teacher's month in words, the same for the teacher, for the operator and on paper."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from declic.billing.queries.hours import Worked
from declic.billing.rules.hours import Minutes, Work, month_after, month_before, month_of
from declic.ground.errors import NotYours
from declic.ground.paris import at_paris
from declic.web.layout.charts import Row
from declic.web.layout.typography import MONTHS, NBSP, day, short

FIRST_YEAR = 2020
PARTS = tuple(work.label for work in Work)
_SAID = ("en leçon", "de comptes rendus", "de réponses écrites", "disponible")
"""After a length, in the same order."""


@dataclass(frozen=True)
class DayLine:
    name: str
    """« lundi 23 novembre »."""
    parts: tuple[str, ...]
    words: str
    """« 20 min en leçon, 2 min de comptes rendus, 28 min disponible »."""
    total: str


@dataclass(frozen=True)
class Extra:
    """What is paid with the month and is not of its days: late hours of another, corrections."""

    what: str
    why: str
    total: str


@dataclass(frozen=True)
class Told:
    teacher_id: int
    name: str
    month: date
    title: str
    """« novembre 2026 »."""
    closed_at: datetime | None
    days: tuple[DayLine, ...]
    parts: tuple[str, ...]
    """Of the days together, in the order of PARTS."""
    presence: str
    words: str
    extras: tuple[Extra, ...]
    extra: str
    """Of all extras together; empty without any."""
    total: str
    minutes: int
    chart: tuple[Row, ...]
    by_work: tuple[Row, ...]


def told(worked: Worked) -> Told:
    presence, extra = worked.presence, worked.late_minutes + worked.noted_minutes
    late = [
        Extra(f"{title(one.of).capitalize()}, compté après la clôture", "", length(one.minutes.total))
        for one in worked.late
    ]
    noted = [
        Extra(f"Rectification du {day(_noon(one.on))}", one.reason, length(one.minutes)) for one in worked.corrections
    ]
    return Told(
        teacher_id=worked.teacher.pk,
        name=worked.teacher.account.name,
        month=worked.month,
        title=title(worked.month),
        closed_at=worked.closed_at,
        days=tuple(_line(on, minutes) for on, minutes in sorted(worked.days.items())),
        parts=tuple(length(minutes) for minutes in presence.parts),
        presence=length(presence.total),
        words=_words(presence),
        extras=(*late, *noted),
        extra=length(extra) if late or noted else "",
        total=length(worked.total),
        minutes=worked.total,
        chart=tuple(Row(short(_noon(on)), minutes.total) for on, minutes in sorted(worked.days.items())),
        by_work=tuple(
            Row(label.capitalize(), minutes, note=length(minutes))
            for label, minutes in zip(PARTS, presence.parts, strict=True)
            if minutes
        ),
    )


def _line(on: date, minutes: Minutes) -> DayLine:
    return DayLine(day(_noon(on)), tuple(length(one) for one in minutes.parts), _words(minutes), length(minutes.total))


def _words(minutes: Minutes) -> str:
    return ", ".join(f"{length(one)} {said}" for said, one in zip(_SAID, minutes.parts, strict=True) if one)


def length(minutes: int) -> str:
    """« 12 h 05 », « 45 min », « −1 h 30 », « 0 min »."""
    sign, whole = ("−" if minutes < 0 else ""), abs(minutes)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{sign}{rest}{NBSP}min"
    return f"{sign}{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{sign}{hours}{NBSP}h"


def title(month: date) -> str:
    """« novembre 2026 »."""
    return f"{MONTHS[month.month - 1]}{NBSP}{month.year}"


def asked_month(text: str, today: date) -> date:
    """`2026-11`, up to the month of `today`. NotYours."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII):
        raise NotYours
    month = date(int(text[:4]), int(text[5:]), 1) if int(text[:4]) >= FIRST_YEAR else None
    if month is None or month > month_of(today):
        raise NotYours
    return month


def around(month: date, today: date) -> tuple[str, str]:
    """The months before and after, as addresses have them; empty where there is none."""
    before, after = month_before(month), month_after(month)
    return (
        f"{before:%Y-%m}" if before.year >= FIRST_YEAR else "",
        f"{after:%Y-%m}" if after <= month_of(today) else "",
    )


def _noon(on: date) -> datetime:
    return at_paris(on, time(12))

"""What a teacher's presence is worth in hours, day by day, for payroll.

A minute counts once. On duty all counts but the pauses: the lesson, the report after it, and being ready for the next
pupil. Off duty only a written answer counts: from the taking of the question to its sending, `WRITTEN_MOST` at most.
Days are those of Europe/Paris; lengths are what really went by, on the nights when clocks change too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final

from declic.ground.elision import elided
from declic.ground.errors import Refusal
from declic.ground.moments import MONTHS
from declic.ground.one_line import one_line
from declic.ground.paris import at_paris, paris_day

WRITTEN_MOST: Final = timedelta(minutes=20)
"""For one written answer: as long as its question is held."""
MINUTE: Final = timedelta(minutes=1)
NOTED_MOST: Final = 12 * 60
"""Minutes of one correction."""
REASON_MAX: Final = 160
LATE_MONTHS: Final = 3
"""What a month is closed with also looks for what changed in so many months before it."""


class Work(Enum):
    """In the order in which it claims a minute."""

    LESSON = "lesson"
    WRAP_UP = "wrap_up"
    WRITTEN = "written"
    READY = "ready"

    @property
    def label(self) -> str:
        return {
            "lesson": "en leçon",
            "wrap_up": "comptes rendus",
            "written": "réponses écrites",
            "ready": "disponible",
        }[self.value]


OF_DUTY: Mapping[str, Work] = {
    "free": Work.READY,
    "ringing": Work.READY,
    "teaching": Work.LESSON,
    "wrapping_up": Work.WRAP_UP,
}
"""State of a duty → what it counts as; a pause and the end count as nothing."""


@dataclass(frozen=True)
class Span:
    work: Work
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Minutes:
    """Of one day, or of several. They may be under zero in what corrects another month."""

    lesson: int = 0
    wrap_up: int = 0
    written: int = 0
    ready: int = 0

    @property
    def total(self) -> int:
        return self.lesson + self.wrap_up + self.written + self.ready

    def __add__(self, other: "Minutes") -> "Minutes":
        return Minutes(*(mine + theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    def __sub__(self, other: "Minutes") -> "Minutes":
        return Minutes(*(mine - theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    @property
    def parts(self) -> tuple[int, int, int, int]:
        return self.lesson, self.wrap_up, self.written, self.ready


NOTHING: Final = Minutes()
Days = Mapping[date, Minutes]


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """From its first midnight in Paris to that of the next month."""
    return at_paris(month, time.min), at_paris(month_after(month), time.min)


def duty_spans(moves: Sequence[tuple[datetime, str]], until: datetime) -> list[Span]:
    """`moves`: each state of one teacher's duties and when it began, in order. The last one lasts `until`."""
    ends = [*moves, (until, "")]
    return [
        Span(OF_DUTY[state], start, min(end, until))
        for (start, state), (end, _) in pairwise(ends)
        if state in OF_DUTY and start < min(end, until)
    ]


def written_span(claimed_at: datetime | None, answered_at: datetime) -> Span:
    """The writing of one answer. Without a sign of when the question was taken, it counts as the longest."""
    longest = answered_at - WRITTEN_MOST
    return Span(Work.WRITTEN, max(longest, claimed_at) if claimed_at else longest, answered_at)


def worked_days(spans: Iterable[Span], first: datetime, after: datetime) -> dict[date, Minutes]:
    """What counts from `first` to `after` (excluded), by day. Where spans overlap, the first of `Work` has the time."""
    cuts = _midnights(first, after)
    held = [Span(one.work, max(one.start, first), min(one.end, after)) for one in spans]
    held = [one for one in held if one.start < one.end]
    edges = sorted({moment for one in held for moment in (one.start, one.end)} | set(cuts))
    order = list(Work)
    starting = sorted(held, key=lambda one: one.start)
    under_way: list[Span] = []
    at = 0
    lengths: dict[date, dict[Work, timedelta]] = {}
    for start, end in pairwise(edges):
        while at < len(starting) and starting[at].start <= start:
            under_way.append(starting[at])
            at += 1
        under_way = [one for one in under_way if one.end > start]
        if under_way:
            work = min((one.work for one in under_way), key=order.index)
            day = lengths.setdefault(paris_day(start), {})
            # In UTC: two times of one zone subtract as clocks show them, an hour wrong in two nights of the year.
            day[work] = day.get(work, timedelta()) + (end.astimezone(UTC) - start.astimezone(UTC))
    return {day: _rounded(worked) for day, worked in sorted(lengths.items())}


def _midnights(first: datetime, after: datetime) -> list[datetime]:
    day, last = paris_day(first), paris_day(after)
    return [at_paris(day + timedelta(days=n), time.min) for n in range((last - day).days + 1)]


def _rounded(worked: Mapping[Work, timedelta]) -> Minutes:
    """A day's total goes up to the whole minute; its parts are whole too, and make that total."""
    everything = -(-sum(worked.values(), timedelta()) // MINUTE)
    whole = {work: length // MINUTE for work, length in worked.items()}
    most_left = sorted(worked, key=lambda work: (-(worked[work] % MINUTE), list(Work).index(work)))
    for work in most_left[: everything - sum(whole.values())]:
        whole[work] += 1
    return Minutes(**{work.value: minutes for work, minutes in whole.items()})


def total(days: Days) -> Minutes:
    return sum(days.values(), NOTHING)


def late(counted: Days, now: Days) -> dict[date, Minutes]:
    """What `now` says otherwise than what was `counted`, day by day; empty when nothing does."""
    found = {day: now.get(day, NOTHING) - counted.get(day, NOTHING) for day in sorted({*counted, *now})}
    return {day: minutes for day, minutes in found.items() if minutes != NOTHING}


def carried_to(month: date) -> str:
    """Why a month that lacks more than it holds is paid as nothing."""
    return f"Reporté sur {MONTHS[month.month - 1]} {month.year} : le mois finirait sous zéro"


def carried_from(month: date) -> str:
    return f"Report {elided('de', MONTHS[month.month - 1])} {month.year}, qui finissait sous zéro"


# -- what is refused --------------------------------------------------------------------------------------------------
def check_correction(minutes: int, reason: str, on: date, today: date) -> str:
    """The reason, trimmed. Refusal `bad_minutes`, `no_reason`, `not_yet`."""
    if not minutes or abs(minutes) > NOTED_MOST:
        raise Refusal("bad_minutes", "Écrivez une durée entre une minute et douze heures, à ajouter ou à retirer.")
    words = one_line(reason)[:REASON_MAX]
    if not words:
        raise Refusal("no_reason", "Écrivez pourquoi : le professeur le lit sur son relevé.")
    if on > today:
        raise Refusal("not_yet", "Ce jour n’est pas encore venu.")
    return words


def check_closable(month: date, today: date, *, is_closed: bool, is_under_way: bool) -> None:
    """Refusal `already_closed`, `not_over`, `under_way`."""
    if is_closed:
        raise Refusal("already_closed", "Ce mois est déjà clos : ce qui manque s’ajoute au mois suivant.")
    if month_after(month) > today:
        raise Refusal("not_over", "Ce mois n’est pas fini.")
    if is_under_way:
        raise Refusal("under_way", "Un professeur est encore de service depuis ce mois-là : attendez qu’il parte.")

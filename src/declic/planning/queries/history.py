"""What forecasts are made from, read in the tables: days as they are known beforehand, and what was asked on them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce, ExtractHour, ExtractMinute, Greatest, TruncDate

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.hours import exceptional, slots
from declic.dispatch.rules.agreed import agreed_slots
from declic.dispatch.rules.hours import Slot, closed_quarters
from declic.dispatch.rules.matcher import Skill
from declic.ground.paris import PARIS, at_paris, paris_day
from declic.people.models import Pupil
from declic.people.models import Skill as SkillRow
from declic.planning.models import PastDemand
from declic.planning.rules.forecast import Cell, Model, fit
from declic.planning.rules.moments import QUARTERS, Day, Moment, moment_of, quarter_of
from declic.sponsors.models import Agreement, Enrolment, PastEnrolment
from declic.sponsors.rules.agreements import AgreementState, Terms

Asked = tuple[date, int, str, str, str]
"""Day, quarter-hour, zone, subject, level."""
Hours = tuple[time, time] | None
"""Those an agreement holds to; None: those of the service."""
HISTORY: Final = timedelta(days=400)
"""A school year and a little more: what is older says nothing that is still true."""


def fitted(now: datetime) -> tuple[Model, int]:
    """What the last year teaches, up to yesterday, and how many requests it is learned from. Seven queries."""
    today = paris_day(now)
    asked = asked_between(today - HISTORY, today)
    if not asked:
        return Model(), 0
    first = min(cell[0] for cell in asked)
    return fit(days_between(first, today), asked), sum(asked.values())


def day_of(on: date) -> Day:
    """A day past or to come, with those enrolled then as far as is known now."""
    (day,) = days_between(on, on + timedelta(days=1))
    return day


def asked_between(first: date, after: date) -> Counter[Cell]:
    """The requests whose wait began from `first` to the day before `after`, those of children erased since as well.

    Two queries.
    """
    found: Counter[Cell] = Counter()
    past = PastDemand.objects.filter(on__gte=first, on__lt=after)
    erased = past.values_list("on", "quarter", "zone", "subject", "level").annotate(number=Sum("number")).order_by()
    for on, quarter, zone, subject, level, number in [*_asked(first, after), *erased]:
        found[on, moment_of(on, zone), quarter, subject, level] += number
    return found


def asked_by(pupil: Pupil, since: date) -> Counter[Asked]:
    """The requests of one child, likewise."""
    rows = _asked(since, date.max, pupil=pupil)
    return Counter({(on, quarter, zone, subject, level): number for on, quarter, zone, subject, level, number in rows})


def _asked(first: date, after: date, **of: object) -> Iterator[tuple[date, int, str, str, str, int]]:
    began = HelpRequest.objects.annotate(began=Coalesce("in_line_since", "wait_from", "asked_at")).filter(**of)
    if after < date.max:
        began = began.filter(began__lt=at_paris(after, time()))
    rows = (
        began.filter(began__gte=at_paris(first, time()))
        .values_list(
            TruncDate("began", tzinfo=PARIS),
            ExtractHour("began", tzinfo=PARIS),
            ExtractMinute("began", tzinfo=PARIS) / 15,
            "sponsor__zone",
            "subject",
            "level",
        )
        .annotate(number=Count("id"))
        .order_by()
    )
    for on, hour, quarter, zone, subject, level, number in rows:
        yield on, 4 * hour + int(quarter), zone, subject, level, number


def days_between(first: date, after: date) -> list[Day]:
    """The days from `first` to the one before `after`. Five queries."""
    week = slots()
    closed = exceptional(at_paris(first, time()), before=at_paris(after, time()))
    in_term = [_open(weekday, week) for weekday in range(7)]
    in_holidays = [_open(weekday, _in_holidays(week), none=bool(week)) for weekday in range(7)]
    covered = cache(_covered)
    days = []
    for on, enrolled in _enrolled(first, after):
        pupils: dict[tuple[Moment, str], float] = defaultdict(float)
        held: dict[tuple[Moment, str], Counter[Hours]] = defaultdict(Counter)
        moments: dict[str, Moment] = {}
        for (zone, level, hours), number in enrolled.items():
            moment = moments.setdefault(zone, moment_of(on, zone))
            pupils[moment, level] += number
            held[moment, level][hours] += number
        agreed = {key: _shares(by_hours, covered) for key, by_hours in held.items() if by_hours.keys() != {None}}
        shut = closed_quarters(on, closed)
        days.append(Day(on, dict(pupils), in_term[on.weekday()] - shut, in_holidays[on.weekday()] - shut, agreed))
    return days


def _shares(by_hours: Counter[Hours], covered: Callable[[Hours], frozenset[int]]) -> tuple[float, ...]:
    """As `Day.agreed`."""
    whole, shares = by_hours.total(), [0.0] * QUARTERS
    for hours, number in by_hours.items():
        for quarter in covered(hours):
            shares[quarter] += number / whole
    return tuple(shares)


def _covered(hours: Hours) -> frozenset[int]:
    """Quarter-hours of any day inside those agreed."""
    terms = Terms(opens_at=hours[0], closes_at=hours[1]) if hours else Terms()
    return _open(0, agreed_slots((), terms))


def on_duty_by_skill() -> dict[Skill, int]:
    """How many of those on duty, free or not, hold each skill. One query."""
    rows = (
        SkillRow.objects.filter(teacher__duties__ended_at=None, teacher__duties__isnull=False)
        .values_list("subject", "level")
        .annotate(number=Count("id"))
        .order_by()
    )
    return {(subject, level): number for subject, level, number in rows}


def _enrolled(first: date, after: date) -> Iterator[tuple[date, Counter[tuple[str, str, Hours]]]]:
    """Pupils for whom somebody pays, by (zone, level, hours agreed), day by day: an agreement signed takes their level
    that day.

    A pupil is counted at the level of today, or of the day they were erased; an agreement with the days and hours of
    today.
    """
    changes: dict[date, Counter[tuple[str, str, str, Hours]]] = defaultdict(Counter)
    agreed = _agreed(first, after)
    for sponsor, since, until, zone, level, number in _stays(first, after):
        for one in agreed[sponsor]:
            begin, end = max(since, one.starts_on), min(until or one.ends_on, one.ends_on)
            if begin <= end and (not one.levels or level in one.levels.split()):
                hours = (one.opens_at, one.closes_at) if one.opens_at and one.closes_at else None
                changes[max(first, begin)][zone, level, one.weekdays, hours] += number
                changes[end + timedelta(days=1)][zone, level, one.weekdays, hours] -= number
    there: Counter[tuple[str, str, str, Hours]] = Counter()
    for ahead in range((after - first).days):
        on = first + timedelta(days=ahead)
        there.update(changes.get(on, {}))
        enrolled: Counter[tuple[str, str, Hours]] = Counter()
        for (zone, level, weekdays, hours), number in there.items():
            if number and (not weekdays or str(on.weekday()) in weekdays):
                enrolled[zone, level, hours] += number
        yield on, enrolled


def _stays(first: date, after: date) -> Iterator[tuple[int, date, date | None, str, str, int]]:
    """(sponsor, since, until, zone, level, pupils): all that began before `first` as one. Two queries."""
    days = Greatest(TruncDate("since", tzinfo=PARIS), Value(first)), TruncDate("until", tzinfo=PARIS)
    begun = Q(since__lt=at_paris(after, time())), Q(until=None) | Q(until__gte=at_paris(first, time()))
    there = Enrolment.objects.filter(*begun).values_list("sponsor", *days, "sponsor__zone", "pupil__level")
    erased = PastEnrolment.objects.filter(*begun).values_list("sponsor", *days, "sponsor__zone", "level")
    for rows in (there, erased):
        yield from rows.annotate(number=Count("id")).order_by()


def _agreed(first: date, after: date) -> dict[int, list[Agreement]]:
    """By sponsor. One query."""
    found: dict[int, list[Agreement]] = defaultdict(list)
    signed = Agreement.objects.filter(state=AgreementState.SIGNED.value, starts_on__lt=after, ends_on__gte=first)
    for one in signed.only("sponsor", "starts_on", "ends_on", "levels", "weekdays", "opens_at", "closes_at"):
        found[one.sponsor_id].append(one)
    return found


def _in_holidays(week: Iterable[Slot]) -> list[Slot]:
    return [slot for slot in week if slot.in_holidays]


def _open(weekday: int, week: Iterable[Slot], *, none: bool = False) -> frozenset[int]:
    """Quarter-hours open on that day of the week. Without any slot (unless `none` says so) it is always open."""
    everything = list(week)
    if not everything:
        return frozenset() if none else frozenset(range(QUARTERS))
    found: set[int] = set()
    for slot in everything:
        begin, end = quarter_of(slot.opens), quarter_of(slot.closes)
        if slot.weekday == weekday:
            found.update(range(begin, end if end > begin else QUARTERS))
        if (slot.weekday + 1) % 7 == weekday and end <= begin:
            found.update(range(end))
    return frozenset(found)

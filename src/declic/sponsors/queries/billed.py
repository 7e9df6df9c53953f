"""How many pupils a price per pupil is for."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, time

from django.db.models import Min, Q

from declic.ground.paris import at_paris
from declic.journal.models import Fact
from declic.sponsors.models import Agreement, Enrolment, PastEnrolment
from declic.sponsors.rules.agreements import PriceModel, years_of
from declic.sponsors.rules.billed import Said, is_billed, levels_held

_AT_ONCE = 5_000
_Stay = tuple[int, str, datetime, datetime]
"""A child, the level they have or had last, from when to when they were enrolled."""


def is_by_level(agreement: Agreement) -> bool:
    return agreement.price_model == PriceModel.PER_PUPIL.value and bool(agreement.terms.levels)


def pupils_billed(agreement: Agreement, until: Collection[datetime], now: datetime) -> dict[datetime, int]:
    """By the end of each of these days: whose level was covered while they were enrolled, or who had a lesson. Five
    queries.
    """
    begins, ends = at_paris(agreement.starts_on, time()), min(max(until), now)
    covered = _levels_ever(agreement)
    stays = list(_stays(agreement.sponsor_id, begins, ends))
    said = _said({child for child, *_ in stays})
    asked = Enrolment.objects.filter(
        sponsor=agreement.sponsor_id,
        pupil__lessons__sponsor=agreement.sponsor_id,
        pupil__lessons__help_request__asked_at__gte=begins,
        pupil__lessons__help_request__asked_at__lte=ends,
    )
    helped = dict(
        asked.values_list("pupil").annotate(first=Min("pupil__lessons__help_request__asked_at")).order_by("pupil")
    )
    years = [
        (at_paris(first, time()), end_of(last)) for first, last in years_of(agreement.starts_on, agreement.ends_on)
    ]
    counted: dict[datetime, int] = {}
    for end in until:
        found = {child for child, *_ in stays if child in helped and helped[child] <= end}
        for child, level, since, left in stays:
            for year_begins, year_ends in years if child not in found else ():
                came, went = max(since, year_begins), min(left, end, now, year_ends)
                if came > went:
                    continue
                held = levels_held(said[child], now_is=level, year_begins=year_begins, begins=came, ends=went)
                if is_billed(held, covered):
                    found.add(child)
                    break
        counted[end] = len(found)
    return counted


def end_of(day: date) -> datetime:
    return at_paris(day, time(23, 59, 59, 999_999))


def _levels_ever(agreement: Agreement) -> frozenset[str]:
    """Those it covers or covered before an amendment; empty is every level. One query."""
    signed = agreement.amendments.exclude(signed_on=None)
    covered = [agreement.terms.levels, *(one.terms_before.levels for one in signed)]
    return frozenset().union(*covered) if all(covered) else frozenset()


def _stays(sponsor_id: int, begins: datetime, ends: datetime) -> Iterator[_Stay]:
    enrolled = Enrolment.objects.filter(Q(until=None) | Q(until__gte=begins), sponsor=sponsor_id, since__lte=ends)
    for child, level, since, until in enrolled.values_list("pupil", "pupil__level", "since", "until"):
        yield child, level, since, until or ends
    erased = PastEnrolment.objects.filter(sponsor=sponsor_id, since__lte=ends, until__gte=begins)
    yield from erased.values_list("child", "level", "since", "until")


def _said(children: Collection[int]) -> defaultdict[int, list[Said]]:
    """By child, the first said first: the journal keeps them, of those erased too."""
    found: defaultdict[int, list[Said]] = defaultdict(list)
    subjects = [f"pupil:{child}" for child in sorted(children)]
    for start in range(0, len(subjects), _AT_ONCE):
        some = subjects[start : start + _AT_ONCE]
        facts = Fact.objects.filter(name__in=["ChildAdded", "ChildChanged"], subject__in=some)
        for subject, at, data in facts.order_by("pk").values_list("subject", "at", "data"):
            found[int(subject.removeprefix("pupil:"))].append(Said(at, data["level"]))
    return found

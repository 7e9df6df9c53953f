"""Reads of sponsors. `access_…` is the only way to get one for a person."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q

from declic.ground.errors import NotYours
from declic.ground.ids import clean_code
from declic.ground.paris import paris_day
from declic.people.models import Account, Guardian, Pupil
from declic.sponsors import rules
from declic.sponsors.models import ActivationCode, Agreement, Commune, Enrolment, Sponsor

E = TypeVar("E", bound=Enrolment)


def find_communes(text: str, limit: int = 20) -> list[Commune]:
    """By name (accents, dashes and a slip or two forgiven), postal code or INSEE code; the best first."""
    typed = text.strip()
    if len(typed) < 2:
        return []
    if typed[:2].isdigit():
        coded = Commune.objects.filter(Q(postcodes__contains=typed) | Q(pk=typed))
        return list(coded.order_by("-population", "name")[:limit])
    keys = _names(Commune.objects.count()).find(typed, limit)
    found = Commune.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


@lru_cache(maxsize=1)
def _names(count: int) -> rules.NameIndex:
    """Built once in a process: the list changes once a year, and its length with it."""
    del count
    rows = Commune.objects.values_list("pk", "name", "population")
    return rules.NameIndex.of((key, name, population or 0) for key, name, population in rows)


def running_agreement(sponsor: Sponsor, on: date) -> Agreement | None:
    """The agreement that pays for that day."""
    return sponsor.agreements.filter(starts_on__lte=on, ends_on__gte=on).order_by("-ends_on").first()


def open_to_families(sponsor: Sponsor, on: date) -> bool:
    """Families may register: an agreement runs, or one is to come."""
    return sponsor.agreements.filter(ends_on__gte=on).exists()


def enrolment_of(pupil: Pupil, on: date) -> Enrolment | None:
    return _on_day(pupil.enrolments.select_related("sponsor").order_by("-since"), on)


def sponsor_of(pupil: Pupil, on: date) -> Sponsor | None:
    """Who pays for this pupil that day, whether or not an agreement runs."""
    enrolment = enrolment_of(pupil, on)
    return enrolment.sponsor if enrolment else None


def paying_sponsor_of(pupil: Pupil, on: date) -> Sponsor | None:
    """Who pays for this pupil that day; None when no agreement runs. One query."""
    running = Agreement.objects.filter(sponsor=OuterRef("sponsor"), starts_on__lte=on, ends_on__gte=on)
    enrolments = pupil.enrolments.select_related("sponsor").order_by("-since").annotate(is_paid=Exists(running))
    enrolment = _on_day(enrolments, on)
    return enrolment.sponsor if enrolment and enrolment.is_paid else None


def _on_day(newest_first: Iterable[E], on: date) -> E | None:
    for enrolment in newest_first:
        if paris_day(enrolment.since) <= on and (enrolment.until is None or paris_day(enrolment.until) >= on):
            return enrolment
    return None


def code_of(typed: str, on: date, *, sponsor: str | None = None) -> ActivationCode:
    """The code a family typed, if it opens: a look before the form, without using a place.

    With `sponsor`, the name of who pays must have been typed too.
    Refusal `unknown_code`, `revoked_code`, `exhausted_code`, `no_agreement`.
    """
    code = ActivationCode.objects.select_related("sponsor").filter(code=clean_code(typed)).first()
    if code is None or (sponsor is not None and not rules.same_sponsor(sponsor, code.sponsor.name)):
        raise rules.unknown_code()
    check_code(code, on)
    return code


def check_code(code: ActivationCode, on: date) -> None:
    """Refusal `revoked_code`, `exhausted_code`, `no_agreement`."""
    if code.revoked_at is not None:
        raise rules.revoked_code()
    if code.uses >= code.ceiling:
        raise rules.exhausted_code()
    if not open_to_families(code.sponsor, on):
        raise rules.no_agreement()


def sponsor_of_code(text: str) -> Sponsor | None:
    """Whose code this is, whether or not it still opens."""
    return Sponsor.objects.filter(codes__code=text).first()


def sponsor_of_guardian(guardian: Guardian) -> Sponsor | None:
    """Whose code the family registered with."""
    return Sponsor.objects.filter(codes__families__guardian=guardian).first()


def access_sponsor(account: Account) -> Sponsor:
    """The sponsor this officer works for. NotYours."""
    sponsor = Sponsor.objects.select_related("commune").filter(officers__account=account).first()
    if sponsor is None:
        raise NotYours
    return sponsor


def access_code(account: Account, code_id: int) -> ActivationCode:
    """A code of this officer's sponsor. NotYours."""
    code = (
        ActivationCode.objects.select_related("sponsor").filter(pk=code_id, sponsor__officers__account=account).first()
    )
    if code is None:
        raise NotYours
    return code

"""Who is enrolled by whom, on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from declic.ground.paris import paris_day
from declic.people.models import Guardian, Pupil
from declic.people.queries import children_of
from declic.sponsors.models import ActivationCode, Agreement, Enrolment, Sponsor
from declic.sponsors.queries.agreements import agreements_ahead
from declic.sponsors.rules.agreements import AgreementState, covers_level
from declic.statements import Prepared

E = TypeVar("E", bound=Enrolment)


def enrolment_of(pupil: Pupil, on: date) -> Enrolment | None:
    return _on_day(pupil.enrolments.select_related("sponsor").order_by("-since"), on)


def sponsor_of(pupil: Pupil, on: date) -> Sponsor | None:
    """Who pays for this pupil that day, whether or not an agreement runs."""
    enrolment = enrolment_of(pupil, on)
    return enrolment.sponsor if enrolment else None


def payers_of(pupils: Iterable[Pupil], on: date) -> dict[int, Sponsor]:
    """`sponsor_of` of many, by pupil. One query."""
    found: dict[int, list[Enrolment]] = {}
    held = Enrolment.objects.filter(pupil__in=[pupil.pk for pupil in pupils]).select_related("sponsor")
    for one in held.order_by("-since"):
        found.setdefault(one.pupil_id, []).append(one)
    that_day = {pupil: _on_day(rows, on) for pupil, rows in found.items()}
    return {pupil: one.sponsor for pupil, one in that_day.items() if one is not None}


def _enrolments(pupil: int, first_day: date, last_day: date) -> QuerySet[Enrolment]:
    running = Agreement.objects.filter(
        sponsor=OuterRef("sponsor"), state=AgreementState.SIGNED.value, starts_on__lte=first_day, ends_on__gte=last_day
    )
    enrolments = Enrolment.objects.filter(pupil=pupil).select_related("sponsor").order_by("-since")
    return enrolments.annotate(is_paid=Exists(running))


_ENROLMENTS = Prepared(int, date, date, build=_enrolments)


def paying_sponsor_of(pupil: Pupil, on: date) -> Sponsor | None:
    """Who pays for this pupil that day; None when no agreement runs. One query."""
    enrolment: Any = _on_day(_ENROLMENTS.rows(pupil.pk, on, on), on)
    return enrolment.sponsor if enrolment and enrolment.is_paid else None


def _on_day(newest_first: Iterable[E], on: date) -> E | None:
    for enrolment in newest_first:
        if paris_day(enrolment.since) <= on and (enrolment.until is None or paris_day(enrolment.until) >= on):
            return enrolment
    return None


def needs_child_code(guardian: Guardian) -> bool:
    """The family came with the code of one child, who is enrolled: the next one has a code of their own."""
    held = ActivationCode.objects.filter(families__guardian=guardian).first()
    return held is not None and is_used_up(guardian, held)


def is_used_up(guardian: Guardian, code: ActivationCode) -> bool:
    """It is one child's, who is enrolled by it: it brings this family no other."""
    return code.is_personal and has_enrolled(guardian, code)


def codes_of_family(guardian: Guardian, *, desk: Sponsor | None = None) -> list[ActivationCode]:
    """What its next child may come by: the code it came with or moved to, then those its children are enrolled by, the
    latest first. Of the latter, at the desk of a sponsor, that sponsor's alone: it is not told who else pays for whom.

    Empty while it has no code.
    """
    held = ActivationCode.objects.select_related("sponsor").filter(families__guardian=guardian).first()
    if held is None:
        return []
    theirs = Enrolment.objects.select_related("code__sponsor").filter(pupil__guardian=guardian, until=None)
    found = [one.code for one in theirs.order_by("-since", "-pk") if one.code and desk in (None, one.code.sponsor)]
    return list(dict.fromkeys([held, *found]))


def has_enrolled(guardian: Guardian, code: ActivationCode) -> bool:
    return Enrolment.objects.filter(code=code, pupil__guardian=guardian).exists()


def sponsor_of_guardian(guardian: Guardian) -> Sponsor | None:
    """Whose code the family registered with."""
    return Sponsor.objects.filter(codes__families__guardian=guardian).first()


@dataclass(frozen=True)
class Paid:
    """A child, and who pays for them."""

    pupil: Pupil
    sponsor: Sponsor | None
    """Whose they are, whether or not its agreement runs."""
    runs: bool
    """Whether it does, or will."""
    code: ActivationCode | None
    begins_on: date | None = None
    """The first day, when it does not run yet."""
    is_served: bool = False
    """It runs, and covers their level."""


def paid_of(guardian: Guardian, on: date) -> list[Paid]:
    """Each child of a family, in the order they were added."""
    held = Enrolment.objects.select_related("sponsor", "code").filter(pupil__guardian=guardian, until=None)
    by_pupil = {one.pupil_id: one for one in held}
    ahead = agreements_ahead({one.sponsor_id for one in by_pupil.values()}, on)
    return [_paid(pupil, by_pupil.get(pupil.pk), ahead, on) for pupil in children_of(guardian)]


def _paid(pupil: Pupil, held: Enrolment | None, ahead: Mapping[int, list[Agreement]], on: date) -> Paid:
    if held is None:
        return Paid(pupil, None, runs=False, code=None)
    agreements = ahead[held.sponsor_id]
    now = agreements[0] if agreements and agreements[0].starts_on <= on else None
    return Paid(
        pupil,
        held.sponsor,
        runs=bool(agreements),
        code=held.code,
        begins_on=agreements[0].starts_on if agreements and now is None else None,
        is_served=now is not None and covers_level(now.terms.levels, pupil.level),
    )

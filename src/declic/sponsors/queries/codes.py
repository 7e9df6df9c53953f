"""Activation codes: which one was typed, and whether it still opens."""

from datetime import date

from django.db.models import QuerySet

from declic.ground.ids import clean_code
from declic.people.models import Guardian
from declic.sponsors import rules
from declic.sponsors.models import ActivationCode, Sponsor, TakenPlace
from declic.sponsors.queries.agreements import open_to_families
from declic.sponsors.rules.codes import CodeScope


def code_of(typed: str, on: date, *, sponsor: str | None = None, held_by: Guardian | None = None) -> ActivationCode:
    """The code a family typed, if it opens: a look before the form, without using a place. One pupil's opens even where
    none is left: the look would tell that the pupil's family came.

    With `sponsor`, the name of who pays must have been typed too. To a family that holds a place (`held_by`) it opens
    when none is left.
    Refusal `unknown_code`, `revoked_code`, `exhausted_code`, `no_agreement`.
    """
    code = ActivationCode.objects.select_related("sponsor").filter(code=clean_code(typed)).first()
    if code is None or (sponsor is not None and not rules.same_sponsor(sponsor, code.sponsor.name)):
        raise rules.unknown_code()
    check_code(code, on, held=held_by is not None and holds_place(held_by, code))
    return code


def holds_place(guardian: Guardian, code: ActivationCode) -> bool:
    return TakenPlace.objects.filter(code=code, guardian=guardian).exists()


def check_code(code: ActivationCode, on: date, *, held: bool = False) -> None:
    """Refusal `revoked_code`, `exhausted_code` (unless a place is `held`), `no_agreement`; `unknown_code` for one
    pupil's that is revoked, as for one that was erased: nobody used that one.
    """
    if code.revoked_at is not None:
        raise rules.unknown_code() if code.is_personal else rules.revoked_code()
    if code.uses >= code.ceiling and not held and not code.is_personal:
        raise rules.exhausted_code()
    if not open_to_families(code.sponsor, on):
        raise rules.no_agreement()


def shared_codes(sponsor: Sponsor) -> QuerySet[ActivationCode]:
    """Those given to many; the personal ones of a list are told nowhere but on their papers, a directory's nowhere."""
    untold = (CodeScope.PERSONAL.value, CodeScope.EMPLOYEE.value)
    return ActivationCode.objects.filter(sponsor=sponsor).exclude(scope__in=untold)


def replacing(code: ActivationCode) -> ActivationCode | None:
    """The one that opens today in place of a code that was made again, once or more; None where none does."""
    fresh: ActivationCode | None = code
    while fresh is not None and fresh.revoked_at is not None:
        fresh = ActivationCode.objects.filter(replaces=fresh).first()
    return fresh


def sponsor_of_code(text: str) -> Sponsor | None:
    """Whose code this is, whether or not it still opens; None for one pupil's that is revoked, as for one erased."""
    known = ActivationCode.objects.select_related("sponsor").filter(code=text).first()
    return None if known is None or (known.is_personal and known.revoked_at) else known.sponsor

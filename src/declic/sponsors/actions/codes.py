"""Codes: given out, taken back, made again, and used by families."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from declic.ground.errors import Refusal
from declic.ground.ids import clean_code, readable_code
from declic.ground.one_line import one_line
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account, Guardian
from declic.sponsors import facts, queries, rules
from declic.sponsors.models import ActivationCode, GuardianCode, Sponsor, TakenPlace
from declic.sponsors.rules.codes import CodeScope, by_five, check_label, places_left


@transaction.atomic
def issue_code(  # noqa: PLR0913  (a code is for whom, and for how many)
    *,
    sponsor: Sponsor,
    ceiling: int,
    now: datetime,
    label: str = "",
    scope: CodeScope | str = CodeScope.ALL,
    by: Account | None = None,
) -> ActivationCode:
    """A new code for `ceiling` families, by five. Refusal `bad_ceiling`, `bad_label`."""
    label = one_line(label)[:80]
    check_label(label, CodeScope(scope))
    return _made(sponsor=sponsor, ceiling=ceiling, now=now, label=label, scope=CodeScope(scope), by=by)


def _made(  # noqa: PLR0913  (likewise)
    *, sponsor: Sponsor, ceiling: int, now: datetime, label: str, scope: CodeScope, by: Account | None
) -> ActivationCode:
    rules.check_ceiling(ceiling)
    ceiling = by_five(ceiling)
    text = readable_code(rules.CODE_LENGTH, secrets.choice)
    while ActivationCode.objects.filter(code=text).exists():
        text = readable_code(rules.CODE_LENGTH, secrets.choice)
    code = ActivationCode.objects.create(
        sponsor=sponsor,
        code=text,
        label=label,
        scope=scope.value,
        ceiling=ceiling,
        created_at=now,
    )
    fact = facts.CodeIssued(sponsor_id=sponsor.pk, code_id=code.pk, ceiling=ceiling)
    record(fact, now=now, actor_id=by.pk if by else None)
    return code


@transaction.atomic
def revoke_code(*, code: ActivationCode, now: datetime, by: Account | None = None) -> None:
    """It opens nothing any more; families already registered stay."""
    if not ActivationCode.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=now):
        return
    fact = facts.CodeRevoked(sponsor_id=code.sponsor_id, code_id=code.pk)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def reissue_code(*, code: ActivationCode, now: datetime, by: Account | None = None) -> ActivationCode:
    """Another code for the places this one has left, which opens nothing any more. Made again already: the last
    one made. Refusal `replaced_and_revoked`, where that one opens nothing either.
    """
    revoke_code(code=code, now=now, by=by)
    if ActivationCode.objects.filter(replaces=code).exists():
        known = queries.replacing(code)
        if known is None:
            raise Refusal("replaced_and_revoked", "Ce code a été refait, puis retiré : créez-en un nouveau.")
        return known
    code.refresh_from_db()
    fresh = _made(
        sponsor=code.sponsor,
        ceiling=places_left(code.ceiling, code.uses),
        label=code.label,
        scope=CodeScope(code.scope),
        now=now,
        by=by,
    )
    ActivationCode.objects.filter(pk=fresh.pk).update(replaces=code)
    return fresh


@transaction.atomic
def redeem_for_child(
    *, typed: str, guardian: Guardian, level: str, now: datetime, desk: Sponsor | None = None
) -> ActivationCode:
    """What a child is enrolled by: the family's code or, where its sponsor does not take the child, that of another who
    pays for one of the family's children and does; where that one is another child's own, the one typed.

    `desk` is the sponsor at whose desk it is done. Refusal `no_code`, `child_code_needed`, `other_payer`, and those of
    `take_place`.
    """
    codes = queries.codes_of_family(guardian, desk=desk)
    if not codes:
        raise Refusal("no_code", "Entrez d’abord le code de votre mairie ou de votre CSE.")
    if typed.strip() and any(queries.is_used_up(guardian, code) for code in codes):
        return _redeem_another(typed, guardian, {code.sponsor_id for code in codes}, now)
    able = [code for code in codes if queries.takes(code.sponsor, level, paris_day(now))]
    if not able:
        return codes[0]
    if queries.is_used_up(guardian, able[0]):
        raise rules.child_code_needed() if able[0] == codes[0] else rules.code_of_this_child(able[0].sponsor.name)
    return able[0]


def _redeem_another(typed: str, guardian: Guardian, payers: set[int], now: datetime) -> ActivationCode:
    code = queries.code_of(typed, paris_day(now), held_by=guardian)
    if code.sponsor_id not in payers:
        raise rules.other_payer()
    if queries.is_used_up(guardian, code):
        raise rules.child_code_needed()
    take_place(code=code, guardian=guardian, now=now)
    fact = facts.CodeRedeemed(sponsor_id=code.sponsor_id, code_id=code.pk, guardian_id=guardian.pk)
    record(fact, now=now, actor_id=guardian.account_id)
    return code


@transaction.atomic
def redeem(*, typed: str, guardian: Guardian, now: datetime) -> ActivationCode:
    """One place of the code for this family, however many children it has. Typing the same code again changes nothing.

    Refusal `unknown_code`, `already_redeemed`, and those of `take_place`.
    """
    held = GuardianCode.objects.select_related("code").filter(guardian=guardian).first()
    code = held.code if held else queries.code_of(typed, paris_day(now))
    if held is not None:
        if clean_code(typed) != held.code.code:
            raise rules.already_redeemed()
        return code

    take_place(code=code, guardian=guardian, now=now)
    GuardianCode.objects.create(guardian=guardian, code=code, at=now)

    fact = facts.CodeRedeemed(sponsor_id=code.sponsor_id, code_id=code.pk, guardian_id=guardian.pk)
    record(fact, now=now, actor_id=guardian.account_id)
    return code


def take_place(*, code: ActivationCode, guardian: Guardian, now: datetime) -> bool:
    """One of those left, whoever else asks at this moment; False where the family holds one. In the caller's
    transaction.

    Refusal `revoked_code`, `exhausted_code`, `no_agreement`; for one pupil's, `unknown_code` and `code_refused`.
    """
    _, taken = TakenPlace.objects.get_or_create(code=code, guardian=guardian, defaults={"at": now})
    free = ActivationCode.objects.filter(pk=code.pk, revoked_at=None, uses__lt=F("ceiling"))
    if not taken or free.update(uses=F("uses") + 1):
        return taken
    code.refresh_from_db()
    queries.check_code(code, paris_day(now))
    raise rules.code_refused() if code.is_personal else rules.exhausted_code()


def give_places_back(*, guardian: Guardian) -> None:
    """Of a family nobody came in as. In the caller's transaction, which erases it. Whoever only types the code learns
    nothing: places are told to a family alone (decision 23).
    """
    for place in list(TakenPlace.objects.select_for_update().filter(guardian=guardian)):
        place.delete()
        ActivationCode.objects.filter(pk=place.code_id, uses__gt=0).update(uses=F("uses") - 1)


@transaction.atomic
def note_rush(*, code: ActivationCode, families: int, networks: int, now: datetime) -> None:
    """Many families came by this code within an hour. Nothing is closed: the sponsor's people are told, and decide."""
    fact = facts.CodeRush(sponsor_id=code.sponsor_id, code_id=code.pk, families=families, networks=networks)
    record(fact, now=now)

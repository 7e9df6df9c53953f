"""The life of an amendment: prepared, signed or dropped. One waits at a time; signed, it is what the agreement says."""

from datetime import date, datetime

import msgspec
from django.db import transaction

from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors import facts
from declic.sponsors.models import Agreement, Amendment
from declic.sponsors.rules.agreements import Terms, check_seen, check_signed_on
from declic.sponsors.rules.amendments import (
    amendment_settled,
    amendment_waits,
    check_amendment,
    check_amendment_day,
)


@transaction.atomic
def prepare_amendment(
    *, agreement: Agreement, terms: Terms, now: datetime, seen: str | None = None, by: Account | None = None
) -> Amendment:
    """To be printed and signed; nothing changes yet. `seen` is the digest of what was read before.

    Refusal `changed_since`, `amendment_waits`, and those of `check_amendment`.
    """
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    check_seen(held.digest, seen)
    known = held.amendments.last()
    if known is not None and known.signed_on is None:
        raise amendment_waits()
    check_amendment(held.terms, terms, held.state_on(paris_day(now)))
    amendment = Amendment.objects.create(
        agreement=held,
        number=known.number + 1 if known else 1,
        created_at=now,
        before=msgspec.to_builtins(held.terms),
        after=msgspec.to_builtins(terms),
    )
    fact = facts.AmendmentPrepared(held.sponsor_id, agreement_id=held.pk, number=amendment.number)
    record(fact, now=now, actor_id=by.pk if by else None)
    return amendment


@transaction.atomic
def sign_amendment(*, amendment: Amendment, signed_on: date, now: datetime, by: Account | None = None) -> None:
    """From now on the agreement says this. Refusal `amendment_settled`, those of `check_amendment`, and
    `bad_signing_day`: neither before the agreement, nor before the day its own paper bears.
    """
    held = Agreement.objects.select_for_update().get(pk=amendment.agreement_id)
    check_amendment(held.terms, amendment.terms_after, held.state_on(paris_day(now)))
    check_signed_on(signed_on, first=held.signed_on or held.starts_on, today=paris_day(now))
    check_amendment_day(signed_on, printed_on=paris_day(amendment.created_at))
    if not Amendment.objects.filter(pk=amendment.pk, signed_on=None).update(signed_on=signed_on):
        raise amendment_settled()
    Agreement.objects.filter(pk=held.pk).update(**Agreement.columns(amendment.terms_after))
    fact = facts.AgreementAmended(held.sponsor_id, agreement_id=held.pk, number=amendment.number, signed_on=signed_on)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def drop_amendment(*, amendment: Amendment, now: datetime, by: Account | None = None) -> None:
    """It was not signed: its number serves again. Refusal `amendment_settled`."""
    dropped, _ = Amendment.objects.filter(pk=amendment.pk, signed_on=None).delete()
    if not dropped:
        raise amendment_settled()
    held = amendment.agreement
    fact = facts.AmendmentDropped(held.sponsor_id, agreement_id=held.pk, number=amendment.number)
    record(fact, now=now, actor_id=by.pk if by else None)

"""The next agreements prepared, many in one act, each by itself; and told what was amended meanwhile."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors import facts
from declic.sponsors.actions.agreements import change_agreement, renew_agreement
from declic.sponsors.models import Agreement
from declic.sponsors.queries import not_carried
from declic.sponsors.rules.agreements import Terms
from declic.sponsors.rules.amendments import amended_since, nothing_to_carry

Refused = list[tuple[Agreement, Refusal]]


def renew_together(*, agreements: Iterable[Agreement], now: datetime, by: Account | None = None) -> tuple[int, Refused]:
    """A draft for the time after each, on the same terms; how many were made, and those that could not be."""
    return each(agreements=agreements, act=lambda one: renew_agreement(agreement=one, now=now, by=by))


def each(*, agreements: Iterable[Agreement], act: Callable[[Agreement], object]) -> tuple[int, Refused]:
    """How many `act` was done to, and those it refused."""
    done, refused = 0, Refused()
    for agreement in agreements:
        try:
            act(agreement)
        except Refusal as refusal:
            refused.append((agreement, refusal))
        else:
            done += 1
    return done, refused


@transaction.atomic
def carry_amendments(*, renewal: Agreement, number: int, seen: str, now: datetime, by: Account | None = None) -> None:
    """Before it is signed, it says what amendments of the one it renews changed meanwhile, up to that one, which was
    read; a quote is to be sent again.

    Refusal `nothing_to_carry`, `amended_since`, and those of `change_agreement`.
    """
    held, terms = _not_carried(renewal, number)
    change_agreement(
        agreement=held, starts_on=held.starts_on, ends_on=held.ends_on, terms=terms, now=now, seen=seen, by=by
    )


@transaction.atomic
def leave_amendments(*, renewal: Agreement, number: int, now: datetime, by: Account | None = None) -> None:
    """It is not to say what amendments of the one it renews changed, up to that one, which was read: nobody is told of
    them again; of one to come, they are.

    Refusal `nothing_to_carry`, `amended_since`.
    """
    held, _ = _not_carried(renewal, number)
    Agreement.objects.filter(pk=held.pk).update(left_aside=number)
    fact = facts.AmendmentsLeft(held.sponsor_id, agreement_id=held.pk, number=number)
    record(fact, now=now, actor_id=by.pk if by else None)


def _not_carried(renewal: Agreement, number: int) -> tuple[Agreement, Terms]:
    """Held until the end of the transaction, with the terms it would say. `number`: the last amendment that was read.

    Refusal `nothing_to_carry`, `amended_since`.
    """
    held = Agreement.objects.select_for_update().get(pk=renewal.pk)
    terms = not_carried(held)
    if held.renews is None or terms is None:
        raise nothing_to_carry()
    last = held.renews.amendments.exclude(signed_on=None).last()
    if last is None or last.number != number:
        raise amended_since()
    return held, terms

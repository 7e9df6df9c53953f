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
def carry_amendments(*, renewal: Agreement, now: datetime, by: Account | None = None) -> None:
    """Before it is signed, it says what amendments of the one it renews changed meanwhile; a quote is to be sent again.

    Refusal `nothing_to_carry`, and those of `change_agreement`.
    """
    terms = not_carried(renewal)
    if terms is None:
        raise nothing_to_carry()
    change_agreement(
        agreement=renewal, starts_on=renewal.starts_on, ends_on=renewal.ends_on, terms=terms, now=now, by=by
    )


@transaction.atomic
def leave_amendments(*, renewal: Agreement, number: int, now: datetime, by: Account | None = None) -> None:
    """It is not to say what amendments of the one it renews changed, up to that one, which was read: nobody is told of
    them again; of one to come, they are.

    Refusal `nothing_to_carry`, `amended_since`.
    """
    held = Agreement.objects.select_for_update().get(pk=renewal.pk)
    if held.renews is None or not_carried(held) is None:
        raise nothing_to_carry()
    last = held.renews.amendments.exclude(signed_on=None).last()
    if last is None or last.number != number:
        raise amended_since()
    Agreement.objects.filter(pk=held.pk).update(left_aside=number)
    fact = facts.AmendmentsLeft(held.sponsor_id, agreement_id=held.pk, number=number)
    record(fact, now=now, actor_id=by.pk if by else None)

"""What was given to Chorus Pro: the service does not do it, it keeps who did and when."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from declic.billing.facts import DepositTakenBack, InvoiceDeposited
from declic.billing.models import Deposit, Invoice
from declic.billing.queries import to_deposit
from declic.billing.rules.payments import check_deposited_on, nothing_to_deposit
from declic.ground.paris import paris_day
from declic.journal.actions import record_all
from declic.people.models import Account


@transaction.atomic
def note_deposits(
    *, invoices: Sequence[int], on: date, by: Account | None, now: datetime, renewal_id: int | None = None
) -> int:
    """Of those among them that are to be deposited, all on that day; how many. `renewal_id`: all of that run at once.

    Refusal `not_yet`, `too_early`, `nothing_to_deposit`.
    """
    # Locked, then read anew: whoever waited for the lock would note again what another has just noted.
    locked = [one.pk for one in to_deposit(invoices).select_for_update(of=("self",))]
    found = list(to_deposit(locked))
    if not found:
        raise nothing_to_deposit()
    check_deposited_on(on, today=paris_day(now), issued_on=max(one.issued_on for one in found))
    Deposit.objects.bulk_create(
        Deposit(invoice=one, deposited_on=on, renewal_id=renewal_id, noted_at=now, noted_by=by) for one in found
    )
    facts = [InvoiceDeposited(one.pk, one.number, on) for one in found]
    record_all(facts, now=now, actor_id=by.pk if by else None)
    return len(found)


@transaction.atomic
def take_deposits_back(
    *, invoices: Sequence[int], by: Account | None, now: datetime, renewal_id: int | None = None
) -> int:
    """Noted by mistake; how many were. `renewal_id`: only what was noted in one go with all of that run."""
    noted = Deposit.objects.filter(invoice__in=invoices)
    if renewal_id is not None:
        noted = noted.filter(renewal=renewal_id)
    # As above: two who take back at once tell it once.
    list(Invoice.objects.filter(pk__in=noted.values("invoice")).order_by("pk").select_for_update().only("pk"))
    found = list(noted.select_related("invoice").defer("invoice__draft").order_by("pk"))
    Deposit.objects.filter(pk__in=[one.pk for one in found]).delete()
    facts = [DepositTakenBack(one.invoice_id, one.invoice.number, one.deposited_on) for one in found]
    record_all(facts, now=now, actor_id=by.pk if by else None)
    return len(found)

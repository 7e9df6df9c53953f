"""What comes in, and what is asked for again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from declic.billing.facts import PaymentRecorded, PaymentReminded, RefundRecorded
from declic.billing.models import Invoice, Payment, Refund, Reminder
from declic.billing.queries import carried_for, invoice_listed, late_invoices, to_correct, untold
from declic.billing.rules.invoices import InvoiceKind, Standing, reminder_due
from declic.billing.rules.payments import (
    SURPLUS_TIMES,
    check_paid_on,
    check_payment,
    check_refund,
    given_back,
    owed_no_more,
)
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors.models import Sponsor


@transaction.atomic
def record_payment(  # noqa: PLR0913  (a payment is its sum, its day and its reference)
    *,
    invoice: Invoice,
    cents: Cents,
    paid_on: date,
    by: Account | None,
    now: datetime,
    reference: str = "",
    surplus: bool = False,
) -> Payment:
    """Negative: takes back what was noted by mistake. `surplus`: more came than what is owed, or it came although a
    credit note cancels the invoice; the rest is in the sponsor's favour.

    Refusal `bad_payment`, `nothing_owed`, `owed_no_more`, `not_yet`, `too_early`, `given_back`.
    """
    # Two at once would each find the same sum: on PostgreSQL the row is held, on SQLite the whole transaction is.
    Sponsor.objects.select_for_update().get(pk=invoice.sponsor_id)
    held = Invoice.objects.select_for_update().get(pk=invoice.pk)
    today = paris_day(now)
    listed = invoice_listed(held.pk, today)
    if held.kind == InvoiceKind.CREDIT.value:
        raise Refusal("nothing_owed", "Rien n’est à payer : c’est un avoir.")
    if listed.standing is Standing.CREDITED and cents >= 0 and not surplus:
        raise owed_no_more()
    check_paid_on(paid_on, today=today, first_issued=_first_issued(held.sponsor_id))
    most = SURPLUS_TIMES * held.gross_cents if surplus else None
    check_payment(cents, owed=held.gross_cents - listed.carried, paid=listed.paid, most=most)
    payment = Payment.objects.create(
        invoice=held, cents=cents, paid_on=paid_on, reference=reference, noted_at=now, noted_by=by
    )
    if carried_for(held.sponsor_id, held.siren).free < 0:
        raise given_back()
    record(PaymentRecorded(held.pk, held.number, cents), now=now, actor_id=by.pk if by else None)
    return payment


@transaction.atomic
def record_refund(  # noqa: PLR0913  (likewise)
    *,
    sponsor: Sponsor,
    siren: str,
    cents: Cents,
    paid_on: date,
    by: Account | None,
    now: datetime,
    reference: str = "",
) -> Refund:
    """By that seller, out of what the sponsor has in its favour with it and no invoice takes. Negative: takes back what
    was noted by mistake.

    Refusal `bad_refund`, `not_yet`, `too_early`.
    """
    held = Sponsor.objects.select_for_update().get(pk=sponsor.pk)
    refunded = held.refunds.filter(siren=siren).aggregate(sum=Sum("cents"))["sum"] or 0
    check_refund(cents, free=carried_for(held.pk, siren).free, refunded=refunded)
    check_paid_on(paid_on, today=paris_day(now), first_issued=_first_issued(held.pk))
    refund = Refund.objects.create(
        sponsor=held, siren=siren, cents=cents, paid_on=paid_on, reference=reference, noted_at=now, noted_by=by
    )
    record(RefundRecorded(held.pk, cents), now=now, actor_id=by.pk if by else None)
    return refund


def _first_issued(sponsor_id: int) -> date:
    """Of a sponsor that has an invoice."""
    first = Invoice.objects.filter(sponsor=sponsor_id).order_by("issued_on").values_list("issued_on", flat=True).first()
    assert first is not None, "something was paid"  # noqa: S101
    return first


def remind(*, now: datetime) -> int:
    """Each reminder that is due leaves once; how many did. Any number of processes may call it.

    One that nobody would read waits until somebody does.
    """
    today = paris_day(now)
    wrong = {one.invoice.pk for one in to_correct() if one.asks_too_much}  # their credit note comes first
    late = [
        one.invoice
        for one in late_invoices(today)
        if one.invoice.pk not in wrong and reminder_due(one.since, today, one.reminders, one.reminded_on)
    ]
    unread = untold(one.sponsor_id for one in late)
    return sum(_reminded(one.pk, now) for one in late if one.sponsor_id not in unread)


@transaction.atomic
def _reminded(invoice_id: int, now: datetime) -> bool:
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    before = invoice.reminders.order_by("-rank").first()
    sent, last = (before.rank, paris_day(before.sent_at)) if before else (0, None)
    today = paris_day(now)
    listed = invoice_listed(invoice.pk, today)
    if not (reminder_due(listed.late_from, today, sent, last) and listed.owed) or listed.beyond_paper:
        return False
    Reminder.objects.create(invoice=invoice, rank=sent + 1, sent_at=now)
    record(PaymentReminded(invoice.pk, invoice.number, sent + 1), now=now)
    return True

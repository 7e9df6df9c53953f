"""What comes in, and what is asked for again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from declic.billing.facts import PaymentRecorded, PaymentReminded
from declic.billing.models import Invoice, Payment, Reminder
from declic.billing.queries import late_invoices
from declic.billing.rules.invoices import InvoiceKind, check_payment, reminder_due
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.actions import record
from declic.people.models import Account


@transaction.atomic
def record_payment(  # noqa: PLR0913  (a payment is its sum, its day and its reference)
    *, invoice: Invoice, cents: Cents, paid_on: date, by: Account | None, now: datetime, reference: str = ""
) -> Payment:
    """Negative: takes back what was noted by mistake. Refusal `bad_payment`, `nothing_owed`, `not_yet`."""
    # Two at once would each find the same sum: on PostgreSQL the row is held, on SQLite the whole transaction is.
    held = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if held.kind == InvoiceKind.CREDIT.value or Invoice.objects.filter(corrects=held).exists():
        raise Refusal("nothing_owed", "Rien n’est à payer : c’est un avoir, ou une facture annulée par un avoir.")
    if paid_on > paris_day(now):
        raise Refusal("not_yet", "Ce jour n’est pas encore venu : notez le règlement quand il arrive.")
    paid = held.payments.aggregate(sum=Sum("cents"))["sum"] or 0
    check_payment(cents, owed=held.gross_cents, paid=paid)
    payment = Payment.objects.create(
        invoice=held, cents=cents, paid_on=paid_on, reference=reference, noted_at=now, noted_by=by
    )
    record(PaymentRecorded(held.pk, held.number, cents), now=now, actor_id=by.pk if by else None)
    return payment


def remind(*, now: datetime) -> int:
    """Each reminder that is due leaves once; how many did. Any number of processes may call it."""
    today = paris_day(now)
    late = [one for one, sent, last in late_invoices(today) if reminder_due(one.due_on, today, sent, last)]
    return sum(_reminded(one.pk, now) for one in late)


@transaction.atomic
def _reminded(invoice_id: int, now: datetime) -> bool:
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    before = invoice.reminders.order_by("-rank").first()
    sent, last = (before.rank, paris_day(before.sent_at)) if before else (0, None)
    if not reminder_due(invoice.due_on, paris_day(now), sent, last):
        return False
    Reminder.objects.create(invoice=invoice, rank=sent + 1, sent_at=now)
    record(PaymentReminded(invoice.pk, invoice.number, sent + 1), now=now)
    return True

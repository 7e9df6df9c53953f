"""Sales and payments for the accountants."""

from collections.abc import Iterator
from datetime import date

from declic.billing.models import Invoice, Payment, Refund
from declic.billing.rules.accounting import Receipt, Repaid, Sale, entries_file
from declic.billing.rules.invoices import InvoiceKind


def accounting_entries(first_day: date, last_day: date) -> Iterator[str]:
    """The FEC of these days, both included, line by line."""
    issued = Invoice.objects.select_related("sponsor").filter(issued_on__range=(first_day, last_day))
    received = Payment.objects.select_related("invoice__sponsor").filter(paid_on__range=(first_day, last_day))
    sales = (
        Sale(one.number, _customer(one), one.sponsor.name, one.issued_on, sign * one.net_cents, sign * one.vat_cents)
        for one in issued.order_by("issued_on", "pk")
        for sign in (-1 if one.kind == InvoiceKind.CREDIT.value else 1,)
    )
    receipts = (
        Receipt(one.pk, one.invoice.number, _customer(one.invoice), one.invoice.sponsor.name, one.paid_on, one.cents)
        for one in received.order_by("paid_on", "pk")
    )
    given = Refund.objects.select_related("sponsor").filter(paid_on__range=(first_day, last_day))
    refunds = (
        Repaid(one.pk, _customer(one), one.sponsor.name, one.paid_on, one.cents)
        for one in given.order_by("paid_on", "pk")
    )
    return entries_file(sales, receipts, refunds)


def _customer(piece: Invoice | Refund) -> str:
    return f"C{piece.sponsor_id:06d}"

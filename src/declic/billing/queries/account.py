"""The statement of a sponsor's account."""

from declic.billing.models import Invoice, Payment
from declic.billing.rules.account import Entry, Movement, MovementKind, account
from declic.billing.rules.invoices import InvoiceKind
from declic.sponsors.models import Sponsor


def account_of(sponsor: Sponsor) -> list[Entry]:
    """Everything since the beginning, the oldest first. Two queries."""
    issued = Invoice.objects.filter(sponsor=sponsor).values_list(
        "issued_on", "kind", "pk", "number", "net_cents", "vat_cents"
    )
    received = Payment.objects.filter(invoice__sponsor=sponsor)
    paid = received.values_list("paid_on", "pk", "invoice__number", "reference", "cents")
    movements = [
        Movement(on, MovementKind.CREDIT, pk, number, -(net + vat))
        if kind == InvoiceKind.CREDIT.value
        else Movement(on, MovementKind.INVOICE, pk, number, net + vat)
        for on, kind, pk, number, net, vat in issued
    ]
    movements += [
        Movement(on, MovementKind.PAYMENT, pk, f"{number}, {reference}" if reference else number, -cents)
        for on, pk, number, reference, cents in paid
    ]
    return account(movements)

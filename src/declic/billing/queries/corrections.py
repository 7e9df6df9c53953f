"""Invoices worth something else than what their agreement owes now: it ended early, or was dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from declic.billing.models import Invoice
from declic.billing.queries.invoices import days_of
from declic.billing.rules.instalments import Instalment, instalments_of, worth_today
from declic.billing.rules.invoices import InvoiceKind
from declic.ground.units import Cents
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import AgreementState


@dataclass(frozen=True)
class Correction:
    invoice: Invoice
    worth: Cents
    """Without tax, as the agreement stands now."""


def corrections_of(
    agreement: Agreement, live: Sequence[Invoice], instalments: Sequence[Instalment]
) -> list[Correction]:
    """Of its invoices that no credit note cancels, those to cancel."""
    owed = () if agreement.state == AgreementState.DROPPED.value else instalments
    found = [Correction(one, worth_today(days_of(one), owed)) for one in live]
    return [one for one in found if one.worth != one.invoice.net_cents]


def to_correct() -> list[Correction]:
    """Of all agreements that ended early or were dropped; the oldest first."""
    stopped = Q(agreement__state=AgreementState.DROPPED.value) | Q(agreement__ends_on__lt=F("last_day"))
    live = Invoice.objects.filter(stopped, kind=InvoiceKind.INVOICE.value, credit=None)
    return [
        correction
        for one in live.select_related("agreement", "sponsor").order_by("issued_on", "pk")
        if one.agreement is not None
        for correction in corrections_of(one.agreement, [one], _flat_spans(one.agreement))
    ]


def _flat_spans(agreement: Agreement) -> list[Instalment]:
    """Only a flat price is invoiced before its end."""
    return instalments_of(agreement.terms, agreement.starts_on, agreement.ends_on, cost=Cents(0), due=Cents(0))

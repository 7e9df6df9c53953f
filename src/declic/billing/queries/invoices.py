"""Invoices, where they stand, and who may read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from declic.billing.models import BillingDetails, Invoice, InvoiceFile, Reminder, Seller
from declic.billing.rules.invoices import Days, InvoiceKind, Standing, standing
from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.sponsors.models import Agreement, Officer, Sponsor


def seller() -> Seller | None:
    return Seller.objects.first()


def details_of(sponsor: Sponsor) -> BillingDetails | None:
    return BillingDetails.objects.filter(sponsor=sponsor).first()


@dataclass(frozen=True)
class Listed:
    """An invoice and where it stands today."""

    invoice: Invoice
    paid: int
    """Cents."""
    standing: Standing

    @property
    def owed(self) -> int:
        """Cents still to pay."""
        due = self.standing in {Standing.DUE, Standing.LATE, Standing.PART_PAID}
        return self.invoice.gross_cents - self.paid if due else 0


def invoices(today: date, sponsor: Sponsor | None = None) -> list[Listed]:
    """The newest first; of one sponsor, or of all."""
    found = _with_sums(Invoice.objects.select_related("sponsor"))
    return [_listed(one, today) for one in (found.filter(sponsor=sponsor) if sponsor else found)]


def invoice_listed(invoice_id: int, today: date) -> Listed:
    """For the operator. NotYours when there is none."""
    found = _with_sums(Invoice.objects.select_related("sponsor", "corrects")).filter(pk=invoice_id).first()
    if found is None:
        raise NotYours
    return _listed(found, today)


def access_invoice(officer: Officer, invoice_id: int) -> Invoice:
    """An invoice of this officer's sponsor. NotYours."""
    found = Invoice.objects.filter(pk=invoice_id, sponsor=officer.sponsor_id).first()
    if found is None:
        raise NotYours
    return found


def file_of(invoice: Invoice, form: str) -> bytes:
    """NotYours when it has none of that form."""
    content = InvoiceFile.objects.filter(invoice=invoice, form=form).values_list("content", flat=True).first()
    if content is None:
        raise NotYours
    return bytes(content)


def _with_sums(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    return found.annotate(
        paid=Coalesce(Sum("payments__cents"), 0), is_credited=Exists(Invoice.objects.filter(corrects=OuterRef("pk")))
    )


def _listed(one: Invoice, today: date) -> Listed:
    paid = int(one.paid)  # type: ignore[attr-defined]
    stands = standing(
        InvoiceKind(one.kind),
        gross=one.gross_cents,
        paid=paid,
        is_credited=one.is_credited,  # type: ignore[attr-defined]
        due=one.due_on,
        today=today,
    )
    return Listed(one, paid, stands)


def live_invoices_of(agreement: Agreement) -> list[Invoice]:
    """The invoices of an agreement that no credit note cancels, in the order of what they are for."""
    return list(agreement.invoices.filter(kind=InvoiceKind.INVOICE.value, credit=None).order_by("first_day", "pk"))


def days_of(invoice: Invoice) -> Days:
    """What it is for."""
    return invoice.first_day or invoice.issued_on, invoice.last_day or invoice.issued_on


def late_invoices(today: date) -> list[tuple[Invoice, int, date | None]]:
    """Those past their day and not paid whole, how many reminders left for each, and the day the last one did."""
    due = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value, credit=None, due_on__lt=today).annotate(
        paid=Coalesce(Sum("payments__cents"), 0)
    )
    unpaid = [one for one in due if int(one.paid) < one.gross_cents]
    left = Reminder.objects.filter(invoice__in=unpaid).order_by("rank").values_list("invoice", "rank", "sent_at")
    last = {invoice: (rank, paris_day(at)) for invoice, rank, at in left}
    return [(one, *last.get(one.pk, (0, None))) for one in unpaid]

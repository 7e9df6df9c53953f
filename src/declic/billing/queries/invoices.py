"""Invoices, where they stand, and who may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from declic.billing.models import BillingDetails, Deposit, Invoice, InvoiceFile, Reminder, Seller
from declic.billing.queries.account import Account, carried_of, with_sums
from declic.billing.rules.account import Carried
from declic.billing.rules.amounts import VatRegime
from declic.billing.rules.instalments import Period
from declic.billing.rules.invoices import InvoiceKind, Standing, late_from, standing
from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.sponsors.models import Agreement, Officer, Sponsor


def seller() -> Seller | None:
    return Seller.objects.first()


def regime_now() -> VatRegime | None:
    """Of who sells; None while nobody is named."""
    writer = seller()
    return VatRegime(writer.regime) if writer else None


def details_of(sponsor: Sponsor) -> BillingDetails | None:
    return BillingDetails.objects.filter(sponsor=sponsor).first()


@dataclass(frozen=True)
class Listed:
    """An invoice and where it stands today."""

    invoice: Invoice
    paid: int
    """Cents that came in for it."""
    carried: int
    """Cents of it paid out of what the sponsor has in its favour."""
    standing: Standing
    is_electronic: bool
    """It is for Chorus Pro."""
    deposit: Deposit | None = None
    """Who gave it to Chorus Pro, as somebody said."""
    late_from: date | None = None
    """The last day to pay it by; None while the buyer's time does not run."""
    said_carried: int = 0
    """Cents that it says are paid out of what was in the sponsor's favour, as it was issued."""

    @property
    def is_to_deposit(self) -> bool:
        return self.is_electronic and self.deposit is None

    @property
    def owed(self) -> int:
        """Cents still to pay."""
        due = self.standing in {Standing.DUE, Standing.LATE, Standing.PART_PAID}
        return self.invoice.gross_cents - self.paid - self.carried if due else 0

    @property
    def beyond_paper(self) -> int:
        """Cents still to pay beyond what it asks for: it was issued with a sum in the sponsor's favour that was taken
        back since. Nobody is reminded of it.
        """
        asked = self.invoice.gross_cents - self.said_carried - self.paid
        return max(0, self.owed - max(0, asked)) if self.said_carried else 0

    @property
    def settled(self) -> int:
        """Cents of it that are paid, whatever it became."""
        return min(self.paid + self.carried, self.invoice.gross_cents)

    @property
    def surplus(self) -> int:
        """Cents that came in for it and are in the sponsor's favour."""
        return self.paid if self.standing is Standing.CREDITED else max(0, self.paid - self.invoice.gross_cents)


def invoices(today: date, sponsor: Sponsor | None = None) -> list[Listed]:
    """The newest first; of one sponsor, or of all."""
    # Said again: what adds up forgets the order of the table.
    found = with_sums(Invoice.objects.select_related("sponsor", "deposit").defer("draft")).order_by("-issued_on", "-pk")
    known = carried_of([sponsor.pk] if sponsor else None)
    return [_listed(one, known, today) for one in (found.filter(sponsor=sponsor) if sponsor else found)]


def invoice_listed(invoice_id: int, today: date) -> Listed:
    """For the operator. NotYours when there is none."""
    found = (
        with_sums(Invoice.objects.select_related("sponsor", "corrects", "deposit__noted_by"))
        .filter(pk=invoice_id)
        .first()
    )
    if found is None:
        raise NotYours
    return _listed(found, carried_of([found.sponsor_id]), today)


ELECTRONIC = Q(draft__is_electronic=True)


def to_deposit(invoices: Sequence[int]) -> QuerySet[Invoice]:
    """Those among these that Chorus Pro waits for, credit notes too."""
    return Invoice.objects.filter(ELECTRONIC, pk__in=invoices, deposit=None).defer("draft").order_by("pk")


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


def _listed(one: Invoice, known: Mapping[Account, Carried], today: date) -> Listed:
    paid = int(one.paid)  # type: ignore[attr-defined]
    held = known.get((one.sponsor_id, one.siren))
    taken = held.to.get(one.pk, 0) if held else 0
    deposit, is_electronic = getattr(one, "deposit", None), bool(one.is_electronic)  # type: ignore[attr-defined]
    by = late_from(one.due_on, is_electronic=is_electronic, deposited_on=deposit.deposited_on if deposit else None)
    stands = standing(
        InvoiceKind(one.kind),
        gross=one.gross_cents,
        paid=paid + taken,
        is_credited=one.is_credited,  # type: ignore[attr-defined]
        due=by,
        today=today,
    )
    said = int(one.said_carried or 0)  # type: ignore[attr-defined]
    return Listed(one, paid, taken, stands, is_electronic, deposit, by, said)


def live_invoices_of(agreement: Agreement) -> list[Invoice]:
    """The invoices of an agreement that no credit note cancels, in the order of what they are for."""
    return list(agreement.invoices.filter(kind=InvoiceKind.INVOICE.value, credit=None).order_by("first_day", "pk"))


def is_day_passed(siren: str, kind: InvoiceKind, day: date) -> bool:
    """Something of this kind bears a later day already: what is numbered after it bears no earlier one."""
    return Invoice.objects.filter(siren=siren, kind=kind.value, issued_on__gt=day).exists()


def days_of(invoice: Invoice) -> Period:
    """What it is for."""
    return invoice.first_day or invoice.issued_on, invoice.last_day or invoice.issued_on


@dataclass(frozen=True)
class Late:
    """An invoice past its day and not paid whole, by what came in or by what the sponsor has in its favour."""

    invoice: Invoice
    since: date | None
    """The last day it could be paid by."""
    reminders: int
    reminded_on: date | None
    """The day the last one left."""


def late_invoices(today: date) -> list[Late]:
    issued = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value, credit=None, due_on__lt=today)
    due = with_sums(issued.select_related("deposit"))
    unpaid = list(due.annotate(lacks=F("net_cents") + F("vat_cents") - F("paid")).filter(lacks__gt=0))
    known = carried_of({one.sponsor_id for one in unpaid})
    late = [one for one in (_listed(one, known, today) for one in unpaid) if one.standing is Standing.LATE]
    left = Reminder.objects.filter(invoice__in=[one.invoice for one in late]).order_by("rank")
    last = {invoice: (rank, paris_day(at)) for invoice, rank, at in left.values_list("invoice", "rank", "sent_at")}
    return [Late(one.invoice, one.late_from, *last.get(one.invoice.pk, (0, None))) for one in late]

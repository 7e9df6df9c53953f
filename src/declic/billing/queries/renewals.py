"""What waits for its invoice, and how far those asked in one go have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from declic.billing.models import Invoice, Renewal
from declic.billing.rules.invoices import InvoiceKind
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import AgreementState, PriceModel

RENEWED_AHEAD: Final = timedelta(days=31)
"""A flat agreement may be invoiced this long before its first day."""


def to_invoice(today: date) -> list[Agreement]:
    """Signed agreements with a price, due and not invoiced, by name: flat ones a month ahead, the others once over."""
    invoiced = Invoice.objects.filter(agreement=OuterRef("pk"), kind=InvoiceKind.INVOICE.value, credit=None)
    flat = Q(price_model=PriceModel.FLAT.value)
    found = Agreement.objects.select_related("sponsor", "sponsor__commune", "sponsor__billing").filter(
        flat & Q(starts_on__lte=today + RENEWED_AHEAD) | ~flat & Q(ends_on__lt=today),
        state=AgreementState.SIGNED.value,
        price_cents__gt=0,
    )
    return list(found.exclude(Exists(invoiced)).order_by("sponsor__name", "starts_on"))


def running_renewal() -> Renewal | None:
    return Renewal.objects.filter(is_running=True).first()


def last_renewal() -> Renewal | None:
    return Renewal.objects.order_by("-pk").first()


@dataclass(frozen=True)
class Progress:
    asked: int
    issued: int
    refused: Sequence[tuple[str, str]]
    """Sponsor, why."""

    @property
    def done(self) -> int:
        return self.issued + len(self.refused)


def progress_of(renewal: Renewal) -> Progress:
    lines = renewal.lines.all()
    refused = lines.exclude(refused="").order_by("agreement__sponsor__name")
    return Progress(
        asked=lines.count(),
        issued=lines.filter(invoice__isnull=False).count(),
        refused=list(refused.values_list("agreement__sponsor__name", "refused")),
    )

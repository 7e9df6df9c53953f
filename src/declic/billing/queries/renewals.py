"""What waits for its invoice, and how far those asked in one go have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef, Q

from declic.billing.models import Invoice, Renewal
from declic.billing.queries.invoices import days_of, live_invoices_of
from declic.billing.rules.instalments import INVOICED_AHEAD, instalments_of, is_due, next_instalment
from declic.billing.rules.invoices import InvoiceKind
from declic.ground.paris import at_paris
from declic.sponsors.models import Agreement
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import AgreementState, PriceModel


def to_invoice(today: date) -> list[Agreement]:
    """Signed agreements with a price, due and not invoiced, by name: years of flat ones a month ahead, of the others
    once over, if something is owed.
    """
    live = Invoice.objects.filter(agreement=OuterRef("pk"), kind=InvoiceKind.INVOICE.value, credit=None)
    whole = live.filter(first_day__lte=OuterRef("starts_on"), last_day__gte=OuterRef("ends_on"))
    flat, year_ago = Q(price_model=PriceModel.FLAT.value), today - timedelta(days=364)
    found = Agreement.objects.select_related("sponsor", "sponsor__commune", "sponsor__billing").filter(
        flat & Q(starts_on__lte=today + INVOICED_AHEAD) | ~flat & (Q(ends_on__lt=today) | Q(starts_on__lt=year_ago)),
        state=AgreementState.SIGNED.value,
        price_cents__gt=0,
    )
    found = found.exclude(Exists(whole)).annotate(is_begun=Exists(live)).order_by("sponsor__name", "starts_on")
    return [
        one for one in found if (one.price_model == PriceModel.FLAT.value and not one.is_begun) or _waits(one, today)
    ]


def _waits(agreement: Agreement, today: date) -> bool:
    """A year of it that is due has no invoice."""
    is_flat = agreement.price_model == PriceModel.FLAT.value
    by_year = () if is_flat else use_of(agreement, at_paris(today, time())).by_year
    instalment = next_instalment(
        instalments_of(agreement.terms, agreement.starts_on, agreement.ends_on, by_year),
        [days_of(one) for one in live_invoices_of(agreement)],
    )
    return instalment is not None and is_due(instalment, agreement.terms, today)


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

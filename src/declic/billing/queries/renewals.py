"""What waits for its invoice, and how far those asked in one go have come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from declic.billing.models import Invoice, Renewal, RenewalLine
from declic.billing.queries.invoices import days_of
from declic.billing.queries.readers import untold
from declic.billing.rules import instalments
from declic.billing.rules.instalments import (
    INVOICED_AHEAD,
    Instalment,
    Period,
    instalments_of,
    is_due,
    next_instalment,
)
from declic.billing.rules.invoices import InvoiceKind
from declic.ground.paris import at_paris
from declic.sponsors.models import Agreement
from declic.sponsors.queries import use_of_each
from declic.sponsors.rules.agreements import AgreementState, PriceModel
from declic.sponsors.rules.prices import SoFar


@dataclass(frozen=True)
class Waiting:
    agreement: Agreement
    instalment: Instalment
    """The year of it to invoice."""


def waiting(today: date) -> list[Waiting]:
    """Signed agreements with a price, due and not invoiced, by name: years of flat ones a month ahead, of the others
    once over, if something is owed. Two queries, and those of the use of all that are paid by it.
    """
    live = Invoice.objects.filter(agreement=OuterRef("pk"), kind=InvoiceKind.INVOICE.value, credit=None)
    whole = live.filter(first_day__lte=OuterRef("starts_on"), last_day__gte=OuterRef("ends_on"))
    flat, year_ago = Q(price_model=PriceModel.FLAT.value), today - timedelta(days=364)
    found = Agreement.objects.filter(
        flat & Q(starts_on__lte=today + INVOICED_AHEAD) | ~flat & (Q(ends_on__lt=today) | Q(starts_on__lte=year_ago)),
        ~Exists(whole),
        state=AgreementState.SIGNED.value,
        price_cents__gt=0,
    )
    invoiced = _invoiced(found)
    named = found.select_related("sponsor", "sponsor__commune", "sponsor__billing")
    by_name = list(named.order_by("sponsor__name", "starts_on"))
    by_use = [one for one in by_name if one.price_model != PriceModel.FLAT.value]
    used = zip(by_use, use_of_each(by_use, at_paris(today, time())), strict=True)
    years = {one.pk: use.by_year for one, use in used}
    due = [(one, _due_of(one, years.get(one.pk, ()), invoiced.get(one.pk, []), today)) for one in by_name]
    return [Waiting(one, instalment) for one, instalment in due if instalment is not None]


def digest_of(listed: Sequence[Waiting]) -> str:
    return instalments.digest_of((one.agreement.pk, one.instalment) for one in listed)


def to_invoice(today: date) -> list[Agreement]:
    return [one.agreement for one in waiting(today)]


def _invoiced(agreements: QuerySet[Agreement]) -> dict[int, list[Period]]:
    """What the live invoices of each are for. One query."""
    live = Invoice.objects.filter(
        agreement__in=agreements.order_by().values("pk"), kind=InvoiceKind.INVOICE.value, credit=None
    )
    periods: defaultdict[int, list[Period]] = defaultdict(list)
    for one in live.only("agreement_id", "first_day", "last_day", "issued_on").order_by("first_day", "pk"):
        if one.agreement_id is not None:
            periods[one.agreement_id].append(days_of(one))
    return periods


def _due_of(
    agreement: Agreement, by_year: Sequence[SoFar], invoiced: Sequence[Period], today: date
) -> Instalment | None:
    """The first year of it that no invoice is for, if it is due."""
    years = instalments_of(agreement.terms, agreement.starts_on, agreement.ends_on, by_year)
    instalment = next_instalment(years, invoiced)
    return instalment if instalment is not None and is_due(instalment, agreement.terms, today) else None


def running_renewal() -> Renewal | None:
    return Renewal.objects.filter(is_running=True).first()


def last_renewal() -> Renewal | None:
    return Renewal.objects.order_by("-pk").first()


A_PART: Final = 250
"""Invoices in one part of an archive: some 40 MB."""


def parts_of(invoices: Sequence[int]) -> list[Sequence[int]]:
    return [invoices[start : start + A_PART] for start in range(0, len(invoices), A_PART)]


@dataclass(frozen=True)
class Batch:
    """Invoices that left in one go."""

    renewal: Renewal
    issued: int
    to_deposit: int
    deposited: int
    together: int
    """Of these, noted in one go for the whole run."""

    @property
    def parts(self) -> range:
        """Of its archive, from 1."""
        return range(1, -(-self.issued // A_PART) + 1)


def batches(most: int) -> list[Batch]:
    """The last ones, the newest first. One query."""
    invoice = "lines__invoice"
    waits = Q(**{f"{invoice}__draft__is_electronic": True, f"{invoice}__deposit": None})
    found = Renewal.objects.annotate(
        issued=Count(invoice),
        to_deposit=Count(invoice, filter=waits),
        deposited=Count(f"{invoice}__deposit"),
        together=Count(f"{invoice}__deposit", filter=Q(**{f"{invoice}__deposit__renewal": F("pk")})),
    )
    last = found.filter(issued__gt=0).order_by("-pk")[:most]
    return [Batch(one, one.issued, one.to_deposit, one.deposited, one.together) for one in last]


def invoices_of(renewal_id: int) -> list[int]:
    """By their number."""
    lines = RenewalLine.objects.filter(renewal=renewal_id, invoice__isnull=False)
    return list(lines.order_by("invoice__number", "invoice").values_list("invoice", flat=True))


@dataclass(frozen=True)
class Progress:
    asked: int
    issued: int
    refused: Sequence[tuple[str, str]]
    """Sponsor, why."""
    untold: Sequence[tuple[int, str]]
    """Sponsors whose invoice left and of whom nobody is written to: id, name."""

    @property
    def done(self) -> int:
        return self.issued + len(self.refused)


def progress_of(renewal: Renewal) -> Progress:
    lines = renewal.lines.all()
    refused = lines.exclude(refused="").order_by("agreement__sponsor__name")
    issued = lines.filter(invoice__isnull=False).order_by("agreement__sponsor__name")
    invoiced = dict(issued.values_list("agreement__sponsor", "agreement__sponsor__name"))
    unread = untold(invoiced)
    return Progress(
        asked=lines.count(),
        issued=issued.count(),
        refused=list(refused.values_list("agreement__sponsor__name", "refused")),
        untold=[(sponsor, name) for sponsor, name in invoiced.items() if sponsor in unread],
    )

"""Invoices worth something else than what their agreement owes now: it ended early, was dropped, its ceiling moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Exists, F, OuterRef, Q

from declic.billing.models import Invoice
from declic.billing.queries.invoices import days_of
from declic.billing.rules.instalments import Instalment, instalments_of, worth_today
from declic.billing.rules.invoices import InvoiceKind
from declic.ground.paris import at_paris
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Amendment
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import AgreementState, PriceModel


@dataclass(frozen=True)
class Correction:
    invoice: Invoice
    worth: Cents
    """Without tax, as the agreement stands now."""

    @property
    def asks_too_much(self) -> bool:
        """Nobody is reminded of it; one that asks for less than is owed is paid as it stands."""
        return self.worth < self.invoice.net_cents


def corrections_of(
    agreement: Agreement, live: Sequence[Invoice], instalments: Sequence[Instalment]
) -> list[Correction]:
    """Of its invoices that no credit note cancels, those to cancel."""
    owed = () if agreement.state == AgreementState.DROPPED.value else instalments
    found = [Correction(one, worth_today(days_of(one), owed)) for one in live]
    return [one for one in found if one.worth != one.invoice.net_cents]


def earlier_wrong(
    agreement: Agreement, live: Sequence[Invoice], instalments: Sequence[Instalment], first_day: date
) -> Correction | None:
    """Of its years before that day, the first whose invoice an amendment made wrong: what a year owes is what those
    before left of the ceiling, so that one comes first.
    """
    before = [one for one in live if days_of(one)[0] < first_day]
    if agreement.price_model == PriceModel.FLAT.value or not before:
        return None
    if not agreement.amendments.exclude(signed_on=None).exists():
        return None
    return next(iter(corrections_of(agreement, before, instalments)), None)


def to_correct() -> list[Correction]:
    """Those that ask for more or for less than is owed, the oldest first: of agreements that ended early or were
    dropped, and of those paid by use whose ceiling was changed.
    """
    stopped = Q(agreement__state=AgreementState.DROPPED.value) | Q(agreement__ends_on__lt=F("last_day"))
    amended = ~Q(agreement__price_model=PriceModel.FLAT.value) & Exists(
        Amendment.objects.filter(agreement=OuterRef("agreement")).exclude(signed_on=None)
    )
    live = Invoice.objects.filter(stopped | amended, kind=InvoiceKind.INVOICE.value, credit=None)
    used: dict[int, list[Instalment]] = {}
    found: list[Correction] = []
    for one in live.select_related("agreement", "sponsor").order_by("issued_on", "pk"):
        if one.agreement is None:
            continue
        if one.agreement.pk not in used:
            used[one.agreement.pk] = _as_used(one.agreement)
        found += corrections_of(one.agreement, [one], used[one.agreement.pk])
    return found


def _as_used(agreement: Agreement) -> list[Instalment]:
    """Of what is paid by use, only years that are over are invoiced: whatever the day, they are worth the same."""
    used = use_of(agreement, at_paris(agreement.ends_on + timedelta(days=1), time()))
    return instalments_of(agreement.terms, agreement.starts_on, agreement.ends_on, used.by_year)

"""The statement of a sponsor's account, and what it has in its favour."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from declic.billing.models import Invoice, Payment, Refund
from declic.billing.rules.account import Carried, Entry, Movement, MovementKind, Piece, account, carried
from declic.billing.rules.invoices import InvoiceKind
from declic.sponsors.models import Sponsor


def account_of(sponsor: Sponsor) -> list[Entry]:
    """Everything since the beginning, the oldest first. Three queries."""
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
    movements += [
        Movement(on, MovementKind.REFUND, pk, reference, cents)
        for on, pk, reference, cents in sponsor.refunds.values_list("paid_on", "pk", "reference", "cents")
    ]
    return account(movements)


def carried_of(sponsors: Iterable[int] | None = None) -> dict[int, Carried]:
    """By sponsor, of these or of all, where what it has in its favour goes. Two queries."""
    found, given = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value), Refund.objects.all()
    if sponsors is not None:
        found, given = found.filter(sponsor__in=sponsors), given.filter(sponsor__in=sponsors)
    sums = with_sums(found).values_list(
        "sponsor", "pk", "issued_on", F("net_cents") + F("vat_cents"), "paid", "is_credited"
    )
    pieces: defaultdict[int, list[Piece]] = defaultdict(list)
    for one, *piece in sums:
        pieces[one].append(Piece(*piece))
    refunded = dict(given.values_list("sponsor").annotate(Sum("cents")))
    return {one: carried(held, refunded.get(one, 0)) for one, held in pieces.items()}


def carried_for(sponsor_id: int) -> Carried:
    return carried_of([sponsor_id]).get(sponsor_id, Carried({}, 0))


def with_sums(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """`paid`, and whether `is_credited`."""
    return found.annotate(
        paid=Coalesce(Sum("payments__cents"), 0), is_credited=Exists(Invoice.objects.filter(corrects=OuterRef("pk")))
    )

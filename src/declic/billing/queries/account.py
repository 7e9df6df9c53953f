"""The statement of a sponsor's account, and what it has in its favour."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Sum, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from declic.billing.models import Invoice, Payment, Refund, Seller
from declic.billing.rules.account import Carried, Entry, Movement, MovementKind, Piece, account, carried
from declic.billing.rules.invoices import InvoiceKind
from declic.sponsors.models import Sponsor


def account_of(sponsor: Sponsor, siren: str) -> list[Entry]:
    """With one seller, everything since the beginning, the oldest first. Three queries."""
    issued = Invoice.objects.filter(sponsor=sponsor, siren=siren).values_list(
        "issued_on", "issued_at", "kind", "pk", "number", "net_cents", "vat_cents"
    )
    received = Payment.objects.filter(invoice__sponsor=sponsor, invoice__siren=siren)
    paid = received.values_list("paid_on", "noted_at", "pk", "invoice__number", "reference", "cents")
    movements = [
        Movement(on, at, MovementKind.CREDIT, pk, number, -(net + vat))
        if kind == InvoiceKind.CREDIT.value
        else Movement(on, at, MovementKind.INVOICE, pk, number, net + vat)
        for on, at, kind, pk, number, net, vat in issued
    ]
    movements += [
        Movement(on, at, MovementKind.PAYMENT, pk, f"{number}, {reference}" if reference else number, -cents)
        for on, at, pk, number, reference, cents in paid
    ]
    movements += [
        Movement(on, at, MovementKind.REFUND, pk, reference, cents)
        for on, at, pk, reference, cents in sponsor.refunds.filter(siren=siren).values_list(
            "paid_on", "noted_at", "pk", "reference", "cents"
        )
    ]
    return account(movements)


def bears_vat(sponsor: Sponsor, siren: str) -> bool:
    """Something this seller invoiced it does: what it owes is then said « TTC »."""
    return Invoice.objects.filter(sponsor=sponsor, siren=siren, vat_cents__gt=0).exists()


@dataclass(frozen=True)
class KnownSeller:
    siren: str
    name: str


def sellers_known(sponsor: Sponsor | None = None) -> list[KnownSeller]:
    """Who sells now, then who sold before it (to this sponsor) under another SIREN."""
    now = Seller.objects.first()
    known = [KnownSeller(now.siren, now.name)] if now else []
    issued = Invoice.objects.filter(sponsor=sponsor) if sponsor else Invoice.objects.all()
    before = set(issued.order_by().values_list("siren", flat=True).distinct()) - {one.siren for one in known}
    for siren in sorted(before):
        last = issued.filter(siren=siren).order_by("-pk").values_list("draft", flat=True).first()
        known.append(KnownSeller(siren, last["seller"]["name"] if last else siren))
    return known


@dataclass(frozen=True)
class Favour:
    seller: KnownSeller
    free: int


def favours_of(sponsor: Sponsor) -> list[Favour]:
    """What each seller would give back to it."""
    known = carried_of([sponsor.pk])
    return [
        Favour(one, known[sponsor.pk, one.siren].free if (sponsor.pk, one.siren) in known else 0)
        for one in sellers_known(sponsor)
    ]


Account = tuple[int, str]
"""A sponsor, and the SIREN of the seller it deals with: what one seller owes it pays no invoice of another’s."""


def carried_of(sponsors: Iterable[int] | None = None) -> dict[Account, Carried]:
    """Of these sponsors or of all, where what each has in its favour goes. Two queries."""
    found, given = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value), Refund.objects.all()
    if sponsors is not None:
        found, given = found.filter(sponsor__in=sponsors), given.filter(sponsor__in=sponsors)
    sums = with_sums(found).values_list(
        "sponsor", "siren", "pk", "issued_on", F("net_cents") + F("vat_cents"), "paid", "is_credited"
    )
    pieces: defaultdict[Account, list[Piece]] = defaultdict(list)
    for one, siren, *piece in sums:
        pieces[one, siren].append(Piece(*piece))
    refunded = {
        (one, siren): cents for one, siren, cents in given.values_list("sponsor", "siren").annotate(Sum("cents"))
    }
    return {one: carried(held, refunded.get(one, 0)) for one, held in pieces.items()}


def carried_for(sponsor_id: int, siren: str) -> Carried:
    return carried_of([sponsor_id]).get((sponsor_id, siren), Carried({}, 0))


def with_sums(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """`paid`, whether `is_credited`, whether it `is_electronic`, and `said_carried`: what its paper says is carried."""
    return found.annotate(
        paid=Coalesce(Sum("payments__cents"), 0),
        is_credited=Exists(Invoice.objects.filter(corrects=OuterRef("pk"))),
        is_electronic=Case(When(draft__is_electronic=True, then=Value(value=True)), default=Value(value=False)),
        said_carried=KT("draft__carried"),
    )

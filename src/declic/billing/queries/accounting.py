"""Sales and payments for the accountants."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KT, KeyTextTransform, KeyTransform

from declic.billing.models import Invoice, Payment, Refund, Seller
from declic.billing.rules.accounting import Piece, Receipt, Repaid, Sale, entries_file
from declic.billing.rules.accounting_years import AccountingYear, YearStart, years_until
from declic.billing.rules.amounts import VatDue
from declic.billing.rules.invoices import InvoiceKind
from declic.ground.paris import at_paris


def accounting_entries(siren: str, year: AccountingYear) -> Iterator[str]:
    """The FEC of that seller, line by line: of what was noted within that year."""
    begins, ends = at_paris(year.first_day, time()), at_paris(year.last_day + timedelta(days=1), time())
    return entries_file(_pieces(siren, begins, ends), year, before=_pieces(siren, EPOCH, begins))


FIRST_YEAR: Final = 2020


def year_starts_of(siren: str) -> list[YearStart]:
    """The months its years began in, the oldest first."""
    held = Seller.objects.first()
    kept = held.year_starts.get(siren) if held else None
    return msgspec.convert(kept, list[YearStart]) if kept else [YearStart(held.year_starts_in if held else 1)]


def accounting_years(siren: str, today: date) -> list[AccountingYear]:
    """The one under way first."""
    return years_until(today, year_starts_of(siren), FIRST_YEAR)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _pieces(siren: str, begins: datetime, ends: datetime) -> list[Piece]:
    noted = (siren, begins, ends)
    return [*_sales(*noted), *_receipts(*noted), *_refunds(*noted)]


def _sales(siren: str, begins: datetime, ends: datetime) -> Iterator[Piece]:
    issued = (
        Invoice.objects.select_related("corrects")
        .defer("draft", "corrects__draft")
        .annotate(vat_due=KT("draft__vat_due"), buyer=_buyer("draft"))
    )
    for one in issued.filter(siren=siren, issued_at__gte=begins, issued_at__lt=ends).order_by("pk"):
        sign = -1 if one.kind == InvoiceKind.CREDIT.value else 1
        yield Sale(
            number=one.number,
            customer=_customer(one),
            customer_name=one.buyer,
            on=one.issued_on,
            net=sign * one.net_cents,
            vat=sign * one.vat_cents,
            noted_at=one.issued_at,
            rank=one.pk,
            vat_due=VatDue(one.vat_due) if one.vat_due in _DUE else None,
            corrects=one.corrects.number if one.corrects else "",
        )


_DUE = {one.value for one in VatDue}


def _receipts(siren: str, begins: datetime, ends: datetime) -> Iterator[Piece]:
    received = Payment.objects.select_related("invoice").defer("invoice__draft")
    named = received.annotate(buyer=_buyer("invoice__draft"))
    for one in named.filter(invoice__siren=siren, noted_at__gte=begins, noted_at__lt=ends).order_by("pk"):
        yield Receipt(
            number=one.invoice.number,
            customer=_customer(one.invoice),
            customer_name=one.buyer,
            on=one.paid_on,
            cents=one.cents,
            noted_at=one.noted_at,
        )


def _refunds(siren: str, begins: datetime, ends: datetime) -> Iterator[Piece]:
    last = Invoice.objects.filter(
        sponsor=OuterRef("sponsor"), siren=OuterRef("siren"), issued_at__lte=OuterRef("noted_at")
    )
    named = last.annotate(buyer=_buyer("draft")).order_by("-issued_at", "-pk").values("buyer")[:1]
    given = Refund.objects.annotate(buyer=Subquery(named))
    for one in given.filter(siren=siren, noted_at__gte=begins, noted_at__lt=ends).order_by("pk"):
        yield Repaid(
            rank=one.pk,
            customer=_customer(one),
            customer_name=one.buyer,
            on=one.paid_on,
            cents=one.cents,
            noted_at=one.noted_at,
        )


def _buyer(draft: str) -> KeyTextTransform:
    """A customer is named as it was invoiced: a name that is mended since changes no year that is over."""
    return KeyTextTransform("name", KeyTransform("buyer", draft))


def _customer(piece: Invoice | Refund) -> str:
    return f"C{piece.sponsor_id:06d}"

"""Issuing: the documents are made and checked under the next number, which is then taken by compare and set.

The checks last a second or more and hold no lock; whoever finds the number taken starts again with the one after. So
no number is lost, none is given twice, and nothing is numbered that the official checks refuse.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import msgspec
from django.db import transaction

from declic.billing.documents.check import CheckNotDone, faults_of
from declic.billing.documents.pdf import drawn, with_xml
from declic.billing.documents.syntax import Syntax, written
from declic.billing.facts import InvoiceCredited, InvoiceIssued
from declic.billing.models import Invoice, InvoiceFile, Series
from declic.billing.queries import carried_to, credit_of, days_of, draft_of, is_day_passed, live_invoices_of, settled_of
from declic.billing.rules import invoices as rules
from declic.billing.rules.invoices import Draft
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors.actions import note_commitment
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import check_numbers

log = logging.getLogger("declic.billing")

TOLD: Final = 600
"""Signs of what the official checks say, shown to the operator."""
TRIES: Final = 12
"""Others issue at the same moment: each round one of them wins."""


@dataclass(frozen=True)
class Asked:
    draft: Draft
    sponsor: Sponsor
    agreement: Agreement | None
    corrects: Invoice | None = None
    commitment: str = ""
    contract: str | None = None
    """Numbers somebody typed for it: the first is noted for its year, the second for all its invoices."""


@dataclass(frozen=True)
class Round:
    """All issued in one transaction; or none, because some are refused; or none, because the numbers were taken."""

    issued: Sequence[Invoice] = ()
    refused: Mapping[int, Refusal] = field(default_factory=dict)
    """By place in what was asked."""


def issue_invoice(  # noqa: PLR0913  (what is issued, and the numbers somebody typed for it)
    *,
    agreement: Agreement,
    by: Account | None,
    now: datetime,
    commitment: str | None = None,
    contract: str | None = None,
    first_day: date | None = None,
    regime_agreed: bool = False,
    due: Cents | None = None,
    numbers: str | None = None,
) -> Invoice:
    """What `agreement` owes: the first of its years that no invoice is for. The numbers typed are noted with it.
    `regime_agreed`: whoever issues it read that it is not taxed as the quote said; `due`: what they read is due;
    `numbers`: the digest of those they read.

    Refusals of `draft_of` and `note_commitment`, and `day_passed`, `not_valid`, `not_checked`, `too_many_at_once`.
    """

    def asked() -> Asked:
        held = Agreement.objects.select_related("sponsor").get(pk=agreement.pk)
        typed = {"commitment": commitment, "contract": contract}
        draft = draft_of(held, now, **typed, first_day=first_day, regime_agreed=regime_agreed, due=due)
        noted = {"commitment": held.commitment_of(draft.first_day), "contract": held.contract}
        check_numbers(held.numbers_digest(draft.first_day), numbers, **noted)
        return Asked(draft, held.sponsor, held, commitment=commitment or "", contract=contract)

    return _until_issued(asked, by=by, now=now)


def credit_invoice(*, invoice: Invoice, by: Account | None, now: datetime, settled: Cents | None = None) -> Invoice:
    """A credit note for the whole of it. Refusals of `credit_of` and the last four of `issue_invoice`."""

    def asked() -> Asked:
        return Asked(credit_of(invoice, paris_day(now), settled=settled), invoice.sponsor, invoice.agreement, invoice)

    return _until_issued(asked, by=by, now=now)


def _until_issued(asked: Callable[[], Asked], *, by: Account | None, now: datetime) -> Invoice:
    for _ in range(TRIES):
        one = asked()
        if _is_behind(one.draft):
            raise Refusal("day_passed", "Minuit vient de passer : recommencez, à la date du jour.")
        went = issue_together(asked=[one], by=by, now=now)
        if went.refused:
            raise went.refused[0]
        if went.issued:
            return went.issued[0]
    raise Refusal("too_many_at_once", "D’autres factures partent en ce moment : recommencez dans une minute.")


def issue_together(*, asked: Sequence[Asked], by: Account | None, now: datetime) -> Round:
    """Numbered in their order. All are of one kind, of one seller and of one day."""
    first = asked[0].draft
    series, _ = Series.objects.get_or_create(siren=first.seller.siren, kind=first.kind.value, year=first.issued_on.year)
    numbers = [rules.number_of(first.kind, series.year, series.last + rank) for rank in range(1, len(asked) + 1)]
    papers = [Papers.of(one.draft, number) for one, number in zip(asked, numbers, strict=True)]
    refused = _refused(papers)
    if refused:
        return Round(refused=refused)
    files = [paper.files(one.draft, number, now) for one, number, paper in zip(asked, numbers, papers, strict=True)]
    return Round(issued=_keep(series, list(zip(asked, numbers, files, strict=True)), by=by, now=now))


@dataclass(frozen=True)
class Papers:
    """The XML of one invoice; none for who is not on Chorus Pro."""

    xml: Mapping[Syntax, bytes]
    fault: str = ""
    """What the official XSD says of it."""

    @classmethod
    def of(cls, draft: Draft, number: str) -> "Papers":
        if not draft.is_electronic:
            return cls({})
        try:
            return cls({syntax: written(draft, number, syntax) for syntax in Syntax})
        except Exception as failure:  # noqa: BLE001  (the library raises nothing narrower)
            return cls({}, fault=str(failure))

    def files(self, draft: Draft, number: str, now: datetime) -> dict[str, bytes]:
        pdf = drawn(draft, number, now=now)
        if not self.xml:
            return {"pdf": pdf}
        cii = self.xml[Syntax.CII]
        joined = with_xml(pdf, cii, title=f"{draft.kind.label} {number}", author=draft.seller.name)
        return {"pdf": joined, "cii": cii, "ubl": self.xml[Syntax.UBL]}


def _refused(papers: Sequence[Papers]) -> dict[int, Refusal]:
    said: dict[int, list[str]] = {place: [one.fault] for place, one in enumerate(papers) if one.fault}
    documents = [(place, syntax, xml) for place, one in enumerate(papers) for syntax, xml in one.xml.items()]
    if documents:
        try:
            found = faults_of([(syntax, xml) for _, syntax, xml in documents])
        except CheckNotDone:
            log.exception("the official checks of invoices could not be made")
            refusal = Refusal("not_checked", "Le contrôle officiel n’a pas pu se faire : rien n’est parti.")
            return dict.fromkeys((place for place, _, _ in documents), refusal) | _not_valid(said)
        for (place, *_), faults in zip(documents, found, strict=True):
            said.setdefault(place, []).extend(f"{fault.rule} {fault.text}" for fault in faults)
    return _not_valid(said)


def _not_valid(said: Mapping[int, Sequence[str]]) -> dict[int, Refusal]:
    return {
        place: Refusal("not_valid", "Le contrôle officiel refuse cette facture : " + " ; ".join(texts)[:TOLD])
        for place, texts in said.items()
        if texts
    }


@transaction.atomic
def _keep(
    series: Series, ready: Sequence[tuple[Asked, str, Mapping[str, bytes]]], *, by: Account | None, now: datetime
) -> list[Invoice]:
    """Empty when the numbers, or what is to be invoiced, were taken by somebody else meanwhile, or the day passed."""
    list(Sponsor.objects.select_for_update().filter(pk__in={asked.sponsor.pk for asked, *_ in ready}).order_by("pk"))
    last = series.last + len(ready)
    if not Series.objects.filter(pk=series.pk, last=series.last).update(last=last):
        return []
    is_behind = _is_behind(ready[0][0].draft)  # under the lock of the series: nobody issues meanwhile
    if is_behind or any(_is_taken(asked) for asked, *_ in ready):
        transaction.set_rollback(True)
        return []
    made = []
    for asked, number, files in ready:
        draft = asked.draft
        invoice = Invoice.objects.create(
            number=number,
            siren=series.siren,
            kind=draft.kind.value,
            sponsor=asked.sponsor,
            agreement=asked.agreement,
            corrects=asked.corrects,
            issued_on=draft.issued_on,
            due_on=draft.due_on,
            first_day=draft.first_day,
            last_day=draft.last_day,
            net_cents=draft.totals.net,
            vat_cents=draft.totals.vat,
            draft=msgspec.to_builtins(draft),
            issued_at=now,
            issued_by=by,
        )
        InvoiceFile.objects.bulk_create(InvoiceFile(invoice=invoice, form=form, content=files[form]) for form in files)
        _note_typed(asked, by, now)
        _announce(invoice, asked.corrects, by, now)
        made.append(invoice)
    return made


def _is_behind(draft: Draft) -> bool:
    """Begun before a midnight that somebody else's has seen: its number would be the later one, its day the earlier."""
    return is_day_passed(draft.seller.siren, draft.kind, draft.issued_on)


def _is_taken(asked: Asked) -> bool:
    """Or what it says of the account is not so any more."""
    draft = asked.draft
    if asked.corrects is not None:
        is_credited = Invoice.objects.filter(corrects=asked.corrects).exists()
        return is_credited or settled_of(asked.corrects, draft.issued_on) != draft.settled
    if asked.agreement is None:
        return False
    as_read = {name: getattr(asked.agreement, name) for name in ("state", "ends_on", "ceiling_cents")}
    if not Agreement.objects.filter(pk=asked.agreement.pk, **as_read).exists():
        return True
    return carried_to(asked.sponsor.pk, draft.seller.siren, draft.totals.gross) != draft.carried or any(
        first <= draft.last_day and draft.first_day <= last
        for first, last in map(days_of, live_invoices_of(asked.agreement))
    )


def _note_typed(asked: Asked, by: Account | None, now: datetime) -> None:
    agreement = asked.agreement
    if agreement is None or not (asked.commitment or asked.contract):
        return
    first_day = asked.draft.first_day
    noted = asked.commitment or agreement.commitments.get(first_day.isoformat(), "")
    note_commitment(
        agreement=agreement, first_day=first_day, commitment=noted, contract=asked.contract or None, now=now, by=by
    )


def _announce(invoice: Invoice, corrected: Invoice | None, by: Account | None, now: datetime) -> None:
    actor = by.pk if by else None
    record(InvoiceIssued(invoice.pk, invoice.number, invoice.sponsor_id, invoice.gross_cents), now=now, actor_id=actor)
    if corrected is not None:
        record(InvoiceCredited(corrected.pk, corrected.number, invoice.number), now=now, actor_id=actor)

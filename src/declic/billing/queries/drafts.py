"""What an invoice or a credit note would say today, gathered and checked; nothing is written."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import msgspec

from declic.billing.models import BillingDetails, Invoice, Seller
from declic.billing.queries.account import carried_for
from declic.billing.queries.buyers import check_payer_of
from declic.billing.queries.corrections import earlier_wrong
from declic.billing.queries.invoices import days_of, details_of, invoice_listed, live_invoices_of, seller
from declic.billing.queries.quotes import taxed_anew
from declic.billing.rules import instalments
from declic.billing.rules import invoices as rules
from declic.billing.rules.amounts import VatDue, VatRegime, totals
from declic.billing.rules.identities import check_buyer
from declic.billing.rules.invoices import Account as BankAccount
from declic.billing.rules.invoices import Corrected, Draft, InvoiceKind, Party
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import OPEN_STATES
from declic.ground.errors import Refusal
from declic.ground.one_line import one_line
from declic.ground.paris import at_paris, paris_day
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.queries import Used, use_of
from declic.sponsors.rules import SponsorKind
from declic.sponsors.rules.agreements import PriceModel

TYPED_THEN = "-"
"""A number nobody has typed yet: only the issue asks for it."""


def why_not(agreement: Agreement, now: datetime) -> str:
    """What keeps `agreement` from being invoiced, in French; empty when nothing does but what is typed at the issue."""
    try:
        draft_of(agreement, now, commitment=TYPED_THEN, regime_agreed=True)
    except Refusal as refusal:
        return refusal.message
    return ""


def draft_of(  # noqa: PLR0913  (what is invoiced, and what somebody typed for it)
    agreement: Agreement,
    now: datetime,
    *,
    commitment: str | None = None,
    contract: str | None = None,
    first_day: date | None = None,
    regime_agreed: bool = False,
    due: Cents | None = None,
) -> Draft:
    """The first year of it that is not invoiced yet; `first_day` is that of the one somebody read of,
    and `due` what they read is due.

    Numbers as somebody typed them, none where they typed none; as they were noted where nobody did (None).
    `regime_agreed`: the buyer knows that it is not taxed as its quote said.

    Refusal `no_seller`, `already_invoiced`, `other_instalment`, `due_changed`, `earlier_wrong`, `not_signed`,
    `not_ended`, `not_begun`, `nothing_to_pay`, `commitment_to_confirm`, `siret_of_partner`, `partner_to_confirm`,
    `siret_of_other`, `no_address`, `no_siret`, `no_service`, `bad_service`, `no_commitment`, `still_helped`,
    `regime_changed`.
    """
    writer = seller()
    if writer is None:
        raise rules.no_seller()
    today = paris_day(now)
    instalment = _instalment_read(agreement, now, first_day, due)
    use = _use_due(agreement, instalment, today)
    commitment = one_line(_commitment_noted(agreement, instalment) if commitment is None else commitment)
    buyer = _buyer_checked(agreement.sponsor, commitment)
    regime = VatRegime(writer.regime)
    line = instalments.line_of(use)
    adds_up = totals([line], regime)
    anew = taxed_anew(agreement, adds_up.net)
    if anew is not None and not regime_agreed:
        raise rules.regime_changed(signed=anew.signed, now=anew.now)
    return Draft(
        kind=InvoiceKind.INVOICE,
        seller=_seller_party(writer),
        buyer=buyer,
        account=BankAccount(writer.iban, writer.bic),
        regime=regime,
        lines=(line,),
        totals=adds_up,
        issued_on=today,
        due_on=rules.due_on(today),
        is_electronic=_is_on_chorus(agreement.sponsor),
        commitment=commitment,
        contract=one_line(agreement.contract if contract is None else contract),
        carried=carried_to(agreement.sponsor_id, writer.siren, adds_up.gross),
        vat_due=VatDue(writer.vat_due),
    )


def _instalment_read(
    agreement: Agreement, now: datetime, first_day: date | None, due: Cents | None
) -> instalments.Instalment:
    """The one to invoice next: still what somebody read of, with nothing wrong before it."""
    live = live_invoices_of(agreement)
    years = instalments_of(agreement, use_of(agreement, now))
    instalment = instalments.next_instalment(years, [days_of(one) for one in live], paris_day(now))
    if instalment is None:
        raise rules.already_invoiced(live[-1].number)
    if first_day not in {None, instalment.first_day}:
        raise instalments.other_instalment()
    instalments.check_due_read(instalment.due, due)
    wrong = earlier_wrong(agreement, live, years, instalment.first_day)
    if wrong is not None:
        raise instalments.earlier_wrong(wrong.invoice.number, Cents(wrong.invoice.net_cents), wrong.worth)
    return instalment


def _use_due(agreement: Agreement, instalment: instalments.Instalment, today: date) -> instalments.Use:
    use = instalments.Use(
        terms=agreement.terms,
        first_day=instalment.first_day,
        last_day=instalment.last_day,
        pupils=instalment.pupils,
        minutes=instalment.minutes,
        cost=instalment.cost,
        due=instalment.due,
        year=instalment.rank,
        years=instalment.of,
    )
    instalments.check_due(use, agreement.state_on(today), today)
    if use.terms.model is PriceModel.PER_HOUR and _is_being_helped(agreement, use.last_day):
        raise instalments.still_helped()
    return use


def _commitment_noted(agreement: Agreement, instalment: instalments.Instalment) -> str:
    """That of another year is no number of this one: it is to be confirmed."""
    commitment = agreement.commitment_of(instalment.first_day)
    former = agreement.commitment_before(instalment.first_day)
    if former and not commitment:
        raise instalments.commitment_to_confirm(former, instalment)
    return commitment


def _buyer_checked(sponsor: Sponsor, commitment: str) -> Party:
    details = details_of(sponsor)
    buyer = _buyer_of(sponsor, details)
    check_payer_of(
        sponsor,
        buyer.siret,
        other_payer=bool(details and details.other_payer),
        known=details.payer_siren if details else "",
    )
    check_buyer(
        buyer,
        is_electronic=_is_on_chorus(sponsor),
        needs_service=bool(details and details.needs_service),
        needs_commitment=bool(details and details.needs_commitment),
        commitment=commitment,
    )
    return buyer


def _is_on_chorus(sponsor: Sponsor) -> bool:
    return SponsorKind(sponsor.kind) in rules.ON_CHORUS


def _is_being_helped(agreement: Agreement, last_day: date) -> bool:
    """Somebody who asked by that day waits or learns yet: their lesson is still to be counted."""
    begins, ends = at_paris(agreement.starts_on, time()), at_paris(last_day + timedelta(days=1), time())
    asked = HelpRequest.objects.filter(sponsor=agreement.sponsor_id, asked_at__gte=begins, asked_at__lt=ends)
    return asked.filter(state__in=[state.value for state in OPEN_STATES]).exists()


def instalments_of(agreement: Agreement, used: Used) -> list[instalments.Instalment]:
    return instalments.instalments_of(agreement.terms, agreement.starts_on, agreement.ends_on, used.by_year)


def credit_of(invoice: Invoice, today: date, *, settled: Cents | None = None) -> Draft:
    """What the invoice said, to the same buyer: a credit note cancels what was written then. `settled`: what somebody
    read is paid of it, which will be in the partner's favour.

    Refusal `is_credit`, `already_credited`, `settled_changed`.
    """
    if invoice.kind == InvoiceKind.CREDIT.value:
        raise Refusal("is_credit", "C’est déjà un avoir.")
    if Invoice.objects.filter(corrects=invoice).exists():
        raise Refusal("already_credited", "Cette facture est déjà annulée par un avoir.")
    now_settled = settled_of(invoice, today)
    rules.check_settled_read(now_settled, settled)
    return replace(
        msgspec.convert(invoice.draft, Draft),
        kind=InvoiceKind.CREDIT,
        issued_on=today,
        due_on=today,
        corrects=Corrected(invoice.number, invoice.issued_on),
        carried=rules.NONE,
        settled=now_settled,
    )


def carried_to(sponsor_id: int, siren: str, gross: Cents) -> Cents:
    """What the sponsor has in its favour with this seller would pay of one more invoice of it."""
    return Cents(min(carried_for(sponsor_id, siren).free, gross))


def settled_of(invoice: Invoice, today: date) -> Cents:
    return Cents(invoice_listed(invoice.pk, today).settled)


def _seller_party(writer: Seller) -> Party:
    return Party(
        name=writer.name,
        siret=writer.siret,
        address=writer.address,
        second_line=writer.second_line,
        postcode=writer.postcode,
        city=writer.city,
        vat=writer.vat,
        about=writer.about,
        email=writer.email,
    )


def _buyer_of(sponsor: Sponsor, details: BillingDetails | None) -> Party:
    if details is None:
        return Party(name=sponsor.name, siret=sponsor.siret, address="", postcode="", city="")
    return Party(
        name=details.name,
        siret=details.siret or sponsor.siret,
        address=details.address,
        second_line=details.second_line,
        postcode=details.postcode,
        city=details.city,
        service_code=details.service_code,
        email=details.email,
    )

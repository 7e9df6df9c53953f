"""An agreement as its papers say it; the operator and the officer print the same."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse

from declic.billing.queries import seller
from declic.billing.rules.amounts import VatRegime, rounded
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.queries import terms_signed
from declic.sponsors.rules.agreements import PriceModel, Terms, uncapped, years_of
from declic.web.layout.agreements import ToldAmendment, hours_of, levels_of, told_amendment
from declic.web.layout.typography import count, date, euros
from declic.web.sponsor.kit import named
from declic.web.sponsor.papers.contract import Amended, Quoted, amendment, data_contract, quote
from declic.web.sponsor.words import day_of

QUOTE_LASTS = timedelta(days=90)
PAPERS = {"devis": quote, "donnees": data_contract}


def paper_of(agreement: Agreement, name: str, now: datetime) -> HttpResponse | None:
    """`name` is of PAPERS, or « avenant-1 »; None for a paper there is not."""
    if name in PAPERS:
        pdf = PAPERS[name](_quoted(agreement, now), now=now)
    else:
        changed = next((one for one in map(told_amendment, agreement.amendments.all()) if one.paper == name), None)
        if changed is None:
            return None
        pdf = amendment(_quoted(agreement, now), _amended(changed), now=now)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="declic-{name}-{agreement.number}.pdf"'
    return answer


def _quoted(agreement: Agreement, now: datetime) -> Quoted:
    terms, sponsor, writer = terms_signed(agreement), agreement.sponsor, seller()
    made = agreement.quoted_on or agreement.signed_on or paris_day(now)
    place = f"{writer.address}, {writer.postcode} {writer.city}" if writer else ""
    return Quoted(
        number=agreement.number,
        today=date(day_of(made)),
        valid_until="" if agreement.signed_on else date(day_of(made + QUOTE_LASTS)),
        seller=writer.name if writer else settings.PUBLISHER,
        seller_legal=(f"SIRET {writer.siret}", place) if writer else ("qui exploite ce service Déclic",),
        who=named(sponsor)[0],
        logo=bytes(sponsor.logo),
        legal=legal_of(sponsor),
        dates=f"du {date(day_of(agreement.starts_on))} au {date(day_of(agreement.ends_on))}",
        price=euros(terms.price),
        unit=_UNITS[terms.model],
        total=_total(agreement, terms),
        taxes=_taxes(agreement, terms, VatRegime(writer.regime)) if writer else (),
        invoiced=_invoiced(agreement),
        levels=levels_of(terms.levels),
        hours=hours_of(terms.weekdays, terms.opens_at, terms.closes_at),
        signed_on=date(day_of(agreement.signed_on)) if agreement.signed_on else "",
        data_signed_on=date(day_of(agreement.data_signed_on)) if agreement.data_signed_on else "",
    )


_UNITS = {
    PriceModel.FLAT: "Forfait d’une année",
    PriceModel.PER_PUPIL: "Par élève inscrit",
    PriceModel.PER_HOUR: "Par heure de leçon",
}


def _amended(changed: ToldAmendment) -> Amended:
    held = changed.amendment
    return Amended(
        number=held.number,
        today=date(held.created_at),
        changes=tuple((one.name, one.after, one.before) for one in changed.changes),
        signed_on=date(day_of(held.signed_on)) if held.signed_on else "",
    )


def _total(agreement: Agreement, terms: Terms) -> str:
    if terms.model is PriceModel.FLAT:
        dates = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
        return euros(uncapped(terms, pupils=0, seconds=0, **dates))
    return f"selon l’usage, {euros(terms.ceiling)} au plus" if terms.ceiling else "selon l’usage"


def _taxes(agreement: Agreement, terms: Terms, regime: VatRegime) -> tuple[str, ...]:
    """Of the total where it is known, of the rate alone where use will tell."""
    if regime.exemption is not None:
        return (regime.exemption[1],)
    if terms.model is not PriceModel.FLAT:
        return (f"Montants hors taxes, {regime.label}",)
    net = uncapped(terms, pupils=0, seconds=0, starts_on=agreement.starts_on, ends_on=agreement.ends_on)
    vat = rounded(net * regime.rate / 100)
    return (f"{regime.label} : {euros(vat)}", f"Total TTC : {euros(Cents(net + vat))}")


def _invoiced(agreement: Agreement) -> str:
    years = len(years_of(agreement.starts_on, agreement.ends_on))
    if years == 1:
        return "facture"
    when = "au début" if agreement.terms.model is PriceModel.FLAT else "à la fin"
    return f"une facture {when} de chaque année de la convention"


def legal_of(sponsor: Sponsor) -> tuple[str, ...]:
    """What identifies it, and the inhabitants the price comes from."""
    listed = sponsor.commune or sponsor.authority
    said = [f"SIRET {sponsor.siret}" if sponsor.siret else f"SIREN {sponsor.siren}" if sponsor.siren else ""]
    said.append(count(listed.population, "habitant") if listed and listed.population else "")
    return tuple(words for words in said if words)

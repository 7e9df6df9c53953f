"""An agreement as its papers say it; the operator and the officer print the same."""

from datetime import datetime, timedelta

from django.http import HttpResponse

from declic.billing.queries import printed_of
from declic.billing.rules.amounts import rounded
from declic.billing.rules.quotes import Printed, Vat
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.queries import terms_signed
from declic.sponsors.rules.agreements import PriceModel, Terms, years_of
from declic.sponsors.rules.covered import hours_of, levels_of
from declic.sponsors.rules.prices import uncapped
from declic.web.layout.agreements import ToldAmendment, told_amendment
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
    terms, sponsor, told = terms_signed(agreement), agreement.sponsor, printed_of(agreement)
    made = agreement.quoted_on or agreement.signed_on or paris_day(now)
    legal = (f"SIRET {told.seller_siret}", told.seller_place) if told.seller_siret else (_UNNAMED,)
    return Quoted(
        number=agreement.number,
        today=date(day_of(made)),
        valid_until="" if agreement.signed_on else date(day_of(made + QUOTE_LASTS)),
        seller=told.seller,
        seller_legal=legal,
        who=named(sponsor, told.buyer)[0],
        logo=bytes(sponsor.logo),
        legal=_legal(told.siret, told.siren, told.population),
        dates=f"du {date(day_of(told.starts_on))} au {date(day_of(told.ends_on))}",
        price=euros(terms.price),
        unit=_UNITS[terms.model],
        counted=told.said.counted if terms.model is PriceModel.PER_PUPIL else "",
        total=_total(told, terms),
        taxes=_taxes(told, terms, told.vat) if told.vat else (),
        invoiced=_invoiced(told, terms),
        levels=levels_of(terms.levels),
        hours=hours_of(terms.weekdays, terms.opens_at, terms.closes_at),
        signed_on=date(day_of(agreement.signed_on)) if agreement.signed_on else "",
        data_signed_on=date(day_of(agreement.data_signed_on)) if agreement.data_signed_on else "",
        words=told.said,
    )


_UNNAMED = "qui exploite ce service Déclic"
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


def _total(told: Printed, terms: Terms) -> str:
    if terms.model is PriceModel.FLAT:
        return euros(uncapped(terms, pupils=0, seconds=0, starts_on=told.starts_on, ends_on=told.ends_on))
    return f"selon l’usage, {euros(terms.ceiling)} au plus" if terms.ceiling else "selon l’usage"


def _taxes(told: Printed, terms: Terms, vat: Vat) -> tuple[str, ...]:
    """Of the total where it is known, of the rate alone where use will tell."""
    if vat.exemption:
        return (vat.exemption,)
    if terms.model is not PriceModel.FLAT:
        return (f"Montants hors taxes, {vat.label}",)
    net = uncapped(terms, pupils=0, seconds=0, starts_on=told.starts_on, ends_on=told.ends_on)
    tax = rounded(net * vat.rate / 100)
    return (f"{vat.label} : {euros(tax)}", f"Total TTC : {euros(Cents(net + tax))}")


def _invoiced(told: Printed, terms: Terms) -> str:
    years = len(years_of(told.starts_on, told.ends_on))
    if years == 1:
        return "facture"
    when = "au début" if terms.model is PriceModel.FLAT else "à la fin"
    return f"une facture {when} de chaque année de la convention"


def legal_of(sponsor: Sponsor) -> tuple[str, ...]:
    """What identifies it, and the inhabitants the price comes from."""
    listed = sponsor.commune or sponsor.authority
    return _legal(sponsor.siret, sponsor.siren, listed.population if listed else None)


def _legal(siret: str, siren: str, population: int | None) -> tuple[str, ...]:
    said = [f"SIRET {siret}" if siret else f"SIREN {siren}" if siren else ""]
    said.append(count(population, "habitant") if population else "")
    return tuple(words for words in said if words)

"""An agreement in words, the same for the operator and for the officer who signed it."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from declic.billing.rules.amounts import VatRegime
from declic.dispatch.queries.hours import slots
from declic.dispatch.rules.agreed import agreed_slots
from declic.reports.rules import HOURS_TOLD, in_fives, in_tens_of_hours
from declic.sponsors.models import Agreement, Amendment
from declic.sponsors.queries import Used
from declic.sponsors.rules.agreements import AgreementState, PriceModel, Terms, to_renew
from declic.sponsors.rules.covered import hours_of, levels_of
from declic.sponsors.rules.prices import CeilingAlarm, amount_due, uncapped
from declic.web.layout.taxes import NO_TAXES, Taxes
from declic.web.layout.typography import NBSP, count, duration, thousands


@dataclass(frozen=True)
class Change:
    """« Plafond : 6 000 € au lieu de 4 000 € »."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldAmendment:
    amendment: Amendment
    changes: tuple[Change, ...]
    paper: str
    """The name of its PDF."""


@dataclass(frozen=True)
class Told:
    agreement: Agreement
    state: AgreementState
    price: str
    ceiling: str
    """« 5 000 € HT »; empty without a ceiling."""
    levels: str
    hours: str
    used: Used
    use: str
    """« 166 élèves, 220 leçons, 74 h »; to the sponsor « au moins 165 élèves inscrits », or nothing."""
    due: str
    """« 3 200 € HT, soit 3 840 € TTC »."""
    is_masked: bool
    """`used` is rounded down."""
    share: int
    """Of the ceiling, in percent, 100 at most."""
    alarm: str
    """Said when the ceiling is near; empty when there is nothing to say."""
    renews_soon: bool
    amendments: tuple[ToldAmendment, ...]


def to_tell(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With what `told` reads of each, so that many take no more queries than one."""
    return agreements.select_related("renewal").prefetch_related("amendments")


def told(agreement: Agreement, day: date, used: Used, *, regime: VatRegime | None, for_sponsor: bool = False) -> Told:
    """`regime`: the seller's, whose amounts are said « HT » where it bears VAT."""
    taxes = Taxes(regime)
    state, terms = agreement.state_on(day), agreement.terms
    alarm, is_masked = used.alarm, for_sponsor and terms.model is not PriceModel.FLAT
    if is_masked:
        used = rounded_use(agreement, used)
    return Told(
        agreement=agreement,
        state=state,
        price=price_of(agreement, taxes),
        ceiling=taxes.net(terms.ceiling) if terms.ceiling is not None else "",
        levels=levels_of(terms.levels),
        hours=_hours(terms),
        used=used,
        use=_use_to_sponsor(terms.model, used) if for_sponsor else _use(used),
        due=taxes.due(used.due),
        is_masked=is_masked,
        share=min(100, used.cost * 100 // terms.ceiling) if terms.ceiling else 0,
        alarm=_ALARMS.get(alarm, "") if alarm and state is AgreementState.RUNNING else "",
        renews_soon=to_renew(state, agreement.ends_on, day) and not _has_next(agreement),
        amendments=tuple(told_amendment(one, taxes) for one in agreement.amendments.all()),
    )


def _has_next(agreement: Agreement) -> bool:
    """One that was dropped follows nothing."""
    following = getattr(agreement, "renewal", None)
    return following is not None and following.state != AgreementState.DROPPED.value


def _hours(terms: Terms) -> str:
    """« lundi, de 17 h à 19 h »; of days alone, what they are worth in the service as it is open today."""
    said = hours_of(terms.weekdays, terms.opens_at, terms.closes_at)
    if not terms.weekdays or terms.opens_at is not None:
        return said
    whole = {one.weekday for one in agreed_slots(slots(), terms) if one.opens == one.closes and one.in_holidays}
    return f"{said}, {'toute la journée' if whole >= terms.weekdays else 'aux heures du service'}"


def rounded_use(agreement: Agreement, used: Used) -> Used:
    """As its own sponsor reads it: children in fives, hours in tens, and what these cost.

    Exact and read twice, it would tell how long one child's lesson was. What is charged in the end, its invoice says.
    """
    pupils, seconds = in_fives(used.pupils) or 0, in_tens_of_hours(used.seconds)
    terms = agreement.terms
    cost = uncapped(terms, pupils=pupils, seconds=seconds, starts_on=agreement.starts_on, ends_on=agreement.ends_on)
    return replace(used, pupils=pupils, lessons=0, seconds=seconds, cost=cost, due=amount_due(terms, cost))


def _use(used: Used) -> str:
    lasted = f", {duration(used.seconds)}" if used.seconds else ""
    return f"{count(used.pupils, 'élève inscrit,élèves inscrits')}, {count(used.lessons, 'leçon')}{lasted}"


def _use_to_sponsor(model: PriceModel, used: Used) -> str:
    """Of a flat price nothing: the figures tell it, masked."""
    if model is PriceModel.PER_PUPIL:
        few = "moins de 5 élèves inscrits"
        return f"au moins {count(used.pupils, 'élève inscrit,élèves inscrits')}" if used.pupils else few
    if model is PriceModel.PER_HOUR:
        hours = used.seconds // 3600
        return f"au moins {hours}{NBSP}h" if hours else f"moins de {HOURS_TOLD}{NBSP}h"
    return ""


def told_amendment(amendment: Amendment, taxes: Taxes = NO_TAXES) -> ToldAmendment:
    changes = changes_of(amendment.terms_before, amendment.terms_after, taxes)
    return ToldAmendment(amendment, changes, f"avenant-{amendment.number}")


def changes_of(before: Terms, after: Terms, taxes: Taxes = NO_TAXES) -> tuple[Change, ...]:
    """What is not the same, in words; never the price."""
    pairs = (
        ("Plafond", *(taxes.net(terms.ceiling) if terms.ceiling else "aucun" for terms in (before, after))),
        ("Niveaux", *(levels_of(terms.levels) for terms in (before, after))),
        ("Horaires", *(hours_of(terms.weekdays, terms.opens_at, terms.closes_at) for terms in (before, after))),
    )
    return tuple(Change(name, was, becomes) for name, was, becomes in pairs if was != becomes)


_ALARMS = {
    CeilingAlarm.NEAR: "Plus de 80 % du plafond est atteint.",
    CeilingAlarm.AHEAD: "À ce rythme, le plafond sera atteint avant la fin.",
    CeilingAlarm.REACHED: "Le plafond est atteint : la facture n’ira pas plus haut, et les élèves restent aidés.",
}


def price_of(agreement: Agreement, taxes: Taxes) -> str:
    """« 8 000 € HT par an », « 40 € par élève inscrit »."""
    words = {
        PriceModel.FLAT: "par an, forfait",
        PriceModel.PER_PUPIL: "par élève inscrit",
        PriceModel.PER_HOUR: "par heure de leçon",
    }
    return f"{taxes.net(agreement.price_cents)} {words[PriceModel(agreement.price_model)]}"


def headcount(population: int | None) -> str:
    return f"{thousands(population)} habitants" if population else ""

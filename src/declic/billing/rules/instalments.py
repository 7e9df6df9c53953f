"""What is invoiced of an agreement: a year of it, as it begins where its price is flat, once over where use tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from declic.billing.rules.amounts import Line, Unit, money
from declic.ground.digests import digest_said
from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.sponsors.rules.agreements import AgreementState, PriceModel, Terms, years_of
from declic.sponsors.rules.covered import limits_of
from declic.sponsors.rules.prices import SoFar, flat_of_years, minutes_billed


@dataclass(frozen=True)
class Instalment:
    """What one invoice is for: a year of an agreement, which may be its whole."""

    rank: int
    """From 1."""
    of: int
    """How many the agreement has."""
    first_day: date
    last_day: date
    cost: Cents
    """Without the ceiling."""
    due: Cents
    pupils: int = 0
    """Who were of no year before it."""
    seconds: int = 0
    """Of its lessons."""
    minutes: int = 0
    """Of them, as they are billed."""


def instalments_of(terms: Terms, starts_on: date, ends_on: date, by_year: Sequence[SoFar] = ()) -> list[Instalment]:
    """`by_year`: what was used by the end of each of its years, where that is paid for. A year owes what the use grew
    by; the ceiling is of the whole: a year owes at most what those before left of it.
    """
    years = years_of(starts_on, ends_on)
    if terms.model is not PriceModel.FLAT:
        used = [SoFar(), *(by_year or [SoFar()] * len(years))]
        return [
            Instalment(
                rank,
                len(years),
                *days,
                cost=Cents(after.cost - before.cost),
                due=Cents(after.due - before.due),
                pupils=after.pupils - before.pupils,
                seconds=after.seconds - before.seconds,
                minutes=minutes_billed(after.seconds) - minutes_billed(before.seconds),
            )
            for rank, (days, (before, after)) in enumerate(zip(years, pairwise(used), strict=True), start=1)
        ]
    costs = flat_of_years(terms, starts_on=starts_on, ends_on=ends_on)
    return [
        Instalment(rank, len(years), *days, cost=worth, due=worth)
        for rank, (days, worth) in enumerate(zip(years, costs, strict=True), start=1)
    ]


Period = tuple[date, date]
"""First and last day an invoice is for."""


def is_covered(instalment: Instalment, invoiced: Iterable[Period]) -> bool:
    """By an invoice that is for its first day: one written for the whole agreement is for all its years."""
    return any(first <= instalment.first_day <= last for first, last in invoiced)


def next_instalment(
    instalments: Iterable[Instalment], invoiced: Sequence[Period], today: date | None = None
) -> Instalment | None:
    """The first that no invoice is for, and that owes something or, on `today`, is not over; the last of them where
    none does.
    """
    left = [one for one in instalments if not is_covered(one, invoiced)]
    waited_for = (one for one in left if one.due or (today is not None and today <= one.last_day))
    return next(waited_for, left[-1] if left else None)


def is_due(instalment: Instalment, terms: Terms, today: date) -> bool:
    """It may be invoiced with all that wait: a month ahead where its price is flat, else once its year is over."""
    if terms.model is PriceModel.FLAT:
        return instalment.first_day <= today + INVOICED_AHEAD
    return bool(instalment.due) and instalment.last_day < today


def worth_today(days: Period, instalments: Iterable[Instalment]) -> Cents:
    """What an invoice for these days would be worth, without tax, as the agreement stands now."""
    return Cents(sum(one.due for one in instalments if is_covered(one, [days])))


def still_invoiced(numbers: Sequence[str]) -> Refusal:
    told = ", ".join(numbers)
    return Refusal(
        "still_invoiced",
        f"Cette convention est facturée ({told}) : annulez d’abord par un avoir, sur la page de facturation, puis "
        "abandonnez-la.",
    )


def still_helped() -> Refusal:
    return Refusal(
        "still_helped",
        "Une demande posée sous cette convention n’est pas finie : facturez quand sa leçon sera comptée.",
    )


def other_instalment() -> Refusal:
    return Refusal(
        "other_instalment", "Cette échéance est facturée depuis : relisez la page avant d’émettre la suivante."
    )


def changed_since() -> Refusal:
    return Refusal("changed_since", "Ce qui est à facturer de cette convention a changé depuis : recommencez.")


def digest_of(waiting: Iterable[tuple[int, Instalment]]) -> str:
    """Of what waits for its invoice, by agreement: the same as long as nothing of it changes, so that what is issued in
    one go is what the page listed.
    """
    return digest_said(*sorted((number, one.first_day, one.last_day, one.due) for number, one in waiting))


def check_waiting(digest: str, seen: str | None) -> None:
    """`seen`: the digest of what was read before; None where no page showed it. Refusal `changed_since`."""
    if seen is not None and seen != digest:
        raise Refusal(
            "changed_since", "Ce qui attend sa facture a changé depuis que cette page est ouverte : relisez la liste."
        )


def check_due_read(due: Cents, seen: Cents | None) -> None:
    """`seen`: what the page said is due; None where none did. Refusal `due_changed`."""
    if seen is not None and seen != due:
        raise Refusal(
            "due_changed",
            f"Le montant dû a changé depuis que cette page est ouverte : {money(due)} au lieu de {money(seen)}. "
            "Relisez, puis émettez.",
        )


def earlier_wrong(number: str, said: Cents, worth: Cents) -> Refusal:
    """What a year owes is what those before it left of the ceiling."""
    return Refusal(
        "earlier_wrong",
        f"La facture {number} d’une année d’avant dit {money(said)} HT, et {money(worth)} HT sont dus : annulez-la par "
        "un avoir et refaites-la, puis facturez cette année.",
    )


def commitment_to_confirm(former: str, instalment: Instalment) -> Refusal:
    """A town commits its money a year at a time: the number of one is asked for again for the next."""
    return Refusal(
        "commitment_to_confirm",
        f"Le numéro d’engagement de l’échéance qui commence le {instalment.first_day:%d/%m/%Y} n’est pas noté ; "
        f"celui d’avant était {former}.",
    )


INVOICED_AHEAD = timedelta(days=31)
"""A year of a flat agreement may be invoiced this long before its first day, with all those that wait."""


@dataclass(frozen=True)
class Use:
    """What an agreement is billed on."""

    terms: Terms
    first_day: date
    last_day: date
    pupils: int
    minutes: int
    """Billed, of lessons."""
    cost: Cents
    """Without the ceiling."""
    due: Cents
    year: int = 1
    years: int = 1
    """Of how many it is one."""


def line_of(use: Use) -> Line:
    """One line, whose amount is what the sponsor's own page says it owes: a ceiling or a part of a year leaves no
    quantity that would multiply to it.
    """
    name, detail = {
        PriceModel.FLAT: ("Soutien scolaire à la demande, forfait", ""),
        PriceModel.PER_PUPIL: (
            "Soutien scolaire à la demande, par élève inscrit",
            f"{use.pupils} × {money(use.terms.price)}",
        ),
        PriceModel.PER_HOUR: (
            "Soutien scolaire à la demande, par heure de leçon",
            f"{use.minutes // 60} h {use.minutes % 60:02d} à {money(use.terms.price)} l’heure",
        ),
    }[use.terms.model]
    if use.terms.model is PriceModel.PER_PUPIL and use.year > 1:
        detail = f"{use.pupils} de plus × {money(use.terms.price)}"
    detail = _with_limits(detail, use.terms)
    if use.years > 1:
        detail += f", année {use.year} sur {use.years} de la convention"
    if use.due < use.cost:
        detail += f", ramené au plafond de la convention (au lieu de {money(use.cost)})"
    return Line(
        name=name,
        detail=detail,
        quantity=Decimal(1),
        unit=Unit.ONE,
        price=use.due,
        first_day=use.first_day,
        last_day=use.last_day,
    )


def _with_limits(detail: str, terms: Terms) -> str:
    """What is sold is told (CGI, annexe II, art. 242 nonies A): the levels and hours the price is for."""
    levels, hours = limits_of(terms)
    if terms.model is PriceModel.FLAT:
        whom = f"Élèves des niveaux {levels}" if levels else "Tous les élèves"
        return f"{whom}\u00a0; {hours}" if hours else f"{whom}, accès illimité"
    told = (detail, f"niveaux {levels}" if levels else "", hours)
    return "\u00a0; ".join(part for part in told if part)


def check_due(use: Use, state: AgreementState, today: date | None = None) -> None:
    """A flat price is owed once signed, and its years after the first as they begin; what is used, once its year is
    over.

    Refusal `not_signed`, `not_ended`, `not_begun`, `nothing_to_pay`.
    """
    if state not in {AgreementState.SIGNED, AgreementState.RUNNING, AgreementState.ENDED}:
        raise Refusal("not_signed", "Cette convention n’est pas signée : elle ne se facture pas encore.")
    if use.terms.model is not PriceModel.FLAT:
        is_over = state is AgreementState.ENDED or (today is not None and today > use.last_day)
        if not is_over and use.years > 1:
            raise Refusal(
                "not_ended",
                f"Cette convention se paie à l’usage : son année {use.year} se facture quand elle est finie, après le "
                f"{use.last_day:%d/%m/%Y}.",
            )
        if not is_over:
            raise Refusal("not_ended", "Cette convention se paie à l’usage : elle se facture quand elle est finie.")
    opens = use.first_day - INVOICED_AHEAD
    if use.terms.model is PriceModel.FLAT and use.year > 1 and today is not None and today < opens:
        raise Refusal(
            "not_begun",
            f"L’année {use.year} de cette convention commence le {use.first_day:%d/%m/%Y} : elle se facture à partir "
            f"du {opens:%d/%m/%Y}.",
        )
    if not use.due:
        raise Refusal("nothing_to_pay", "Rien n’est dû pour cette convention : il n’y a rien à facturer.")

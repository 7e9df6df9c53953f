"""What an amendment (« avenant ») changes of a signed agreement: its ceiling, whom it covers and when.

Never its price.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Final

from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.sponsors.rules.agreements import AgreementState, Terms, check_terms, wrong_move

AMENDABLE = (AgreementState.SIGNED, AgreementState.RUNNING)


def check_amendment(before: Terms, after: Terms, state: AgreementState) -> None:
    """Refusal `wrong_move`, `price_is_kept`, `nothing_changed`, and those of `check_terms`.

    A price holds for the whole agreement, from its first day: another one is another agreement.
    """
    if state not in AMENDABLE:
        raise wrong_move(state)
    if (after.model, after.price) != (before.model, before.price):
        raise Refusal(
            "price_is_kept", "Un avenant ne change pas le prix : arrêtez cette convention et préparez-en une autre."
        )
    if after == before:
        raise Refusal("nothing_changed", "Rien ne change : il n’y a pas d’avenant à signer.")
    check_terms(after)


def check_amendment_day(signed_on: date, *, printed_on: date) -> None:
    """Refusal `bad_signing_day`: it bears the day it was prepared, which is after the agreement, and all amendments
    before it, were signed.
    """
    if signed_on < printed_on:
        raise Refusal(
            "bad_signing_day",
            f"L’avenant porte la date du {printed_on:%d/%m/%Y}, où il a été préparé : il n’a pas pu être signé avant.",
        )


Amendments = Sequence[tuple[Terms, Terms]]
"""Terms before and after, as they came."""


def carried(renewal: Terms, amendments: Amendments, *, left: Amendments = ()) -> Terms:
    """The terms of the agreement that follows, with what signed amendments changed where it still says what was before
    them. What was chosen for it besides stays.

    `left`: those before, which somebody chose not to carry over; what they changed counts again where one after them
    changes it once more.
    """
    anew = {part for part in _PARTS if any(part(before) != part(after) for before, after in amendments)}
    for before, after in [*left, *amendments]:
        if _ceiling in anew and before.ceiling != after.ceiling and renewal.ceiling == before.ceiling:
            renewal = replace(renewal, ceiling=after.ceiling)
        if _levels in anew and before.levels != after.levels and renewal.levels == before.levels:
            renewal = replace(renewal, levels=after.levels)
        if _hours in anew and _hours(before) != _hours(after) and _hours(renewal) == _hours(before):
            days, opens_at, closes_at = _hours(after)
            renewal = replace(renewal, weekdays=days, opens_at=opens_at, closes_at=closes_at)
    return renewal


def _hours(terms: Terms) -> tuple[frozenset[int], time | None, time | None]:
    return terms.weekdays, terms.opens_at, terms.closes_at


def _ceiling(terms: Terms) -> Cents | None:
    return terms.ceiling


def _levels(terms: Terms) -> frozenset[str]:
    return terms.levels


_PARTS: Final[tuple[Callable[[Terms], object], ...]] = (_ceiling, _levels, _hours)


def nothing_to_carry() -> Refusal:
    return Refusal("nothing_to_carry", "Elle dit déjà ce que l’avenant a changé.")


def amended_since() -> Refusal:
    return Refusal("amended_since", "Un autre avenant a été signé depuis : relisez ce qu’il change.")


def amendment_waits() -> Refusal:
    return Refusal("amendment_waits", "Un avenant attend déjà une signature : notez-la, ou abandonnez-le.")


def another_amendment() -> Refusal:
    return Refusal(
        "another_amendment",
        "L’avenant que cette page montrait est abandonné, et un autre attend à sa place : relisez-le.",
    )


def amendment_settled() -> Refusal:
    return Refusal("amendment_settled", "Cet avenant est déjà signé ou abandonné. Rechargez la page.")

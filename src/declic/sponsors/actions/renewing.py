"""Many agreements in one act: the next ones prepared, their quotes noted as sent. Each by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime

from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.sponsors.actions.agreements import quote_agreement, renew_agreement
from declic.sponsors.models import Agreement

Refused = list[tuple[Agreement, Refusal]]


def renew_together(*, agreements: Iterable[Agreement], now: datetime, by: Account | None = None) -> tuple[int, Refused]:
    """A draft for the time after each, on the same terms; how many were made, and those that could not be."""
    return _each(agreements, lambda one: renew_agreement(agreement=one, now=now, by=by))


def quote_together(*, agreements: Iterable[Agreement], now: datetime, by: Account | None = None) -> tuple[int, Refused]:
    """Their quotes are sent; likewise."""
    return _each(agreements, lambda one: quote_agreement(agreement=one, now=now, by=by))


def _each(agreements: Iterable[Agreement], act: Callable[[Agreement], object]) -> tuple[int, Refused]:
    done, refused = 0, Refused()
    for agreement in agreements:
        try:
            act(agreement)
        except Refusal as refusal:
            refused.append((agreement, refusal))
        else:
            done += 1
    return done, refused

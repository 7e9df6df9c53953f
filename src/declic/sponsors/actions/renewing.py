"""Many agreements in one act: the next ones prepared. Each by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime

from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.sponsors.actions.agreements import renew_agreement
from declic.sponsors.models import Agreement

Refused = list[tuple[Agreement, Refusal]]


def renew_together(*, agreements: Iterable[Agreement], now: datetime, by: Account | None = None) -> tuple[int, Refused]:
    """A draft for the time after each, on the same terms; how many were made, and those that could not be."""
    return each(agreements=agreements, act=lambda one: renew_agreement(agreement=one, now=now, by=by))


def each(*, agreements: Iterable[Agreement], act: Callable[[Agreement], object]) -> tuple[int, Refused]:
    """How many `act` was done to, and those it refused."""
    done, refused = 0, Refused()
    for agreement in agreements:
        try:
            act(agreement)
        except Refusal as refusal:
            refused.append((agreement, refusal))
        else:
            done += 1
    return done, refused

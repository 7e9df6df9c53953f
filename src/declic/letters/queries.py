"""Which letters are due, which are held up, and which never left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from declic.campaigns.queries import is_still_wanted
from declic.campaigns.rules.limits import may_leave
from declic.keeping.models import EndNotice
from declic.letters.models import Letter, Owed
from declic.letters.rules import HELD, TOLD, Kind, Why

_BY_DAY: Final = [kind.value for kind in Kind if kind.is_for_daytime]
_NEVER_DOUBLED: Final = [kind.value for kind in Kind if kind.is_never_doubled]


def is_work_due(now: datetime) -> bool:
    return owed(now).exists() or to_send(now).exists() or past(now).exists() or lost(now).exists()


def owed(now: datetime) -> QuerySet[Owed]:
    return Owed.objects.filter(due_at__lte=now).order_by("pk")


def waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(given_up_at=None)


def to_send(now: datetime) -> QuerySet[Letter]:
    """Those that soon serve nobody any more go first."""
    due = waiting().filter(due_at__lte=now, expires_at__gt=now)
    due = due.exclude(kind__in=_NEVER_DOUBLED, trying_since__isnull=False)
    return (due if may_leave(now) else due.exclude(kind__in=_BY_DAY)).order_by("expires_at", "pk")


def past(now: datetime) -> QuerySet[Letter]:
    """Nobody is trying them, and they serve nobody any more."""
    untouched = Q(trying_since=None) | Q(trying_since__lte=now - HELD)
    return waiting().filter(untouched, expires_at__lte=now)


def lost(now: datetime) -> QuerySet[Letter]:
    """Whoever tried them died, and they may have left."""
    return waiting().filter(kind__in=_NEVER_DOUBLED, trying_since__lte=now - HELD)


def serves(letter: Letter, now: datetime) -> bool:
    """Whether it still says something to somebody: families may have answered, or refused, since it was written."""
    del now
    match Kind(letter.kind):
        case Kind.CAMPAIGN:
            return is_still_wanted(UUID(letter.about))
        case Kind.END_NOTICE | Kind.END_REMINDER:
            return EndNotice.objects.filter(pk=letter.about, went_on_at=None).exists()
    return True


# -- what pages say ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Unsent:
    """An invitation that has not left. `why` once it was given up."""

    until: datetime
    why: Why | None

    @property
    def is_refused(self) -> bool:
        return self.why is Why.REFUSED


def invitations_unsent(account_ids: Iterable[int]) -> dict[int, Unsent]:
    """Of these accounts, those whose invitation is held up, or was given up."""
    kinds = [Kind.INVITATION.value, Kind.ACCESS.value]
    found = Letter.objects.filter(account__in=list(account_ids), kind__in=kinds).order_by("pk")
    found = found.filter(Q(is_held_up=True) | ~Q(given_up_at=None))
    return {
        letter.account_id: Unsent(letter.expires_at, Why(letter.why) if letter.why else None)
        for letter in found
        if letter.account_id is not None
    }


@dataclass(frozen=True)
class Trouble:
    """What the operator is told. `since`: the oldest letter that is held up."""

    held_up: int
    since: datetime | None
    given_up: int


def trouble(now: datetime, long: timedelta = TOLD) -> Trouble | None:
    """None while letters leave."""
    stuck = waiting().filter(is_held_up=True)
    since = stuck.aggregate(first=Min("kept_at"))["first"]
    is_long = since is not None and since <= now - long
    given_up = Letter.objects.filter(is_seen=False).exclude(given_up_at=None).count()
    if not is_long and not given_up:
        return None
    return Trouble(stuck.count() if is_long else 0, since if is_long else None, given_up)

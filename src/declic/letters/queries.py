"""Which letters are due, which are held up, and which never left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from declic.campaigns.queries import is_still_wanted
from declic.campaigns.rules.limits import may_leave
from declic.keeping.models import EndNotice
from declic.letters.models import Letter, Owed
from declic.letters.rules import HELD, SOON, TOLD, Kind, Why
from declic.sponsors.models import OfficerInvitation

_BY_DAY: Final = [kind.value for kind in Kind if kind.is_for_daytime]
_INVITING: Final = [Kind.INVITATION.value, Kind.ACCESS.value]
_INVITED: Final = "invitation:"
"""What the letter of an `OfficerInvitation` is about: of an address, whoever it belongs to."""
_NEVER_DOUBLED: Final = [kind.value for kind in Kind if kind.is_of_campaign]
_LEFT_ONCE: Final = Q(trying_since__isnull=False) & (Q(kind__in=_NEVER_DOUBLED) | Q(is_unsure=True))
"""Somebody tries them, and must be the last."""


def is_work_due(now: datetime) -> bool:
    return owed(now).exists() or to_send(now).exists() or past(now).exists() or lost(now).exists()


def owed(now: datetime) -> QuerySet[Owed]:
    return Owed.objects.filter(due_at__lte=now).order_by("pk")


def waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(given_up_at=None)


def to_send(now: datetime) -> QuerySet[Letter]:
    """Those that were held up hold up nobody: they come after the others. Then what soon serves nobody any more."""
    due = waiting().filter(due_at__lte=now, expires_at__gt=now).exclude(_LEFT_ONCE)
    return (due if may_leave(now) else due.exclude(kind__in=_BY_DAY)).order_by("is_held_up", "expires_at", "pk")


def past(now: datetime) -> QuerySet[Letter]:
    """Nobody is trying them, and they serve nobody any more."""
    untouched = Q(trying_since=None) | Q(trying_since__lte=now - HELD)
    return waiting().filter(untouched, expires_at__lte=now)


def lost(now: datetime) -> QuerySet[Letter]:
    """Whoever tried them died; they may have left, and it was for the last time."""
    return waiting().filter(_LEFT_ONCE, trying_since__lte=now - HELD)


def serves(letter: Letter, now: datetime) -> bool:
    """Whether it still says something to somebody: families may have answered, or refused, since it was written."""
    match Kind(letter.kind):
        case Kind.CAMPAIGN | Kind.TEXT:
            return is_still_wanted(UUID(letter.about), now)
        case Kind.INVITATION if letter.about.startswith(_INVITED):
            return OfficerInvitation.objects.filter(pk=letter.about.removeprefix(_INVITED)).exists()
        case Kind.END_NOTICE | Kind.END_REMINDER:
            return EndNotice.objects.filter(pk=letter.about, went_on_at=None).exists()
    return True


# -- what pages say ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Unsent:
    """An invitation that has not left. `why` once it was given up."""

    why: Why | None

    @property
    def is_refused(self) -> bool:
        return self.why is Why.REFUSED

    @property
    def is_unsure(self) -> bool:
        """It may have arrived."""
        return self.why is Why.UNKNOWN


def invitations_unsent(account_ids: Iterable[int], now: datetime) -> dict[int, Unsent]:
    """Of these accounts, those whose invitation is held up, or was given up. Nothing of one that is just leaving."""
    ids = list(account_ids)
    known = _told(now).filter(account__in=ids, kind__in=_INVITING).exclude(about__startswith=_INVITED)
    found = {pk: Unsent(Why(why) if why else None) for pk, why in known.values_list("account", "why") if pk}
    return found | _unwritten("AdultInvited", (f"account:{pk}" for pk in ids), now)


def officer_invitations_unsent(invitation_ids: Iterable[int], now: datetime) -> dict[int, Unsent]:
    """Likewise, of these invitations into a sponsor's team."""
    abouts = [f"{_INVITED}{pk}" for pk in invitation_ids]
    known = _told(now).filter(kind=Kind.INVITATION.value, about__in=abouts).values_list("about", "why")
    found = {_number(about): Unsent(Why(why) if why else None) for about, why in known}
    return found | _unwritten("OfficerInvited", abouts, now)


def _told(now: datetime) -> QuerySet[Letter]:
    """Letters that are held up, or were given up."""
    late = Q(is_held_up=True) | Q(kept_at__lte=now - SOON) | ~Q(given_up_at=None)
    return Letter.objects.filter(late).order_by("pk")


def _unwritten(fact: str, subjects: Iterable[str], now: datetime) -> dict[int, Unsent]:
    owing = Owed.objects.filter(fact__subject__in=list(subjects), fact__name=fact, fact__at__lte=now - SOON)
    return {_number(subject): Unsent(None) for subject in owing.values_list("fact__subject", flat=True)}


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])


@dataclass(frozen=True)
class Trouble:
    """What the operator is told. `since`: the letter that has waited longest."""

    waiting: int
    since: datetime | None
    given_up: int


def trouble(now: datetime) -> Trouble | None:
    """None while letters leave."""
    # Messages of campaigns wait for the day without anything being wrong.
    stuck = Q(given_up_at=None, kept_at__lte=now - TOLD) & (Q(is_held_up=True) | ~Q(kind__in=_BY_DAY))
    untold = Q(given_up_at__isnull=False, is_seen=False)
    rows = Letter.objects.filter(stuck | untold).values_list("given_up_at", "kept_at")
    unwritten = Owed.objects.filter(fact__at__lte=now - TOLD).values_list("fact__at", flat=True)
    times = [*(kept_at for given_up_at, kept_at in rows if given_up_at is None), *unwritten]
    given_up = sum(given_up_at is not None for given_up_at, _ in rows)
    return Trouble(len(times), min(times, default=None), given_up) if times or given_up else None

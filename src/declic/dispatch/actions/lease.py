"""Taking the lead, keeping it, leaving it. Whoever is second is told so by the number of rows changed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from declic.dispatch.models import Lease


@transaction.atomic
def open_lease(*, name: str) -> None:
    """The row, held by nobody, unless there is one."""
    Lease.objects.bulk_create([Lease(name=name)], ignore_conflicts=True)


@transaction.atomic
def take_lease(*, name: str, holder: str, seen_holder: str, seen_beat: int, now: datetime) -> bool:
    """Renew it when it is `holder`'s, take it when it is not; False when it is no longer as it was seen."""
    as_seen = Lease.objects.filter(name=name, holder=seen_holder, beat=seen_beat)
    if seen_holder == holder:
        return bool(as_seen.update(beat=F("beat") + 1))
    return bool(as_seen.update(beat=F("beat") + 1, holder=holder, since=now))


@transaction.atomic
def leave_lease(*, name: str, holder: str) -> bool:
    """Whether it was `holder`'s; whoever looks next takes it."""
    return bool(Lease.objects.filter(name=name, holder=holder).update(beat=F("beat") + 1, holder="", since=None))

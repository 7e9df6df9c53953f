"""« Nous continuons », and the team's word that a report holds a family's accounts no longer."""

from datetime import datetime

from django.db import transaction

from declic.journal.actions import record
from declic.keeping.facts import FamilyWentOn, HoldLifted
from declic.keeping.models import EndNotice
from declic.people.models import Account, Guardian


@transaction.atomic
def go_on(*, notice: EndNotice, where: str, now: datetime, by: Account | None = None) -> None:
    """The accounts of the family are kept for the year that comes. Saying it twice changes nothing.

    The family is held until the end: either this is said first, or its accounts are gone.
    """
    list(Guardian.objects.select_for_update().filter(pk=notice.guardian_id).values_list("pk"))
    if EndNotice.objects.filter(pk=notice.pk, went_on_at=None).update(went_on_at=now):
        fact = FamilyWentOn(guardian_id=notice.guardian_id, where=where)
        record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def lift_hold(*, guardian: Guardian, by: Account, now: datetime) -> None:
    """What was reported so far is dealt with."""
    record(HoldLifted(guardian_id=guardian.pk), now=now, actor_id=by.pk)

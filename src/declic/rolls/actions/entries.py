"""Pupils of a list: taken off it, given another code, forgotten."""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Account
from declic.rolls import facts
from declic.rolls.actions.codes import AT_ONCE, forget_codes, fresh_codes, personal_code
from declic.rolls.models import RollEntry
from declic.rolls.queries import roll_digest
from declic.sponsors.models import ActivationCode, Officer


@transaction.atomic
def remove_entry(*, entry: RollEntry, officer: Officer, now: datetime) -> None:
    """Off the list, and the code opens nothing any more. A family that used it stays enrolled; nobody is told of it."""
    pk, code_id = entry.pk, entry.code_id
    if not RollEntry.objects.filter(pk=pk).delete()[0]:
        return
    forget_codes(codes=[code_id], now=now)
    record(facts.RollEntryRemoved(sponsor_id=officer.sponsor_id, entry_id=pk), now=now, actor_id=officer.account_id)


@transaction.atomic
def renew_code(*, entry: RollEntry, officer: Officer, now: datetime, seen: int | None = None) -> ActivationCode:
    """The paper was lost: its code opens nothing any more, another is ready to print, with all its places. Were those
    taken before counted, one false family would be told whether another came since.

    `seen`: the code that was lost; where it was made again already, the one there is stays.
    """
    held = RollEntry.objects.select_for_update(of=("self",)).select_related("code").get(pk=entry.pk)
    if seen is not None and seen != held.code_id:
        return held.code
    fresh = personal_code(sponsor_id=entry.sponsor_id, text=fresh_codes(number=1)[0], now=now)
    fresh.save()
    old = held.code_id
    RollEntry.objects.filter(pk=entry.pk).update(code=fresh)
    entry.code = fresh
    forget_codes(codes=[old], now=now)
    fact = facts.RollCodeRenewed(sponsor_id=entry.sponsor_id, entry_id=entry.pk)
    record(fact, now=now, actor_id=officer.account_id)
    return fresh


@transaction.atomic
def erase_roll(*, officer: Officer, now: datetime, seen: str | None = None) -> int:
    """The whole list of this sponsor; how many pupils it held. `seen`: the digest of what was read before; None where
    no page showed it. Refusal `changed_since`.
    """
    if seen is not None and seen != roll_digest(officer.sponsor):
        raise Refusal(
            "changed_since", "La liste a changé depuis que cette page est ouverte : rien n’est effacé. Relisez."
        )
    return erase_entries(entries=RollEntry.objects.filter(sponsor=officer.sponsor_id), now=now, by=officer.account)


@transaction.atomic
def erase_entries(*, entries: QuerySet[RollEntry], now: datetime, by: Account | None) -> int:
    """Likewise, of several sponsors; a fact for each."""
    found = list(entries.order_by("sponsor_id").values_list("sponsor_id", "pk", "code_id"))
    for sponsor_id, rows in groupby(found, key=lambda row: row[0]):
        held = list(rows)
        for start in range(0, len(held), AT_ONCE):
            part = held[start : start + AT_ONCE]
            RollEntry.objects.filter(pk__in=[pk for _, pk, _ in part]).delete()
            forget_codes(codes=[code for _, _, code in part], now=now)
        fact = facts.RollErased(sponsor_id=sponsor_id, entries=len(held))
        record(fact, now=now, actor_id=by.pk if by else None)
    return len(found)

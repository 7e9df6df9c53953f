"""From a fact to its letters: owed with the fact, written after it, kept until they have left.

Writers are the functions of `notices`, above: who hears which fact is wired in `config.listeners`. They run in the
transaction that strikes out what was owed: their letters are kept once, or not at all and written again later.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from declic.journal.models import Fact
from declic.letters import queries
from declic.letters.actions.packing import packed
from declic.letters.models import Letter, Owed
from declic.letters.rules import BATCH, DAYS, HELD, Fate, Kind, Why, next_try
from declic.people.models import Account

log = logging.getLogger("declic.letters")

_writers: dict[str, str] = {}


def set_writers(*, by_fact: Mapping[str, str]) -> None:
    """Name of a fact → dotted name of the function `(said) -> None` that writes its letters."""
    _writers.update(by_fact)


# -- owed -------------------------------------------------------------------------------------------------------------
def owe(*, fact_ids: Iterable[int], at: datetime, due_at: datetime | None = None) -> None:
    """In the transaction that recorded these facts. `due_at`: their letters wait until then for what may follow."""
    owed = [Owed(fact_id=pk, due_at=due_at or at) for pk in fact_ids]
    Owed.objects.bulk_create(owed)
    if settings.LETTERS_AT_ONCE:
        transaction.on_commit(partial(write_due, now=at))


def forgive(*, before: datetime) -> None:
    """Facts older than that are told to nobody: those of an invented past."""
    Owed.objects.filter(fact__at__lt=before).delete()


def write_due(*, now: datetime) -> int:
    """The letters of the next few facts, kept from here on; of how many."""
    found = list(queries.owed(now).values_list("pk", flat=True)[:BATCH])
    return sum(_written(pk, now) for pk in found)


def _written(owed_id: int, now: datetime) -> bool:
    owed = Owed.objects.select_related("fact").filter(pk=owed_id).first()
    if owed is None:
        return False
    try:
        with transaction.atomic():
            if not Owed.objects.filter(pk=owed_id).delete()[0]:  # another process was first
                return False
            import_string(_writers[owed.fact.name])(_said(owed.fact))
    except Exception as fault:  # noqa: BLE001  (its words may name somebody)
        log.error("The letters of a fact were not written (%s): %s", type(fault).__name__, owed.fact.name)  # noqa: TRY400
        _put_off(owed, now)
        return False
    return True


def _put_off(owed: Owed, now: datetime) -> None:
    if now < owed.fact.at + DAYS:
        due_at = now + next_try(Fate.LATER, owed.tries + 1)
        Owed.objects.filter(pk=owed.pk).update(tries=F("tries") + 1, due_at=due_at)
    elif Owed.objects.filter(pk=owed.pk).delete()[0]:
        Letter.objects.create(
            kind=Kind.UNWRITTEN.value,
            kept_at=owed.fact.at,
            expires_at=now,
            due_at=now,
            given_up_at=now,
            why=Why.BROKEN.value,
        )


def _said(fact: Fact) -> dict[str, Any]:
    """As a listener of the journal gets it."""
    at = fact.at.isoformat()
    return {"id": fact.pk, "name": fact.name, "at": at, "subject": fact.subject, "data": fact.data}


# -- kept -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def keep(  # noqa: PLR0913  (a letter is what it says, to whom, about what, and until when)
    *,
    letters: Iterable[EmailMessage],
    kind: Kind,
    now: datetime,
    until: datetime | None = None,
    about: str = "",
    is_tried: bool = False,
) -> list[Letter]:
    """In the transaction that goes on: they leave once it is committed, as soon as somebody takes them.

    `until`: when they serve nobody any more, where that is sooner than their kind says. `is_tried`: by
    who keeps them, now.
    """
    letters = list(letters)
    expires_at = min(now + kind.life, until or datetime.max.replace(tzinfo=now.tzinfo))
    if about:
        same = Letter.objects.filter(kind=kind.value, about=about)
        same.exclude(given_up_at=None, trying_since__isnull=False).delete()
    accounts = _accounts(letters)
    return Letter.objects.bulk_create(
        Letter(
            kind=kind.value,
            about=about,
            account_id=accounts.get(letter.to[0].lower()),
            sealed=packed(letter=letter),
            kept_at=now,
            expires_at=expires_at,
            due_at=now + HELD if is_tried else now,
            tries=int(is_tried),
            trying_since=now if is_tried else None,
        )
        for letter in letters
    )


def _accounts(letters: Iterable[EmailMessage]) -> dict[str, int]:
    addresses = {address for letter in letters for address in (letter.to[0], letter.to[0].lower())}
    found = Account.objects.filter(email__in=addresses).values_list("email", "pk")
    return {(email or "").lower(): pk for email, pk in found}

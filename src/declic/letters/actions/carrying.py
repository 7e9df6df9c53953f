"""From here to the mail server: each letter is taken by one process, tried, and erased or tried again.

Taken is compare-and-set: of two processes one tries it. Who dies while it tries leaves it for five minutes; then
another tries, once: the letter may have left twice, under the same number, and never oftener (decision 32).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from declic.campaigns.actions import note_outcome as note_campaign
from declic.campaigns.rules.states import LetterState
from declic.keeping.actions import note_outcome as note_end
from declic.letters import queries
from declic.letters.actions.packing import TextMessage, unpacked
from declic.letters.actions.writing import keep
from declic.letters.models import Letter
from declic.letters.rules import (
    BATCH,
    HELD,
    PATIENCE_S,
    REMEMBERED,
    Fate,
    Kind,
    Why,
    fate_of,
    fate_of_text,
    is_address_dead,
    next_try,
)
from declic.people.actions.addresses import forget_former, note_refused, note_taken

log = logging.getLogger("declic.letters")

_BECAME: Final = {Why.REFUSED: LetterState.FAILED, Why.UNKNOWN: LetterState.UNSURE}


@dataclass(frozen=True)
class Sent:
    """Of one go. `is_away`: the mail server took none, and the others were not tried."""

    left: int
    is_away: bool


def send_due(*, clock: Callable[[], datetime], stops: Callable[[], bool] = lambda: False) -> Sent:
    """The next few, by one connection. `stops`: asked between two letters."""
    left, away = 0, False
    carrier = get_connection(timeout=PATIENCE_S)
    try:
        for letter in queries.to_send(clock())[:BATCH]:
            if stops() or away:
                break
            if not queries.serves(letter, clock()):
                _drop(letter)
            elif _is_taken(letter, clock()):
                fate = _tried(letter, carrier, clock)
                left += fate is Fate.LEFT
                away = fate is Fate.AWAY and letter.kind != Kind.TEXT.value
    finally:
        _hung_up(carrier)
    return Sent(left, away)


def send_now(*, letter: EmailMessage, kind: Kind, about: str, now: datetime) -> Fate:
    """For somebody who waits before a page: kept and tried at once; what does not leave is tried again by the clock."""
    (kept,) = keep(letters=[letter], kind=kind, now=now, about=about, is_tried=True)
    carrier = get_connection()
    try:
        return _tried(kept, carrier, lambda: now)
    finally:
        _hung_up(carrier)


def settle(*, now: datetime) -> None:
    """Gives up what serves nobody any more, and what may have left with a process that died."""
    for letter in queries.past(now)[:BATCH]:
        _give_up(letter, Why.LATE, now)
    for letter in queries.lost(now)[:BATCH]:
        _give_up(letter, Why.UNKNOWN, now)


def forget_past(*, now: datetime) -> None:
    Letter.objects.filter(given_up_at__lte=now - REMEMBERED).delete()
    forget_former()


def mark_seen(*, letter_ids: list[int]) -> None:
    """An operator has read that these were given up."""
    Letter.objects.filter(pk__in=letter_ids).exclude(given_up_at=None).update(is_seen=True)


def _is_taken(letter: Letter, now: datetime) -> bool:
    """Whoever had it before and never said what became of it died: from here on it may have left."""
    seen = queries.waiting().filter(pk=letter.pk, due_at=letter.due_at, tries=letter.tries)
    letter.is_unsure = letter.is_unsure or letter.trying_since is not None
    if not seen.update(due_at=now + HELD, trying_since=now, tries=F("tries") + 1, is_unsure=letter.is_unsure):
        return False
    letter.tries += 1
    return True


def _tried(letter: Letter, carrier: BaseEmailBackend, clock: Callable[[], datetime]) -> Fate:
    try:
        message = unpacked(letter=letter)
    except ValueError:
        _give_up(letter, Why.BROKEN, clock())
        return Fate.NEVER
    is_text = isinstance(message, TextMessage)
    fate = _texted(message) if is_text else _carried(message, carrier, letter, clock)
    if fate is Fate.LEFT:
        _gone(letter)
    elif fate is Fate.NEVER:
        _give_up(letter, Why.REFUSED, clock())
    elif fate is Fate.UNSURE and (letter.is_unsure or Kind(letter.kind).is_of_campaign):
        _give_up(letter, Why.UNKNOWN, clock())
    else:
        _put_off(letter, fate, clock())
    return fate


def _put_off(letter: Letter, fate: Fate, now: datetime) -> None:
    is_unsure = letter.is_unsure or fate is Fate.UNSURE
    if letter.kind == Kind.TEXT.value:  # one is the knock: the others wait with it, and e-mail does not
        due_at = now + next_try(Fate.LATER, letter.tries)
        others = queries.waiting().filter(kind=letter.kind, trying_since=None, due_at__lt=due_at)
        others.update(due_at=due_at, is_held_up=True)
    else:
        due_at = now + next_try(fate, letter.tries)
    mine = queries.waiting().filter(pk=letter.pk, tries=letter.tries)
    mine.update(due_at=due_at, trying_since=None, is_held_up=True, is_unsure=is_unsure)


def _carried(message: EmailMessage, carrier: BaseEmailBackend, letter: Letter, clock: Callable[[], datetime]) -> Fate:
    message.connection = carrier
    was_greeted = False
    try:
        carrier.open()
        was_greeted = True
        message.send()
    except Exception as failure:  # noqa: BLE001  (its words may hold the address)
        fate = fate_of(failure, was_greeted=was_greeted)
        log.warning("A letter did not leave (%s, %s): %s", type(failure).__name__, fate.value, letter.kind)
        if is_address_dead(failure):
            note_refused(account_id=letter.account_id, email=message.to[0], now=clock())
        _hung_up(carrier)  # the next one says who we are anew
        return fate
    return Fate.LEFT


def _texted(message: EmailMessage) -> Fate:
    try:
        import_string(settings.SMS_PROVIDER)().send(message.to[0], str(message.body))
    except Exception as failure:  # noqa: BLE001  (its words may hold the number)
        fate = fate_of_text(failure)
        log.warning("A text message did not leave (%s, %s)", type(failure).__name__, fate.value)
        return fate
    return Fate.LEFT


def _hung_up(carrier: BaseEmailBackend) -> None:
    try:
        carrier.close()
    except OSError as failure:
        log.info("The mail server hung up first (%s).", type(failure).__name__)


# -- what becomes of them ---------------------------------------------------------------------------------------------
@transaction.atomic
def _gone(letter: Letter) -> None:
    """Nothing of it stays."""
    if Letter.objects.filter(pk=letter.pk).delete()[0]:
        note_taken(account_id=letter.account_id)
        match Kind(letter.kind):
            case Kind.CAMPAIGN | Kind.TEXT:
                note_campaign(letter_id=UUID(letter.about), became=LetterState.DELIVERED)
            case Kind.END_NOTICE:
                note_end(notice_id=UUID(letter.about), is_taken=True)


@transaction.atomic
def _give_up(letter: Letter, why: Why, now: datetime) -> None:
    """That it was is kept for a while; its words and its address are not."""
    held = queries.waiting().filter(pk=letter.pk, tries=letter.tries)
    if Kind(letter.kind).is_asked_for:
        held.delete()
        return
    if not held.update(given_up_at=now, why=why.value, sealed="", trying_since=None):
        return
    log.warning("A letter was given up (%s): %s", why.value, letter.kind)
    match Kind(letter.kind):
        case Kind.CAMPAIGN | Kind.TEXT:
            note_campaign(letter_id=UUID(letter.about), became=_BECAME.get(why, LetterState.UNSENT))
        case Kind.END_NOTICE:
            note_end(notice_id=UUID(letter.about), is_taken=False)


@transaction.atomic
def _drop(letter: Letter) -> None:
    """Whom it is for does not want it any more, or has answered."""
    untouched = queries.waiting().filter(pk=letter.pk, tries=letter.tries)
    if untouched.delete()[0] and Kind(letter.kind).is_of_campaign:
        note_campaign(letter_id=UUID(letter.about), became=LetterState.DROPPED)

"""A child's card, and coming in by it."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from declic.journal.actions import record
from declic.people import facts, queries
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.models import Account, Pupil, SignInCard
from declic.people.rules.cards import card_secrets, digest, wrong_card, wrong_pictures
from declic.people.rules.names import same_first_name


@transaction.atomic
def issue_card(*, pupil: Pupil, now: datetime) -> SignInCard:
    """The card that opens; the one there is, or a new generation after a revocation."""
    card = queries.card_of(pupil)
    if card is not None:
        return card
    last = SignInCard.objects.filter(pupil=pupil).order_by("-generation").values_list("generation", flat=True).first()
    generation = last or 0
    while card is None:
        generation += 1
        card = _write_card(pupil, generation, now)
    fact = facts.CardIssued(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, generation=generation)
    record(fact, now=now)
    return card


def _write_card(pupil: Pupil, generation: int, now: datetime) -> SignInCard | None:
    """None when the short code of this generation happens to be another pupil's: among a million cards, six times."""
    code = card_secrets(queries.key(), pupil.pk, generation).short_code
    kept = digest(queries.key(), code)
    if SignInCard.objects.filter(digest=kept).exists():
        return None
    try:
        with transaction.atomic():
            return SignInCard.objects.create(pupil=pupil, generation=generation, digest=kept, created_at=now)
    except IntegrityError:
        return queries.card_of(pupil)


@transaction.atomic
def revoke_card(*, pupil: Pupil, now: datetime) -> None:
    """The printed card opens nothing any more, and what it opened is closed. Without a live card, nothing happens."""
    card = queries.card_of(pupil)
    if card is None or not SignInCard.objects.filter(pk=card.pk, revoked_at=None).update(revoked_at=now):
        return
    # Another unusable password: Django signs out every session of the account.
    Account.objects.filter(pk=pupil.account_id).update(password=make_password(None))
    end_sign_ins(account=pupil.account, why="card", now=now, by=pupil.guardian.account)
    fact = facts.CardRevoked(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, generation=card.generation)
    record(fact, now=now, actor_id=pupil.guardian.account_id)


@transaction.atomic
def renew_card(*, pupil: Pupil, now: datetime, lost: int | None = None) -> bool:
    """The card was lost: it opens nothing any more, another generation is ready to print. `lost`: the generation a page
    showed. False where another was made since: it may be printed already, and stays.
    """
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    if lost is not None and lost != pupil.card_now:
        return False
    revoke_card(pupil=pupil, now=now)
    issue_card(pupil=pupil, now=now)
    return True


def sign_in_by_code(*, typed: str, first_name: str | None = None, now: datetime) -> Pupil:
    """The short code of a card, and the first name on it when that is asked too. Refusal `wrong_card`."""
    card = queries.card_by_code(typed)
    if first_name is not None and not same_first_name(first_name, card.pupil.first_name):
        raise wrong_card()
    return _used(card, "code", now)


def sign_in_by_secret(*, secret: str, now: datetime) -> Pupil:
    """What a QR code holds after `/carte/`. Refusal `wrong_card`."""
    return _used(queries.card_by_path_part(secret), "qr", now)


def sign_in_by_pictures(*, card: SignInCard, pictures: Iterable[str], now: datetime) -> Pupil:
    """On a device the family has used. Refusal `wrong_pictures`."""
    if tuple(pictures) != queries.card_secret(card).pictures:
        raise wrong_pictures()
    return _used(card, "pictures", now)


def hand_over(*, pupil: Pupil, now: datetime) -> None:
    """A guardian gives the tablet to their child."""
    fact = facts.CardUsed(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, how="guardian")
    record(fact, now=now, actor_id=pupil.guardian.account_id)


@transaction.atomic
def _used(card: SignInCard, how: str, now: datetime) -> Pupil:
    fact = facts.CardUsed(pupil_id=card.pupil_id, pupil_account_id=card.pupil.account_id, how=how)
    record(fact, now=now, actor_id=card.pupil.account_id)
    return card.pupil

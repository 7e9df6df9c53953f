"""Grown-ups invited by e-mail, and the address given to a family at the desk."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people import facts
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.models import Account, Guardian, HeldAddress, SchoolIdentity
from declic.people.rules.addresses import clean_email, has_account
from declic.people.rules.names import clean_name


@transaction.atomic
def invite_adult(*, email: str, name: str, role: str, now: datetime, by: Account | None = None) -> Account:
    """The account of that address; made without a password, and invited by letter, when there is none.

    `role` is `teacher`: officers are asked first (`sponsors.actions.invite_officer`).
    Refusal `bad_email`, `no_name`, `not_an_adult` (the account was closed).
    Invited twice at once: one account and one letter, of whoever was first.
    """
    address, shown = clean_email(email), clean_name(name)
    account = _account_of(address)
    if account is None:
        account = Account(email=address, name=shown, created_at=now)
        account.set_unusable_password()
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError:
            first = _account_of(address)
            if first is None:
                raise
            return first
        # The only way in is the link of the letter: whoever follows it reads that address.
        EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
        record(facts.AdultInvited(account_id=account.pk, role=role), now=now, actor_id=by.pk if by else None)
    return account


def _account_of(address: str) -> Account | None:
    """Refusal `not_an_adult`."""
    account = Account.objects.filter(email__iexact=address).first()
    if account is not None and not account.is_active:
        raise Refusal("not_an_adult", "Le compte de cette adresse a été fermé.")
    return account


def invite_again(*, account: Account, role: str, now: datetime, by: Account | None) -> None:
    """Another letter, whose link is new; it takes the place of one that has not left. Refusal `came_already`.

    `by` nobody: whoever reads its address asked for it.
    """
    if account.has_usable_password():
        raise Refusal("came_already", "Cette personne a déjà choisi son mot de passe : l’invitation est arrivée.")
    record(facts.AdultInvited(account_id=account.pk, role=role), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def open_account(*, email: str, name: str, password: str, now: datetime) -> Account:
    """By somebody who followed a letter to that address. Refusal `bad_email`, `no_name`, `has_account`.

    Two letters followed at once: the account of the first stands, the second is refused.
    """
    address, shown = clean_email(email), clean_name(name)
    if Account.objects.filter(email__iexact=address).exists():
        raise has_account()
    try:
        with transaction.atomic():
            account = Account.objects.create_user(address, password, name=shown, created_at=now)
    except IntegrityError:
        raise has_account() from None
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    return account


@transaction.atomic
def choose_password(*, account: Account, password: str) -> None:
    """Likewise, by somebody whose account has none yet and opens nothing. Refusal `has_account`.

    A family's, a teacher's or the team's is opened by its own letter, which says whose it is: the address may have
    been typed wrong.
    """
    held = Account.objects.select_for_update().get(pk=account.pk)
    opens = held.is_staff or any(hasattr(held, of) for of in ("guardian", "pupil", "teacher"))
    if held.has_usable_password() or not held.is_active or opens:
        raise has_account()
    account.set_password(password)
    account.save(update_fields=["password"])
    EmailAddress.objects.filter(user=account, email__iexact=account.email).update(verified=True)


@transaction.atomic
def give_address(*, account: Account, email: str, by: Account, now: datetime) -> bool:
    """To a guardian who had none, or whose own was never used; they are written to. Refusal `bad_email`.

    False, and nothing changes, where the address has an account already, the account has a password, or one of its
    own is held (`hold_address`).
    """
    address = clean_email(email)
    others = Account.objects.exclude(pk=account.pk)
    if HeldAddress.objects.filter(guardian__account=account).exists():
        return False
    if account.has_usable_password() or others.filter(email__iexact=address).exists():
        return False
    account.email = address
    account.save(update_fields=["email"])
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)  # as in `invite_adult`
    record(facts.AdultInvited(account_id=account.pk, role="family"), now=now, actor_id=by.pk)
    return True


@transaction.atomic
def take_address_back(*, guardian: Guardian, since: datetime, by: Account, now: datetime) -> None:
    """The guardian has no address, no password and no passkey again, and is signed out everywhere.

    What was linked by it `since`, to the adult or to a child, opens nothing any more; that child enters by the card.
    """
    account = guardian.account
    family = [account.pk, *guardian.pupils.values_list("account", flat=True)]
    linked = SchoolIdentity.objects.filter(account__in=family, at__gte=since)
    for child in Account.objects.filter(pk__in=linked.exclude(account=account).values("account")):
        child.set_unusable_password()  # whose sessions end with it
        child.save(update_fields=["password"])
        end_sign_ins(account=child, why="address", now=now, by=by)
    linked.delete()
    account.email = None
    account.set_unusable_password()
    account.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    end_sign_ins(account=account, why="address", now=now, by=by)


@transaction.atomic
def hold_address(*, guardian: Guardian, since: datetime, by: Account, by_team: bool, now: datetime) -> None:
    """As `take_address_back`, and what it took can be given back."""
    account = guardian.account
    held = {"email": account.email or "", "password": account.password, "at": now, "by_team": by_team}
    HeldAddress.objects.update_or_create(guardian=guardian, defaults=held)
    take_address_back(guardian=guardian, since=since, by=by, now=now)


@transaction.atomic
def release_address(*, held: HeldAddress) -> None:
    """The adult enters by it again, with the password they had. Refusal `address_taken`."""
    account = Account.objects.select_for_update().get(pk=held.guardian.account_id)
    if not HeldAddress.objects.filter(pk=held.pk).delete()[0]:
        return
    if Account.objects.filter(email__iexact=held.email).exclude(pk=account.pk).exists():
        raise Refusal("address_taken", "Un autre compte a cette adresse depuis.")
    account.email, account.password = held.email, held.password
    account.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=held.email, verified=True, primary=True)

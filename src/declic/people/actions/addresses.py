"""Addresses that take no letter any more, as mail servers say when one is brought to them."""

from datetime import datetime

from django.db.models import F

from declic.people.models import Account, RefusedAddress


def note_refused(*, account_id: int | None, email: str, now: datetime) -> None:
    """Nothing where the account has another address, or nobody has it."""
    if account_id is None:
        return
    account = Account.objects.filter(pk=account_id, email__iexact=email).first()
    if account is not None and account.email is not None:
        RefusedAddress.objects.update_or_create(account=account, defaults={"email": account.email, "at": now})


def note_taken(*, account_id: int | None) -> None:
    """A letter arrived after all."""
    if account_id is not None:
        RefusedAddress.objects.filter(account=account_id).delete()


def forget_former() -> None:
    """Those whose account has another address since, or none."""
    RefusedAddress.objects.exclude(email=F("account__email")).delete()
    RefusedAddress.objects.filter(account__email=None).delete()

"""Signing in by EduConnect: an identity of the school's is linked to one account of a family, and to no other."""

from datetime import datetime

from django.db import IntegrityError, transaction

from declic.ground.errors import NotYours, Refusal
from declic.journal.actions import record
from declic.people import facts
from declic.people.models import Account, Guardian, Pupil, SchoolIdentity


def taken() -> Refusal:
    return Refusal("identity_taken", "Ce compte EduConnect est déjà relié à un autre compte Déclic.")


@transaction.atomic
def link_identity(*, account: Account, digest: str, by: Guardian, now: datetime) -> None:
    """To the guardian's own account, or a child's.

    NotYours for any other; Refusal `identity_taken` or `already_linked`. Linked already to that account, it stays so.
    """
    _check_theirs(account, by)
    held = SchoolIdentity.objects.filter(account=account).first()
    if held is not None and held.digest == digest:
        return
    if held is not None:
        raise Refusal("already_linked", "Un autre compte EduConnect est déjà relié : déliez-le d’abord.")
    try:
        with transaction.atomic():
            SchoolIdentity.objects.create(account=account, digest=digest, at=now)
    except IntegrityError as fault:
        raise taken() from fault
    record(facts.SchoolIdentityLinked(account_id=account.pk), now=now, actor_id=by.account_id)


@transaction.atomic
def unlink_identity(*, account: Account, by: Guardian, now: datetime) -> None:
    """NotYours, as above; nothing where none is linked."""
    _check_theirs(account, by)
    gone, _ = SchoolIdentity.objects.filter(account=account).delete()
    if gone:
        record(facts.SchoolIdentityUnlinked(account_id=account.pk), now=now, actor_id=by.account_id)


def _check_theirs(account: Account, guardian: Guardian) -> None:
    own = account.pk == guardian.account_id
    if not own and not Pupil.objects.filter(account=account, guardian=guardian).exists():
        raise NotYours

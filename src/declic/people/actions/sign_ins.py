"""Browsers where grown-ups are signed in: noted, and ended from there or from another."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction

from declic.ground.errors import NotYours
from declic.journal.actions import record
from declic.people import facts
from declic.people.models import Account, SignIn

FORGOTTEN_AFTER: Final = timedelta(days=31)
"""A session lives thirty days."""


@transaction.atomic
def begin_sign_in(*, account: Account, session_key: str, browser: str, now: datetime) -> SignIn:
    """Those of the account that are long over are forgotten meanwhile."""
    SignIn.objects.filter(account=account, seen_at__lt=now - FORGOTTEN_AFTER).delete()
    made, _ = SignIn.objects.update_or_create(
        session_key=session_key, defaults={"account": account, "browser": browser[:60], "began_at": now, "seen_at": now}
    )
    return made


def note_seen(*, sign_in_id: int, session_key: str, now: datetime) -> bool:
    """It is still there; its session may have changed its key. False: it was ended meanwhile."""
    return bool(SignIn.objects.filter(pk=sign_in_id).update(session_key=session_key, seen_at=now))


@transaction.atomic
def end_sign_in(*, account: Account, sign_in_id: int, why: str, now: datetime) -> None:
    """NotYours for a sign-in of somebody else."""
    if not SignIn.objects.filter(pk=sign_in_id, account=account).exists():
        raise NotYours
    _end(account, [sign_in_id], why, now, account.pk)


@transaction.atomic
def end_sign_ins(
    *, account: Account, why: str, now: datetime, but: int | None = None, by: Account | None = None
) -> None:
    """All of the account's, but one."""
    others = SignIn.objects.filter(account=account).exclude(pk=but or 0)
    _end(account, list(others.values_list("pk", flat=True)), why, now, (by or account).pk)


@transaction.atomic
def end_before_erasing(*, account: Account, actor_id: int | None, now: datetime) -> None:
    """All of them, sessions too: with the account would go what tells whose they were, and its pages stay open."""
    _end(account, list(account.sign_ins.values_list("pk", flat=True)), "erased", now, actor_id)


@transaction.atomic
def leave_sign_in(*, account: Account, sign_in_id: int, now: datetime) -> None:
    """Signed out there. Nothing, if it was ended already."""
    if SignIn.objects.filter(pk=sign_in_id, account=account).exists():
        _end(account, [sign_in_id], "left", now, account.pk)


def _end(account: Account, sign_ins: list[int], why: str, now: datetime, actor_id: int | None) -> None:
    ended = SignIn.objects.filter(pk__in=sign_ins)
    Session.objects.filter(session_key__in=list(ended.values_list("session_key", flat=True))).delete()
    ended.delete()
    for pk in sign_ins:
        record(facts.SignInEnded(account_id=account.pk, sign_in_id=pk, why=why), now=now, actor_id=actor_id)

"""A registration whose address nobody confirmed is forgotten, and its place is given back.

Whoever mistyped their address, or was registered by somebody else, never reads its letter: the account would stay, and
the place with it. Nobody has entered by it, so nothing else hangs on it.
"""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from declic.keeping import queries
from declic.keeping.rules import FAMILIES
from declic.people.actions import erase_guardian
from declic.people.models import Account
from declic.sponsors.actions.codes import give_places_back
from declic.sponsors.queries import has_other_roles


def forget_unconfirmed(*, now: datetime, stops: Callable[[], bool] = lambda: False) -> int:
    """Of how many registrations. `stops`: asked between two of them."""
    done = 0
    for guardian_id in list(queries.unconfirmed(now).order_by("pk").values_list("pk", flat=True)[:FAMILIES]):
        if stops():
            break
        done += _forgotten(guardian_id, now)
    return done


@transaction.atomic
def _forgotten(guardian_id: int, now: datetime) -> bool:
    """Looked at again while the account and its address are held: whoever confirms at this moment comes first or finds
    nothing.
    """
    account = Account.objects.select_for_update().filter(guardian=guardian_id).first()
    if account is None:
        return False
    list(EmailAddress.objects.select_for_update().filter(user=account).values_list("pk"))
    guardian = queries.unconfirmed(now).select_related("account").filter(pk=guardian_id).first()
    if guardian is None or has_other_roles(guardian.account):
        return False
    give_places_back(guardian=guardian)
    erase_guardian(guardian=guardian, keeps_account=False, now=now, why="unconfirmed")
    return True

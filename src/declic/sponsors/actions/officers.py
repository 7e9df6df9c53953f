"""Who works for a sponsor here, and in what role."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from declic.ground.errors import NotYours
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Account
from declic.sponsors import facts
from declic.sponsors.models import Officer, OfficerInvitation, Sponsor
from declic.sponsors.rules.officers import OfficerRole, Right, changed_since, last_manager, may, other_sponsor

MANAGER = OfficerRole.MANAGER


def hold_team(*, sponsor_id: int) -> None:
    """Until the end of this transaction: what is decided of one team is decided one by one. Before any row of it."""
    Sponsor.objects.select_for_update(no_key=True).get(pk=sponsor_id)


@transaction.atomic
def name_officer(
    *, sponsor: Sponsor, account: Account, now: datetime, role: OfficerRole = MANAGER, by: Account | None = None
) -> Officer:
    """This account works for `sponsor`, and for no other. Refusal `other_sponsor`, `last_manager`.

    Two sponsors' at once: the row of the first stands, the second is refused.
    """
    officer, is_new = Officer.objects.select_related("account").get_or_create(
        account=account, defaults={"sponsor": sponsor, "role": role.value}
    )
    if officer.sponsor_id != sponsor.pk:
        raise other_sponsor()
    if not is_new:
        change_role(officer=officer, role=role, now=now, by=by)
        return officer
    fact = facts.OfficerNamed(sponsor_id=sponsor.pk, officer_account_id=account.pk, role=role.value)
    record(fact, now=now, actor_id=by.pk if by else None)
    return officer


@transaction.atomic
def write_again(*, officer: Officer, now: datetime, by: Account) -> None:
    """The letter that tells them of their access, which did not arrive."""
    if not officer.account.has_usable_password():
        people.invite_again(account=officer.account, role="officer", now=now, by=by)
        return
    fact = facts.OfficerNamed(sponsor_id=officer.sponsor_id, officer_account_id=officer.account_id, role=officer.role)
    record(fact, now=now, actor_id=by.pk)


@transaction.atomic
def change_role(
    *, officer: Officer, role: OfficerRole, now: datetime, seen: str | None = None, by: Account | None = None
) -> None:
    """Refusal `last_manager`: somebody must stay who may invite the others; `changed_since` when it is no longer the
    role that was read (`seen`). NotYours once they have left.
    """
    hold_team(sponsor_id=officer.sponsor_id)
    held = Officer.objects.filter(pk=officer.pk).values_list("role", flat=True).first()
    if held is None:
        raise NotYours
    if held == role.value:
        return
    if seen is not None and held != seen:
        raise changed_since()
    if role is not MANAGER:
        _keep_a_manager(officer)
    _take_invitations_back(officer, sent=not may(role, Right.TEAM))
    Officer.objects.filter(pk=officer.pk).update(role=role.value)
    officer.role = role.value
    fact = facts.OfficerNamed(sponsor_id=officer.sponsor_id, officer_account_id=officer.account_id, role=role.value)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def dismiss_officer(*, officer: Officer, now: datetime, by: Account | None = None, forced: bool = False) -> None:
    """They see nothing of the sponsor any more; their account stays.

    Refusal `last_manager`, unless `forced`: the operator may, and invites another.
    """
    hold_team(sponsor_id=officer.sponsor_id)
    if not forced:
        _keep_a_manager(officer)
    _take_invitations_back(officer, sent=True)
    fact = facts.OfficerDismissed(sponsor_id=officer.sponsor_id, officer_account_id=officer.account_id)
    officer.delete()
    record(fact, now=now, actor_id=by.pk if by else None)


def _take_invitations_back(officer: Officer, *, sent: bool) -> None:
    """An older letter does not undo what was decided since, nor do those they `sent`: one may be to themselves."""
    to_them = Q(email__iexact=officer.account.email or "")
    lost = to_them | Q(by=officer.account_id) if sent else to_them
    OfficerInvitation.objects.filter(lost, sponsor=officer.sponsor_id).delete()


def _keep_a_manager(officer: Officer) -> None:
    """The team is held: two managers who leave at once leave one by one."""
    others = Officer.objects.filter(sponsor=officer.sponsor_id, role=MANAGER.value).exclude(pk=officer.pk)
    if officer.role == MANAGER.value and not others.exists():
        raise last_manager()

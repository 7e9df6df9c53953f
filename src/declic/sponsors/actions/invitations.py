"""Somebody is invited into a sponsor's team: nothing is theirs, and nothing is told of them, before they say yes."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from declic.ground.errors import NotYours
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Account
from declic.people.rules.addresses import clean_email
from declic.people.rules.names import clean_name
from declic.sponsors import facts
from declic.sponsors.actions.officers import hold_team, name_officer
from declic.sponsors.models import JoinRequest, Officer, OfficerInvitation, Sponsor
from declic.sponsors.queries.invitations import invitation_opens, may_invite
from declic.sponsors.rules.invitations import (
    FORGOTTEN_AFTER,
    LASTS,
    MOST,
    digest_of,
    gone,
    other_address,
    secret_of,
    too_many,
    waits_no_more,
)
from declic.sponsors.rules.officers import OfficerRole


@transaction.atomic
def invite_officer(  # noqa: PLR0913  (a person is a name, an address and a role)
    *,
    sponsor: Sponsor,
    email: str,
    name: str,
    now: datetime,
    role: OfficerRole | str = OfficerRole.MANAGER,
    by: Account | None = None,
) -> OfficerInvitation:
    """A letter leaves, whoever the address belongs to: no account is looked for, so that the page can tell nothing.

    One invitation for an address: inviting again changes what was typed, and the link. Refusal `bad_email`, `no_name`,
    `too_many_invitations`; NotYours for who was dismissed meanwhile.
    """
    forget_invitations(now=now)
    address, typed = clean_email(email), {"name": clean_name(name), "role": OfficerRole(role).value, "by": by}
    hold_team(sponsor_id=sponsor.pk)
    if by is not None and not may_invite(by, sponsor.pk):
        raise NotYours
    held = OfficerInvitation.objects.select_for_update().filter(sponsor=sponsor, email=address).first()
    if held is None:
        if sponsor.invitations.count() >= MOST:
            raise too_many()
        held = OfficerInvitation(sponsor=sponsor, email=address)
    for field, value in typed.items():
        setattr(held, field, value)
    _write(held, now, by)
    return held


@transaction.atomic
def invite_officer_again(*, invitation: OfficerInvitation, now: datetime, by: Account | None = None) -> None:
    """Another letter, whose link is new, for as long again; the link before opens nothing any more.

    `by` stands for it from now on; nobody, where it is whoever was invited that asks for the letter.

    Refusal `invitation_gone`, where it was answered or taken back meanwhile; NotYours likewise.
    """
    held = _still(invitation)
    if by is not None and not may_invite(by, held.sponsor_id):
        raise NotYours
    held.by = by or held.by
    _write(held, now, by)


@transaction.atomic
def take_invitation_back(*, invitation: OfficerInvitation, now: datetime, by: Account | None = None) -> None:
    """By who invited, or by whoever reads its letter. Refusal `invitation_gone`."""
    held = _still(invitation)
    record(
        facts.InvitationTakenBack(sponsor_id=held.sponsor_id, invitation_id=held.pk),
        now=now,
        actor_id=by.pk if by else None,
    )
    held.delete()


@transaction.atomic
def accept_invitation(*, secret: str, account: Account, now: datetime) -> Officer:
    """By whoever reads the letter, with the account of its address. They work for the sponsor from now on.

    Refusal `invitation_gone`, `other_address`, `other_sponsor` (one never changes sponsor by an invitation),
    `last_manager`.
    """
    held = _held(secret, now)
    if (account.email or "").lower() != held.email.lower():
        raise other_address()
    role = OfficerRole(held.role)
    officer = name_officer(sponsor=held.sponsor, account=account, role=role, now=now, by=account)
    OfficerInvitation.objects.filter(pk=held.pk).delete()
    JoinRequest.objects.filter(sponsor=held.sponsor_id, email__iexact=held.email).delete()
    return officer


@transaction.atomic
def accept_with_new_account(*, secret: str, name: str, password: str, now: datetime) -> Officer:
    """Likewise, by somebody who had no account: the letter's link proves that they read its address.

    Refusals of `accept_invitation`, and `has_account`.
    """
    held = _held(secret, now)
    account = people.open_account(email=held.email, name=name, password=password, now=now)
    return accept_invitation(secret=secret, account=account, now=now)


def forget_invitations(*, now: datetime) -> None:
    """Those whose end is long past."""
    OfficerInvitation.objects.filter(until__lt=now - FORGOTTEN_AFTER).delete()


def _held(secret: str, now: datetime) -> OfficerInvitation:
    """Held by this transaction: it is answered once. Refusal `invitation_gone`, also where who sent it may no more."""
    rows = OfficerInvitation.objects.filter(digest=digest_of(secret), until__gt=now)
    sponsor_id = rows.values_list("sponsor_id", flat=True).first()
    if sponsor_id is None:
        raise gone()
    hold_team(sponsor_id=sponsor_id)
    held = rows.select_for_update().first()
    if held is None or not invitation_opens(held, now):
        raise gone()
    return held


def _still(invitation: OfficerInvitation) -> OfficerInvitation:
    """As it is by now, held by this transaction. Refusal `invitation_gone`."""
    hold_team(sponsor_id=invitation.sponsor_id)
    held = OfficerInvitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise waits_no_more()
    return held


def _write(held: OfficerInvitation, now: datetime, by: Account | None) -> None:
    held.salt = secrets.token_hex(16)
    held.digest = digest_of(secret_of(settings.SECRET_KEY.encode(), held.salt))
    held.invited_at, held.until = now, now + LASTS
    held.save(force_insert=held.pk is None, force_update=held.pk is not None)
    # Whoever had asked is answered by this letter.
    JoinRequest.objects.filter(sponsor=held.sponsor_id, email__iexact=held.email).delete()
    fact = facts.OfficerInvited(sponsor_id=held.sponsor_id, invitation_id=held.pk, role=held.role)
    record(fact, now=now, actor_id=by.pk if by else None)

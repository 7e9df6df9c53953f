"""Somebody of the organisation, known by its SIRET, asks to work for the sponsor here: a manager answers."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from declic.journal.actions import record
from declic.people.models import Account
from declic.people.rules.addresses import clean_email
from declic.people.rules.names import clean_name
from declic.sponsors import facts
from declic.sponsors.actions.invitations import invite_officer, invite_officer_again
from declic.sponsors.actions.officers import hold_team
from declic.sponsors.models import JoinRequest, OfficerInvitation, Sponsor
from declic.sponsors.queries.invitations import invitation_opens, managers_of
from declic.sponsors.rules.officers import OfficerRole

KEPT: Final = timedelta(days=60)
"""A request nobody answered is forgotten; it can be made again."""
AGAIN: Final = timedelta(hours=1)
"""Somebody invited already who asks is written to again, no sooner than that."""


@transaction.atomic
def ask_to_join(*, sponsor: Sponsor, email: str, name: str, now: datetime) -> JoinRequest | None:
    """Once for an address: asking again changes nothing, and tells nobody. Refusal `bad_email`, `no_name`.

    None where somebody who may has invited that address and it still waits: the letter leaves again, and no manager is
    asked a second time. An invitation that lapsed opens nothing again by itself: a manager is asked, and it is
    forgotten; where there is none, the team is, and finds it on the sponsor's page beside the request.
    """
    forget_requests(now=now)
    address = clean_email(email)
    hold_team(sponsor_id=sponsor.pk)
    invited = OfficerInvitation.objects.select_for_update().filter(sponsor=sponsor, email=address).first()
    if invited is not None and invitation_opens(invited, now):
        if invited.invited_at <= now - AGAIN:
            invite_officer_again(invitation=invited, now=now)
        return None
    if invited is not None and managers_of(sponsor.pk):
        invited.delete()
    asked, is_new = JoinRequest.objects.get_or_create(
        sponsor=sponsor, email=address, defaults={"name": clean_name(name), "asked_at": now}
    )
    if is_new:
        record(facts.JoinAsked(sponsor_id=sponsor.pk, request_id=asked.pk), now=now)
    return asked


@transaction.atomic
def accept_join(*, asked: JoinRequest, role: OfficerRole, by: Account, now: datetime) -> OfficerInvitation:
    """Invited, by the manager's decision: ProConnect does not promise that they read the address it told.

    Refusals of `invite_officer`.
    """
    invited = invite_officer(sponsor=asked.sponsor, email=asked.email, name=asked.name, role=role, now=now, by=by)
    asked.delete()
    return invited


@transaction.atomic
def decline_join(*, asked: JoinRequest, by: Account, now: datetime) -> None:
    """Forgotten; whoever asked is not told why."""
    record(facts.JoinDeclined(sponsor_id=asked.sponsor_id, request_id=asked.pk), now=now, actor_id=by.pk)
    asked.delete()


def forget_requests(*, now: datetime) -> None:
    """Those nobody answered for long."""
    JoinRequest.objects.filter(asked_at__lt=now - KEPT).delete()

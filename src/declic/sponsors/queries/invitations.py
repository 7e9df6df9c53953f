"""Invitations into a sponsor's team."""

from datetime import datetime

from django.conf import settings

from declic.ground.errors import NotYours
from declic.journal.models import Fact
from declic.people.models import Account
from declic.sponsors.facts import OfficerInvited
from declic.sponsors.models import Officer, OfficerInvitation, Sponsor
from declic.sponsors.rules.invitations import digest_of, gone, secret_of, waits_no_more
from declic.sponsors.rules.officers import OfficerRole, Right


def invitation_of(secret: str, now: datetime) -> OfficerInvitation:
    """By the link of its letter. Refusal `invitation_gone`."""
    rows = OfficerInvitation.objects.select_related("sponsor", "by")
    held = rows.filter(digest=digest_of(secret)).first()
    if held is None or not invitation_opens(held, now):
        raise gone()
    return held


def invitation_secret(invitation: OfficerInvitation) -> str:
    """What its letter's link holds."""
    return secret_of(settings.SECRET_KEY.encode(), invitation.salt)


def may_invite(account: Account | None, sponsor_id: int) -> bool:
    """Whether this account may bring somebody into that sponsor's team, by now: it is the operator's or a manager's."""
    if account is None or not account.is_active:
        return False
    officer = Officer.objects.filter(account=account, sponsor=sponsor_id).first()
    return account.is_staff or (officer is not None and officer.may(Right.TEAM))


def invitation_opens(invitation: OfficerInvitation, now: datetime) -> bool:
    """Whether its letter's link serves: it is not late, and who sent it may still invite. Another may send it again."""
    return invitation.until > now and may_invite(invitation.by, invitation.sponsor_id)


def waiting_invitation(sponsor: Sponsor, email: str, now: datetime) -> OfficerInvitation | None:
    """The one of that address whose link serves."""
    held = OfficerInvitation.objects.select_related("by").filter(sponsor=sponsor, email__iexact=email.strip()).first()
    return held if held is not None and invitation_opens(held, now) else None


def managers_of(sponsor_id: int) -> list[Officer]:
    """Those who may answer for that sponsor, by now."""
    managers = Officer.objects.select_related("account").filter(
        sponsor=sponsor_id, role=OfficerRole.MANAGER.value, account__is_active=True
    )
    return list(managers)


def invitations_of(sponsor: Sponsor) -> list[OfficerInvitation]:
    """Those nobody answered, late ones too."""
    return list(sponsor.invitations.select_related("by").order_by("invited_at", "pk"))


def access_invitation(officer: Officer, invitation_id: int) -> OfficerInvitation:
    """One of this officer's sponsor. NotYours; refusal `invitation_gone` where it was theirs and waits no more."""
    held = OfficerInvitation.objects.filter(pk=invitation_id, sponsor=officer.sponsor_id).first()
    if held is not None:
        return held
    written = Fact.objects.filter(name=OfficerInvited.__name__, subject=f"invitation:{invitation_id}")
    if written.filter(data__sponsor_id=officer.sponsor_id).exists():
        raise waits_no_more()
    raise NotYours

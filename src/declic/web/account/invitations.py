"""An invitation sent again, from the page of who invited."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.sponsors.actions import invite_officer_again, take_invitation_back
from declic.sponsors.models import OfficerInvitation, Sponsor
from declic.web.account import limits

AGAIN: Final = limits.Budget(3, 3600)
"""An hour, to one person: an address that refuses goes on refusing."""


INVITED: Final = limits.Budget(30, 3600)
"""An hour, by one sponsor: nobody tries a list of addresses with our letters."""


def count_invitation(request: HttpRequest, sponsor: Sponsor, email: str) -> None:
    """Before each letter, the first or another; it tells nothing of whose address it is. Refusal `too_fast`."""
    written = hashlib.sha256(email.strip().lower().encode()).hexdigest()[:24]
    counted = ((f"sponsor:{sponsor.pk}", INVITED), (f"sponsor:{sponsor.pk}:{written}", AGAIN))
    for about, budget in counted:
        limits.check(request, "invite", about, budget, adult=True)
    for about, budget in counted:
        limits.note_wrong(request, "invite", about, budget)


def say_invited_again(request: HttpRequest, held: OfficerInvitation, by: Account) -> None:
    """What came of it is said on the page that follows."""
    try:
        count_invitation(request, held.sponsor, held.email)
        invite_officer_again(invitation=held, now=timezone.now(), by=by)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return
    messages.success(request, f"Une nouvelle lettre part à {held.name}. Le lien de l’ancienne ne sert plus.")


def say_taken_back(request: HttpRequest, held: OfficerInvitation, by: Account) -> None:
    try:
        take_invitation_back(invitation=held, now=timezone.now(), by=by)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return
    messages.success(request, f"L’invitation de {held.name} est retirée : son lien ne sert plus.")


def say_again(request: HttpRequest, account: Account, act: Callable[[datetime], None]) -> None:
    """`act` writes it; what came of it is said on the page that follows."""
    about = f"account:{account.pk}"
    try:
        limits.check(request, "write_again", about, AGAIN, adult=True)
        act(timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return
    limits.note_wrong(request, "write_again", about, AGAIN)
    messages.success(request, f"Une nouvelle lettre part à {account.name}. L’ancienne ne partira plus.")

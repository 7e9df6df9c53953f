"""An invitation sent again, from the page of who invited."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.web.account import limits

AGAIN: Final = limits.Budget(3, 3600)
"""An hour, to one person: an address that refuses goes on refusing."""


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

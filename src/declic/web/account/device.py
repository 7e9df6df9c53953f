"""A device the family has used remembers whose cards open by pictures: a signed cookie, no name in it."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from declic.curriculum.rules import is_small
from declic.people.models import Guardian, SignInCard
from declic.people.queries import cards_by_number, children_of
from declic.people.rules import MAX_CARDS_SHOWN

COOKIE = "declic_appareil"
SALT = "declic.device"
LIFE = 60 * 60 * 24 * 400
"""Seconds: the longest browsers keep."""


def known_cards(request: HttpRequest) -> list[SignInCard]:
    """Live cards of small children this device may show; a revoked card is no longer among them."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LIFE)
    numbers = [int(part) for part in (kept or "").split(".") if part.isdigit()]
    return [card for card in cards_by_number(numbers) if is_small(card.pupil.level)]


def remember(request: HttpRequest, response: HttpResponse, cards: Iterable[SignInCard]) -> None:
    """These cards and those already known, the latest first."""
    small = [card.pk for card in cards if is_small(card.pupil.level)]
    numbers = list(dict.fromkeys([*small, *(card.pk for card in known_cards(request))]))[:MAX_CARDS_SHOWN]
    if numbers:
        response.set_signed_cookie(
            COOKIE,
            ".".join(map(str, numbers)),
            salt=SALT,
            max_age=LIFE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def remember_family(request: HttpRequest, response: HttpResponse, guardian: Guardian) -> None:
    pupils = [pupil for pupil in children_of(guardian) if is_small(pupil.level)]
    cards = SignInCard.objects.select_related("pupil").filter(pupil__in=pupils, revoked_at=None)
    remember(request, response, cards)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")

"""What a device keeps of the cards it has opened, in two signed cookies without a name.

One says whose cards open by pictures; the other only that a card once opened here, so that wrong codes typed by
others at the same address are not held against it.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from declic.curriculum.rules import is_small
from declic.people.models import Guardian, SignInCard
from declic.people.queries import cards_by_number, children_of
from declic.people.rules.cards import MAX_CARDS_SHOWN

COOKIE = "declic_appareil"
SALT = "declic.device"
VOUCHER = "declic_connu"
VOUCHER_SALT = "declic.voucher"
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
        _keep(response, COOKIE, ".".join(map(str, numbers)), SALT)


def remember_family(request: HttpRequest, response: HttpResponse, guardian: Guardian) -> None:
    pupils = [pupil for pupil in children_of(guardian) if is_small(pupil.level)]
    cards = SignInCard.objects.select_related("pupil").filter(pupil__in=pupils, revoked_at=None)
    remember(request, response, cards)


def vouch(request: HttpRequest, response: HttpResponse, card: SignInCard) -> None:
    """The first card that opened here vouches for this browser. One card is one voucher: it cannot make a crowd."""
    if not voucher(request):
        _keep(response, VOUCHER, salted_hmac(VOUCHER_SALT, str(card.pk)).hexdigest()[:32], VOUCHER_SALT)


def voucher(request: HttpRequest) -> str:
    """Whose wrong tries are counted apart; empty for a browser no card has opened."""
    return request.get_signed_cookie(VOUCHER, default="", salt=VOUCHER_SALT, max_age=LIFE) or ""


def forget(response: HttpResponse) -> None:
    for name in (COOKIE, VOUCHER):
        response.delete_cookie(name, samesite="Lax")


def _keep(response: HttpResponse, name: str, value: str, salt: str) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=salt,
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )

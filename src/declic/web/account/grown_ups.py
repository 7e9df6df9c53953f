"""Addresses, passwords and second factors are for adults: a pupil has a card, and nothing that would outlive it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from declic.ground.errors import NotYours
from declic.people.models import Account

FOR_ANYBODY = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
"""allauth's pages that a parent may need on the device where a child is signed in."""


class GrownUpsMiddleware:
    """To a pupil, allauth's other pages do not exist.

    Whoever found a lost card could otherwise give the account an address and a password, and come back after the card
    was renewed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        del view, args, kwargs
        match = request.resolver_match
        if match is None or not match.route.startswith("compte/") or match.url_name in FOR_ANYBODY | {"no_signup"}:
            return None
        if isinstance(request.user, Account) and hasattr(request.user, "pupil"):
            return render(request, "layout/refusal.html", {"message": NotYours().message}, status=404)
        return None

"""allauth, our way."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from declic.people.models import Account
from declic.web.account.proconnect.leaving import farewell
from declic.web.account.steps import CODE

log = logging.getLogger("declic.web.account")
RECENT_S = 300
_WAYS = {
    "reauthenticate": "Taper votre mot de passe",
    "mfa_reauthenticate": "Taper un code de l’application, ou un code de secours",
    "mfa_reauthenticate:webauthn": "Utiliser une clé d’accès",
}
_SAID: dict[str, Any] = {"password_too_short": "Trop court : il faut au moins %(min_length)d signes."}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc, unused-ignore]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A family registers with the code of its town hall or works council, and not otherwise."""
        return CODE in request.session

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away costs a letter, never the page: it is said, and asked for again later."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as fault:  # SMTPException is one; its words may hold the address
            log.error("A letter was not sent (%s): %s", type(fault).__name__, template_prefix)  # noqa: TRY400
            messages.error(self.request, "Le message n’a pas pu partir : réessayez dans quelques minutes.")

    def format_email_subject(self, subject: str) -> str:
        return f"Déclic – {subject}"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came by ProConnect leaves it too."""
        return farewell(request) or super().get_logout_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        """Confirmed: on to the children (by way of the sign-in page on another device)."""
        del email_address
        return "/inscription/enfants/"

    def save_user(self, request: HttpRequest, user: Account, form: object, commit: bool = True) -> Account:  # noqa: FBT001, FBT002  (allauth's signature)
        user.name = form.cleaned_data["name"]  # type: ignore[attr-defined]
        saved: Account = super().save_user(request, user, form, commit)
        return saved

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever signed in a few minutes ago is not asked again at once: the page after is the second factor's."""
        records = get_authentication_records(context.request, context.request.user)
        recent = any(time.time() - record["at"] < RECENT_S for record in records)
        asked: bool = not recent and super().is_reauthentication_required(app=app)
        return asked

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**one, "description": _WAYS.get(one["id"], one["description"])} for one in methods]

    def clean_password(self, password: str, user: Account | None = None) -> str:
        """One fault at a time: two sentences about the same word are read as two faults."""
        try:
            cleaned: str = super().clean_password(password, user)
        except ValidationError as fault:
            first = fault.error_list[0]
            raise ValidationError(_SAID.get(first.code or "", first.message), first.code, first.params) from None
        return cleaned

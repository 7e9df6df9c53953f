"""allauth, our way."""

import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.hashers import check_password
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from declic.letters.actions import send_now
from declic.letters.rules import Fate, Kind
from declic.people.models import Account
from declic.people.queries import held_address
from declic.web.account.proconnect.leaving import farewell
from declic.web.account.steps import CODE

RECENT_S = 300
_WAYS = {
    "reauthenticate": "Taper votre mot de passe",
    "mfa_reauthenticate": "Taper un code de l’application, ou un code de secours",
    "mfa_reauthenticate:webauthn": "Utiliser une clé d’accès",
}
AWAY: Final = "Le message n’a pas pu partir : réessayez dans quelques minutes."
KEPT: Final = (
    "Le message n’a pas pu partir tout de suite : il part dès que possible. Rien dans dix minutes ? Redemandez-le."
)
REFUSED: Final = "Cette adresse refuse nos messages : vérifiez-la."
_TOLD: Final = frozenset(
    {
        *(f"account/email/{change}" for change in ("email_changed", "password_changed", "password_set")),
        *(f"mfa/email/{way}" for way in ("totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed")),
        "mfa/email/recovery_codes_generated",
    }
)
"""Changes of an account that its address is told of; the former one, where it is the address that changed."""
_SAID: dict[str, Any] = {"password_too_short": "Trop court : il faut au moins %(min_length)d signes."}


def said_of(kind: Kind, fate: Fate) -> str:
    """To whoever waits for a letter that did not leave at once."""
    if fate is Fate.NEVER:
        return REFUSED
    return AWAY if kind is Kind.CODE else KEPT


def named(what: str, email: str) -> str:
    """The same letter asked for again takes the place of the first; nobody reads the address out of it."""
    return f"{what.rpartition('/')[2][:40]}:{salted_hmac('declic.letters', email.lower()).hexdigest()[:32]}"


def _kind_of(template_prefix: str) -> Kind:
    name = template_prefix.rpartition("/")[2]
    if name.endswith("_code"):
        return Kind.CODE
    if name.startswith("email_confirmation"):
        return Kind.CONFIRMATION
    is_asked_for = name in {"password_reset_key", "unknown_account", "account_already_exists"}
    return Kind.LINK if is_asked_for else Kind.ACCOUNT


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc, unused-ignore]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A family registers with the code of its town hall or works council, and not otherwise."""
        return CODE in request.session

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever knows the password of an address that is held reads why, and how to prove that it is theirs."""
        del request
        held = held_address(credentials.get("email") or "")
        if held is not None and check_password(credentials.get("password") or "", held.password):
            raise ImmediateHttpResponse(redirect("account:held_address"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away never costs the page: it is said, and the letter leaves later if it is still
        worth it then. A code of a few minutes is asked for again.
        """
        kind, fate = _kind_of(template_prefix), self._sent(template_prefix, email, context)
        if fate is not Fate.LEFT:
            messages.error(self.request, said_of(kind, fate))

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What somebody else may have done in a browser left open. Whether it leaves is not told there."""
        told = email or user.email
        if template_prefix in _TOLD and told:
            self._sent(template_prefix, told, context or {})

    def _sent(self, template_prefix: str, email: str, context: dict[str, Any]) -> Fate:
        words = {"request": self.request, "email": email, "current_site": get_current_site(self.request), **context}
        letter = self.render_mail(template_prefix, email, words)
        about = named(template_prefix, email)
        return send_now(letter=letter, kind=_kind_of(template_prefix), about=about, now=timezone.now())

    def format_email_subject(self, subject: str) -> str:
        return f"Déclic – {subject}"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came by ProConnect leaves it too."""
        return farewell(request) or super().get_logout_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        """Confirmed: on to what is accepted (by way of the sign-in page on another device)."""
        del email_address
        return "/inscription/accords/"

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

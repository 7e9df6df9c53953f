"""The second factor of the team: proved in this session before the operator's pages and the admin open."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from declic.people.models import Account

THEN = "second_factor_then"
"""In the session: where somebody was going, for the page that follows an activation."""


def proved_twice(request: HttpRequest) -> bool:
    """A password or a demo click, then a code of the telephone, both in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def lead_to_second_factor(request: HttpRequest, then: str) -> HttpResponse:
    """Those who have one show it, the others activate one; `then` is the page they were going to."""
    assert isinstance(request.user, Account)  # noqa: S101  (the callers have sent the others to sign in)
    after = urlencode({"next": then})
    if is_mfa_enabled(request.user, ["totp"]):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{after}")
    if THEN not in request.session:
        messages.info(request, "Ces pages demandent un second contrôle : vous allez l’activer, une fois pour toutes.")
    request.session[THEN] = then
    return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{after}")


def activated(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """The code just typed to activate it is the proof: another is not asked thirty seconds later."""
    if authenticator.type == Authenticator.Type.TOTP:
        told = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, method="mfa", **told)

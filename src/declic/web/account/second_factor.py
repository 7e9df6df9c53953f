"""The second factor: shown in this session before the pages of the team, of a teacher or of a sponsor open."""

from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from declic.ground.paris import paris_day
from declic.people.models import Account, Guardian, Teacher
from declic.sponsors.models import Officer

THEN = "second_factor_then"
"""In the session: where somebody was going, for the page that follows an activation."""
LATER = "second_factor_later"
"""In the session: « Plus tard » was chosen, while it may still be."""
OPEN = frozenset({"public", "demo"})
"""Parts of the service where nothing of anybody is shown."""

FAMILY = frozenset(
    f"account:{name}" for name in ("enter", "enrol", "register", "children", "consents", "cards", "educonnect_link")
)
"""With the pages under /famille/: a parent's own. One who works for a town hall besides reads them as any parent."""


def proved_twice(request: HttpRequest) -> bool:
    """A password or a demo click, then a code of the telephone or a passkey, both in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_asked_of(account: Account) -> bool:
    """The team, teachers and officers. A pupil has no e-mail: no query is made for them."""
    if account.is_staff:
        return True
    if account.email is None:
        return False
    return Teacher.objects.filter(account=account).exists() or Officer.objects.filter(account=account).exists()


def may_wait(account: Account, today: date) -> bool:
    """Until the day an installation chose, teachers and officers are invited to it, and not yet held to it."""
    start: date | None = settings.SECOND_FACTOR_FROM
    return start is not None and today < start and not account.is_staff


def lead_to_second_factor(request: HttpRequest, then: str) -> HttpResponse:
    """Those who have one show it, the others choose one; `then` is the page they were going to."""
    assert isinstance(request.user, Account)  # noqa: S101  (the callers have sent the others to sign in)
    after = urlencode({"next": then})
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if Authenticator.Type.TOTP in held:
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{after}")
    if Authenticator.Type.WEBAUTHN in held:
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate_webauthn')}?{after}")
    if THEN not in request.session:
        messages.info(request, "Ces pages demandent un second contrôle : vous allez l’activer, une fois pour toutes.")
    request.session[THEN] = then
    return HttpResponseRedirect(reverse("account:second_factor"))


def activated(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """What was just shown to activate it is the proof: another is not asked thirty seconds later."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        told = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, method="mfa", **told)


class SecondFactorMiddleware:
    """Every page of an account that must show a second factor waits for it, but those that show nothing of anybody.

    By account and not page by page: a page added tomorrow is behind it too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        del view, args, kwargs
        if not settings.SECOND_FACTOR or not self._holds_something(request) or not isinstance(request.user, Account):
            return None
        if proved_twice(request) or not is_asked_of(request.user):
            return None
        if may_wait(request.user, paris_day(timezone.now())):
            return self._invite(request)
        if self._is_family_s(request, request.user):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            refused = {"code": "second_factor", "message": "Reconnectez-vous : il manque le second contrôle."}
            return JsonResponse(refused, status=401)
        then = request.get_full_path() if request.method == "GET" else reverse("account:enter")
        return lead_to_second_factor(request, then)

    def _holds_something(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and match.namespace not in OPEN and not match.route.startswith("compte/")

    def _is_family_s(self, request: HttpRequest, account: Account) -> bool:
        """A page that shows their own children, and nothing else, to an account that has a family. The team's is asked
        everywhere: it opens more than pages.
        """
        match = request.resolver_match
        if account.is_staff or match is None or (match.namespace != "guardian" and match.view_name not in FAMILY):
            return False
        return Guardian.objects.filter(account=account).exists()

    def _invite(self, request: HttpRequest) -> HttpResponse | None:
        """Once, on the way in."""
        at_the_door = request.resolver_match is not None and request.resolver_match.view_name == "account:enter"
        if not at_the_door or request.session.get(LATER):
            return None
        request.session[LATER] = True
        return lead_to_second_factor(request, reverse("account:enter"))

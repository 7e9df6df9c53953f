"""Where somebody is signed in: each browser is noted, so that its pages shut when it is signed out.

A grown-up's are listed, and may be signed out from another. Of a pupil's nothing is written but that it is there.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.people.actions import sign_ins as actions
from declic.people.models import Account
from declic.people.queries import sign_ins_of
from declic.web.account.browsers import browser_words

SIGN_IN: Final = "sign_in"
"""Key of the session: which of the account's sign-ins it is."""
SEEN_EVERY_S: Final = 300
PUPIL_SEEN_EVERY_S: Final = 12 * 3600
"""Nobody reads it, and an evening has thousands of them: enough not to be forgotten while the session lives."""


def sign_in_of(request: HttpRequest) -> int:
    """The sign-in of this browser; 0 for nobody's."""
    return int(request.session.get(SIGN_IN, 0))


class SignInsMiddleware:
    """A page somebody opens notes their browser, once, then every few minutes, or twice a day for a pupil's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account) and request.session.session_key:
            self._note(request, request.user, request.session.session_key)
        return self.get_response(request)

    def _note(self, request: HttpRequest, account: Account, session_key: str) -> None:
        held, now = sign_in_of(request), timezone.now()
        is_pupil = account.email is None
        if not held:
            browser = "" if is_pupil else browser_words(request.headers.get("User-Agent", ""))
            made = actions.begin_sign_in(account=account, session_key=session_key, browser=browser, now=now)
            request.session[SIGN_IN] = made.pk
            return
        # With the key: a session that changed it is noted at once.
        every = PUPIL_SEEN_EVERY_S if is_pupil else SEEN_EVERY_S
        if not cache.add(f"declic.seen:{held}:{session_key[-8:]}", 1, every):
            return
        if not actions.note_seen(sign_in_id=held, session_key=session_key, now=now):
            logout(request)


@require_safe
@never_cache
@login_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    listed = sign_ins_of(_account(request), timezone.now())
    here = sign_in_of(request)
    listed.sort(key=lambda one: one.pk != here)
    return render(request, "account/sign_ins.html", {"sign_ins": listed, "here": here})


@require_POST
@login_required
def end(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """One of theirs. Here it is a plain « se déconnecter »."""
    actions.end_sign_in(account=_account(request), sign_in_id=sign_in_id, why="ended", now=timezone.now())
    if sign_in_id == sign_in_of(request):
        logout(request)
        return redirect("account_login")
    return redirect("account:sign_ins")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    actions.end_sign_ins(account=_account(request), why="ended", but=sign_in_of(request), now=timezone.now())
    return redirect("account:sign_ins")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101  (login_required)
    return request.user


def left(request: HttpRequest | None, user: Account | None, **_: Any) -> None:
    """Hears Django's `user_logged_out`, before the session is emptied."""
    held = sign_in_of(request) if request is not None and hasattr(request, "session") else 0
    if held and user is not None:
        actions.leave_sign_in(account=user, sign_in_id=held, now=timezone.now())


def password_changed(request: HttpRequest, user: Account, **_: Any) -> None:
    """Hears allauth: whoever knew the old password is out everywhere but here."""
    but = sign_in_of(request) if request.user == user else None
    actions.end_sign_ins(account=user, why="password", but=but, now=timezone.now())

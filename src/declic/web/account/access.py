"""Who may open a guardian's page, and where somebody who is signed out is led from any page."""

from collections.abc import Callable
from functools import wraps
from inspect import getclosurevars, isfunction
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from declic.people.models import Account, Guardian
from declic.people.queries import guardian_of

P = ParamSpec("P")


NOT_DONE = "Vous n’étiez plus connecté(e) : rien n’a été fait. Connectez-vous, puis recommencez."


def sign_in_first(request: HttpRequest, door: str | None = None, not_done: str = NOT_DONE) -> HttpResponse:
    """The sign-in page, or another `door`, then back to the page that was asked for.

    What a form sent is not done: its page is where one goes back to, for its address may show nothing, and it is said.
    """
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), door)
    messages.warning(request, not_done)
    return redirect_to_login(_page_of(request) or reverse("account:enter"), door)


def _page_of(request: HttpRequest) -> str:
    """Where the form was, on this very host; nothing where the browser does not say it."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(came_from)
    page = parts._replace(scheme="", netloc="", fragment="").geturl()
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None):
        return ""
    return page if _answers_get(parts.path) else _page_above(parts.path)


def _page_above(path: str) -> str:
    """Of an address that only takes forms, and showed what was refused of one: the nearest page it lies under."""
    names = path.strip("/").split("/")
    above = (f"/{'/'.join(names[:many])}/" for many in range(len(names) - 1, 0, -1))
    return next((page for page in above if _answers_get(page)), "")


def _answers_get(path: str) -> bool:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    while isfunction(view):  # what `require_POST` lets through is known by its wrapper alone
        if "GET" not in getclosurevars(view).nonlocals.get("request_method_list", ("GET",)):
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def for_guardian(
    view: Callable[Concatenate[HttpRequest, Guardian, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets the signed-in guardian. Nobody signed in: the sign-in page. Somebody else: NotYours."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return sign_in_first(request)
        return view(request, guardian_of(request.user), *args, **kwargs)

    return guarded

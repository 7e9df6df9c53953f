"""Who may open the operator's pages: the team (`is_staff`), after a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from declic.ground.errors import NotYours
from declic.people.models import Account
from declic.web.account.access import sign_in_first
from declic.web.account.second_factor import lead_to_second_factor, proved_twice

P = ParamSpec("P")


def for_staff(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets the signed-in operator. Nobody signed in: the sign-in page. Anybody else: NotYours.

    Who approves the adults that talk with children shows a second factor, except in the demo, entered by one click.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Account):
            return sign_in_first(request)
        if not request.user.is_staff:
            raise NotYours
        if not (settings.DEMO or proved_twice(request)):
            page = request.get_full_path() if request.method == "GET" else reverse("staff:board")
            return lead_to_second_factor(request, page)
        return view(request, request.user, *args, **kwargs)

    return guarded


def looked_for(request: HttpRequest) -> str:
    """What the operator typed in the search field: 80 signs at most, without NUL, which PostgreSQL refuses."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:80]

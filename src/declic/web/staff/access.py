"""Who may open the operator's pages: the team (`is_staff`)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from declic.ground.errors import NotYours
from declic.people.models import Account

P = ParamSpec("P")


def for_staff(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets the signed-in operator. Nobody signed in: the sign-in page. Anybody else: NotYours."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise NotYours
        return view(request, request.user, *args, **kwargs)

    return guarded


def looked_for(request: HttpRequest) -> str:
    """What the operator typed in the search field: 80 signs at most, without NUL, which PostgreSQL refuses."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:80]

"""Who may open a sponsor's pages: its officers."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from declic.people.models import Account
from declic.sponsors.models import Sponsor
from declic.sponsors.queries import access_sponsor

P = ParamSpec("P")


def for_officer(
    view: Callable[Concatenate[HttpRequest, Sponsor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets the signed-in officer's sponsor. Nobody signed in: the sign-in page. Anybody else: NotYours."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        return view(request, access_sponsor(request.user), *args, **kwargs)

    return guarded

"""Who may open a guardian's page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from declic.people.models import Account, Guardian
from declic.people.queries import guardian_of

P = ParamSpec("P")


def for_guardian(
    view: Callable[Concatenate[HttpRequest, Guardian, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets the signed-in guardian. Nobody signed in: the sign-in page. Somebody else: NotYours."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        return view(request, guardian_of(request.user), *args, **kwargs)

    return guarded

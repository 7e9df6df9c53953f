"""Who may open a sponsor's pages: its officers, each as their role allows."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from declic.people.models import Account
from declic.sponsors.models import Officer
from declic.sponsors.queries import access_officer
from declic.sponsors.rules.officers import Right
from declic.web.account.access import sign_in_first

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Officer, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_officer(right: Right | None = None) -> Callable[[View[P]], Guarded[P]]:
    """The view gets the signed-in officer. Nobody signed in: the sign-in page. Without the right: NotYours.

    No right is needed where each officer is led elsewhere by their role.
    """

    def guard(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, Account):
                return sign_in_first(request)
            return view(request, access_officer(request.user, right), *args, **kwargs)

        return guarded

    return guard


def page(
    request: HttpRequest, officer: Officer, template: str, said: dict[str, object], status: int = 200
) -> HttpResponse:
    """A page of the sponsor, whose navigation holds what this officer may open."""
    may = {right.value: officer.may(right) for right in Right}
    known = {"sponsor": officer.sponsor, "officer": officer, "may": may}
    return render(request, f"sponsor/{template}.html", {**known, **said}, status=status)

"""Who may open a pupil's page, and in which form they are answered."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from declic.people.models import Account, Pupil
from declic.people.queries import pupil_of
from declic.web.account.access import sign_in_first

P = ParamSpec("P")


def wants_json(request: HttpRequest) -> bool:
    """A page's script asks for JSON; the same address answers a plain form with a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def for_pupil(
    view: Callable[Concatenate[HttpRequest, Pupil, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets the signed-in pupil. Nobody signed in: the card page. Somebody who is no pupil: NotYours."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return _signed_out(request)
        return view(request, pupil_of(request.user), *args, **kwargs)

    return guarded


def _signed_out(request: HttpRequest) -> HttpResponse:
    card = reverse("account:card")
    if wants_json(request):
        message = "Tu n’es plus connecté. Reprends ta carte : ton travail est gardé."
        return JsonResponse({"code": "signed_out", "message": message, "next_url": card}, status=401)
    not_done = "Tu n’étais plus connecté : rien n’a été fait. Entre avec ta carte, puis recommence."
    return sign_in_first(request, card, not_done)


def done(request: HttpRequest, next_url: str, **said: object) -> HttpResponse:
    """What was asked is done: JSON for a script, the next page for a form."""
    if wants_json(request):
        return JsonResponse({"next_url": next_url, **said})
    return redirect(next_url)

"""« Entrer »: each person to the page of their role."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.people.models import Account, Guardian
from declic.web.account import device
from declic.web.account.educonnect import arrived
from declic.web.account.steps import next_step

FAMILY: Final = "famille"
PLACES: Final[tuple[tuple[Callable[[Account], bool], str], ...]] = (
    (lambda account: hasattr(account, "teacher"), "teacher:desk"),
    (lambda account: hasattr(account, "officer"), "sponsor:home"),
    (lambda account: account.is_staff, "staff:board"),
)
"""Besides the family's. Whoever has several chooses at each time: none of them hides another."""


@require_safe
@never_cache
@login_required
def enter(request: HttpRequest) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101  (login_required)
    if hasattr(account, "pupil"):
        return redirect("pupil:home")
    guardian = Guardian.objects.filter(account=account).first()
    places = [page for held, page in PLACES if held(account)]
    is_family_s = not places or request.GET.get("lieu") == FAMILY
    if len(places) + (guardian is not None) > 1 and not is_family_s:
        return render(request, "account/places.html", {"places": places, "guardian": guardian, "family": FAMILY})
    if not is_family_s:
        return redirect(places[0])
    if guardian is not None:
        answer = redirect(next_step(guardian) or arrived.page_after(request) or "guardian:home")
        device.remember_family(request, answer, guardian)
        return answer
    return render(request, "account/no_role.html")

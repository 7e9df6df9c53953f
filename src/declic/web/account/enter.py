"""« Entrer »: each person to the page of their role."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.people.models import Account, Guardian
from declic.web.account import device
from declic.web.account.educonnect import arrived
from declic.web.account.steps import next_step


@require_safe
@never_cache
@login_required
def enter(request: HttpRequest) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101  (login_required)
    if hasattr(account, "pupil"):
        return redirect("pupil:home")
    if hasattr(account, "teacher"):
        return redirect("teacher:desk")
    if hasattr(account, "officer"):
        return redirect("sponsor:home")
    if account.is_staff:
        return redirect("staff:board")
    guardian = Guardian.objects.filter(account=account).first()
    if guardian is not None:
        answer = redirect(next_step(guardian) or arrived.page_after(request) or "guardian:home")
        device.remember_family(request, answer, guardian)
        return answer
    return render(request, "account/no_role.html")

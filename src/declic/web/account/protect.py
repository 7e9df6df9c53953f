"""The page that explains the second factor and lets one choose it, and those where it is shown again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import can_generate_recovery_codes
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.web.account.second_factor import is_asked_of, may_wait


@require_safe
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Two ways, one of them advised. Whoever has one already sees the list of theirs."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101  (login_required)
    if Authenticator.objects.filter(user=account).exists():
        return redirect("mfa_index")
    asked = is_asked_of(account)
    said = {"asked": asked, "later": not asked or may_wait(account, paris_day(timezone.now()))}
    return render(request, "account/second_factor.html", said)


@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """They stand in for a second factor: whoever has none is led to choose one, and gets them with it."""
    assert isinstance(request.user, Account)  # noqa: S101  (login_required)
    if not can_generate_recovery_codes(request.user):
        return redirect("account:second_factor")
    answer: HttpResponse = generate_recovery_codes(request)
    return answer


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc, unused-ignore]
    """Whoever must have a second factor keeps one, as with the application of codes."""

    def form_valid(self, form: object) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        answer: HttpResponse = super().form_valid(form)
        return answer

    def get_success_url(self) -> str:
        return reverse("mfa_index")


def where_something_is_held(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of allauth's that asks again who somebody is. Of whoever has neither a password nor a second factor (they
    come by ProConnect, or by EduConnect) nothing is asked anywhere: they read so, and go on.
    """

    @wraps(view)
    @login_required
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if get_account_adapter(request).get_reauthentication_methods(request.user):
            return view(request, *args, **kwargs)
        then = get_next_redirect_url(request) or reverse("account:enter")
        return render(request, "account/nothing_to_show.html", {"then": then}, status=403)

    return asking

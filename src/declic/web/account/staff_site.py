"""The admin opens to staff who proved a second factor in this session, and leads the others to it."""

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from declic.people.models import Account


def proved_twice(request: HttpRequest) -> bool:
    """A password or a demo click, then a code of the telephone, both in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class StaffSite(AdminSite):
    site_header = "Déclic, administration"
    site_title = "Déclic"
    index_title = "Registres"
    site_url = "/regie/"

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and proved_twice(request)

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """allauth signs in; staff without a second factor activate one; those who have one show it."""
        del extra_context
        answer: HttpResponse = _second_factor(request)
        return answer


@secure_admin_login  # type: ignore[untyped-decorator, unused-ignore]
def _second_factor(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Account)  # noqa: S101  (the decorator has sent the others to sign in)
    after = {"next": reverse("admin:index")}
    if proved_twice(request):
        return HttpResponseRedirect(after["next"])
    if is_mfa_enabled(request.user, ["totp"]):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode(after)}")
    messages.info(request, "L’administration demande un second contrôle : activez-le ici, une fois pour toutes.")
    return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode(after)}")

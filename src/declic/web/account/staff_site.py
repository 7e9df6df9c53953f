"""The admin opens to staff who proved a second factor in this session, and leads the others to it."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from declic.web.account.second_factor import lead_to_second_factor, proved_twice


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
    index = reverse("admin:index")
    return HttpResponseRedirect(index) if proved_twice(request) else lead_to_second_factor(request, index)

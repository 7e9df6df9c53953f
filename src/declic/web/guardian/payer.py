"""Who pays for the family, and another's code in its place: shown first, then confirmed."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.models import Guardian
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.queries import code_of, sponsor_of_guardian
from declic.web.account import limits, spread
from declic.web.account.access import for_guardian
from declic.web.account.employee import note_employee
from declic.web.account.forms import CodeForm

if TYPE_CHECKING:
    from declic.sponsors.models import Sponsor


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def payer(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """A leaflet's QR code fills the field (`?code=`) and changes nothing."""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    now, about = timezone.now(), f"guardian:{guardian.pk}"
    offered: Sponsor | None = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        try:
            limits.check(request, "code_try", about, adult=True)
            found = code_of(typed, paris_day(now))
            if request.POST.get("do") == "change":
                with transaction.atomic():
                    change_sponsor(guardian=guardian, typed=typed, now=now)
                    note_employee(request, found, guardian, now)
                spread.note(request, found)
                messages.success(request, f"C’est fait : {found.sponsor.name} paie pour vos enfants.")
                return redirect("guardian:home")
            offered = found.sponsor
        except Refusal as refusal:
            if refusal.code == "unknown_code":
                limits.note_wrong(request, "code_try", about)
            form.add_error("code", refusal.message)
    current = sponsor_of_guardian(guardian)
    if offered is not None and current is not None and offered.pk == current.pk:
        form.add_error("code", f"{current.name} paie déjà pour vos enfants : il n’y a rien à changer.")
        offered = None
    return render(request, "guardian/payer.html", {"form": form, "current": current, "offered": offered})

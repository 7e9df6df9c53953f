"""An address that the desk of the town hall gave the family: the child's page tells of it, and takes it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.people.models import Pupil
from declic.people.queries import held_address_of
from declic.people.rules.addresses import masked
from declic.safeguarding.actions import deny_address
from declic.sponsors.queries import address_told, has_other_roles
from declic.web.pupil.access import for_pupil


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_pupil
def address(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """For the adult beside the child. POST: it is not theirs. Nothing to tell: back home."""
    now = timezone.now()
    family = address_told(pupil, now)
    if family is None:
        held = held_address_of(pupil)
        if held is None:
            return redirect("pupil:home")
        return render(request, "pupil/address.html", {"pupil": pupil, "held": held, "shown": masked(held.email)})
    if request.method == "POST":
        deny_address(pupil=pupil, family=family, now=now)
        held = held_address_of(pupil)
        if held is not None:
            return redirect("pupil:address")
        at_work = has_other_roles(family.guardian.account)
        return render(request, "pupil/address.html", {"pupil": pupil, "is_gone": not at_work, "is_told": at_work})
    said = {"pupil": pupil, "family": family, "shown": masked(family.guardian.account.email or "")}
    return render(request, "pupil/address.html", said)

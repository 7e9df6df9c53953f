"""Somebody lost the telephone of their second factor: an operator finds their account and takes it away."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import Refusal
from declic.people.actions.factors import reset_second_factor
from declic.people.models import Account
from declic.web.account.factors import label_of
from declic.web.staff.access import for_staff
from declic.web.staff.forms import AddressForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def lost_factor(request: HttpRequest, operator: Account) -> HttpResponse:
    """The address travels in the form and never in the page's own address."""
    form = AddressForm(request.POST or None)
    found: Account | None = None
    if request.method == "POST" and form.is_valid():
        found = Account.objects.filter(email__iexact=form.cleaned_data["email"]).first()
        if found is None or not Authenticator.objects.filter(user=found).exists():
            form.add_error("email", "Aucun compte à cette adresse n’a de second contrôle.")
            found = None
        elif request.POST.get("do") == "reset":
            try:
                reset_second_factor(account=found, by=operator, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, f"C’est retiré. {found.name} en est prévenu(e) par e-mail.")
                return redirect("staff:lost_factor")
    said = {"form": form, "found": found, "held": label_of(found) if found else []}
    return render(request, "staff/lost_factor.html", said, status=422 if form.errors else 200)

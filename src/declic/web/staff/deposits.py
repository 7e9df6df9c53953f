"""What the team gave to Chorus Pro: noted for one invoice or for all that left in one go, and taken back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.billing import actions, queries
from declic.ground.errors import NotYours, Refusal
from declic.people.models import Account
from declic.web.layout.typography import count
from declic.web.staff.access import for_staff
from declic.web.staff.invoice_forms import DepositForm


@require_POST
@for_staff
def deposit(request: HttpRequest, operator: Account, invoice_id: int) -> HttpResponse:
    _note(request, operator, [invoice_id])
    return redirect("staff:invoice", invoice_id)


@require_POST
@for_staff
def deposit_batch(request: HttpRequest, operator: Account, renewal_id: int) -> HttpResponse:
    invoices = queries.invoices_of(renewal_id)
    if not invoices:
        raise NotYours
    _note(request, operator, invoices, renewal_id)
    return redirect("staff:invoices")


def _note(request: HttpRequest, operator: Account, invoices: Sequence[int], renewal_id: int | None = None) -> None:
    now, form = timezone.now(), DepositForm(request.POST)
    if request.POST.get("do") == "back":
        done = actions.take_deposits_back(invoices=invoices, renewal_id=renewal_id, by=operator, now=now)
        messages.success(request, f"{count(done, 'pièce est de nouveau,pièces sont de nouveau')} à déposer.")
        return
    if not form.is_valid():
        messages.error(request, "Ce jour n’est pas juste : choisissez celui du dépôt.")
        return
    try:
        done = actions.note_deposits(
            invoices=invoices, renewal_id=renewal_id, on=form.cleaned_data["deposited_on"], by=operator, now=now
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, f"{count(done, 'pièce est notée déposée,pièces sont notées déposées')} sur Chorus Pro."
        )

"""Exceptional closings: a day or a part of an evening, with the reason families read."""

from datetime import UTC, date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.dispatch import actions
from declic.dispatch.models import ExceptionalClosing
from declic.dispatch.rules.hours import Exceptional
from declic.ground.errors import Refusal
from declic.ground.paris import at_paris
from declic.people.models import Account
from declic.web.account.once import made_once
from declic.web.layout.closings import span
from declic.web.staff.access import for_staff
from declic.web.staff.forms import ExceptionalClosingForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def closings(request: HttpRequest, operator: Account) -> HttpResponse:
    now = timezone.now()
    form = ExceptionalClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _noted(request, operator, form, now)))
        except Refusal as refusal:
            form.add_error("reason" if refusal.code in ("no_words", "too_long", "contact") else None, refusal.message)
    coming = ExceptionalClosing.objects.filter(ends_at__gt=now).order_by("starts_at", "pk")
    shown = [(one, *span(Exceptional(one.starts_at, one.ends_at, one.reason), now)) for one in coming]
    return render(request, "staff/closings.html", {"form": form, "shown": shown}, status=422 if form.errors else 200)


@require_POST
@for_staff
def lift(request: HttpRequest, operator: Account, closing_id: int) -> HttpResponse:
    closing = ExceptionalClosing.objects.filter(pk=closing_id).first()  # a colleague may have been first
    if closing is not None and actions.lift_closing(closing=closing, by=operator, now=timezone.now()):
        messages.success(request, "La fermeture est retirée : les horaires habituels reprennent.")
    else:
        messages.info(request, "Cette fermeture ne tenait déjà plus : voici celles qui sont prévues.")
    return redirect("staff:closings")


def _noted(request: HttpRequest, operator: Account, form: ExceptionalClosingForm, now: datetime) -> str:
    starts_at, ends_at = _moments(**{name: form.cleaned_data[name] for name in ("first", "last", "starts", "ends")})
    actions.close_exceptionally(
        starts_at=starts_at, ends_at=ends_at, reason=form.cleaned_data["reason"], by=operator, now=now
    )
    messages.success(request, "La fermeture est notée : les familles la lisent dès maintenant.")
    return reverse("staff:closings")


def _moments(first: date, last: date | None, starts: time | None, ends: time | None) -> tuple[datetime, datetime]:
    """French clock; without hours, whole days. In UTC: in a night when clocks change, 3 h may come before 2 h 30.

    Refusal `too_far` at either end of time.
    """
    end_day = last or first
    try:
        end = at_paris(end_day, ends) if ends else at_paris(end_day + timedelta(days=1), time())
        return at_paris(first, starts or time()).astimezone(UTC), end.astimezone(UTC)
    except OverflowError:
        raise Refusal("too_far", "Cette date est trop loin.") from None

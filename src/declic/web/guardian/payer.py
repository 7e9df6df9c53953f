"""Who pays for each child, and another's code in its place: shown first, then confirmed. A child's new school."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.elision import listed
from declic.ground.errors import Refusal
from declic.ground.moments import full_day
from declic.ground.paris import paris_day
from declic.people.models import Guardian
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import GuardianCode
from declic.sponsors.queries import (
    Move,
    begins_on,
    check_move,
    code_of,
    holds_place,
    move_of,
    paid_of,
    sponsor_of_guardian,
)
from declic.web.account import limits, spread
from declic.web.account.access import for_guardian
from declic.web.account.employee import note_employee
from declic.web.account.forms import CodeForm
from declic.web.account.steps import NEXT


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def payer(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """A leaflet's QR code fills the field (`?code=`) and changes nothing."""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    now, about = timezone.now(), f"guardian:{guardian.pk}"
    offered: Move | None = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        try:
            limits.check(request, "code_try", about, adult=True)
            if request.POST.get("do") == "change":
                _tell(request, _changed(request, guardian, typed))
                return redirect("guardian:home")
            offered = _offered(guardian, typed)
        except Refusal as refusal:
            if refusal.code == "consent_missing":
                return _accept_first(typed)
            if refusal.code == "unknown_code":
                limits.note_wrong(request, "code_try", about)
            form.add_error("code", refusal.message)
    current = sponsor_of_guardian(guardian)
    said = {
        "form": form,
        "offered": offered,
        "goes": listed(pupil.first_name for pupil in offered.goes) if offered else "",
        "paid": paid_of(guardian, paris_day(now)),
        "current": current,
        "begins_on": begins_on(current, paris_day(now)) if current else None,
    }
    return render(request, "guardian/payer.html", said)


def _accept_first(typed: str) -> HttpResponse:
    """What is to be accepted has changed since they did: it is asked, then they are back here, with the code."""
    back = f"{reverse('guardian:payer')}?{urlencode({'code': typed})}"
    return redirect(f"{reverse('account:consents')}?{urlencode({NEXT: back})}")


def _offered(guardian: Guardian, typed: str) -> Move | None:
    """Refusals of `code_of` and `check_move`; None where the family has no code yet."""
    now = timezone.now()
    held = GuardianCode.objects.select_related("code__sponsor").filter(guardian=guardian).first()
    code = code_of(typed, paris_day(now), held_by=guardian)
    if held is None:
        return None
    move = move_of(guardian, held.code, code, paris_day(now))
    check_move(move, guardian)
    return move


def _changed(request: HttpRequest, guardian: Guardian, typed: str) -> Move:
    now = timezone.now()
    chosen = [int(child) for child in request.POST.getlist("child") if child.isdecimal() and len(child) < 19]
    with transaction.atomic():
        code = code_of(typed, paris_day(now), held_by=guardian)
        held = holds_place(guardian, code)
        done = change_sponsor(guardian=guardian, typed=typed, now=now, children=chosen)
        if done.pays_now or not held:
            note_employee(request, code, guardian, now)
    if done.taken:
        spread.note(request, code)
    return done


def _tell(request: HttpRequest, done: Move) -> None:
    if done.places:
        who = listed(pupil.first_name for pupil in done.places)
        messages.success(request, f"C’est fait : {who}, {done.code.place}. {done.sponsor.name} paie toujours.")
    if done.goes or not done.places:
        who = listed(pupil.first_name for pupil in done.goes) or "vos enfants"
        pays = f"paiera à partir du {full_day(done.begins_on)}" if done.begins_on else "paie"
        messages.success(request, f"C’est fait : {done.sponsor.name} {pays} pour {who}.")
    if done.stays:
        messages.info(request, f"Rien ne change pour {listed(one.pupil.first_name for one in done.stays)}.")

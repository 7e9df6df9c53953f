"""« Continuer sur un autre appareil » : six digits in the room, typed at `/appareil/` on the other device.

Odds of a stranger who types at random: 20 codes live at once in a million, so one try in 50 000 enters some lesson, and
the person whose place is taken is told. CROWD lets one address try 30 times in ten minutes, and all of them together
120: eleven hours of steady tries. Past either, the pupil's first name is asked too, of strangers alike: whoever holds
the right code enters all the same.
"""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.classroom.actions import give_device_code, put_out_devices, see_out, use_device_code
from declic.classroom.rules import DEVICE_CODE_LIFE, Role
from declic.ground.errors import NotYours, Refusal
from declic.people.models import Account
from declic.web.account import limits
from declic.web.account.limits import Budget, Shared
from declic.web.room.access import Entrant, end_pass, for_entrant, let_pass, passes_for_teacher

CROWD: Final = Shared(address=Budget(30, 10 * 60), service=Budget(120, 10 * 60))
ASKED: Final = Budget(20, 10 * 60)
"""Codes given to one person of one lesson."""


class DeviceCodeForm(forms.Form):
    code = forms.CharField(
        label="Les six chiffres",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
        ),
    )
    first_name = forms.CharField(
        label="Le prénom de l’élève",
        max_length=60,
        help_text="Beaucoup de codes faux viennent d’être essayés : les chiffres seuls ne suffisent plus.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, with_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_name:
            del self.fields["first_name"]


@require_POST
@for_entrant
@never_cache
def give(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """A fresh code, and how long it lasts. Refusals `over`, `too_fast`."""
    return _code(request, entrant, invites=False)


@require_POST
@for_entrant
@never_cache
def invite(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """The same, that a colleague, a parent of the pupil or the team types signed in as themselves. Also `one_guest`."""
    if entrant.role is not Role.TEACHER:
        raise NotYours
    return _code(request, entrant, invites=True)


@require_POST
@for_entrant
@never_cache
def out(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """The guest leaves, or is seen out by the teacher."""
    del request
    see_out(lesson=entrant.lesson, by=entrant.account, now=timezone.now())
    return JsonResponse({"next_url": reverse("account:enter")})


@require_POST
@for_entrant
@never_cache
def put_out(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """What a code brought leaves the room and its pass is worth nothing: the pupil's own, or all when the teacher asks.
    A device that came by a code puts nobody out.
    """
    del request
    if entrant.passing or entrant.guest is not None:
        raise NotYours
    put_out_devices(lesson=entrant.lesson, by=entrant.account, now=timezone.now())
    return JsonResponse({"message": "C’est fait : plus aucun autre appareil n’est dans la salle."})


def _code(request: HttpRequest, entrant: Entrant, *, invites: bool) -> JsonResponse:
    if entrant.guest is not None:
        raise NotYours
    about = f"{entrant.lesson.pk}:{entrant.account.pk}"
    limits.check(request, "device_code", about, ASKED, adult=entrant.role is Role.TEACHER)
    limits.note_wrong(request, "device_code", about, ASKED)
    code = give_device_code(account=entrant.account, lesson=entrant.lesson, now=timezone.now(), invites=invites)
    address = request.get_host() + reverse("room:device")
    return JsonResponse({"code": code, "lasts_s": int(DEVICE_CODE_LIFE.total_seconds()), "address": address})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def device(request: HttpRequest) -> HttpResponse:
    """Whoever holds the digits: into the room, as the person who asked for them."""
    form = DeviceCodeForm(request.POST or None, with_name=limits.crowded(request, "device_try", shared=CROWD))
    here = request.user if isinstance(request.user, Account) else None
    formal = here is not None and not hasattr(here, "pupil")
    if request.method == "POST" and form.is_valid():
        try:
            limits.check(request, "device_try", adult=formal)
            moved = use_device_code(
                typed=form.cleaned_data["code"],
                first_name=form.cleaned_data.get("first_name"),
                here=here,
                now=timezone.now(),
            )
        except Refusal as refusal:
            if refusal.code == "wrong_device_code":
                limits.note_wrong(request, "device_try", shared=CROWD)
            form.add_error("code", refusal.message)
        else:
            if not moved.invited and request.user.pk != moved.account.pk:
                let_pass(request, moved.account, moved.lesson)
            return redirect("room:room", moved.lesson.pk)
    return render(request, "room/device.html", {"form": form, "here": here, "formal": formal})


@require_safe
@never_cache
def over(request: HttpRequest) -> HttpResponse:
    """Nothing of the lesson stays on a device a code brought there."""
    taught = passes_for_teacher(request)
    end_pass(request)
    return render(request, "room/device_over.html", {"taught": taught})

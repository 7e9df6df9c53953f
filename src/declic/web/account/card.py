"""A pupil signs in by card: the short code typed, the QR code, or three pictures on a device the family has used."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.curriculum.rules import is_small
from declic.ground.errors import Refusal
from declic.people import actions as people
from declic.people.models import Pupil
from declic.people.queries import card_by_path_part, card_of
from declic.people.rules.cards import CARD_PICTURES, PICTURES_IN_CODE
from declic.web.account import device, limits
from declic.web.account.forms import CardCodeForm
from declic.web.layout.pictures import SIGN_IN, face_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def card(request: HttpRequest) -> HttpResponse:
    """The code is typed here; a known device shows the faces of its small children above."""
    about = device.voucher(request)
    form = CardCodeForm(request.POST or None, with_name=limits.crowded(request, "card_try", about))
    if request.method == "POST" and form.is_valid():
        try:
            limits.check(request, "card_try", about)
            pupil = people.sign_in_by_code(
                typed=form.cleaned_data["code"], first_name=form.cleaned_data.get("first_name"), now=timezone.now()
            )
        except Refusal as refusal:
            if refusal.code != "too_fast":
                limits.note_wrong(request, "card_try", about)
            form.add_error("code", refusal.message)
        else:
            return open_session(request, pupil)
    faces = [(found, face_of(found.pupil_id)) for found in device.known_cards(request)]
    return render(request, "account/card.html", {"form": form, "faces": faces, "next": _following(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def card_secret(request: HttpRequest, secret: str) -> HttpResponse:
    """The QR code's address, too long to be guessed. Only the button signs in: the preview of a link must not."""
    try:
        found = card_by_path_part(secret)
    except Refusal as refusal:
        crowded = limits.crowded(request, "card_try", device.voucher(request))
        said = {"form": CardCodeForm(with_name=crowded), "faces": [], "refused": refusal.message}
        return render(request, "account/card.html", said, status=403)
    if request.method == "POST":
        return open_session(request, people.sign_in_by_secret(secret=secret, now=timezone.now()))
    said = {"pupil": found.pupil, "small": is_small(found.pupil.level), "face": face_of(found.pupil_id)}
    answer = render(request, "account/card_secret.html", said)
    # The address is the secret. Not `no-referrer`: browsers would send « Origin: null », and the form would be refused.
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pictures(request: HttpRequest, number: int) -> HttpResponse:
    """Three pictures in order, one press each. Only for a card this device knows."""
    found = next((one for one in device.known_cards(request) if one.pk == number), None)
    if found is None:
        return redirect("account:card")
    chosen = [name for name in request.POST.getlist("picture") if name in CARD_PICTURES][:PICTURES_IN_CODE]
    if request.POST.get("again"):
        chosen = []
    wrong = refused = ""
    if len(chosen) == PICTURES_IN_CODE:
        about = f"card:{found.pk}"
        try:
            limits.check(request, "picture_try", about)
            return open_session(request, people.sign_in_by_pictures(card=found, pictures=chosen, now=timezone.now()))
        except Refusal as refusal:
            if refusal.code == "too_fast":
                refused = refusal.message
            else:
                limits.note_wrong(request, "picture_try", about)
            wrong, chosen = refusal.message, []
    spoken = "Ce n’était pas ça. On recommence. " if wrong else ""
    said = {
        "pupil": found.pupil,
        "spoken": refused or f"{spoken}Touche tes trois images, dans l’ordre.",
        "face": face_of(found.pupil_id),
        "pictures": list(SIGN_IN.items()),
        "chosen": chosen,
        "left": range(PICTURES_IN_CODE - len(chosen)),
        "length": PICTURES_IN_CODE,
        "wrong": bool(wrong),
        "refused": refused,
    }
    return render(request, "account/pictures.html", said)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """« Ce n’est pas notre appareil »: it shows no child any more."""
    del request
    answer = redirect("account:card")
    device.forget(answer)
    return answer


def lost_card(request: HttpRequest) -> int:
    """The generation of the card that the page said is lost; none that there is, where it says nothing."""
    said = request.POST.get("lost", "")
    return int(said) if said.isdecimal() and len(said) < 10 else -1


def open_session(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """The pupil's own session, whoever was signed in before; the device remembers a small child's card."""
    following = _following(request)
    logout(request)
    login(request, pupil.account, backend=BACKEND)
    answer = redirect(following or "pupil:home")
    live = card_of(pupil)
    if live is not None:
        device.remember(request, answer, [live])
        device.vouch(request, answer, live)
    return answer


def _following(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if allowed and asked.startswith("/eleve/") else ""

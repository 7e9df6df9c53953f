"""What a pupil adds to the request that waits: words and photos, from the page of the wait."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.dispatch import actions
from declic.dispatch.actions.pages import order_pages
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import open_request_of
from declic.dispatch.rules import HelpState
from declic.ground.errors import Refusal
from declic.people.models import Pupil
from declic.web.pupil.access import done, for_pupil
from declic.web.pupil.ask import add_file, add_sent_page, remove_page

_ADDS: Final = (HelpState.WAITING.value, HelpState.SENT_BACK.value, HelpState.SCHEDULED.value)


@require_POST
@for_pupil
def detail(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """More words or photos, at the same place in the line; after « montre-moi ton essai », back in it."""
    help_request = _still_open(pupil)
    now = timezone.now()
    for file in request.FILES.getlist("photos"):
        add_file(request, help_request, file, now)
    if text := request.POST.get("text", "").strip():
        actions.add_detail(help_request=help_request, text=text, now=now)
    if dropped := request.POST.get("remove"):  # without script
        remove_page(help_request, dropped, now)
    elif help_request.state == HelpState.SENT_BACK.value:
        actions.complete(help_request=help_request, now=now)
    return done(request, reverse("pupil:waiting"))


@require_POST
@for_pupil
def add(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    return add_sent_page(request, _still_open(pupil), timezone.now())


@require_POST
@for_pupil
def remove(request: HttpRequest, pupil: Pupil, upload_id: UUID) -> HttpResponse:
    remove_page(_still_open(pupil), str(upload_id), timezone.now())
    return done(request, reverse("pupil:waiting"))


@require_POST
@for_pupil
def order(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    order_pages(help_request=_still_open(pupil), uploads=request.POST.getlist("page"), now=timezone.now())
    return done(request, reverse("pupil:waiting"))


def _still_open(pupil: Pupil) -> HelpRequest:
    help_request = open_request_of(pupil)
    if help_request is None or help_request.state not in _ADDS:
        raise Refusal("too_late", "Ta demande n’attend plus : il n’y a rien à ajouter.")
    return help_request

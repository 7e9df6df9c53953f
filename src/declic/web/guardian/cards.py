"""Sign-in cards: printed, renewed; and handing the device over to a child."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.curriculum.rules import is_small
from declic.ground.elision import elided
from declic.ground.ids import spaced
from declic.ground.paris import paris_day
from declic.people import actions as people
from declic.people.models import Guardian, Pupil
from declic.people.queries import access_child, card_path_part, card_secret, children_of
from declic.sponsors.queries import sponsor_of
from declic.web.account.access import for_guardian
from declic.web.account.card import lost_card, open_session
from declic.web.guardian.card_pdf import CardFace, draw


@require_safe
@never_cache
@for_guardian
def card_pdf(request: HttpRequest, guardian: Guardian, pupil_id: int) -> HttpResponse:
    del request
    pupil = access_child(guardian.account, pupil_id)
    return printed([pupil], "Carte " + elided("de", pupil.first_name))


@require_safe
@never_cache
@for_guardian
def cards_pdf(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """Four to a sheet."""
    del request
    return printed(children_of(guardian), "Cartes")


@require_POST
@for_guardian
def renew(request: HttpRequest, guardian: Guardian, pupil_id: int) -> HttpResponse:
    """The lost card opens nothing any more; another is ready to print."""
    pupil, now = access_child(guardian.account, pupil_id), timezone.now()
    if not people.renew_card(pupil=pupil, now=now, lost=lost_card(request)):
        messages.info(request, f"La carte {elided('de', pupil.first_name)} a déjà été refaite : imprimez-la.")
    return redirect("guardian:child", pupil.pk)


@require_POST
@for_guardian
def hand_over(request: HttpRequest, guardian: Guardian, pupil_id: int) -> HttpResponse:
    """« Passer l’appareil à Sami »: the guardian's session ends, the child's begins."""
    pupil = access_child(guardian.account, pupil_id)
    people.hand_over(pupil=pupil, now=timezone.now())
    return open_session(request, pupil)


def printed(pupils: Sequence[Pupil], title: str) -> HttpResponse:
    """Their cards as a PDF: one alone, or four to a sheet."""
    now = timezone.now()
    for pupil in pupils:
        people.issue_card(pupil=pupil, now=now)
    answer = HttpResponse(
        draw([_face(pupil) for pupil in pupils], now=now, title=title), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="declic-{slugify(title) or "carte"}.pdf"'
    return answer


def _face(pupil: Pupil) -> CardFace:
    now = timezone.now()
    card = people.issue_card(pupil=pupil, now=now)
    secrets = card_secret(card)
    sponsor = sponsor_of(pupil, paris_day(now))
    home = settings.SITE_URL.split("://", 1)[1]
    return CardFace(
        first_name=pupil.first_name,
        level=pupil.level_label,
        sponsor=f"avec {sponsor.name}" if sponsor else "",
        code=spaced(secrets.short_code),
        url=f"{settings.SITE_URL}{reverse('account:card_secret', args=[card_path_part(card)])}",
        typed_at=f"{home}/carte",
        pictures=secrets.pictures if is_small(pupil.level) else (),
    )

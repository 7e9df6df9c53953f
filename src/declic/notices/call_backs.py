"""Letters about a call-back: to the guardian when the pupil chooses a time, and when that time has come."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from declic.curriculum.rules import subject_of
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules.policy import POLICY
from declic.ground.elision import elided
from declic.ground.moments import when
from declic.letters.rules import Kind
from declic.notices.post import hand_over

CHOSEN = """Bonjour {name},

{pupil} attendait un professeur ({subject}) et a choisi d’être rappelé(e) {at}.

À cette heure-là, {pupil} ouvre sa page Déclic et passe en premier. Sa question et ses photos sont gardées :
{page}

L’équipe Déclic
"""
DUE = """Bonjour {name},

C’est l’heure {that_pupil} avait choisie pour être rappelé(e) ({subject}). Sa question est en tête de la file, et
sa place est gardée une demi-heure. Il faut ouvrir sa page Déclic pour que ça sonne :
{page}

L’équipe Déclic
"""


def call_back_chosen(said: dict[str, Any]) -> None:
    """Hears `HelpCallBack`; keeps the letter, until the time chosen."""
    at, now = (datetime.fromisoformat(moment) for moment in (said["data"]["at"], said["at"]))
    _write(said, "{pupil} sera rappelé(e) {at}", CHOSEN, until=at, at=when(at, now))


def call_back_due(said: dict[str, Any]) -> None:
    """Hears `CallBackDue`; keeps the letter, for as long as the pupil's place is kept."""
    due = datetime.fromisoformat(said["at"]) if "at" in said else timezone.now()
    _write(said, "C’est l’heure du rappel {of_pupil}", DUE, until=due + POLICY.held_forgotten)


def _write(said: dict[str, Any], title: str, body: str, *, until: datetime, **words: str) -> None:
    asked = HelpRequest.objects.select_related("pupil__guardian__account")
    request = asked.filter(pk=said["data"]["help_request_id"]).first()
    if request is None or request.pupil.guardian.account.email is None:
        return
    guardian = request.pupil.guardian.account
    words |= {
        "name": guardian.name,
        "pupil": request.pupil.first_name,
        "of_pupil": elided("de", request.pupil.first_name),
        "that_pupil": elided("que", request.pupil.first_name),
        "subject": subject_of(request.subject).label,
        "page": settings.SITE_URL + reverse("pupil:waiting"),
    }
    letter = EmailMessage(title.format(**words), body.format(**words), to=[guardian.email or ""])
    hand_over(said, Kind.CALL_BACK, [letter], until=until)

"""Letters about a call-back, or a place kept for the opening: to the guardian when a time is chosen or given up, when a
closing or new hours move it, when it is due, when it is over in vain; when a closing time passed and the pupil's page
was silent, and when nobody came to that place.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from declic.curriculum.rules import subject_of
from declic.dispatch.facts import CallBackMoved, HelpCallBack
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.agreed import kept_hours
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.escalation import CALL_BACK_NOTICE
from declic.dispatch.rules.policy import POLICY
from declic.ground.elision import elided
from declic.ground.moments import when
from declic.journal.models import Fact
from declic.letters.rules import Kind
from declic.notices.post import hand_over

CHOSEN = """Bonjour {name},

{pupil} attendait un professeur ({subject}) et a choisi d’être rappelé(e) {at}.

À cette heure-là, {pupil} ouvre sa page Déclic et passe en premier. Sa question et ses photos sont gardées :
{page}

L’équipe Déclic
"""
CHANGED = """Bonjour {name},

{pupil} a choisi une autre heure ({subject}) : son rappel est {at}, et non plus {was}.

À cette heure-là, {pupil} ouvre sa page Déclic et passe en premier. Sa question et ses photos sont gardées :
{page}

L’équipe Déclic
"""
MOVED = """Bonjour {name},

{fact}{reason}

{then}. Sa question et ses photos sont gardées. À ce moment-là, {pupil} ouvre sa page Déclic et passe en premier :
{page}

L’équipe Déclic
"""
FACTS = {
    "cut": "{pupil} n’a pas encore eu de professeur ({subject}), et Déclic est fermé.",
    "closed": "{pupil} devait être rappelé(e) {was} ({subject}). Déclic sera fermé à ce moment-là.",
    "hours": "{pupil} devait être rappelé(e) {was} ({subject}) : les heures ont changé.",
    "again": "Les heures ont encore changé : l’heure choisie est de nouveau possible ({subject}).",
    "sooner": "Bonne nouvelle : Déclic ouvre plus tôt qu’annoncé ({subject}).",
    "lifted": "La fermeture annoncée n’aura pas lieu : l’heure choisie est de nouveau possible ({subject}).",
}
"""By the `why` of `CallBackMoved`."""
BY_HOURS = {"hours", "again", "sooner"}
GATHERED = timedelta(minutes=5)
"""What hours that change do to a call-back is told together after so long."""
DROPPED = """Bonjour {name},

{pupil} n’a pas attendu l’heure de son rappel ({subject}) : sa question est de nouveau dans la file, et un professeur
peut l’appeler d’un moment à l’autre. Il n’y a plus de rappel {at}.

Sa page Déclic doit rester ouverte pour que ça sonne :
{page}

L’équipe Déclic
"""
KEPT = """Bonjour {name},

{pupil} attendait un professeur ({subject}) quand Déclic a fermé, et sa page ne répondait plus. Sa question et ses
photos sont gardées : {pupil} passe en premier {at}, et sa place est gardée une demi-heure. Il faut ouvrir sa page
Déclic pour que ça sonne.

Sur cette page, dès maintenant, {pupil} peut aussi choisir d’être rappelé(e) à une autre heure, ou une réponse écrite :
{page}

L’équipe Déclic
"""
HOUR_CHOSEN = "C’est l’heure {that_pupil} avait choisie pour être rappelé(e)"
HOUR_MOVED = "C’est l’heure du rappel {of_pupil}"
DUE = """Bonjour {name},

{hour} ({subject}). Sa question est en tête de la file, et
sa place est gardée une demi-heure. Il faut ouvrir sa page Déclic pour que ça sonne :
{page}

L’équipe Déclic
"""

UNMET = """Bonjour {name},

C’était l’heure du rappel {of_pupil} ({subject}), et sa page Déclic ne répondait pas : sa demande s’est refermée.

Sa question et ses photos sont gardées : {pupil} peut redemander dès que Déclic est ouvert.
{page}

L’équipe Déclic
"""
PLACE_OVER = """Bonjour {name},

Déclic a rouvert, la place {of_pupil} ({subject}) était gardée, et sa page ne répondait pas : sa demande s’est refermée
sans professeur.

Sa question et ses photos sont gardées : {pupil} peut redemander dès que Déclic est ouvert. Si aucun professeur n’est
libre, sa page lui propose un rappel à une heure choisie, ou une réponse écrite :
{page}

L’équipe Déclic
"""


def call_back_chosen(said: dict[str, Any]) -> None:
    """Hears `HelpCallBack`; keeps the letter, until the time chosen. It says which hour holds no more."""
    at, now = (datetime.fromisoformat(moment) for moment in (said["data"]["at"], said["at"]))
    before = said["data"].get("was")
    was = when(datetime.fromisoformat(before), now) if before else ""
    _write(said, "{pupil} sera rappelé(e) {at}", CHANGED if was else CHOSEN, until=at, at=when(at, now), was=was)


def call_back_moved(said: dict[str, Any]) -> None:
    """Hears `CallBackMoved`; keeps the letter, until the new hour. One for all that happened until it is told, which
    says the last state; none when that is the hour the family knows.
    """
    those = _told_together(said)
    if not those or (len(those) > 1 and those[0].data["was"] == those[-1].data["at"]) or _is_too_late(said):
        return
    data, now = those[-1].data, datetime.fromisoformat(said["at"])
    was = datetime.fromisoformat(those[0].data["was"])
    at = datetime.fromisoformat(data["at"]) if data["at"] else None
    why = data["why"] if len(those) == 1 else "hours"
    fact = FACTS["cut" if why == "closed" and was <= now else why]
    moved = f"sera rappelé(e) {when(at, now)}" if at else "sera rappelé(e) à la réouverture"
    _write(
        said,
        "{pupil} " + moved,
        MOVED.replace("{fact}", fact).replace("{then}", "{pupil} " + moved),
        until=at or now + timedelta(days=1),
        was=when(was, now),
        reason=f" {data['reason']}" if data["reason"] else "",
    )


def call_back_dropped(said: dict[str, Any]) -> None:
    """Hears `CallBackDropped`; keeps the letter, until the hour that holds no more."""
    at, now = (datetime.fromisoformat(moment) for moment in (said["data"]["at"], said["at"]))
    _write(said, "{pupil} attend un professeur maintenant", DROPPED, until=at, at=when(at, now))


def told_at(said: Mapping[str, Any]) -> datetime:
    """When a move is told: the hours of the week are changed row by row, so that what they do to a call-back waits to
    be told whole, where no hour in it is near.
    """
    return _told_at(said["data"], datetime.fromisoformat(said["at"]))


def _told_at(data: Mapping[str, Any], moved_at: datetime) -> datetime:
    if data.get("why") not in BY_HOURS:
        return moved_at
    near = moved_at + CALL_BACK_NOTICE
    hours = [datetime.fromisoformat(data[name]) for name in ("was", "at") if data[name]]
    return moved_at + GATHERED if all(hour >= near for hour in hours) else moved_at


def _told_together(said: Mapping[str, Any]) -> list[Fact]:
    """The moves that this one tells, in order; none when another tells it. The first of those that wait does, or the
    one among them that is told at once, as is an hour the pupil chooses.
    """
    several = Fact.objects.filter(
        name__in=[CallBackMoved.__name__, HelpCallBack.__name__], subject=said["subject"], at__lte=told_at(said)
    )
    those: list[Fact] = []
    for fact in several.order_by("pk"):
        if those and fact.at > _told_at(those[0].data, those[0].at):
            those = []
        those.append(fact)
        if _told_at(fact.data, fact.at) == fact.at:
            if fact.pk == said["id"]:
                return those
            those = []
    return those if those and those[0].pk == said["id"] else []


def _is_too_late(said: Mapping[str, Any]) -> bool:
    """It waited to be told, and the request is not promised any hour now."""
    if told_at(said) == datetime.fromisoformat(said["at"]):
        return False
    still = HelpRequest.objects.filter(pk=said["data"]["help_request_id"], state=HelpState.SCHEDULED.value)
    return not still.exists()


def place_kept(said: dict[str, Any]) -> None:
    """Hears `PlaceKept`; keeps the letter, until the opening. None once the pupil has come back."""
    now = datetime.fromisoformat(said["at"])
    request = HelpRequest.objects.select_related("pupil", "sponsor").filter(pk=said["data"]["help_request_id"]).first()
    if request is None or request.state != HelpState.SCHEDULED.value or request.away_since is None:
        return
    at = kept_hours(request, now).opening.opens_at
    words = when(at, now) if at else "à la réouverture"
    until = at or now + timedelta(days=1)
    _write(said, "La place {of_pupil} est gardée", KEPT, until=until, at=words)


def call_back_due(said: dict[str, Any]) -> None:
    """Hears `CallBackDue`; keeps the letter, for as long as the pupil's place is kept."""
    due = datetime.fromisoformat(said["at"]) if "at" in said else timezone.now()
    body = DUE.replace("{hour}", HOUR_MOVED if _was_moved(said) else HOUR_CHOSEN)
    _write(said, "C’est l’heure du rappel {of_pupil}", body, until=due + POLICY.held_forgotten)


def help_unmet(said: dict[str, Any]) -> None:
    """Hears `HelpUnmet`; of a call-back or a kept place nobody came to, or that was left, keeps the letter."""
    if said["data"]["why"] == "closing":
        _write(said, "La place {of_pupil} n’est plus gardée", PLACE_OVER)
    else:
        _write(said, "Le rappel {of_pupil} n’a pas eu lieu", UNMET)


def _was_moved(said: dict[str, Any]) -> bool:
    """A closing, or other hours, put it off: it is no longer the hour that was chosen."""
    return HelpRequest.objects.filter(pk=said["data"]["help_request_id"]).exclude(call_back_was=None).exists()


def _write(said: dict[str, Any], title: str, body: str, *, until: datetime | None = None, **words: str) -> None:
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

"""Letters about a concern: to the team at once, and to the guardian who raised it."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from declic.ground.contacts import Contact
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.people.models import Account, Guardian

TO_TEAM = """Un parent alerte l’équipe.

De : {name} ({email})
Leçon : {lesson}

{text}

Répondez-lui dans la journée. Danger immédiat : 17 ou 119.
"""
TO_GUARDIAN = """Bonjour {name},

Nous avons bien reçu votre message. Une personne de l’équipe le lit et vous répond dans la journée.

Si un enfant est en danger, n’attendez pas : appelez le 119 (Enfance en danger), ou le 17 en urgence.
Pour un souci en ligne, appelez le 3018.

Votre message :
{text}

L’équipe Déclic
"""


FROM_ROOM = """On signale quelque chose depuis une salle.

De : {name}
Leçon : {lesson}

{text}

L’autre personne n’en sait rien. Danger immédiat : 17 ou 119.
"""


ON_BOARD = """Des coordonnées ont été écrites au tableau d’une leçon : {what}.

Leçon : {lesson}

Elles sont masquées : ni l’élève, ni sa famille, ni le professeur ne les reverront. La page de la salle ne laisse pas
les écrire : quelqu’un s’est servi d’un autre programme. Le tableau ne dit pas qui. Danger immédiat : 17 ou 119.
"""


def concern_raised(said: dict[str, Any]) -> None:
    """Hears `ConcernRaised`; keeps the letters."""
    guardian = Guardian.objects.select_related("account").filter(pk=said["data"]["guardian_id"]).first()
    if guardian is None:
        return
    email = guardian.account.email
    words = {"name": guardian.account.name, "text": said["data"]["text"]}
    lesson = _lesson(said["data"]["lesson_id"]) if said["data"]["lesson_id"] else "aucune"
    text = TO_TEAM.format(lesson=lesson, email=email or "sans adresse", **words)
    alert = EmailMessage("Un parent alerte l’équipe", text, to=[team()], reply_to=[email] if email else None)
    hand_over(said, Kind.CONCERN, [alert])
    if email:
        heard = EmailMessage("Votre message est arrivé", TO_GUARDIAN.format(**words), to=[email])
        hand_over(said, Kind.CONCERN_HEARD, [heard])


def room_reported(said: dict[str, Any]) -> None:
    """Hears `RoomReported`; keeps the letter."""
    account = Account.objects.filter(pk=said["data"]["account_id"]).first()
    if account is None:
        return
    words = {"name": account.name, "lesson": _lesson(said["data"]["lesson_id"]), "text": said["data"]["text"]}
    alert = EmailMessage("On signale quelque chose dans une salle", FROM_ROOM.format(**words), to=[team()])
    hand_over(said, Kind.CONCERN, [alert])


def contacts_on_board(said: dict[str, Any]) -> None:
    """Hears `ContactsOnBoard`; keeps the letter."""
    words = {"lesson": _lesson(said["data"]["lesson_id"]), "what": Contact(said["data"]["what"]).named}
    alert = EmailMessage("Des coordonnées au tableau d’une leçon", ON_BOARD.format(**words), to=[team()])
    hand_over(said, Kind.CONCERN, [alert])


def _lesson(lesson_id: str) -> str:
    return f"{settings.SITE_URL}/admin/lessons/lesson/{lesson_id}/"

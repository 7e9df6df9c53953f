"""The letter to the managers of a sponsor, else to the team: somebody of their organisation asks to join them here."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.sponsors.models import JoinRequest
from declic.sponsors.queries import managers_of

LETTER = """Bonjour {name},

{who} ({email}) s’est identifié(e) avec ProConnect au nom de {sponsor} et demande à suivre Déclic avec vous.
Cette personne ne voit rien tant que vous n’avez pas répondu :
{link}

Vous ne la connaissez pas ? Refusez, elle n’en saura pas plus.

L’équipe Déclic
"""
TO_TEAM = """{who} ({email}) s’est identifié(e) avec ProConnect au nom de {sponsor} et demande à suivre Déclic.

Aucun responsable de ce partenaire ne peut répondre : personne n’a encore accepté son invitation, ou leur compte est
fermé. La demande attend sur sa page :
{link}
"""


def join_asked(said: dict[str, Any]) -> None:
    """Hears `JoinAsked`; keeps the letters."""
    asked = JoinRequest.objects.select_related("sponsor").filter(pk=said["data"]["request_id"]).first()
    if asked is None:
        return
    managers, about = managers_of(asked.sponsor_id), {"who": asked.name, "email": asked.email}
    if not managers:
        page = settings.SITE_URL + reverse("staff:sponsor", args=[asked.sponsor_id])
        text = TO_TEAM.format(sponsor=asked.sponsor.name, link=page, **about)
        hand_over(said, Kind.JOIN, [EmailMessage("Une demande qu’aucun responsable ne reçoit", text, to=[team()])])
        return
    link = settings.SITE_URL + reverse("sponsor:team")
    letters = [
        EmailMessage(
            "Quelqu’un demande à rejoindre votre équipe",
            LETTER.format(name=one.account.name, sponsor=asked.sponsor.name, link=link, **about),
            to=[one.account.email or ""],
        )
        for one in managers
    ]
    hand_over(said, Kind.JOIN, letters)

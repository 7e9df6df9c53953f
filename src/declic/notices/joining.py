"""The letter to the managers of a sponsor: somebody of their organisation asks to join them here."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.letters.rules import Kind
from declic.notices.post import hand_over
from declic.sponsors.models import JoinRequest, Officer
from declic.sponsors.rules.officers import OfficerRole

LETTER = """Bonjour {name},

{who} ({email}) s’est identifié(e) avec ProConnect au nom de {sponsor} et demande à suivre Déclic avec vous.
Cette personne ne voit rien tant que vous n’avez pas répondu :
{link}

Vous ne la connaissez pas ? Refusez, elle n’en saura pas plus.

L’équipe Déclic
"""


def join_asked(said: dict[str, Any]) -> None:
    """Hears `JoinAsked`; keeps the letters."""
    asked = JoinRequest.objects.select_related("sponsor").filter(pk=said["data"]["request_id"]).first()
    if asked is None:
        return
    managers = Officer.objects.select_related("account").filter(
        sponsor=asked.sponsor_id, role=OfficerRole.MANAGER.value, account__is_active=True
    )
    link = settings.SITE_URL + reverse("sponsor:team")
    letters = [
        EmailMessage(
            "Quelqu’un demande à rejoindre votre équipe",
            LETTER.format(
                name=one.account.name, who=asked.name, email=asked.email, sponsor=asked.sponsor.name, link=link
            ),
            to=[one.account.email or ""],
        )
        for one in managers
    ]
    hand_over(said, Kind.JOIN, letters)

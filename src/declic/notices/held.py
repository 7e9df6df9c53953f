"""The letter to an address that is held: why, and how its reader proves that it is theirs. It names no child."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.people.models import HeldAddress

LETTER = """Bonjour,

L’accueil de votre mairie ou de votre CSE a noté cette adresse pour une famille inscrite à Déclic. Depuis la page de
l’enfant, quelqu’un vient de dire que ce n’est pas la sienne. Par prudence, plus personne n’entre par cette adresse, et
rien n’y est plus envoyé.

C’est bien la vôtre ? {proof}
Ce n’est pas la vôtre, ou vous ne connaissez pas cet enfant ? Il n’y a rien à faire.

L’équipe regarde ce qui s’est passé. Vous pouvez lui répondre.

L’équipe Déclic
"""
BY_PAPER = "Prenez le papier donné à l’accueil et tapez son numéro ici, votre accès revient aussitôt :\n{link}\n"
BY_TEAM = "Répondez à ce message : vous l’aviez déjà prouvé une fois, et c’est l’équipe qui décide maintenant.\n"


def address_held(said: dict[str, Any]) -> None:
    """Hears `AddressHeld`; keeps the letter."""
    held = HeldAddress.objects.filter(guardian=said["data"]["guardian_id"]).first()
    if held is None:
        return
    link = settings.SITE_URL + reverse("account:held_address")
    letter = LETTER.format(proof=BY_TEAM if held.by_team else BY_PAPER.format(link=link))
    letters = [EmailMessage("Votre accès est suspendu", letter, to=[held.email], reply_to=[team()])]
    hand_over(said, Kind.ACCOUNT, letters)

"""The letter to whoever's second factor was taken away, in case they asked for nothing."""

from typing import Any

from django.core.mail import EmailMessage

from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.people.models import Account

LETTER = """Bonjour {name},

L’équipe Déclic vient de retirer le second contrôle de votre compte (clé d’accès, application de codes, codes de
secours), comme vous l’avez demandé. À votre prochaine connexion, vous en choisirez un autre.

Vous n’avez rien demandé ? Répondez à ce message sans attendre : quelqu’un s’est fait passer pour vous.

L’équipe Déclic
"""


def second_factor_reset(said: dict[str, Any]) -> None:
    """Hears `SecondFactorReset`; keeps the letter."""
    account = Account.objects.filter(pk=said["data"]["account_id"]).first()
    if account is None or account.email is None:
        return
    letter = LETTER.format(name=account.name)
    letters = [EmailMessage("Votre second contrôle a été retiré", letter, to=[account.email], reply_to=[team()])]
    hand_over(said, Kind.FACTOR, letters)

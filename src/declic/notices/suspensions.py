"""The letter to a teacher who is suspended: what it means, and whom to answer."""

from typing import Any

from django.core.mail import EmailMessage

from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.people.models import Account

LETTER = """Bonjour {name},

L’équipe Déclic a suspendu votre compte de professeur : les élèves ne peuvent plus vous appeler, et votre bureau est
fermé. Si une leçon ou un appel était en cours, un collègue prend la suite.

Pour savoir pourquoi, ou pour en parler, répondez à ce message : une personne de l’équipe vous lit.

L’équipe Déclic
"""


def teacher_suspended(said: dict[str, Any]) -> None:
    """Hears `TeacherSuspended`; keeps the letter."""
    account = Account.objects.filter(pk=said["data"]["teacher_account_id"]).first()
    if account is None or account.email is None:
        return
    letter = LETTER.format(name=account.name)
    letters = [EmailMessage("Votre compte est suspendu", letter, to=[account.email], reply_to=[team()])]
    hand_over(said, Kind.SUSPENSION, letters)

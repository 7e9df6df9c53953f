"""The letter to a sponsor's people when a code serves unusually much: it may have been copied onto a public page."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.ground.ids import spaced
from declic.letters.rules import Kind
from declic.notices.post import hand_over
from declic.reports.rules import in_fives
from declic.sponsors.models import ActivationCode, Officer
from declic.sponsors.rules.officers import Right

LETTER = """Bonjour {name},

Au moins {families} familles viennent de s’inscrire en une heure avec le code {code}, depuis {networks} réseaux
différents.

Vous venez de le distribuer ? C’est normal, ne faites rien.
Sinon, il circule peut-être là où il ne devrait pas. Remplacez-le : les familles déjà inscrites le restent.
{link}

Rien n’est bloqué en attendant.

L’équipe Déclic
"""


def code_rush(said: dict[str, Any]) -> None:
    """Hears `CodeRush`; keeps the letters."""
    code = ActivationCode.objects.filter(pk=said["data"]["code_id"]).first()
    if code is None:
        return
    link = settings.SITE_URL + reverse("sponsor:codes")
    officers = Officer.objects.select_related("account").filter(sponsor=code.sponsor_id, account__is_active=True)
    told = {
        "families": in_fives(said["data"]["families"]),
        "networks": said["data"]["networks"],
        "code": spaced(code.code),
    }
    letters = [
        EmailMessage(
            "Un code sert beaucoup depuis une heure",
            LETTER.format(name=one.account.name, link=link, **told),
            to=[one.account.email or ""],
        )
        for one in officers
        if one.may(Right.CODES)
    ]
    hand_over(said, Kind.RUSH, letters)

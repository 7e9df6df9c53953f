"""The letter to the officers of an agreement whose ceiling comes near."""

from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.billing.queries import followers_of, regime_now
from declic.billing.rules.amounts import money
from declic.ground.units import Cents
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.sponsors.models import Agreement

SAID: Final = {
    "ahead": "À ce rythme, le plafond de la convention sera atteint avant la fin.",
    "near": "Plus de 80 % du plafond de la convention est atteint.",
    "reached": "Le plafond de la convention est atteint : la facture n’ira pas plus haut, et les élèves restent aidés.",
}
LETTER: Final = """Bonjour,

{said}{ceiling}

Ce qui a été utilisé, et ce qui reste, se lit ici :
{page}

Pour en parler, répondez à ce message.

L’équipe Déclic
"""


def ceiling_neared(said: dict[str, Any]) -> None:
    """Hears `CeilingNeared`; keeps the letters."""
    agreement = Agreement.objects.select_related("sponsor").filter(pk=said["data"]["agreement_id"]).first()
    if agreement is None:
        return
    page, ceiling = settings.SITE_URL + reverse("sponsor:account"), agreement.terms.ceiling
    letter = LETTER.format(
        said=SAID[said["data"]["alarm"]], ceiling=_told(ceiling) if ceiling is not None else "", page=page
    )
    subject = f"Le plafond de la convention {agreement.number}, {agreement.sponsor.name}"
    to = followers_of(agreement.sponsor)
    letters = [EmailMessage(subject, letter, to=[address], reply_to=[team()]) for address in to]
    hand_over(said, Kind.CEILING, letters)


def _told(ceiling: Cents) -> str:
    regime = regime_now()
    return f"\nCe plafond est de {money(ceiling)}{' HT' if regime and regime.is_taxed else ''}."

"""The messages of campaigns as they leave: by e-mail with a way out of one click (RFC 8058), or by text message."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.campaigns.actions import note_outcome
from declic.campaigns.models import CampaignLetter
from declic.campaigns.rules.states import Channel, LetterState
from declic.campaigns.rules.words import filled
from declic.campaigns.tickets import way_out
from declic.notices.post import do_later, log, team
from declic.notices.sms import provider

FOOT: Final = """

Votre compte : {home}

--
Ce message vous est envoyé par {sponsor}, avec Déclic : le soutien scolaire du soir, offert aux familles.
Ne plus en recevoir, en un clic : {out}
"""
SMS_FOOT: Final = " STOP : {out}"


def letter_due(said: dict[str, Any]) -> None:
    """Hears `CampaignLetterDue`; hands the message over and returns at once."""
    do_later(partial(_leave, UUID(said["data"]["letter_id"])))


def _leave(letter_id: UUID) -> None:
    held = CampaignLetter.objects.select_related("campaign__sponsor", "guardian__account", "guardian__reach")
    letter = held.filter(pk=letter_id, state=LetterState.HANDED.value).first()
    if letter is None:
        return
    try:
        _send(letter)
    except OSError as failure:  # the carrier is away, or the address is none; no address in the log
        log.warning("A campaign's message was not taken: %s", type(failure).__name__)
        note_outcome(letter_id=letter_id, is_delivered=False)
    else:
        note_outcome(letter_id=letter_id, is_delivered=True)


def _send(letter: CampaignLetter) -> None:
    campaign, account = letter.campaign, letter.guardian.account
    out = settings.SITE_URL + reverse("public:no_more", args=[way_out(letter.guardian_id)])
    words = {"name": account.name, "commune": campaign.sponsor.name}
    text = filled(campaign.text, **words)
    if Channel(campaign.channel) is Channel.SMS:
        provider().send(letter.guardian.reach.phone, text + SMS_FOOT.format(out=out))
        return
    foot = FOOT.format(home=settings.SITE_URL + reverse("guardian:home"), sponsor=campaign.sponsor.name, out=out)
    EmailMessage(
        filled(campaign.title, **words),
        text + foot,
        to=[account.email or ""],
        reply_to=[team()],
        headers={
            "List-Unsubscribe": f"<{out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        },
    ).send()

"""The messages of campaigns as they leave: by e-mail with a way out of one click (RFC 8058), or by text message."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.campaigns.actions import note_outcome
from declic.campaigns.models import CampaignLetter
from declic.campaigns.rules.states import Channel, LetterState
from declic.campaigns.rules.words import SMS_FOOT, filled
from declic.campaigns.tickets import way_out
from declic.ground.text_message import plainer
from declic.letters.actions import TextMessage
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team

FOOT: Final = """

Votre compte : {home}

--
Ce message vous est envoyé par {sponsor}, avec Déclic : le soutien scolaire du soir, offert aux familles.
Ne plus en recevoir, en un clic : {out}
"""


WORD: Final = """

Un mot pour votre enfant, à lire ensemble. Il l’a aussi sur sa page :
« {word} »"""


def letter_due(said: dict[str, Any]) -> None:
    """Hears `CampaignLetterDue`; keeps the e-mail, or the text message. What becomes of it is noted by `letters`."""
    held = CampaignLetter.objects.select_related("campaign__sponsor", "guardian__account", "guardian__reach")
    letter = held.filter(pk=UUID(said["data"]["letter_id"]), state=LetterState.HANDED.value).first()
    if letter is None:
        return
    is_text = letter.campaign.channel == Channel.SMS.value
    if not (letter.guardian.reach.phone if is_text else letter.guardian.account.email):  # taken away since it was drawn
        note_outcome(letter_id=letter.pk, became=LetterState.DROPPED)
    elif is_text:
        hand_over(said, Kind.TEXT, [_text(letter)], about=str(letter.pk))
    else:
        hand_over(said, Kind.CAMPAIGN, [_message(letter)], about=str(letter.pk))


def _text(letter: CampaignLetter) -> TextMessage:
    text = plainer(_filled(letter, letter.campaign.text)) + SMS_FOOT.format(out=_out(letter))
    return TextMessage(to=letter.guardian.reach.phone, text=text)


def _filled(letter: CampaignLetter, words: str) -> str:
    return filled(words, name=letter.guardian.account.name, commune=letter.campaign.sponsor.name)


def _out(letter: CampaignLetter) -> str:
    return settings.SITE_URL + reverse("public:no_more", args=[way_out(letter.guardian_id)])


def _message(letter: CampaignLetter) -> EmailMessage:
    campaign, account, out = letter.campaign, letter.guardian.account, _out(letter)
    word = WORD.format(word=_filled(letter, campaign.word)) if campaign.word else ""
    foot = FOOT.format(home=settings.SITE_URL + reverse("guardian:home"), sponsor=campaign.sponsor.name, out=out)
    return EmailMessage(
        _filled(letter, campaign.title),
        _filled(letter, campaign.text) + word + foot,
        to=[account.email or ""],
        reply_to=[team()],
        headers={
            "List-Unsubscribe": f"<{out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        },
    )

"""The messages of campaigns as they leave: by e-mail with a way out of one click (RFC 8058), or by text message."""

from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from declic.campaigns.actions import note_outcome
from declic.campaigns.models import CampaignLetter
from declic.campaigns.queries import is_still_wanted
from declic.campaigns.rules.states import Channel, LetterState
from declic.campaigns.rules.words import SMS_FOOT, filled
from declic.campaigns.tickets import way_out
from declic.ground.text_message import plainer
from declic.letters.rules import Kind
from declic.notices.post import do_later, hand_over, log, team
from declic.notices.sms import NumberRefusedError, provider

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
    """Hears `CampaignLetterDue`; keeps the e-mail. What becomes of it is noted by `letters`."""
    letter = _handed(said, Channel.EMAIL)
    if letter is None:
        return
    if letter.guardian.account.email:
        hand_over(said, Kind.CAMPAIGN, [_message(letter)], about=str(letter.pk))
    else:  # taken away since it was drawn
        note_outcome(letter_id=letter.pk, is_delivered=False, is_refused=False)


def text_due(said: dict[str, Any]) -> None:
    """Hears `CampaignLetterDue`; hands the text message over and returns at once. None to who is not to have it now."""
    letter = _handed(said, Channel.SMS)
    if letter is None:
        return
    if is_still_wanted(letter.pk, datetime.fromisoformat(said["at"]) if "at" in said else timezone.now()):
        do_later(partial(_text, letter))
    else:
        note_outcome(letter_id=letter.pk, is_delivered=False, is_refused=False)


def _handed(said: dict[str, Any], channel: Channel) -> CampaignLetter | None:
    held = CampaignLetter.objects.select_related("campaign__sponsor", "guardian__account", "guardian__reach")
    mine = held.filter(pk=UUID(said["data"]["letter_id"]), campaign__channel=channel.value)
    return mine.filter(state=LetterState.HANDED.value).first()


def _text(letter: CampaignLetter) -> None:
    text = plainer(_filled(letter, letter.campaign.text)) + SMS_FOOT.format(out=_out(letter))
    try:
        provider().send(letter.guardian.reach.phone, text)
    except OSError as failure:  # no number in the log
        log.warning("A campaign's message was not taken: %s", type(failure).__name__)
        note_outcome(letter_id=letter.pk, is_delivered=False, is_refused=isinstance(failure, NumberRefusedError))
    else:
        note_outcome(letter_id=letter.pk, is_delivered=True)


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

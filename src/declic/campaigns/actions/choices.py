"""What a family wants to hear, said on a page or by one click in its mail; the journal keeps when and where."""

from datetime import datetime

from django.db import transaction

from declic.campaigns import facts
from declic.campaigns.models import CampaignLetter, PutAway, ReachChoice
from declic.campaigns.queries.pupils import word_for
from declic.campaigns.rules.states import LetterState
from declic.journal.actions import record
from declic.people.models import Guardian, Pupil
from declic.people.rules.addresses import clean_phone


@transaction.atomic
def refuse_messages(*, guardian: Guardian, where: str, now: datetime) -> None:
    """No campaign any more, by any way; what waits to leave does not. Saying it twice changes nothing."""
    choice = _held(guardian)
    if choice.refused_at is not None:
        return
    choice.refused_at, choice.refused_where = now, where
    choice.save(update_fields=["refused_at", "refused_where"])
    waiting = CampaignLetter.objects.filter(guardian=guardian, state=LetterState.WAITING.value)
    waiting.update(state=LetterState.DROPPED.value)
    record(facts.MessagesRefused(guardian.pk, where), now=now)


@transaction.atomic
def allow_messages(*, guardian: Guardian, where: str, now: datetime) -> None:
    choice = _held(guardian)
    if choice.refused_at is None:
        return
    choice.refused_at, choice.refused_where = None, ""
    choice.save(update_fields=["refused_at", "refused_where"])
    record(facts.MessagesAllowed(guardian.pk, where), now=now)


def put_word_away(*, pupil: Pupil, campaign_id: int, now: datetime) -> None:
    """The pupil has read it. Nothing where it is not shown to them: twice, or another's."""
    word = word_for(pupil, now)
    if word is not None and word.campaign_id == campaign_id:
        PutAway.objects.get_or_create(campaign_id=campaign_id, pupil=pupil)


@transaction.atomic
def agree_to_sms(*, guardian: Guardian, phone: str, where: str, now: datetime) -> None:
    """Refusal `bad_phone`."""
    number = clean_phone(phone)
    choice = _held(guardian)
    if choice.phone == number and choice.sms_agreed_at is not None:
        return
    choice.phone, choice.sms_agreed_at, choice.sms_agreed_where = number, now, where
    choice.save(update_fields=["phone", "sms_agreed_at", "sms_agreed_where"])
    record(facts.SmsAgreed(guardian.pk, where), now=now)


@transaction.atomic
def withdraw_sms(*, guardian: Guardian, where: str, now: datetime) -> None:
    """The number is erased with the consent."""
    choice = _held(guardian)
    if choice.sms_agreed_at is None:
        return
    choice.phone, choice.sms_agreed_at, choice.sms_agreed_where = "", None, ""
    choice.save(update_fields=["phone", "sms_agreed_at", "sms_agreed_where"])
    record(facts.SmsWithdrawn(guardian.pk, where), now=now)


def _held(guardian: Guardian) -> ReachChoice:
    ReachChoice.objects.get_or_create(guardian=guardian)
    return ReachChoice.objects.select_for_update().get(guardian=guardian)

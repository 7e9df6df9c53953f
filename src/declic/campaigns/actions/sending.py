"""The clock's part: families are drawn once, and letters leave a few at a time, each of them once.

A letter is marked as handed over before it leaves. Whoever dies between the two has written to some families less,
and to none twice.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from declic.campaigns import facts
from declic.campaigns.actions.writing import _move, stop_campaign
from declic.campaigns.models import Campaign, CampaignLetter
from declic.campaigns.queries.audience import families_of, is_paid_for, may_still_get, ways
from declic.campaigns.queries.campaigns import left_today, next_to_send, planned_until
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import LETTER_LIFE, Audience, CampaignState, Channel, LetterState
from declic.ground.paris import paris_day
from declic.journal.actions import record, record_all


def draw_due(*, now: datetime) -> int:
    """Each planned campaign whose moment has come draws its families; how many did."""
    if not limits.may_leave(now):
        return 0
    return sum(_drawn(campaign, now) for campaign in planned_until(now))


@transaction.atomic
def _drawn(campaign: Campaign, now: datetime) -> bool:
    is_paid = is_paid_for(campaign.sponsor, Audience(campaign.audience), paris_day(now))
    if not is_paid or Channel(campaign.channel) not in ways():
        if _move(campaign, CampaignState.PLANNED, CampaignState.DRAFT, planned_for=None):
            record(facts.CampaignUnplanned(campaign.pk, campaign.sponsor_id), now=now)
        return False
    if not _move(campaign, CampaignState.PLANNED, CampaignState.SENDING, drawn_at=now):
        return False
    families = families_of(campaign.sponsor, Audience(campaign.audience), Channel(campaign.channel), now)
    chosen = list(families.order_by("pk").values_list("pk", flat=True)[: limits.SIZE_MAX])
    key = settings.SECRET_KEY.encode()
    letters = [CampaignLetter(campaign=campaign, guardian_id=guardian) for guardian in chosen]
    for letter in letters:
        if limits.is_held_out(key, str(campaign.pk), letter.guardian_id):
            letter.state = LetterState.HELD_OUT.value
    CampaignLetter.objects.bulk_create(letters, batch_size=500)
    held_out = sum(letter.state == LetterState.HELD_OUT.value for letter in letters)
    record(facts.CampaignDrawn(campaign.pk, campaign.sponsor_id, len(letters), held_out), now=now)
    return True


@transaction.atomic
def hand_over_letters(*, now: datetime) -> bool:
    """The next few; whether any are left for today. Those who said no meanwhile, or whom it is not for any more, are
    dropped. Nothing at night or on a Sunday.

    What no agreement pays for any more goes no further: families would come in vain.
    """
    campaign = next_to_send(now)
    if campaign is None or not limits.may_leave(now):
        return False
    # Held until the end: whoever stops it meanwhile stops all that is not handed over here.
    held = Campaign.objects.select_for_update().filter(pk=campaign.pk, state=CampaignState.SENDING.value).first()
    if held is None:
        return True
    waiting = CampaignLetter.objects.filter(campaign=campaign, state=LetterState.WAITING.value)
    if not is_paid_for(held.sponsor, Audience(held.audience), paris_day(now)):
        stop_campaign(campaign=campaign, by=None, now=now)
        return next_to_send(now) is not None
    most = min(limits.BATCH, left_today(campaign, now))
    few = list(waiting.order_by("pk").values_list("pk", flat=True)[:most])
    willing = may_still_get(held, few, now)
    waiting.filter(pk__in=set(few) - willing).update(state=LetterState.DROPPED.value)
    mine = [pk for pk in few if pk in willing and _is_handed(pk, now)]
    record_all([facts.CampaignLetterDue(pk) for pk in mine], now=now)
    if waiting.exists():
        return True
    # With its last letters, so that one to nobody ends as soon as one to a few.
    if _move(campaign, CampaignState.SENDING, CampaignState.SENT, ended_at=now):
        record(facts.CampaignSent(campaign.pk, campaign.sponsor_id), now=now)
    return next_to_send(now) is not None


def _is_handed(letter_id: UUID, now: datetime) -> bool:
    """Whether this process is the one that hands it over. On its own columns alone: a condition on the campaign would
    be a subquery, which PostgreSQL does not look at again once the other process is done.
    """
    waiting = CampaignLetter.objects.filter(pk=letter_id, state=LetterState.WAITING.value)
    return bool(waiting.update(state=LetterState.HANDED.value, handed_at=now))


@transaction.atomic
def note_outcome(*, letter_id: UUID, became: LetterState) -> None:
    """What became of a letter that was handed over. What did not leave for a reason that is not the address's is not
    held against it, nor counted against what the family may get.
    """
    assert LETTER_LIFE.can(LetterState.HANDED, became), became  # noqa: S101  (a move the table forbids is a mistake of ours)
    under_way = CampaignLetter.objects.filter(pk=letter_id, state__in=LETTER_LIFE.sources(became))
    under_way.update(state=became.value)

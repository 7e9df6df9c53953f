"""The clock's part in telling an effect: it is counted once, on its day.

Counted anew at each look, it moved by one family on the day that one had its account erased.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from declic.campaigns.models import Campaign, CampaignLetter
from declic.campaigns.queries.campaigns import unread
from declic.campaigns.rules.states import LetterState
from declic.dispatch.models import HelpRequest


def read_effects(*, now: datetime) -> int:
    """Each campaign whose day has come; how many readings were kept.

    Families are compared as the lot put them, whatever became of the message: those it did not reach are among those
    written to. The second reading is of the families of the first, those erased since included.
    """
    kept = 0
    while due := unread(now):
        for campaign, days in due:
            rows = Campaign.objects.filter(pk=campaign.pk, read_days=campaign.read_days)
            kept += rows.update(readings=[*campaign.readings, _read(campaign, days)], read_days=days)
    return kept


def _read(campaign: Campaign, days: int) -> list[list[int]]:
    letters = CampaignLetter.objects.filter(campaign=campaign)
    held_out = LetterState.HELD_OUT.value
    groups = (letters.exclude(state=held_out), letters.filter(state=held_out))
    if not campaign.readings:
        return [[group.count(), group.filter(_asked(campaign, 0, days)).count()] for group in groups]
    before = campaign.read_days
    since = [group.filter(_asked(campaign, before, days)).exclude(_asked(campaign, 0, before)) for group in groups]
    return [
        [families, min(families, came + new.count())]
        for (families, came), new in zip(campaign.readings[-1], since, strict=True)
    ]


def _asked(campaign: Campaign, after_days: int, until_days: int) -> Exists:
    """Between so many days and so many after the draw."""
    assert campaign.drawn_at is not None  # noqa: S101  (only those drawn are read)
    asked = HelpRequest.objects.filter(
        pupil__guardian=OuterRef("guardian"),
        asked_at__gt=campaign.drawn_at + timedelta(days=after_days),
        asked_at__lte=campaign.drawn_at + timedelta(days=until_days),
    )
    return Exists(asked)

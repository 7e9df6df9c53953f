"""Reads of campaigns. `access_…` is the only way to get one for a person."""

from declic.campaigns.queries.audience import (
    audience_size,
    families_of,
    is_paid_for,
    is_still_wanted,
    unreachable_size,
    ways,
)
from declic.campaigns.queries.campaigns import (
    Progress,
    access_campaign,
    campaigns_of,
    choice_of,
    effects_of,
    is_stoppable,
    left_today,
    number_in_month,
    progress_of,
)
from declic.campaigns.queries.pupils import Word, word_for

__all__ = [
    "Progress",
    "Word",
    "access_campaign",
    "audience_size",
    "campaigns_of",
    "choice_of",
    "effects_of",
    "families_of",
    "is_paid_for",
    "is_still_wanted",
    "is_stoppable",
    "left_today",
    "number_in_month",
    "progress_of",
    "unreachable_size",
    "ways",
    "word_for",
]

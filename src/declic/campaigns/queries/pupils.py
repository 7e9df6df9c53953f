"""What a campaign says to the children: on their own page, as long as it may be of use."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from declic.campaigns.models import CampaignLetter, PutAway, ReachChoice
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import SHOWN_TO_PUPILS, CampaignState
from declic.campaigns.rules.words import filled
from declic.ground.paris import paris_day
from declic.people.models import Pupil
from declic.sponsors.models import Enrolment
from declic.sponsors.queries import running_agreement
from declic.sponsors.rules.agreements import covers_level


@dataclass(frozen=True)
class Word:
    campaign_id: int
    who: str
    """The sponsor's name."""
    text: str


def word_for(pupil: Pupil, now: datetime) -> Word | None:
    """The newest of those their family was written to with, not held out by lot, that they have not put away.

    None once the family said no to messages, the child is not enrolled there any more, or no agreement helps them.
    """
    mine = Enrolment.objects.filter(pupil=pupil, until=None, sponsor=OuterRef("campaign__sponsor"))
    refused = ReachChoice.objects.filter(guardian=pupil.guardian_id).exclude(refused_at=None)
    read = PutAway.objects.filter(campaign=OuterRef("campaign"), pupil=pupil)
    letters = CampaignLetter.objects.select_related("campaign__sponsor").filter(
        Exists(mine),
        ~Exists(refused),
        ~Exists(read),
        guardian=pupil.guardian_id,
        handed_at__gt=now - limits.RESTS,
        state__in=[state.value for state in SHOWN_TO_PUPILS],
    )
    stopped = CampaignState.CANCELLED.value
    letter = letters.exclude(campaign__word="").exclude(campaign__state=stopped).order_by("-handed_at").first()
    agreement = running_agreement(letter.campaign.sponsor, paris_day(now)) if letter else None
    if letter is None or agreement is None or not covers_level(agreement.terms.levels, pupil.level):
        return None
    sponsor = letter.campaign.sponsor
    return Word(letter.campaign_id, sponsor.name, filled(letter.campaign.word, name="", commune=sponsor.name))

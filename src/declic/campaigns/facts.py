"""What can have happened to a campaign, to its letters, and to what a family wants to hear."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class _OfCampaign:
    campaign_id: int
    sponsor_id: int

    def subject(self) -> str:
        return f"campaign:{self.campaign_id}"


class CampaignWritten(_OfCampaign):
    """A draft, or a draft changed."""


@dataclass(frozen=True)
class CampaignPlanned(_OfCampaign):
    at: datetime


class CampaignUnplanned(_OfCampaign):
    """A draft again."""


@dataclass(frozen=True)
class CampaignDrawn(_OfCampaign):
    """Its families are drawn; it begins to leave."""

    families: int
    held_out: int


class CampaignStopped(_OfCampaign):
    """What has not left does not leave."""


class CampaignSent(_OfCampaign):
    """Nothing of it waits any more."""


@dataclass(frozen=True)
class CampaignLetterDue:
    """It leaves now, this once. Whom it is for is not in the journal."""

    letter_id: UUID

    def subject(self) -> str:
        return f"letter:{self.letter_id}"


@dataclass(frozen=True)
class _OfGuardian:
    guardian_id: int
    where: str
    """On which page, or by which way, it was said."""

    def subject(self) -> str:
        return f"guardian:{self.guardian_id}"


class MessagesRefused(_OfGuardian):
    """No campaign any more, by any way."""


class MessagesAllowed(_OfGuardian):
    """E-mails of campaigns again."""


class SmsAgreed(_OfGuardian):
    """Text messages to the number given."""


class SmsWithdrawn(_OfGuardian):
    """The number is erased."""

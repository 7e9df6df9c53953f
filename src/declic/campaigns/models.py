"""Campaigns, their letters, and what each family wants to hear."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from declic.campaigns.rules.states import Audience, CampaignState, Channel, LetterState
from declic.campaigns.rules.words import PUPILS_MOST, TITLE_MAX
from declic.ground.digests import digest_said
from declic.people.models import Guardian, Pupil
from declic.sponsors.models import Sponsor


class Campaign(models.Model):
    """A message to families of one sponsor, drawn by what they did, never by name."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="campaigns")
    audience = models.CharField(max_length=16, choices=[(one.value, one.label) for one in Audience])
    channel = models.CharField(max_length=8, choices=[(one.value, one.label) for one in Channel])
    title = models.CharField("objet", max_length=TITLE_MAX, blank=True)
    text = models.TextField("message", max_length=1500)
    word = models.CharField("mot pour les élèves", max_length=PUPILS_MOST, blank=True)
    """On their own page, and in the message of their parent; empty where there is none."""
    state = models.CharField(
        max_length=12, choices=[(one.value, one.label) for one in CampaignState], default=CampaignState.DRAFT.value
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    planned_for = models.DateTimeField("part le", null=True)
    drawn_at = models.DateTimeField(null=True)
    """When its families were drawn: the effect runs from here."""
    ended_at = models.DateTimeField(null=True)
    readings = models.JSONField(default=list)
    """What was counted on the days its effect is read, once each: families written to and those who came, then those
    held out and those who came."""
    read_days = models.PositiveSmallIntegerField(default=0)
    """Days after `drawn_at` of the last of `readings`."""

    class Meta:
        verbose_name = "campagne de messages"
        verbose_name_plural = "campagnes de messages"
        indexes: ClassVar = [models.Index(fields=["state", "planned_for"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sponsor"],
                condition=Q(state__in=[CampaignState.PLANNED.value, CampaignState.SENDING.value]),
                name="one_campaign_under_way_a_sponsor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor}, {self.audience_label}"

    @property
    def digest(self) -> str:
        return digest_said(self.title, self.text, self.word)

    @property
    def audience_label(self) -> str:
        return Audience(self.audience).label

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label

    @property
    def state_label(self) -> str:
        return CampaignState(self.state).label


class CampaignLetter(models.Model):
    """One family in one campaign: written to, or held out by lot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="letters")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="letters")
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in LetterState], default=LetterState.WAITING.value
    )
    handed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "message de campagne"
        verbose_name_plural = "messages de campagne"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "guardian"], name="a_family_is_written_to_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state"]),
            models.Index(fields=["guardian", "handed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.state}"


class PutAway(models.Model):
    """A pupil has read the word of a campaign and put it away."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="put_away")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "mot rangé"
        verbose_name_plural = "mots rangés"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "pupil"], name="a_word_is_put_away_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.pupil_id}"


class ReachChoice(models.Model):
    """What a family said of these messages. Without a row: e-mails until it says no, and no text message."""

    guardian = models.OneToOneField(Guardian, on_delete=models.CASCADE, related_name="reach")
    refused_at = models.DateTimeField(null=True)
    """No campaign any more, by any way."""
    refused_where = models.CharField(max_length=40, blank=True)
    phone = models.CharField("mobile", max_length=16, blank=True)
    """As `+33612345678`, given for these text messages alone, and erased with the consent."""
    sms_agreed_at = models.DateTimeField(null=True)
    sms_agreed_where = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "choix des messages"
        verbose_name_plural = "choix des messages"

    def __str__(self) -> str:
        return f"messages de {self.guardian}"

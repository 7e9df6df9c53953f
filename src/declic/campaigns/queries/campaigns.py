"""Campaigns as officers read them: numbers told in fives, and nobody's name."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet

from declic.campaigns.models import Campaign, ReachChoice
from declic.campaigns.rules import limits
from declic.campaigns.rules.effect import DAYS, Effect, Group, effects
from declic.campaigns.rules.states import CampaignState, LetterState
from declic.ground.errors import NotYours
from declic.ground.paris import at_paris, paris_day
from declic.people.models import Guardian
from declic.reports.rules.rounding import in_fives
from declic.sponsors.models import Officer, Sponsor

COUNTED = (CampaignState.PLANNED, CampaignState.SENDING, CampaignState.SENT)
"""Of a month, with those stopped on their way: families have heard of them."""


def access_campaign(officer: Officer, campaign_id: int) -> Campaign:
    """A campaign of this officer's sponsor. NotYours."""
    found = Campaign.objects.select_related("sponsor").filter(pk=campaign_id, sponsor=officer.sponsor_id).first()
    if found is None:
        raise NotYours
    return found


def campaigns_of(sponsor: Sponsor) -> QuerySet[Campaign]:
    """The newest first."""
    return Campaign.objects.filter(sponsor=sponsor).order_by("-written_at", "-pk")


def number_in_month(sponsor: Sponsor, at: datetime, *, but: Campaign | None = None) -> int:
    """Campaigns of the calendar month of `at`, without `but`."""
    first = paris_day(at).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    planned = Campaign.objects.filter(
        Q(state__in=[state.value for state in COUNTED]) | Q(drawn_at__isnull=False),
        sponsor=sponsor,
        planned_for__gte=at_paris(first, time.min),
        planned_for__lt=at_paris(after, time.min),
    )
    return (planned.exclude(pk=but.pk) if but else planned).count()


@dataclass(frozen=True)
class Progress:
    """Families, in fives: nobody is not told from one to four."""

    written_to: int
    left: int
    carried: int
    """Waiting with who carries messages, which tries again."""
    held_out: int
    refused: int
    unsent: int
    dropped: int
    stopped: int
    is_carrying: bool
    """Some may wait there still, and be stopped: told of all alike, by the days that have passed."""


def progress_of(campaign: Campaign, now: datetime) -> Progress:
    since = now - limits.CARRIED
    lately = Count("pk", filter=Q(handed_at__gt=since))
    rows = list(campaign.letters.order_by().values("state").annotate(number=Count("pk"), lately=lately))
    counts = {row["state"]: row["number"] for row in rows}
    waiting = sum(row["lately"] for row in rows if row["state"] == LetterState.HANDED.value)
    counts[LetterState.HANDED.value] = counts.get(LetterState.HANDED.value, 0) - waiting

    def told(*states: LetterState) -> int:
        return in_fives(sum(counts.get(state.value, 0) for state in states)) or 0

    return Progress(
        written_to=told(LetterState.HANDED, LetterState.DELIVERED, LetterState.UNSURE),
        left=told(LetterState.WAITING),
        carried=in_fives(waiting) or 0,
        held_out=told(LetterState.HELD_OUT),
        refused=told(LetterState.FAILED),
        unsent=told(LetterState.UNSENT),
        dropped=told(LetterState.DROPPED),
        stopped=told(LetterState.STOPPED),
        is_carrying=is_stoppable(campaign, now),
    )


def is_stoppable(campaign: Campaign, now: datetime) -> bool:
    """It leaves, or has left so lately that some may wait with who carries them."""
    if campaign.state == CampaignState.SENT.value:
        return campaign.ended_at is not None and campaign.ended_at > now - limits.CARRIED
    return campaign.state == CampaignState.SENDING.value


def effects_of(campaign: Campaign) -> list[Effect]:
    """After 14 and after 28 days; nothing of a campaign that was not drawn, or was stopped on its way."""
    if campaign.drawn_at is None or campaign.state == CampaignState.CANCELLED.value:
        return []
    return effects([(Group(*sent), Group(*held)) for sent, held in campaign.readings])


def unread(now: datetime) -> list[tuple[Campaign, int]]:
    """Campaigns one of whose days has come without its reading, and which day."""
    drawn = Campaign.objects.filter(
        state__in=[CampaignState.SENDING.value, CampaignState.SENT.value], read_days__lt=DAYS[-1]
    )
    due = drawn.filter(drawn_at__lte=now - timedelta(days=DAYS[0])).order_by("drawn_at", "pk")
    days = [(one, DAYS[len(one.readings)]) for one in due]
    return [(one, day) for one, day in days if one.drawn_at and one.drawn_at + timedelta(days=day) <= now]


def choice_of(guardian: Guardian) -> ReachChoice | None:
    return ReachChoice.objects.filter(guardian=guardian).first()


def next_to_send(now: datetime) -> Campaign | None:
    """The one that began first, of those which have not written all they may today."""
    sending = Campaign.objects.filter(state=CampaignState.SENDING.value)
    for campaign in sending.select_related("sponsor").order_by(F("drawn_at").asc(), "pk"):
        if left_today(campaign, now):
            return campaign
    return None


def left_today(campaign: Campaign, now: datetime) -> int:
    """Letters it may still hand over before midnight."""
    today = at_paris(paris_day(now), time.min)
    handed = campaign.letters.filter(handed_at__gte=today).order_by()[: limits.DAY_MAX]
    return limits.DAY_MAX - handed.count()


def planned_until(now: datetime) -> QuerySet[Campaign]:
    due = Campaign.objects.filter(state=CampaignState.PLANNED.value, planned_for__lte=now)
    return due.select_related("sponsor").order_by("planned_for", "pk")

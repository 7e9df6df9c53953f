"""Whom a campaign may reach: never those who said no, nor oftener than agreed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from declic.campaigns.models import Campaign, CampaignLetter, ReachChoice
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import REACHED, Audience, CampaignState, Channel, LetterState
from declic.dispatch.models import HelpRequest
from declic.ground.paris import paris_day
from declic.people.models import Guardian
from declic.people.queries import are_texts_carried, refused_addresses
from declic.reports.rules.rounding import in_fives
from declic.sponsors.models import Enrolment, GuardianCode, Sponsor
from declic.sponsors.queries import levels_covered, open_to_families, running_agreement


def families_of(sponsor: Sponsor, audience: Audience, channel: Channel, now: datetime) -> QuerySet[Guardian]:
    """Those of `audience` who may be written to by `channel` now."""
    return _reachable(_AUDIENCES[audience](sponsor, now), channel, now)


def ways() -> tuple[Channel, ...]:
    """By which messages leave here."""
    return tuple(way for way in Channel if way is not Channel.SMS or are_texts_carried())


def is_paid_for(sponsor: Sponsor, audience: Audience, day: date) -> bool:
    """Whether those it makes come find a teacher: an agreement runs that day; to enrol, one to come is enough."""
    if audience is Audience.NOT_ENROLLED:
        return open_to_families(sponsor, day)
    return running_agreement(sponsor, day) is not None


def audience_size(sponsor: Sponsor, audience: Audience, channel: Channel, now: datetime) -> int:
    """How many families that is, in fives as officers read it: nobody is not told from one to four."""
    return in_fives(families_of(sponsor, audience, channel, now).count()) or 0


def unreachable_size(sponsor: Sponsor) -> int:
    """How many families with a child enrolled have an address that no letter reaches, in fives as above."""
    dead = Exists(refused_addresses().filter(account=OuterRef("account")))
    return in_fives(Guardian.objects.filter(_enrolled(sponsor), dead).count()) or 0


def may_still_get(campaign: Campaign, letter_ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """Of these letters of a campaign, those whose family may be written to today as on the day they were drawn.

    Not those that said no since, nor those it is not for any more: gone to another sponsor, or come in between.
    """
    held = campaign.letters.filter(pk__in=list(letter_ids))
    still = _meant(campaign, held, now).exclude(pk__in=_full(now))
    return set(held.filter(guardian__in=still.values("pk")).values_list("pk", flat=True))


def is_still_wanted(letter_id: UUID, now: datetime) -> bool:
    """Whether one handed over is still to leave: its campaign was not stopped and an agreement pays for it, its family
    has not said no, and it is for that family still.
    """
    held = CampaignLetter.objects.filter(pk=letter_id, state=LetterState.HANDED.value)
    letter = held.exclude(campaign__state=CampaignState.CANCELLED.value).select_related("campaign__sponsor").first()
    if letter is None:
        return False
    campaign = letter.campaign
    is_paid = is_paid_for(campaign.sponsor, Audience(campaign.audience), paris_day(now))
    return is_paid and _meant(campaign, held, now).exists()


def _meant(campaign: Campaign, letters: QuerySet[CampaignLetter], now: datetime) -> QuerySet[Guardian]:
    """The families of those letters that are of the audience as it is now, and say no to nothing."""
    audience = _AUDIENCES[Audience(campaign.audience)](campaign.sponsor, now)
    return _willing(audience.filter(pk__in=letters.values("guardian")), Channel(campaign.channel))


def _enrolled(sponsor: Sponsor, **more: object) -> Exists:
    return Exists(Enrolment.objects.filter(pupil__guardian=OuterRef("pk"), sponsor=sponsor, until=None, **more))


def _served(sponsor: Sponsor, now: datetime, **more: object) -> Exists:
    """With a child whom the agreement helps: of a class it no longer covers, they would come in vain."""
    covered = levels_covered(sponsor, paris_day(now))
    return _enrolled(sponsor, **({"pupil__level__in": covered} if covered else {}), **more)


def _asked(**more: object) -> Exists:
    return Exists(HelpRequest.objects.filter(pupil__guardian=OuterRef("pk"), **more).exclude(asked_at=None))


def _not_enrolled(sponsor: Sponsor, now: datetime) -> QuerySet[Guardian]:
    """Known to this sponsor by its code or by an enrolment that ended, and with no child enrolled by anybody."""
    del now
    by_code = Exists(GuardianCode.objects.filter(guardian=OuterRef("pk"), code__sponsor=sponsor))
    before = Exists(Enrolment.objects.filter(pupil__guardian=OuterRef("pk"), sponsor=sponsor))
    today = Exists(Enrolment.objects.filter(pupil__guardian=OuterRef("pk"), until=None))
    return Guardian.objects.filter(by_code | before).exclude(today)


def _never_came(sponsor: Sponsor, now: datetime) -> QuerySet[Guardian]:
    return Guardian.objects.filter(_served(sponsor, now, since__lte=now - limits.NEW_ENOUGH)).exclude(_asked())


def _came_once(sponsor: Sponsor, now: datetime) -> QuerySet[Guardian]:
    once = Guardian.objects.annotate(
        asks=Count("pupils__help_requests", filter=Q(pupils__help_requests__asked_at__isnull=False))
    )
    long_ago = _asked(asked_at__lte=now - limits.GONE_SINCE)
    return once.filter(_served(sponsor, now), long_ago, asks=1)


_AUDIENCES: Final[Mapping[Audience, Callable[[Sponsor, datetime], QuerySet[Guardian]]]] = {
    Audience.NOT_ENROLLED: _not_enrolled,
    Audience.NEVER_CAME: _never_came,
    Audience.CAME_ONCE: _came_once,
}


def _reachable(guardians: QuerySet[Guardian], channel: Channel, now: datetime) -> QuerySet[Guardian]:
    mine = CampaignLetter.objects.filter(guardian=OuterRef("pk"))
    rests = mine.filter(state=LetterState.HELD_OUT.value, campaign__drawn_at__gt=now - limits.RESTS)
    held_out = Exists(rests.exclude(campaign__state=CampaignState.CANCELLED.value))  # that one compares nothing
    waits = Exists(mine.filter(state=LetterState.WAITING.value))
    willing = _willing(guardians, channel).exclude(held_out).exclude(waits)
    if channel is Channel.SMS:
        failed = mine.filter(
            state=LetterState.FAILED.value, campaign__channel=channel.value, handed_at__gt=now - limits.BOUNCED
        )  # another number given since is not the one that refused
        willing = willing.exclude(Exists(failed.filter(handed_at__gt=OuterRef("reach__sms_agreed_at"))))
    return willing.exclude(pk__in=_full(now))


def _willing(guardians: QuerySet[Guardian], channel: Channel) -> QuerySet[Guardian]:
    refused = Exists(ReachChoice.objects.filter(guardian=OuterRef("pk")).exclude(refused_at=None))
    found = guardians.filter(account__is_active=True).exclude(refused)
    if channel is Channel.EMAIL:
        confirmed = EmailAddress.objects.filter(user=OuterRef("account"), verified=True)
        dead = refused_addresses().filter(account=OuterRef("account"))
        return found.filter(Exists(confirmed), ~Exists(dead)).exclude(account__email=None)
    return found.exclude(reach__sms_agreed_at=None).exclude(reach__phone="")


def _full(now: datetime) -> QuerySet[CampaignLetter]:
    """Families who had as many messages lately as one may have."""
    lately = CampaignLetter.objects.filter(
        state__in=[state.value for state in REACHED], handed_at__gt=now - limits.FAMILY_SPAN
    )
    had = lately.values("guardian").annotate(had=Count("pk")).filter(had__gte=limits.FAMILY_MOST)
    return had.values("guardian")  # type: ignore[return-value]

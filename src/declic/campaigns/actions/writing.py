"""A campaign from its first words to the moment it is planned for."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from declic.campaigns import facts
from declic.campaigns.models import Campaign, CampaignLetter
from declic.campaigns.queries.audience import families_of, is_paid_for, ways
from declic.campaigns.queries.campaigns import number_in_month
from declic.campaigns.rules import limits, words
from declic.campaigns.rules.states import CAMPAIGN_LIFE, LETTER_LIFE, Audience, CampaignState, Channel, LetterState
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors.models import Sponsor

NOT_CARRIED: Final = "Aucun SMS ne part d’ici : personne ne les porte pour l’instant. Écrivez un e-mail."


@transaction.atomic
def write_campaign(  # noqa: PLR0913  (a message is whose, to whom, how and what)
    *,
    sponsor: Sponsor,
    audience: Audience,
    channel: Channel,
    title: str,
    text: str,
    by: Account | None,
    now: datetime,
    word: str = "",
) -> Campaign:
    """A draft. Refusal `no_title`, `title_too_long`, `no_text`, `text_too_long`, `unknown_field`, and those of
    `checked_for_pupils` for the `word` to the children.
    """
    title, text = words.checked(channel, title, text)
    word = words.checked_for_pupils(audience, word)
    campaign = Campaign.objects.create(
        sponsor=sponsor,
        audience=audience.value,
        channel=channel.value,
        title=title,
        text=text,
        word=word,
        written_at=now,
        written_by=by,
    )
    record(facts.CampaignWritten(campaign.pk, sponsor.pk), now=now, actor_id=by.pk if by else None)
    return campaign


@transaction.atomic
def change_campaign(  # noqa: PLR0913  (likewise)
    *,
    campaign: Campaign,
    title: str,
    text: str,
    by: Account | None,
    now: datetime,
    word: str = "",
    seen: str | None = None,
) -> None:
    """The words of a draft; `seen` is the digest of those that were read before. Refusal as in writing; `not_a_draft`,
    `changed_since`.
    """
    title, text = words.checked(Channel(campaign.channel), title, text)
    word = words.checked_for_pupils(Audience(campaign.audience), word)
    _draft_as_read(campaign, seen)
    Campaign.objects.filter(pk=campaign.pk).update(title=title, text=text, word=word)
    campaign.title, campaign.text, campaign.word = title, text, word
    record(facts.CampaignWritten(campaign.pk, campaign.sponsor_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def plan_campaign(
    *, campaign: Campaign, at: datetime, by: Account | None, now: datetime, seen: str | None = None
) -> None:
    """It leaves from `at` on, in the words that were read (`seen`, as in `change_campaign`).

    Refusal `not_a_draft`, `changed_since`, `past`, `too_far`, `quiet`, `no_agreement`, `too_many`, `too_large`,
    `under_way`, `not_carried`.
    """
    # Held until the end: two planned at once would each find one place left in the month.
    Sponsor.objects.select_for_update().get(pk=campaign.sponsor_id)
    _draft_as_read(campaign, seen)
    if Channel(campaign.channel) not in ways():
        raise Refusal("not_carried", NOT_CARRIED)
    limits.check_moment(at, now)
    if not is_paid_for(campaign.sponsor, Audience(campaign.audience), paris_day(at)):
        raise Refusal("no_agreement", "Ce jour-là, aucune convention ne court plus : les familles viendraient en vain.")
    limits.check_number(number_in_month(campaign.sponsor, at, but=campaign))
    families = families_of(campaign.sponsor, Audience(campaign.audience), Channel(campaign.channel), now)
    limits.check_size(families.count())
    try:
        with transaction.atomic():
            _move(campaign, CampaignState.DRAFT, CampaignState.PLANNED, planned_for=at)
    except IntegrityError:
        raise Refusal("under_way", "Un autre message est prévu ou part en ce moment : attendez sa fin.") from None
    record(facts.CampaignPlanned(campaign.pk, campaign.sponsor_id, at), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def unplan_campaign(*, campaign: Campaign, by: Account | None, now: datetime) -> bool:
    """A draft again; one that has begun to leave stays as it is. Whether it was taken back."""
    if not _move(campaign, CampaignState.PLANNED, CampaignState.DRAFT, planned_for=None):
        return False
    record(facts.CampaignUnplanned(campaign.pk, campaign.sponsor_id), now=now, actor_id=by.pk if by else None)
    return True


@transaction.atomic
def drop_campaign(*, campaign: Campaign, by: Account | None, now: datetime, seen: str | None = None) -> None:
    """A draft nobody wants any more, as it was read. Refusal `not_a_draft`, `changed_since`."""
    _draft_as_read(campaign, seen)
    if _move(campaign, CampaignState.DRAFT, CampaignState.CANCELLED, ended_at=now):
        record(facts.CampaignStopped(campaign.pk, campaign.sponsor_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def stop_campaign(*, campaign: Campaign, by: Account | None, now: datetime) -> bool:
    """In the middle of its leaving, or all handed over and some perhaps waiting for who carries them: what has not left
    does not leave. False where it came too late: by its state and the days that have passed, whoever was reached.
    """
    before = CampaignState.SENDING
    if Campaign.objects.filter(
        pk=campaign.pk, state=CampaignState.SENT.value, ended_at__gt=now - limits.CARRIED
    ).exists():
        before = CampaignState.SENT
    if not _move(campaign, before, CampaignState.CANCELLED, ended_at=now):
        return False
    unsent = CampaignLetter.objects.filter(campaign=campaign, state__in=LETTER_LIFE.sources(LetterState.STOPPED))
    unsent.update(state=LetterState.STOPPED.value)
    record(facts.CampaignStopped(campaign.pk, campaign.sponsor_id), now=now, actor_id=by.pk if by else None)
    return True


def _draft_as_read(campaign: Campaign, seen: str | None) -> None:
    """Held until the end of the transaction. Refusal `not_a_draft` (planned, left or dropped meanwhile, on another
    page), `changed_since`.
    """
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.state != CampaignState.DRAFT.value:
        raise _not_a_draft()
    words.check_read(held.digest, seen)


def _not_a_draft() -> Refusal:
    return Refusal(
        "not_a_draft", "Ce message n’est plus un brouillon : déjà prévu, parti ou abandonné, il ne change plus."
    )


def _move(campaign: Campaign, before: CampaignState, after: CampaignState, **changes: object) -> bool:
    """Whether it was still `before`; if so it is `after`."""
    assert CAMPAIGN_LIFE.can(before, after), (before, after)  # noqa: S101  (a move the table forbids is a mistake of ours)
    changes["state"] = after.value
    if not Campaign.objects.filter(pk=campaign.pk, state=before.value).update(**changes):
        return False
    for name, value in changes.items():
        setattr(campaign, name, value)
    return True

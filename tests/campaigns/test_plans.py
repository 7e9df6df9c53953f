"""When a campaign may be planned, and what stops it before it leaves."""

from datetime import timedelta

import pytest

from declic.campaigns.actions import (
    change_campaign,
    draw_due,
    hand_over_letters,
    plan_campaign,
    stop_campaign,
    unplan_campaign,
)
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import Audience, CampaignState
from declic.journal.models import Fact
from tests.campaigns.world import everybody_is_written_to, make_campaign, never_came, planned, reached, send_all
from tests.refusals import refused
from tests.world import NOW, make_agreement, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sponsor_has_two_a_month_and_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    never_came(sponsor, 3)
    planned(sponsor)
    with refused("under_way"):
        planned(sponsor)
    send_all()
    second = planned(sponsor)
    unplan_campaign(campaign=second, by=None, now=NOW)
    plan_campaign(campaign=second, at=NOW, by=None, now=NOW)
    send_all()
    third = make_campaign(sponsor)
    with refused("too_many"):
        plan_campaign(campaign=third, at=NOW, by=None, now=NOW)
    with refused("not_a_draft"):
        change_campaign(campaign=second, title="a", text="b", by=None, now=NOW)
    with refused("not_a_draft"):
        plan_campaign(campaign=planned(make_sponsor()), at=NOW, by=None, now=NOW)


def test_one_stopped_on_its_way_is_of_those_of_its_month(monkeypatch: pytest.MonkeyPatch) -> None:
    """Families have heard of it: stopped just before its last letters, as many as one liked left in a month."""
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "BATCH", 2)
    sponsor = make_sponsor()
    never_came(sponsor, 5)
    for _ in range(2):
        campaign = planned(sponsor)
        draw_due(now=NOW)
        hand_over_letters(now=NOW)
        campaign.refresh_from_db()
        stop_campaign(campaign=campaign, by=None, now=NOW)
    with refused("too_many"):
        planned(sponsor)
    planned(sponsor, at=NOW + timedelta(days=10))


def test_whom_one_that_was_stopped_held_out_may_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 100)
    sponsor = make_sponsor()
    never_came(sponsor, 3)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    assert reached(sponsor, Audience.NEVER_CAME) == set()
    campaign.refresh_from_db()
    stop_campaign(campaign=campaign, by=None, now=NOW)
    assert len(reached(sponsor, Audience.NEVER_CAME)) == 3


def test_a_plan_at_night_is_refused() -> None:
    campaign = make_campaign(make_sponsor())
    with refused("quiet"):
        plan_campaign(campaign=campaign, at=NOW + timedelta(hours=4), by=None, now=NOW)


def test_nobody_is_invited_to_what_no_agreement_pays() -> None:
    sponsor = make_sponsor()
    never_came(sponsor, 7)
    campaign = make_campaign(sponsor)
    sponsor.agreements.update(ends_on=NOW.date())
    with refused("no_agreement"):
        plan_campaign(campaign=campaign, at=NOW + timedelta(days=1), by=None, now=NOW)
    plan_campaign(campaign=campaign, at=NOW, by=None, now=NOW)


@pytest.mark.parametrize("ended", [CampaignState.DRAFT, CampaignState.CANCELLED])
def test_one_whose_agreement_ends_before_it_leaves_goes_no_further(ended: CampaignState) -> None:
    sponsor = make_sponsor()
    never_came(sponsor, 7)
    campaign = planned(sponsor)
    if ended is CampaignState.CANCELLED:
        assert draw_due(now=NOW) == 1
    sponsor.agreements.update(ends_on=NOW.date() - timedelta(days=1))
    draw_due(now=NOW)
    hand_over_letters(now=NOW)
    campaign.refresh_from_db()
    assert campaign.state == ended.value
    assert not Fact.objects.filter(name="CampaignLetterDue").exists()
    make_agreement(sponsor, NOW + timedelta(days=400), days=30)
    with refused("no_agreement"):
        plan_campaign(campaign=make_campaign(sponsor), at=NOW + timedelta(days=1), by=None, now=NOW)
    enrolling = make_campaign(sponsor, Audience.NOT_ENROLLED)
    plan_campaign(campaign=enrolling, at=NOW + timedelta(days=1), by=None, now=NOW)

"""Families of a sponsor, by what they did, for tests of campaigns."""

from datetime import datetime, timedelta

import pytest

from declic.campaigns.actions import draw_due, hand_over_letters, plan_campaign, write_campaign
from declic.campaigns.models import Campaign
from declic.campaigns.queries import families_of
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import Audience, Channel
from declic.dispatch.models import HelpRequest
from declic.letters.actions import send_due, settle, write_due
from declic.people.models import Guardian
from declic.sponsors.actions import issue_code
from declic.sponsors.models import Enrolment, GuardianCode, Sponsor
from tests.world import NOW, make_guardian, make_pupil


def never_came(sponsor: Sponsor, number: int = 1) -> list[Guardian]:
    return [make_pupil("4E", sponsor, guardian=make_guardian("Karima Benali")).guardian for _ in range(number)]


def came(guardian: Guardian, at: datetime) -> None:
    """Its child asked for help then."""
    pupil = guardian.pupils.get()
    HelpRequest.objects.create(
        pupil=pupil,
        sponsor=pupil.enrolments.latest("since").sponsor,
        subject="MAT",
        level=pupil.level,
        state="cancelled",
        drafted_at=at,
        asked_at=at,
    )


def not_enrolled(sponsor: Sponsor) -> Guardian:
    guardian = make_guardian("Ana Silva")
    GuardianCode.objects.create(guardian=guardian, code=issue_code(sponsor=sponsor, ceiling=9, now=NOW), at=NOW)
    return guardian


def left(sponsor: Sponsor) -> Guardian:
    (guardian,) = never_came(sponsor)
    Enrolment.objects.filter(pupil__guardian=guardian).update(until=NOW - timedelta(days=3))
    return guardian


def goes_to(sponsor: Sponsor, guardian: Guardian, at: datetime = NOW) -> None:
    """Its child is enrolled there from then on, and no longer where it was."""
    pupil = guardian.pupils.get()
    pupil.enrolments.filter(until=None).update(until=at)
    Enrolment.objects.create(pupil=pupil, sponsor=sponsor, since=at)


def make_campaign(
    sponsor: Sponsor, audience: Audience = Audience.NEVER_CAME, channel: Channel = Channel.EMAIL, now: datetime = NOW
) -> Campaign:
    return write_campaign(
        sponsor=sponsor,
        audience=audience,
        channel=channel,
        title="Bonsoir {prenom}",
        text="{commune} vous offre Déclic, {prenom}.",
        by=None,
        now=now,
    )


def planned(sponsor: Sponsor, *, channel: Channel = Channel.EMAIL, at: datetime = NOW) -> Campaign:
    campaign = make_campaign(sponsor, channel=channel, now=at)
    plan_campaign(campaign=campaign, at=at, by=None, now=at)
    return campaign


def reached(sponsor: Sponsor, audience: Audience, channel: Channel = Channel.EMAIL) -> set[Guardian]:
    return set(families_of(sponsor, audience, channel, NOW))


def send_all(minutes: int = 5) -> None:
    draw_due(now=NOW + timedelta(minutes=minutes))
    while hand_over_letters(now=NOW + timedelta(minutes=minutes)):
        pass


def everybody_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 0)


def goes_on(minutes: float) -> None:
    """The clock, so many minutes later."""
    now = NOW + timedelta(minutes=minutes)
    settle(now=now)
    write_due(now=now)
    while send_due(clock=lambda: now).left:
        pass

"""Text messages of a campaign: tried again while nobody takes them, and never sent twice."""

import re
from datetime import timedelta
from typing import ClassVar
from urllib.error import URLError

import pytest
from django.conf import LazySettings
from django.core import mail

from declic.campaigns.actions import (
    agree_to_sms,
    draw_due,
    hand_over_letters,
    plan_campaign,
)
from declic.campaigns.models import Campaign, CampaignLetter
from declic.campaigns.queries import families_of, progress_of
from declic.campaigns.rules.states import Audience, Channel, LetterState
from declic.ground.text_message import NumberRefusedError
from declic.journal.models import Fact
from declic.letters.actions import send_due, write_due
from declic.letters.models import Letter
from declic.letters.queries import trouble
from declic.sponsors.models import Sponsor
from tests.campaigns.world import everybody_is_written_to, goes_on, goes_to, never_came, planned, send_all
from tests.refusals import refused
from tests.world import NOW, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


class Carrier:
    """Of text messages: it refuses as it is told to, or takes them."""

    sent: ClassVar[list[tuple[str, str]]] = []
    failure: ClassVar[OSError | None] = None
    knocks: ClassVar[int] = 0

    def send(self, to: str, text: str) -> None:
        Carrier.knocks += 1
        if Carrier.failure is not None:
            raise Carrier.failure
        Carrier.sent.append((to, text))


@pytest.fixture
def carrier(settings: LazySettings) -> type[Carrier]:
    settings.SMS_PROVIDER = f"{__name__}.Carrier"
    Carrier.sent, Carrier.failure, Carrier.knocks = [], None, 0
    return Carrier


def texted(sponsor: Sponsor, families: int = 1) -> Campaign:
    """Families who gave their number, and a campaign planned to them."""
    for number, guardian in enumerate(never_came(sponsor, families)):
        agree_to_sms(guardian=guardian, phone=f"06123456{number:02d}", where="ici", now=NOW)
    return planned(sponsor, channel=Channel.SMS)


def test_a_text_message_goes_to_the_number_given_with_its_way_out(
    monkeypatch: pytest.MonkeyPatch, carrier: type[Carrier]
) -> None:
    everybody_is_written_to(monkeypatch)
    texted(make_sponsor("Clichy"))
    send_all()
    [(to, text)] = carrier.sent
    assert to == "+33612345600"
    assert text.startswith("Clichy vous offre Déclic, Karima. STOP : http")


def test_text_messages_nobody_takes_are_tried_again_later_and_later_and_leave_once(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, carrier: type[Carrier]
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    campaign = texted(make_sponsor("Clichy"), 7)
    carrier.failure = URLError(ConnectionRefusedError())
    send_all(0)
    for minutes, knocks in ((0, 1), (0.5, 1), (1, 2), (3, 2), (6, 3), (15, 3), (21, 4)):
        goes_on(minutes)
        assert carrier.knocks == knocks, minutes
    found = progress_of(campaign, NOW)
    assert (found.carried, found.written_to, found.unsent) == (5, 0, 0)
    assert trouble(NOW + timedelta(minutes=21)) is not None, "the operator is told"

    carrier.failure = None
    for minutes in (52, 53, 120):
        goes_on(minutes)
    assert len(carrier.sent) == len({to for to, _ in carrier.sent}) == 7
    found = progress_of(campaign, NOW)
    assert (found.carried, found.written_to, found.unsent) == (0, 5, 0)
    assert not Letter.objects.exists()


def test_in_production_without_a_carrier_nothing_is_taken_for_sent_nor_written_to_the_log(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    """Who carried them is gone while they were under way."""
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    campaign = texted(make_sponsor("Clichy"), 7)
    send_all(0)
    nobody_carries(settings)
    goes_on(1)
    found = progress_of(campaign, NOW)
    assert (found.carried, found.written_to) == (5, 0)
    assert "not sent: SMS_PROVIDER names nobody" in caplog.text
    assert not re.search("Karima|STOP|6123456", caplog.text)


def nobody_carries(settings: LazySettings) -> None:
    settings.PRODUCTION, settings.SMS_PROVIDER = True, "declic.notices.sms.ConsoleSms"


def test_what_nobody_carries_is_not_planned_and_one_planned_before_is_a_draft_again(settings: LazySettings) -> None:
    sponsor = make_sponsor("Clichy")
    campaign = texted(sponsor, 2)
    nobody_carries(settings)
    assert draw_due(now=NOW) == 0
    campaign.refresh_from_db()
    assert (campaign.state, campaign.planned_for, campaign.letters.count()) == ("draft", None, 0)
    with refused("not_carried"):
        plan_campaign(campaign=campaign, at=NOW, by=None, now=NOW)
    assert Fact.objects.filter(name="CampaignUnplanned").count() == 1


def test_a_text_message_nobody_takes_in_two_days_is_said_with_why_and_not_held_against_the_family(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, carrier: type[Carrier]
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    sponsor = make_sponsor("Clichy")
    campaign = texted(sponsor, 6)
    carrier.failure = ConnectionError()
    send_all(0)
    for hour in range(50):
        goes_on(60 * hour)
    carrier.failure = None
    goes_on(60 * 51)
    assert carrier.sent == []
    found = progress_of(campaign, NOW)
    assert (found.carried, found.written_to, found.unsent, found.refused) == (0, 0, 5, 0)
    assert families_of(sponsor, Audience.NEVER_CAME, Channel.SMS, NOW + timedelta(days=3)).count() == 6


@pytest.mark.parametrize("failure", [TimeoutError(), URLError(TimeoutError()), ConnectionResetError()])
def test_a_text_message_that_may_have_left_is_not_sent_again(
    failure: OSError, monkeypatch: pytest.MonkeyPatch, settings: LazySettings, carrier: type[Carrier]
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    campaign = texted(make_sponsor())
    carrier.failure = failure
    send_all(0)
    goes_on(0)
    carrier.failure = None
    goes_on(120)
    assert (carrier.sent, campaign.letters.get().state) == ([], LetterState.UNSURE.value)


def test_a_carrier_of_text_messages_that_is_away_holds_up_no_letter(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, carrier: type[Carrier]
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    carrier.failure = ConnectionError()
    texted(make_sponsor(), 3)
    other = make_sponsor()
    never_came(other, 3)
    planned(other)
    send_all(0)
    write_due(now=NOW)
    sent = send_due(clock=lambda: NOW)
    assert (len(mail.outbox), sent.is_away, carrier.knocks) == (3, False, 1)


@pytest.mark.parametrize(("failure", "is_left_alone"), [(ConnectionError(), False), (NumberRefusedError(), True)])
def test_a_family_is_left_alone_for_its_number_s_refusal_and_not_for_the_carrier_s_absence(
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
    carrier: type[Carrier],
    failure: OSError,
    *,
    is_left_alone: bool,
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    carrier.failure = failure
    sponsor = make_sponsor()
    texted(sponsor)
    send_all(1)
    for minutes in (1, 60 * 49):
        goes_on(minutes)
    later = NOW + timedelta(days=60)

    def is_reached() -> bool:
        return families_of(sponsor, Audience.NEVER_CAME, Channel.SMS, later).exists()

    assert is_reached() is not is_left_alone
    guardian = CampaignLetter.objects.get().guardian
    agree_to_sms(guardian=guardian, phone="0698765432", where="ici", now=NOW + timedelta(days=40))
    assert is_reached(), "another number is not the one that refused"


def test_a_text_message_too_is_looked_at_again_as_it_leaves(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, carrier: type["Carrier"]
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    sponsor = make_sponsor()
    (family,) = never_came(sponsor)
    agree_to_sms(guardian=family, phone="0612345678", where="ici", now=NOW)
    campaign = planned(sponsor, channel=Channel.SMS)
    draw_due(now=NOW)
    hand_over_letters(now=NOW)
    write_due(now=NOW)
    goes_to(make_sponsor(), family)
    send_due(clock=lambda: NOW)
    assert carrier.sent == []
    assert campaign.letters.get().state == LetterState.DROPPED.value

"""How a campaign leaves: each family hears of it once, or never again."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections

from declic.campaigns.actions import (
    draw_due,
    hand_over_letters,
    note_outcome,
    plan_campaign,
    read_effects,
    refuse_messages,
    stop_campaign,
)
from declic.campaigns.models import CampaignLetter
from declic.campaigns.queries import effects_of, families_of, progress_of
from declic.campaigns.queries.audience import may_still_get
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import Audience, CampaignState, Channel, LetterState
from declic.journal.models import Fact
from declic.letters.actions import send_due, settle, write_due
from declic.people.models import Account
from declic.sponsors.actions import dismiss_officer
from declic.sponsors.models import Sponsor
from tests.campaigns.world import (
    came,
    everybody_is_written_to,
    goes_on,
    goes_to,
    make_campaign,
    never_came,
    planned,
    reached,
    send_all,
)
from tests.letters.mail_server import mail_server
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_family_is_written_to_once_with_its_own_words_and_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "BATCH", 2)
    sponsor = make_sponsor("Clichy")
    families = never_came(sponsor, 5)
    campaign = planned(sponsor)
    send_all()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(one.account.email or "" for one in families)
    letter = mail.outbox[0]
    assert letter.subject == "Bonsoir Karima"
    assert letter.body.startswith("Clichy vous offre Déclic, Karima.")
    out = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert out in letter.body
    assert "@" not in out
    send_all(minutes=9)
    assert len(mail.outbox) == 5
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENT.value
    assert progress_of(campaign, NOW).written_to == 5
    assert not Fact.objects.filter(data__icontains="@").exists()


def test_what_an_officer_planned_before_they_left_is_the_sponsor_s_and_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor("Clichy")
    make_officer(sponsor)
    leaves = make_officer(sponsor)
    never_came(sponsor)
    campaign = make_campaign(sponsor)
    plan_campaign(campaign=campaign, at=NOW + timedelta(minutes=1), by=leaves.account, now=NOW)
    dismiss_officer(officer=leaves, now=NOW, by=None)
    send_all(minutes=2)
    assert len(mail.outbox) == 1


def test_nothing_leaves_at_night_and_it_goes_on_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "BATCH", 2)
    sponsor = make_sponsor()
    never_came(sponsor, 4)
    planned(sponsor)
    draw_due(now=NOW)
    assert hand_over_letters(now=NOW)
    night = NOW + timedelta(hours=3)
    assert not hand_over_letters(now=night)
    assert draw_due(now=night) == 0
    assert len(mail.outbox) == 2
    send_all(minutes=15 * 60)
    assert len(mail.outbox) == 4


def test_who_says_no_between_the_draw_and_the_leaving_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    first, second = never_came(sponsor, 2)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    refuse_messages(guardian=first, where="ici", now=NOW)
    send_all()
    assert [letter.to for letter in mail.outbox] == [[second.account.email]]
    assert campaign.letters.get(guardian=first).state == LetterState.DROPPED.value
    letter = campaign.letters.get(guardian=second)
    assert may_still_get(campaign, [letter.pk], NOW) == {letter.pk}
    refuse_messages(guardian=second, where="ici", now=NOW)
    assert may_still_get(campaign, [letter.pk], NOW) == set()


def test_a_family_it_is_not_for_any_more_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at again as it is handed over: gone to another sponsor, or come without having been asked."""
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    gone, helped, still = never_came(sponsor, 3)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    goes_to(make_sponsor(), gone)
    came(helped, NOW)
    send_all()
    assert [letter.to for letter in mail.outbox] == [[still.account.email]]
    assert sorted(campaign.letters.values_list("guardian", "state")) == sorted(
        [(gone.pk, "dropped"), (helped.pk, "dropped"), (still.pk, "delivered")]
    )


@pytest.mark.parametrize("change", ["gone", "over", "none"])
def test_a_letter_that_waits_for_its_mail_server_is_looked_at_again_as_it_leaves(
    change: str, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    sponsor = make_sponsor()
    (family,) = never_came(sponsor)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    hand_over_letters(now=NOW)
    write_due(now=NOW)
    if change == "gone":
        goes_to(make_sponsor(), family)
    if change == "over":
        sponsor.agreements.update(ends_on=NOW.date() - timedelta(days=1))
    send_due(clock=lambda: NOW + timedelta(minutes=5))
    assert len(mail.outbox) == (change == "none")
    assert campaign.letters.get().state == ("delivered" if change == "none" else "dropped")


def test_a_process_that_dies_in_the_middle_writes_to_one_family_less_and_to_nobody_twice(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "BATCH", 2)
    sponsor = make_sponsor()
    never_came(sponsor, 4)
    campaign = planned(sponsor)
    draw_due(now=NOW)

    class Killed(BaseException):
        """Not an error that anything here would catch."""

    def die(self: EmailMessage, *args: object, **more: object) -> int:
        raise Killed

    settings.LETTERS_AT_ONCE = False
    hand_over_letters(now=NOW)
    write_due(now=NOW)
    with monkeypatch.context() as dying:
        dying.setattr("django.core.mail.EmailMessage.send", die)
        with pytest.raises(Killed):
            send_due(clock=lambda: NOW)
    for minutes in range(0, 60, 5):
        settle(now=NOW + timedelta(minutes=minutes))
        write_due(now=NOW + timedelta(minutes=minutes))
        send_due(clock=lambda at=NOW + timedelta(minutes=minutes): at)  # type: ignore[misc]
        hand_over_letters(now=NOW + timedelta(minutes=minutes))
    assert len(mail.outbox) == len({letter.to[0] for letter in mail.outbox}) == 3
    assert sorted(campaign.letters.values_list("state", flat=True)) == ["delivered"] * 3 + ["unsure"]


def test_two_clocks_at_once_write_to_each_family_once(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    never_came(sponsor, 12)
    planned(sponsor)
    draw_due(now=NOW)

    def clock() -> None:
        try:
            while hand_over_letters(now=NOW):
                pass
        finally:
            connections.close_all()

    clocks = [threading.Thread(target=clock) for _ in range(3)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 12


def test_an_address_that_refuses_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    never_came(sponsor)
    campaign = planned(sponsor)

    def refuse(self: EmailMessage, *args: object, **more: object) -> int:
        raise SMTPRecipientsRefused({self.to[0]: (550, b"5.1.1 no such mailbox")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    send_all()
    assert campaign.letters.get().state == LetterState.FAILED.value
    assert reached(sponsor, Audience.NEVER_CAME) == set()
    later = NOW + limits.BOUNCED + timedelta(days=1)
    assert families_of(sponsor, Audience.NEVER_CAME, Channel.EMAIL, later).count() == 0
    Account.objects.filter(guardian__letters__isnull=False).update(email="autre@example.org")
    assert families_of(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW).count() == 1, "another is not the one"


def test_e_mails_wait_for_a_mail_server_that_is_away_and_the_page_says_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor("Clichy")
    families = never_came(sponsor, 6)
    campaign = planned(sponsor)
    with mail_server() as server:
        server.go()
        server.answers[families[0].account.email or ""] = b"550 5.1.1 no such mailbox"
        send_all(0)
        goes_on(0)
        found = progress_of(campaign, NOW)
        assert (found.carried, found.written_to) == (5, 0)
        server.come()
        for minutes in (1, 2, 3):
            goes_on(minutes)
        assert sorted(server.addresses) == sorted(one.account.email or "" for one in families[1:])
    found = progress_of(campaign, NOW)
    assert (found.carried, found.written_to, found.refused, found.unsent) == (0, 5, 0, 0)
    assert campaign.letters.filter(state=LetterState.FAILED.value).count() == 1


def test_one_stopped_on_its_way_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "BATCH", 2)
    sponsor = make_sponsor()
    never_came(sponsor, 5)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    hand_over_letters(now=NOW)
    campaign.refresh_from_db()
    stop_campaign(campaign=campaign, by=None, now=NOW)
    send_all()
    assert len(mail.outbox) == 2
    assert read_effects(now=NOW + timedelta(days=30)) == 0
    assert effects_of(campaign) == []


def test_one_whose_letters_all_wait_for_the_mail_server_is_stopped_and_counted_as_it_is(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    """All handed over, and none taken yet: it was « sent », and past stopping."""
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    sponsor = make_sponsor()
    never_came(sponsor, 12)
    campaign = planned(sponsor)
    send_all(0)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENT.value
    for letter in campaign.letters.order_by("pk")[:6]:  # the mail server takes half of them
        note_outcome(letter_id=letter.pk, became=LetterState.DELIVERED)
    assert stop_campaign(campaign=campaign, by=None, now=NOW)
    goes_on(1)
    assert mail.outbox == []
    campaign.refresh_from_db()
    found = progress_of(campaign, NOW + timedelta(minutes=1))
    assert (campaign.state, found.written_to, found.stopped, found.carried, found.dropped) == ("cancelled", 5, 5, 0, 0)
    assert not found.is_carrying
    assert reached(sponsor, Audience.NEVER_CAME) >= {
        one.guardian for one in campaign.letters.filter(state=LetterState.STOPPED.value)
    }, "what never left is not counted against a family"


def test_a_letter_under_way_as_its_campaign_is_stopped_is_said_to_have_left(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    everybody_is_written_to(monkeypatch)
    settings.LETTERS_AT_ONCE = False
    sponsor = make_sponsor()
    never_came(sponsor)
    campaign = planned(sponsor)
    send_all(0)
    write_due(now=NOW)
    send = EmailMessage.send

    def stopped_meanwhile(letter: EmailMessage, fail_silently: bool = False) -> int:  # noqa: FBT001, FBT002  (Django’s)
        campaign.refresh_from_db()
        assert stop_campaign(campaign=campaign, by=None, now=NOW)
        return send(letter, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", stopped_meanwhile)
    send_due(clock=lambda: NOW)
    assert (len(mail.outbox), campaign.letters.get().state) == (1, LetterState.DELIVERED.value)


def test_nothing_is_left_to_stop_once_letters_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the days that have passed, whoever was reached: whether a letter waits would tell none from one."""
    everybody_is_written_to(monkeypatch)
    for families in (0, 1):
        sponsor = make_sponsor()
        never_came(sponsor, families)
        campaign = planned(sponsor)
        send_all()
        campaign.refresh_from_db()
        late = NOW + timedelta(minutes=5) + limits.CARRIED
        assert not stop_campaign(campaign=campaign, by=None, now=late)
        assert stop_campaign(campaign=campaign, by=None, now=late - timedelta(minutes=1))


def test_the_team_reads_what_was_written_and_not_to_whom() -> None:
    sponsor = make_sponsor("Clichy")
    never_came(sponsor, 2)
    campaign = planned(sponsor)
    send_all()
    client = proved_twice(make_operator())
    listed = client.get("/admin/campaigns/campaign/").content.decode()
    assert "Inscrites, jamais venues" in listed
    page = client.get(f"/admin/campaigns/campaign/{campaign.pk}/change/").content.decode()
    assert "vous offre Déclic" in page
    assert "Benali" not in page


def test_a_large_campaign_writes_so_many_families_a_day_and_lets_the_others_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "DAY_MAX", 3)
    monkeypatch.setattr(limits, "BATCH", 2)
    large, small = make_sponsor(), make_sponsor()
    never_came(large, 7)
    never_came(small, 2)
    campaign = planned(large)
    planned(small, at=NOW + timedelta(minutes=1))

    def handed(sponsor: Sponsor) -> int:
        return CampaignLetter.objects.filter(campaign__sponsor=sponsor, handed_at__isnull=False).count()

    for day, (theirs, state) in enumerate([(3, "sending"), (6, "sending"), (7, "sent")]):
        send_all(minutes=5 + 24 * 60 * day)
        campaign.refresh_from_db()
        assert (handed(large), campaign.state) == (theirs, state)
        assert handed(small) == 2, "it does not wait for the other's days"
    assert Fact.objects.filter(name="CampaignLetterDue").count() == 9
    letters = CampaignLetter.objects.filter(campaign=campaign).values_list("guardian", flat=True)
    assert len(set(letters)) == 7


def test_a_large_campaign_stopped_in_the_evening_does_not_go_on_the_day_after(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    monkeypatch.setattr(limits, "DAY_MAX", 3)
    sponsor = make_sponsor()
    never_came(sponsor, 7)
    campaign = planned(sponsor)
    send_all()
    stop_campaign(campaign=campaign, by=None, now=NOW + timedelta(hours=2))
    send_all(minutes=24 * 60)
    assert CampaignLetter.objects.filter(handed_at__isnull=False).count() == 3

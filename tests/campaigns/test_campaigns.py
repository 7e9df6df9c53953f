"""Whom a campaign reaches, and that each family hears of it once, or never again."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections

from declic.campaigns.actions import (
    agree_to_sms,
    allow_messages,
    change_campaign,
    draw_due,
    hand_over_letters,
    plan_campaign,
    put_word_away,
    read_effects,
    refuse_messages,
    stop_campaign,
    unplan_campaign,
    withdraw_sms,
)
from declic.campaigns.models import Campaign, CampaignLetter, PutAway, ReachChoice
from declic.campaigns.queries import audience_size, effects_of, families_of, progress_of, word_for
from declic.campaigns.queries.audience import may_still_get
from declic.campaigns.rules import limits
from declic.campaigns.rules.effect import Effect, Verdict
from declic.campaigns.rules.states import Audience, CampaignState, Channel, LetterState
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.letters.actions import send_due, settle, write_due
from declic.notices import sms
from declic.people.models import Account, Guardian, Pupil
from declic.sponsors.models import Enrolment, Sponsor
from tests.campaigns.world import came, left, make_campaign, never_came, not_enrolled, planned
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_agreement, make_operator, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def reached(sponsor: Sponsor, audience: Audience, channel: Channel = Channel.EMAIL) -> set[Guardian]:
    return set(families_of(sponsor, audience, channel, NOW))


def send_all(minutes: int = 5) -> None:
    draw_due(now=NOW + timedelta(minutes=minutes))
    while hand_over_letters(now=NOW + timedelta(minutes=minutes)):
        pass


def everybody_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 0)


def test_an_audience_is_what_families_did_and_of_this_sponsor_alone() -> None:
    sponsor, other = make_sponsor(), make_sponsor()
    never, once, once_lately, often = never_came(sponsor, 4)
    came(once, NOW - timedelta(days=20))
    came(once_lately, NOW - timedelta(days=3))
    for days in (40, 20):
        came(often, NOW - timedelta(days=days))
    (elsewhere,) = never_came(other)
    new = make_pupil("CP", sponsor, now=NOW + timedelta(days=25)).guardian
    opened, gone = not_enrolled(sponsor), left(sponsor)
    assert reached(sponsor, Audience.NEVER_CAME) == {never}
    assert reached(sponsor, Audience.CAME_ONCE) == {once}
    assert reached(sponsor, Audience.NOT_ENROLLED) == {opened, gone}
    assert reached(other, Audience.NEVER_CAME) == {elsewhere}
    assert new not in reached(sponsor, Audience.NEVER_CAME)


def test_who_has_no_address_said_no_or_gave_no_number_is_left_out() -> None:
    sponsor = make_sponsor()
    without, closed, says_no, willing = never_came(sponsor, 4)
    Account.objects.filter(pk=without.account_id).update(email=None)
    Account.objects.filter(pk=closed.account_id).update(is_active=False)
    refuse_messages(guardian=says_no, where="ici", now=NOW)
    assert reached(sponsor, Audience.NEVER_CAME) == {willing}
    assert reached(sponsor, Audience.NEVER_CAME, Channel.SMS) == set()
    for guardian in (says_no, willing):
        agree_to_sms(guardian=guardian, phone="06 12 34 56 78", where="ici", now=NOW)
    assert reached(sponsor, Audience.NEVER_CAME, Channel.SMS) == {willing}
    withdraw_sms(guardian=willing, where="ici", now=NOW)
    assert reached(sponsor, Audience.NEVER_CAME, Channel.SMS) == set()
    assert ReachChoice.objects.get(guardian=willing).phone == ""
    allow_messages(guardian=says_no, where="ici", now=NOW)
    assert says_no in reached(sponsor, Audience.NEVER_CAME)
    said = Fact.objects.filter(subject=f"guardian:{says_no.pk}").order_by("pk")
    assert [(one.name, one.data["where"]) for one in said if one.name.startswith("Messages")] == [
        ("MessagesRefused", "ici"),
        ("MessagesAllowed", "ici"),
    ]


def test_officers_read_sizes_in_fives_and_nothing_under_five() -> None:
    sponsor = make_sponsor()
    assert audience_size(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW) == 0
    never_came(sponsor, 4)
    assert audience_size(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW) == 0
    never_came(sponsor, 5)
    assert audience_size(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW) == 5


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
    assert progress_of(campaign).written_to == 5
    assert not Fact.objects.filter(data__icontains="@").exists()


def test_those_held_out_hear_nothing_and_are_not_asked_by_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 50)  # of thirty, chance leaves neither none nor all
    sponsor = make_sponsor()
    families = never_came(sponsor, 30)
    planned(sponsor)
    send_all()
    held = set(CampaignLetter.objects.filter(state=LetterState.HELD_OUT.value).values_list("guardian", flat=True))
    assert 0 < len(held) < 30
    assert len(mail.outbox) == 30 - len(held)
    assert {one.pk for one in reached(sponsor, Audience.NEVER_CAME)} == {one.pk for one in families} - held
    later = NOW + limits.RESTS + timedelta(days=1)
    assert families_of(sponsor, Audience.NEVER_CAME, Channel.EMAIL, later).count() == 30


def test_a_family_gets_two_in_thirty_days_whoever_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    never_came(sponsor)
    for _ in range(2):
        planned(sponsor)
        send_all()
    assert reached(sponsor, Audience.NEVER_CAME) == set()
    again = NOW + timedelta(days=31)
    assert families_of(sponsor, Audience.NEVER_CAME, Channel.EMAIL, again).count() == 1


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
    assert may_still_get([letter.pk], Channel.EMAIL, NOW) == {letter.pk}
    refuse_messages(guardian=second, where="ici", now=NOW)
    assert may_still_get([letter.pk], Channel.EMAIL, NOW) == set()


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
    assert sorted(campaign.letters.values_list("state", flat=True)) == ["delivered"] * 3 + ["handed"]


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
    assert families_of(sponsor, Audience.NEVER_CAME, Channel.EMAIL, later).count() == 1


def test_a_text_message_goes_to_the_number_given_with_its_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sent: list[tuple[str, str]] = []

    class Carrier:
        def send(self, to: str, text: str) -> None:
            sent.append((to, text))

    monkeypatch.setattr("declic.notices.campaigns.provider", Carrier)
    assert sms.provider is not None
    sponsor = make_sponsor("Clichy")
    (guardian,) = never_came(sponsor)
    agree_to_sms(guardian=guardian, phone="0612345678", where="ici", now=NOW)
    planned(sponsor, channel=Channel.SMS)
    send_all()
    [(to, text)] = sent
    assert to == "+33612345678"
    assert text.startswith("Clichy vous offre Déclic, Karima. STOP : http")


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


def test_the_effect_compares_those_written_to_with_those_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 50)
    sponsor = make_sponsor()
    never_came(sponsor, 60)
    campaign = planned(sponsor)
    send_all()
    campaign.refresh_from_db()
    assert [one.verdict for one in effects_at(campaign, 0)] == [Verdict.TOO_SOON, Verdict.TOO_SOON]
    letters = list(campaign.letters.select_related("guardian"))
    held = [one.guardian for one in letters if one.state == LetterState.HELD_OUT.value]
    sent = [one.guardian for one in letters if one.state != LetterState.HELD_OUT.value]
    for guardian in [*held[:5], *sent[:-5]]:
        came(guardian, NOW + timedelta(days=3))
    came(sent[-1], NOW + timedelta(days=20))
    fortnight, soon = effects_at(campaign, 15)
    assert soon.verdict is Verdict.TOO_SOON
    assert effects_at(campaign, 27) == [fortnight, soon]
    again, month = effects_at(campaign, 29)
    assert again == fortnight
    assert (fortnight.days, fortnight.verdict) == (14, Verdict.MORE)
    assert round(fortnight.sent) == round(100 * (len(sent) - 5) / len(sent))
    assert (month.days, month.verdict, month.repeats) == (28, Verdict.MORE, True), "one family came since"
    assert (month.sent, month.held, month.low) == (fortnight.sent, fortnight.held, fortnight.low)


def effects_at(campaign: Campaign, days: int) -> list[Effect]:
    """As read so long after the draw, the clock having gone round."""
    read_effects(now=NOW + timedelta(days=days))
    campaign.refresh_from_db()
    return effects_of(campaign)


def test_a_family_whose_account_is_erased_moves_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 50)
    sponsor = make_sponsor()
    never_came(sponsor, 60)
    campaign = planned(sponsor)
    send_all()
    letters = list(campaign.letters.select_related("guardian"))
    held = [one.guardian for one in letters if one.state == LetterState.HELD_OUT.value]
    sent = [one.guardian for one in letters if one.state != LetterState.HELD_OUT.value]
    for guardian in [*held[:5], *sent[:5]]:
        came(guardian, NOW + timedelta(days=3))
    fortnight, _ = effects_at(campaign, 15)
    for guardian in (sent[0], sent[-1], held[0]):
        campaign.letters.filter(guardian=guardian).delete()  # as with its account
    assert effects_at(campaign, 16)[0] == fortnight
    for guardian in sent[5:10]:
        came(guardian, NOW + timedelta(days=20))
    first, month = effects_at(campaign, 29)
    assert first == fortnight
    assert not month.repeats
    assert round(month.sent, 6) == round(100 * 10 / len(sent), 6)
    assert month.held == fortnight.held
    campaign.letters.all().delete()
    assert effects_at(campaign, 60) == [first, month]


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


# -- a word for the children -------------------------------------------------------------------------------------------
def with_word(sponsor: Sponsor, word: str = "Reviens quand tu bloques !") -> Campaign:
    campaign = make_campaign(sponsor)
    change_campaign(campaign=campaign, title=campaign.title, text=campaign.text, word=word, by=None, now=NOW)
    plan_campaign(campaign=campaign, at=NOW, by=None, now=NOW)
    return campaign


def children(guardians: list[Guardian]) -> list[Pupil]:
    return [pupil for guardian in guardians for pupil in guardian.pupils.order_by("pk")]


def test_the_children_of_those_written_to_read_it_and_the_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    sponsor = make_sponsor()
    families = never_came(sponsor, 4)
    make_pupil("CP", sponsor, guardian=families[0])
    elsewhere = never_came(make_sponsor())
    monkeypatch.setattr(limits, "is_held_out", lambda *drawn: drawn[2] == families[3].pk)
    campaign = with_word(sponsor)
    assert [word_for(pupil, NOW) for pupil in children(families)] == [None] * 5, "not before the message has left"
    send_all()
    said = [word_for(pupil, NOW) for pupil in children(families)]
    assert [word and word.text for word in said] == ["Reviens quand tu bloques !"] * 4 + [None], "held out by lot"
    assert word_for(children(elsewhere)[0], NOW) is None
    assert word_for(children(families)[0], NOW + limits.RESTS + timedelta(hours=1)) is None

    refuse_messages(guardian=families[1], where="mail", now=NOW)
    CampaignLetter.objects.filter(guardian=families[2]).update(state=LetterState.FAILED.value)
    assert word_for(children(families)[2], NOW) is None, "the family said no"
    assert word_for(children(families)[3], NOW) is not None, "its address refused the message, not its child"
    first, second = children(families)[:2]
    put_word_away(pupil=second, campaign_id=campaign.pk + 1, now=NOW)
    assert word_for(second, NOW) is not None, "of another campaign"
    put_word_away(pupil=first, campaign_id=campaign.pk, now=NOW)
    put_word_away(pupil=first, campaign_id=campaign.pk, now=NOW)
    assert (word_for(first, NOW), PutAway.objects.count()) == (None, 1)
    assert word_for(second, NOW) is not None, "each child has their own"
    Enrolment.objects.filter(pupil=second).update(until=NOW)
    assert word_for(second, NOW) is None


def test_a_word_is_read_together_in_the_message_of_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    sponsor = make_sponsor("Clichy")
    never_came(sponsor)
    monkeypatch.setattr(limits, "is_held_out", lambda *_: False)
    with_word(sponsor, word=" {commune} pense à toi\n: courage  ! ")
    send_all()
    (letter,) = mail.outbox
    assert "à lire ensemble. Il l’a aussi sur sa page :\n« Clichy pense à toi : courage ! »\n" in letter.body


def test_a_stopped_message_or_an_agreement_that_is_over_shows_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    sponsor = make_sponsor()
    (pupil,) = children(never_came(sponsor))
    monkeypatch.setattr(limits, "is_held_out", lambda *_: False)
    campaign = with_word(sponsor)
    send_all()
    assert word_for(pupil, NOW) is not None
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CANCELLED.value)
    assert word_for(pupil, NOW) is None
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.SENT.value)
    sponsor.agreements.update(ends_on=NOW.date() - timedelta(days=1))
    assert word_for(pupil, NOW) is None


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

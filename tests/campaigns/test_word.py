"""The word of a campaign, on the pages of the children of those written to."""

from datetime import timedelta

import pytest
from django.core import mail

from declic.campaigns.actions import change_campaign, plan_campaign, put_word_away, refuse_messages
from declic.campaigns.models import Campaign, CampaignLetter, PutAway
from declic.campaigns.queries import word_for
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import CampaignState, LetterState
from declic.people.models import Guardian, Pupil
from declic.sponsors.models import Enrolment, Sponsor
from tests.campaigns.world import make_campaign, never_came, send_all
from tests.world import NOW, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


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
    for terms, is_shown in (({"levels": "CP"}, False), ({"levels": "4E CP"}, True)):
        sponsor.agreements.update(**terms)
        assert (word_for(pupil, NOW) is not None) == is_shown, "a child of a class it does not cover is not helped"
    sponsor.agreements.update(ends_on=NOW.date() - timedelta(days=1))
    assert word_for(pupil, NOW) is None

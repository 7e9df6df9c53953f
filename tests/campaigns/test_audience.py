"""Whom a campaign reaches, and how many officers are told."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from declic.campaigns.actions import agree_to_sms, allow_messages, refuse_messages, withdraw_sms
from declic.campaigns.models import CampaignLetter, ReachChoice
from declic.campaigns.queries import audience_size, families_of
from declic.campaigns.rules import limits
from declic.campaigns.rules.states import Audience, Channel, LetterState
from declic.journal.models import Fact
from declic.people.models import Account, Pupil
from tests.campaigns.world import (
    came,
    everybody_is_written_to,
    left,
    never_came,
    not_enrolled,
    planned,
    reached,
    send_all,
)
from tests.world import NOW, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_who_would_come_in_vain_is_not_asked_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a class that the agreement does not cover: the child is enrolled, and helped by nobody."""
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    helped, dropped, both = never_came(sponsor, 3)
    once, once_dropped = never_came(sponsor, 2)
    for guardian in (once, once_dropped):
        came(guardian, NOW - timedelta(days=20))
    of_the_smallest = Pupil.objects.filter(guardian__in=(dropped, both, once_dropped))
    of_the_smallest.update(level="CP")
    make_pupil("4E", sponsor, guardian=both)
    planned(sponsor)
    sponsor.agreements.update(levels="4E")
    assert reached(sponsor, Audience.NEVER_CAME) == {helped, both}
    assert reached(sponsor, Audience.CAME_ONCE) == {once}
    send_all()
    assert {letter.to[0] for letter in mail.outbox} == {helped.account.email, both.account.email}


def test_officers_read_sizes_in_fives_and_nothing_under_five() -> None:
    sponsor = make_sponsor()
    assert audience_size(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW) == 0
    never_came(sponsor, 4)
    assert audience_size(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW) == 0
    never_came(sponsor, 5)
    assert audience_size(sponsor, Audience.NEVER_CAME, Channel.EMAIL, NOW) == 5


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


def test_an_address_nobody_confirmed_is_written_no_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor()
    confirmed, mistyped, waits = never_came(sponsor, 3)
    EmailAddress.objects.filter(user=mistyped.account).update(verified=False)
    assert reached(sponsor, Audience.NEVER_CAME) == {confirmed, waits}
    planned(sponsor)
    EmailAddress.objects.filter(user=waits.account).delete()
    send_all()
    assert [one.to for one in mail.outbox] == [[confirmed.account.email]]

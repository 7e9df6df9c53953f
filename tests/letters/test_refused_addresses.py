"""An address whose mail server refuses it: known to be dead, told to who can correct it, and written to no more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.campaigns.actions import draw_due, hand_over_letters
from declic.campaigns.queries import unreachable_size
from declic.campaigns.rules.states import Audience, LetterState
from declic.letters.actions import forget_past, keep, send_due, write_due
from declic.letters.rules import Kind
from declic.people.models import Account, Guardian, RefusedAddress
from declic.people.queries import refused_addresses
from tests.campaigns.world import everybody_is_written_to, goes_to, never_came, planned, reached
from tests.letters.mail_server import MailServer, mail_server
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)
GONE = b"550 5.1.1 no such mailbox"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def write(guardian: Guardian, *, minutes: int = 0) -> None:
    """A letter that is no campaign's, and its leaving."""
    now = NOW + timedelta(minutes=minutes)
    keep(
        letters=[EmailMessage("Votre rappel", "Bonsoir", to=[str(guardian.account.email)])],
        kind=Kind.CALL_BACK,
        now=now,
    )
    send_due(clock=lambda: now)


def dead() -> list[str]:
    return sorted(refused_addresses().values_list("email", flat=True))


@pytest.mark.parametrize(
    ("answer", "to_data", "is_dead"),
    [
        (GONE, b"250 taken", True),
        (b"550 5.7.1 relaying denied", b"250 taken", False),
        (b"450 4.2.1 later", b"250 taken", False),
        (b"250 yes", b"554 5.6.0 this letter is not for us", False),
    ],
)
def test_only_what_is_said_for_good_of_the_recipient_is_the_address_s(
    answer: bytes, to_data: bytes, server: MailServer, *, is_dead: bool
) -> None:
    (family,) = never_came(make_sponsor())
    server.answers[str(family.account.email)], server.to_data = answer, to_data
    write(family)
    assert dead() == [family.account.email] * is_dead


def test_no_campaign_goes_there_until_the_family_has_another_address_or_a_letter_arrives(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_is_written_to(monkeypatch)
    sponsor = make_sponsor("Clichy")
    moved, healed, other = never_came(sponsor, 3)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    hand_over_letters(now=NOW)
    write_due(now=NOW)
    for family in (moved, healed):
        server.answers[str(family.account.email)] = GONE
    write(healed)
    send_due(clock=lambda: NOW)
    assert server.addresses == [other.account.email], "one that waits goes no further either"
    assert campaign.letters.get(guardian=moved).state == LetterState.FAILED.value
    assert len(dead()) == 2
    assert reached(sponsor, Audience.NEVER_CAME) == {other}

    Account.objects.filter(pk=moved.account_id).update(email="nouvelle@example.org")
    assert reached(sponsor, Audience.NEVER_CAME) == {other, moved}
    server.answers.clear()
    write(healed, minutes=5)
    assert reached(sponsor, Audience.NEVER_CAME) == {other, moved, healed}
    forget_past(now=NOW)
    assert not RefusedAddress.objects.exists(), "nothing is kept of a former address"


def test_the_team_reads_it_and_the_officer_how_many(server: MailServer) -> None:
    sponsor = make_sponsor("Clichy")
    families = never_came(sponsor, 7)
    officer, operator = signed_in(make_officer(sponsor).account), proved_twice(make_operator())

    def page_of_the_officer() -> str:
        return officer.get(reverse("sponsor:messages")).content.decode().replace("\u00a0", " ")

    assert "Moins de 5 familles, un enfant inscrit" in page_of_the_officer()
    for family in families[:6]:
        server.answers[str(family.account.email)] = GONE
        write(family)
    assert unreachable_size(sponsor) == 5
    page = page_of_the_officer()
    assert "5 familles environ, un enfant inscrit" in page
    assert str(families[0].account.email) not in page
    listed = operator.get("/admin/people/refusedaddress/").content.decode()
    assert str(families[0].account.email) in listed

    for family in families[1:3]:
        goes_to(make_sponsor(), family)
    assert unreachable_size(sponsor) == 0, "of its own families alone, and masked under five"

"""Somebody is invited into a sponsor's team: nothing is theirs, and nothing is told of them, before they accept."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.journal.models import Fact
from declic.people.models import Account, Guardian
from declic.sponsors.actions import invite_officer
from declic.sponsors.actions.joining import ask_to_join
from declic.sponsors.models import JoinRequest, Officer, OfficerInvitation
from declic.sponsors.rules.invitations import FORGOTTEN_AFTER, LASTS
from tests.web.account.inviting import NEW, SECRET, Invites, _nobody_tried_yet, invites, manager, page_of, with_password
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import (
    make_account,
    make_guardian,
    make_officer,
    make_operator,
    make_sponsor,
    make_teacher,
)

__all__ = ["_nobody_tried_yet", "invites", "manager"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["nobody", "parent", "teacher", "operator", "officer of another", "closed"])
def test_the_page_says_what_was_typed_whoever_the_address_belongs_to(
    manager: Officer, invites: Invites, who: str
) -> None:
    known = {
        "nobody": lambda: None,
        "parent": lambda: make_guardian("Fatoumata Konaté").account,
        "teacher": lambda: make_teacher(name="Fatoumata Konaté").account,
        "operator": lambda: make_operator("Fatoumata Konaté"),
        "officer of another": lambda: make_officer(make_sponsor()).account,
        "closed": lambda: make_account("Fatoumata Konaté"),
    }[who]()
    if who == "closed" and known is not None:
        Account.objects.filter(pk=known.pk).update(is_active=False)
    before = Account.objects.count()
    invites(manager, known.email if known and known.email else NEW)
    page = page_of(manager)
    assert "Samira Benali est invité(e)" in page
    assert "Konaté" not in page
    assert "Officier</h2>" not in page
    assert manager.sponsor.officers.count() == 1, "nobody is of the team for having been invited"
    assert Account.objects.count() == before, "and no account is made"
    if known is not None:
        assert Officer.objects.filter(account=known, sponsor=manager.sponsor).count() == 0


def test_what_was_invited_by_one_sponsor_hides_an_address_from_no_other(manager: Officer, invites: Invites) -> None:
    evil = make_officer(make_sponsor("Evilville"))
    invites(evil, NEW)
    assert NEW not in page_of(manager)
    link = invites(manager, NEW)
    answer = Client().post(link, {"name": "Samira Benali", "password1": SECRET})
    assert answer.headers["Location"] == "/partenaire/"
    assert Officer.objects.get(account__email=NEW).sponsor == manager.sponsor


def test_whoever_has_no_account_makes_it_by_the_letter_and_is_then_of_the_team(
    manager: Officer, invites: Invites
) -> None:
    link = invites(manager, NEW, "enroller")
    assert "Clichy" in mail.outbox[0].body
    assert "les codes, le kit" in mail.outbox[0].body
    visitor = Client()
    look = visitor.get(link)
    assert NEW in look.content.decode()
    assert look.headers["Referrer-Policy"] == "same-origin", "the secret of its address goes to no other site"
    assert not Account.objects.filter(email=NEW).exists(), "a look makes nothing"
    weak = visitor.post(link, {"name": "Samira Benali", "password1": "azerty"})
    assert weak.status_code == 422
    assert not Account.objects.filter(email=NEW).exists()
    assert visitor.post(link, {"name": "Samira B.", "password1": SECRET}).headers["Location"] == "/partenaire/"
    officer = Officer.objects.get(account__email=NEW)
    assert (officer.sponsor, officer.role, officer.account.name) == (manager.sponsor, "enroller", "Samira B.")
    assert EmailAddress.objects.get(user=officer.account).verified
    assert visitor.get("/partenaire/codes/").status_code == 200
    assert not OfficerInvitation.objects.exists()
    assert Client().get(link).status_code == 404, "it serves once"
    named = Fact.objects.get(name="OfficerNamed")
    assert named.actor_id == officer.account_id


def test_the_second_factor_is_asked_of_who_has_just_accepted(
    manager: Officer, invites: Invites, settings: LazySettings
) -> None:
    link = invites(manager)
    settings.SECOND_FACTOR = True
    visitor = Client()
    there = visitor.post(link, {"name": "Samira", "password1": SECRET}).headers["Location"]
    assert visitor.get(there).headers["Location"] == reverse("account:second_factor")
    assert visitor.get("/compte/2fa/totp/activate/").status_code == 200, "the password was just chosen"


def test_whoever_has_an_account_signs_in_and_accepts(manager: Officer, invites: Invites) -> None:
    parent = with_password(make_guardian("Fatoumata Konaté").account)
    assert parent.email
    link = invites(manager, parent.email)
    visitor = Client()
    assert f"/compte/login/?next={link}" in visitor.get(link).content.decode()
    assert visitor.post(link, {"name": "Evil", "password1": SECRET}).status_code == 200
    parent.refresh_from_db()
    assert parent.check_password(SECRET)
    assert parent.name == "Fatoumata Konaté"
    entered = visitor.post(f"/compte/login/?next={link}", {"login": parent.email, "password": SECRET, "next": link})
    assert entered.headers["Location"] == link
    assert "Votre espace famille ne change pas" in visitor.get(link).content.decode()
    assert not Officer.objects.filter(account=parent).exists()
    assert visitor.post(link, {"do": "accept"}).headers["Location"] == "/partenaire/"
    assert Officer.objects.get(account=parent).sponsor == manager.sponsor
    for tapped in (visitor.post(link, {"do": "accept"}), visitor.get(link)):
        assert tapped.headers["Location"] == "/partenaire/", "a second tap, or the letter read again"
    assert Client().get(link).status_code == 404
    assert signed_in(make_guardian().account).get(link).status_code == 404


def test_an_account_that_has_no_password_yet_chooses_one_and_then_accepts(manager: Officer, invites: Invites) -> None:
    known = make_account("Mme Ba")
    known.set_unusable_password()
    known.save()
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    link = invites(manager, known.email)
    visitor = Client()
    assert visitor.post(link, {"password1": SECRET}).headers["Location"] == link
    assert not Officer.objects.filter(account=known).exists()
    visitor.post(link, {"do": "accept"})
    assert Officer.objects.filter(account=known, sponsor=manager.sponsor).exists()


def test_the_account_of_another_address_accepts_nothing_and_may_be_left(manager: Officer, invites: Invites) -> None:
    link = invites(manager)
    other = make_guardian("Autre Parent").account
    there = signed_in(other)
    assert "Autre Parent est connecté(e)" in there.get(link).content.decode()
    assert there.post(link, {"do": "accept"}).status_code == 200
    assert not Officer.objects.filter(account=other).exists()
    assert there.post(link, {"do": "leave"}).headers["Location"] == link
    assert "créez votre compte" in there.get(link).content.decode()


def test_an_officer_of_another_sponsor_is_not_moved(manager: Officer, invites: Invites) -> None:
    held = make_officer(make_sponsor("Autre"))
    link = invites(manager, held.account.email or "")
    page = signed_in(held.account).post(link, {"do": "accept"})
    assert page.status_code == 409
    assert "déjà un autre partenaire" in page.content.decode()
    held.refresh_from_db()
    assert held.sponsor != manager.sponsor


def test_whoever_two_sponsors_invite_is_led_to_the_team_they_are_in(manager: Officer, invites: Invites) -> None:
    """The other’s letter waits: a second tap on the first said that the invitation was of no use, and to ask anew."""
    link, other = invites(manager), invites(make_officer(make_sponsor("Asnières")))
    visitor = Client()
    visitor.post(link, {"name": "Samira Benali", "password1": SECRET})
    for tapped in (visitor.post(link, {"do": "accept"}), visitor.get(link)):
        assert tapped.headers.get("Location") == "/partenaire/", "a second tap, or the letter read again"
    assert "déjà un autre partenaire" in visitor.post(other, {"do": "accept"}).content.decode()
    invite_officer(sponsor=manager.sponsor, email=NEW, name="Samira", now=timezone.now(), by=manager.account)
    assert visitor.get(link).status_code == 404, "a later letter of the same team waits"


def test_it_can_be_declined_and_nothing_is_kept(manager: Officer, invites: Invites) -> None:
    link = invites(manager)
    assert "C’est noté" in Client().post(link, {"do": "decline"}).content.decode()
    assert not OfficerInvitation.objects.exists()
    assert not Account.objects.filter(email=NEW).exists()
    assert Client().get(link).status_code == 404


def test_a_link_that_is_late_replaced_or_wrong_opens_nothing(manager: Officer, invites: Invites) -> None:
    first, second = invites(manager), invites(manager)
    assert Client().get(first).status_code == 404, "a later letter takes its place"
    assert Client().get(second).status_code == 200
    assert Client().get("/invitation/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    invitation = OfficerInvitation.objects.get()
    assert invitation.until - invitation.invited_at == LASTS
    OfficerInvitation.objects.update(until=invitation.invited_at - timedelta(seconds=1))
    assert Client().post(second, {"name": "X", "password1": SECRET}).status_code == 404
    assert not Account.objects.filter(email=NEW).exists()
    assert "sans réponse, le lien ne sert plus" in page_of(manager)
    OfficerInvitation.objects.update(until=invitation.invited_at - FORGOTTEN_AFTER - timedelta(seconds=1))
    invites(manager, "other@mairie.example")
    assert not OfficerInvitation.objects.filter(email=NEW).exists()


def test_somebody_invited_who_asks_by_proconnect_is_written_to_and_no_manager_is_asked(
    manager: Officer, invites: Invites, django_capture_on_commit_callbacks
) -> None:
    invites(manager)
    held = OfficerInvitation.objects.get()
    mail.outbox.clear()
    for hours in (0.5, 2):
        with django_capture_on_commit_callbacks(execute=True):
            ask_to_join(sponsor=manager.sponsor, email=NEW, name="Samira", now=held.invited_at + timedelta(hours=hours))
    assert [one.to for one in mail.outbox] == [[NEW]]
    assert not JoinRequest.objects.exists()


def test_the_team_s_second_factor_is_asked_everywhere(settings: LazySettings) -> None:
    settings.SECOND_FACTOR = True
    operator = make_operator()
    Guardian.objects.create(account=operator)
    assert signed_in(operator).get("/famille/").headers["Location"] == reverse("account:second_factor")
    page = proved_twice(operator).get("/entrer/").content.decode()
    assert 'href="/regie/"' in page
    assert "Ma famille" in page

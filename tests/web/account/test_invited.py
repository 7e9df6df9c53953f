"""Somebody is invited into a sponsor's team: nothing is theirs, and nothing is told of them, before they accept."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.actions import choose_password
from declic.people.models import Account, Guardian
from declic.safeguarding.actions import disown_address
from declic.sponsors.actions import Child, give_address_at_desk, issue_code, register_at_desk
from declic.sponsors.actions.joining import ask_to_join
from declic.sponsors.models import DeskFamily, JoinRequest, Officer, OfficerInvitation
from declic.sponsors.rules.invitations import FORGOTTEN, LASTS, MOST
from declic.sponsors.rules.officers import OfficerRole
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

pytestmark = pytest.mark.django_db
SECRET = "une phrase assez longue"
NEW = "samira@mairie.example"


@pytest.fixture(autouse=True)
def _nobody_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def manager() -> Officer:
    return make_officer(make_sponsor("Clichy"))


Invites = Callable[..., str]


@pytest.fixture
def invites(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> Invites:
    """By the manager's page; what comes back is the link of the letter."""

    def invite(manager: Officer, email: str = NEW, role: str = "reader", name: str = "Samira Benali") -> str:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            page = signed_in(manager.account).post(
                reverse("sponsor:team"), {"name": name, "email": email, "role": role}
            )
        assert page.status_code == 302
        (letter,) = mail.outbox
        assert letter.to == [email]
        return link_of_the_letter()

    return invite


def link_of_the_letter() -> str:
    (link,) = re.findall(r"https?://[^/\s]+(/invitation/\S+)", str(mail.outbox[-1].body))
    return str(link)


def with_password(account: Account) -> Account:
    account.set_password(SECRET)
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    return account


def page_of(manager: Officer) -> str:
    return signed_in(manager.account).get(reverse("sponsor:team")).content.decode()


# -- what the page tells ----------------------------------------------------------------------------------------------
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


def test_a_manager_tries_no_list_of_addresses(manager: Officer) -> None:
    client = signed_in(manager.account)
    said = {"name": "X", "role": "reader"}
    answers = [
        client.post(reverse("sponsor:team"), {**said, "email": f"a{i}@x.example"}).status_code for i in range(31)
    ]
    assert answers == [302] * 30 + [422]
    cache.clear()
    answers = [client.post(reverse("sponsor:team"), {**said, "email": "a0@x.example"}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422], "one address is not written to for ever"
    colleague = signed_in(make_officer(manager.sponsor).account)
    cache.clear()
    for i in range(31, 31 + MOST - 30):
        assert colleague.post(reverse("sponsor:team"), {**said, "email": f"a{i}@x.example"}).status_code == 302
    full = colleague.post(reverse("sponsor:team"), {**said, "email": "more@x.example"})
    assert f"{MOST} invitations attendent déjà" in full.content.decode().replace("\u00a0", " ")


# -- answered ---------------------------------------------------------------------------------------------------------
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


@pytest.fixture
def family(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> DeskFamily:
    """Registered at another town hall, where its address was typed wrong; its letter has left."""
    now = timezone.now()
    agent = make_officer(make_sponsor("Asnières", now=now), OfficerRole.ENROLLER)
    code = issue_code(sponsor=agent.sponsor, ceiling=2, now=now)
    children, accepted = [Child("Inès", "4E")], ("guardian", "rules", "data")
    with django_capture_on_commit_callbacks(execute=True):
        made = register_at_desk(officer=agent, code=code, name="Ba", children=children, accepted=accepted, now=now)
        give_address_at_desk(family=made, officer=agent, email=NEW, now=now)
    return made


def test_an_invitation_opens_no_family_s_account(manager: Officer, invites: Invites, family: DeskFamily) -> None:
    link, visitor = invites(manager), Client()
    page = visitor.get(link).content.decode().replace("\u00a0", " ")
    assert f"un compte famille, au nom de <b>{family.guardian.account.name}</b>" in page
    assert "noté par l’accueil : Asnières" in page
    assert 'type="password"' not in page
    visitor.post(link, {"password1": SECRET})
    assert visitor.get("/famille/").status_code == 302
    family.guardian.account.refresh_from_db()
    assert not family.guardian.account.has_usable_password()
    with pytest.raises(Refusal, match="déjà un compte"):
        choose_password(account=family.guardian.account, password=SECRET)


def test_the_family_s_own_letter_opens_it_and_the_parent_then_accepts(
    manager: Officer, invites: Invites, family: DeskFamily, django_capture_on_commit_callbacks
) -> None:
    link, visitor = invites(manager), Client()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [visitor.post(link, {"do": "letter"}).headers["Location"] for _ in range(5)]
    assert set(answers) == {link}
    assert {(one.subject, *one.to) for one in mail.outbox} == {("Votre adresse pour Déclic", NEW)}
    assert Fact.objects.filter(name="AdultInvited", actor_id=None).count() == 3, "an address is not written to for ever"
    with_password(family.guardian.account)
    assert f"/compte/login/?next={link}" in visitor.get(link).content.decode()
    there = signed_in(family.guardian.account)
    assert "Votre espace famille ne change pas" in there.get(link).content.decode()
    there.post(link, {"do": "accept"})
    assert Officer.objects.get(account=family.guardian.account).sponsor == manager.sponsor


def test_whoever_is_not_that_parent_frees_the_address_and_makes_an_account_of_their_own(
    manager: Officer, invites: Invites, family: DeskFamily
) -> None:
    link, visitor = invites(manager), Client()
    assert visitor.post(link, {"do": "not_mine"}).headers["Location"] == link
    family.guardian.account.refresh_from_db()
    assert family.guardian.account.email is None
    told = Fact.objects.get(name="ConcernRaised")
    assert "dit la personne qui la lit" in told.data["text"]
    visitor.post(link, {"name": "Samira Benali", "password1": SECRET})
    officer = Officer.objects.get(account__email=NEW)
    assert officer.account != family.guardian.account
    assert not Guardian.objects.filter(account=officer.account).exists()


def test_an_address_somebody_came_in_by_is_taken_from_no_family(
    manager: Officer, invites: Invites, family: DeskFamily
) -> None:
    link = invites(manager)
    signed_in(family.guardian.account)
    assert "/compte/login/" in Client().post(link, {"do": "not_mine"}).content.decode()
    with pytest.raises(Refusal, match="déjà un compte"):
        disown_address(family=DeskFamily.objects.get(), now=timezone.now())
    family.guardian.account.refresh_from_db()
    assert family.guardian.account.email == NEW


@pytest.mark.parametrize("who", ["teacher", "operator"])
def test_an_invitation_opens_no_teacher_s_nor_operator_s_account(manager: Officer, invites: Invites, who: str) -> None:
    known = make_teacher(name="Fatoumata Konaté").account if who == "teacher" else make_operator("Fatoumata Konaté")
    known.set_unusable_password()
    known.save()
    link, visitor = invites(manager, known.email or ""), Client()
    page = visitor.post(link, {"password1": SECRET}).content.decode()
    assert ("un compte de professeur" in page, "/compte/login/" in page) == (who == "teacher", who == "operator")
    known.refresh_from_db()
    assert not known.has_usable_password()


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
    OfficerInvitation.objects.update(until=invitation.invited_at - FORGOTTEN - timedelta(seconds=1))
    invites(manager, "other@mairie.example")
    assert not OfficerInvitation.objects.filter(email=NEW).exists()


# -- who invited ------------------------------------------------------------------------------------------------------
def test_who_invited_writes_again_and_takes_back(
    manager: Officer, invites: Invites, django_capture_on_commit_callbacks
) -> None:
    first = invites(manager)
    held, client = OfficerInvitation.objects.get(), signed_in(manager.account)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("sponsor:invite_again", args=[held.pk]))
    again = link_of_the_letter()
    assert (Client().get(first).status_code, Client().get(again).status_code) == (404, 200)
    elsewhere = signed_in(make_officer(make_sponsor()).account)
    for name in ("sponsor:invite_again", "sponsor:take_back"):
        assert elsewhere.post(reverse(name, args=[held.pk])).status_code == 404
    client.post(reverse("sponsor:take_back", args=[held.pk]))
    assert Client().get(again).status_code == 404
    assert "Samira" not in page_of(manager).partition("est retirée")[2]
    for name in ("sponsor:invite_again", "sponsor:take_back"):
        seen = client.post(reverse(name, args=[held.pk]), follow=True)
        assert (seen.status_code, "Cette invitation n’attend plus" in seen.content.decode()) == (200, True)
        assert elsewhere.post(reverse(name, args=[held.pk])).status_code == 404


def test_a_request_answered_twice_is_said_to_have_its_answer(manager: Officer) -> None:
    asked = ask_to_join(sponsor=manager.sponsor, email=NEW, name="Samira Benali", now=timezone.now())
    assert asked
    client, page = signed_in(manager.account), reverse("sponsor:answer_join", args=[asked.pk])
    client.post(page, {"do": "accept", "role": "reader"})
    seen = client.post(page, {"do": "accept", "role": "reader"}, follow=True)
    assert (seen.status_code, "Cette demande n’attend plus de réponse" in seen.content.decode()) == (200, True)
    assert signed_in(make_officer(make_sponsor()).account).post(page).status_code == 404
    assert client.post(reverse("sponsor:answer_join", args=[asked.pk + 1])).status_code == 404


def test_the_operator_invites_writes_again_and_takes_back(manager: Officer, django_capture_on_commit_callbacks) -> None:
    operator, page = proved_twice(make_operator()), reverse("staff:sponsor", args=[manager.sponsor_id])
    said = {"do": "officer", "name": "Anne Morel", "email": NEW, "role": "manager"}
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(page, said)
    assert "L’équipe Déclic vous invite" in mail.outbox[0].body
    held = OfficerInvitation.objects.get()
    assert "Anne Morel" in operator.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(reverse("staff:invite_again", args=[manager.sponsor_id, held.pk]))
    assert len(mail.outbox) == 2
    operator.post(reverse("staff:take_back", args=[manager.sponsor_id, held.pk]))
    assert not OfficerInvitation.objects.exists()


def test_a_colleague_invited_again_is_written_to_and_has_the_role_once_they_accept(
    manager: Officer, invites: Invites
) -> None:
    reader = make_officer(manager.sponsor, OfficerRole.READER)
    link = invites(manager, reader.account.email or "", "manager")
    reader.refresh_from_db()
    assert reader.role == "reader"
    signed_in(reader.account).post(link, {"do": "accept"})
    reader.refresh_from_db()
    assert reader.role == "manager"
    reader.delete()
    link = invites(manager, manager.account.email or "", "reader")
    assert signed_in(manager.account).post(link, {"do": "accept"}).status_code == 409, "the last manager stays one"


def test_an_older_letter_undoes_nothing_decided_since(manager: Officer, invites: Invites) -> None:
    colleague = make_officer(manager.sponsor)
    client, address = signed_in(manager.account), colleague.account.email or ""
    link = invites(manager, address, "manager")
    client.post(reverse("sponsor:role", args=[colleague.pk]), {"role": "reader", "seen": colleague.role})
    assert Client().get(link).status_code == 404
    link = invites(manager, address, "manager")
    client.post(reverse("sponsor:dismiss", args=[colleague.pk]))
    assert Client().get(link).status_code == 404


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


# -- several places ---------------------------------------------------------------------------------------------------
def test_a_parent_who_works_for_the_town_hall_is_offered_both_places_and_reads_the_family_s_as_any_parent(
    manager: Officer, settings: LazySettings
) -> None:
    family = Guardian.objects.create(account=manager.account)
    settings.SECOND_FACTOR = True
    client = signed_in(manager.account)
    page = client.get("/entrer/").content.decode()
    assert 'href="/entrer/?lieu=famille"' in page
    assert 'href="/partenaire/"' in page
    assert client.get("/famille/donnees/").status_code == 200
    assert client.get("/famille/").headers["Location"] == "/inscription/", "as any family without a code"
    assert client.get("/entrer/?lieu=famille").headers["Location"] == "/inscription/"
    second = reverse("account:second_factor")
    for held in ("/partenaire/", "/partenaire/equipe/", "/salle/00000000-0000-0000-0000-000000000000/"):
        assert client.get(held).headers["Location"] == second
    family.delete()
    assert client.get("/famille/").headers["Location"] == second, "without a family they are no parent's pages"


def test_the_team_s_second_factor_is_asked_everywhere(settings: LazySettings) -> None:
    settings.SECOND_FACTOR = True
    operator = make_operator()
    Guardian.objects.create(account=operator)
    assert signed_in(operator).get("/famille/").headers["Location"] == reverse("account:second_factor")
    page = proved_twice(operator).get("/entrer/").content.decode()
    assert 'href="/regie/"' in page
    assert "Ma famille" in page

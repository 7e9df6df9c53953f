"""Invitations into a sponsor's team, and what happens to them meanwhile."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from declic.config.listeners import connect
from declic.ground.errors import NotYours, Refusal
from declic.notices.post import team
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.actions.joining import ask_to_join
from declic.sponsors.models import JoinRequest, Officer, OfficerInvitation
from declic.sponsors.queries import invitation_of, invitation_secret
from declic.sponsors.rules.invitations import LASTS
from declic.sponsors.rules.officers import OfficerRole
from tests.at_once import together
from tests.world import NOW, make_account, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
NEW = "samira@mairie.example"


def invited(officer: Officer, email: str = NEW, *, role: OfficerRole = OfficerRole.READER) -> OfficerInvitation:
    return actions.invite_officer(
        sponsor=officer.sponsor, email=email, name="Samira", role=role, now=NOW, by=officer.account
    )


def test_what_was_taken_back_or_accepted_meanwhile_is_neither_sent_again_nor_taken_back_twice() -> None:
    manager = make_officer(make_sponsor())
    seen = invited(manager)
    acts: Sequence[Callable[[], None]] = (
        lambda: actions.invite_officer_again(invitation=seen, now=NOW, by=manager.account),
        lambda: actions.take_invitation_back(invitation=seen, now=NOW, by=manager.account),
    )
    actions.take_invitation_back(invitation=OfficerInvitation.objects.get(pk=seen.pk), now=NOW, by=manager.account)
    for act in acts:
        with pytest.raises(Refusal, match="acceptée, refusée ou retirée"):
            act()
    seen = invited(manager)
    account = make_account("Samira", email=NEW)
    actions.accept_invitation(
        secret=invitation_secret(OfficerInvitation.objects.get(pk=seen.pk)), account=account, now=NOW
    )
    for act in acts:
        with pytest.raises(Refusal, match="acceptée, refusée ou retirée"):
            act()
    assert not OfficerInvitation.objects.exists()


def test_an_officer_of_one_sponsor_is_named_by_no_other() -> None:
    officer = make_officer(make_sponsor())
    with pytest.raises(Refusal) as refused:
        actions.name_officer(sponsor=make_sponsor(), account=officer.account, now=NOW)
    assert refused.value.code == "other_sponsor"
    assert Officer.objects.get().sponsor == officer.sponsor


@pytest.mark.parametrize("end", ["dismissed", "dismissed by the operator", "reader"])
def test_what_a_manager_sent_ends_with_what_they_may(end: str) -> None:
    sponsor = make_sponsor()
    manager, bad = make_officer(sponsor), make_officer(sponsor)
    stays, theirs = invited(manager), invited(bad, "moi.autre@perso.example", role=OfficerRole.MANAGER)
    elsewhere = invited(make_officer(make_sponsor()), "moi.autre@perso.example")
    if end == "reader":
        actions.change_role(officer=bad, role=OfficerRole.READER, now=NOW, by=manager.account)
    else:
        actions.dismiss_officer(officer=bad, now=NOW, by=manager.account, forced=end != "dismissed")
    assert set(OfficerInvitation.objects.all()) == {stays, elsewhere}
    with pytest.raises(Refusal) as refused:
        actions.accept_with_new_account(secret=invitation_secret(theirs), name="Moi", password="une phrase", now=NOW)
    assert refused.value.code == "invitation_gone"
    for act in (
        lambda: invited(bad, "moi.encore@perso.example"),
        lambda: actions.invite_officer_again(invitation=stays, now=NOW, by=bad.account),
    ):
        with pytest.raises(NotYours):
            act()
    assert OfficerInvitation.objects.count() == 2, "what was on its way when they left opens nothing either"


@pytest.mark.parametrize("end", ["suspended", "erased", "an operator who left the team"])
def test_an_invitation_opens_no_more_once_its_sender_may_not_invite_and_another_may_send_it_again(end: str) -> None:
    sponsor, other = make_sponsor(), make_operator()
    sender = make_operator() if end.startswith("an operator") else make_officer(sponsor).account
    sent = actions.invite_officer(sponsor=sponsor, email=NEW, name="Samira", now=NOW, by=sender)
    if end == "suspended":
        Account.objects.filter(pk=sender.pk).update(is_active=False)
    elif end == "erased":
        sender.delete()
    else:
        Account.objects.filter(pk=sender.pk).update(is_staff=False)
    secret = invitation_secret(sent)
    for act in (
        lambda: invitation_of(secret, NOW),
        lambda: actions.accept_with_new_account(secret=secret, name="Samira", password="une phrase", now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "invitation_gone"
    assert not Account.objects.filter(email=NEW).exists()

    actions.invite_officer_again(invitation=sent, now=NOW, by=other)
    secret = invitation_secret(OfficerInvitation.objects.get())
    made = actions.accept_with_new_account(secret=secret, name="Samira", password="une phrase", now=NOW)
    assert (made.sponsor, made.role) == (sponsor, OfficerRole.MANAGER.value)


def test_a_manager_stays_one_and_what_they_sent_waits_on() -> None:
    manager = make_officer(make_sponsor())
    sent = invited(manager)
    actions.name_officer(sponsor=manager.sponsor, account=manager.account, now=NOW)
    assert OfficerInvitation.objects.get() == sent


@pytest.mark.parametrize("why", ["lapsed", "of nobody", "of one dismissed"])
def test_who_asks_by_proconnect_revives_no_invitation_nobody_stands_for_any_more(why: str) -> None:
    sponsor = make_sponsor()
    make_officer(sponsor)
    bad = make_officer(sponsor)
    sent = invited(bad, role=OfficerRole.MANAGER)
    now = NOW + (LASTS if why == "lapsed" else timedelta(hours=2))
    if why == "of nobody":
        OfficerInvitation.objects.update(by=None)
    elif why == "of one dismissed":
        Officer.objects.filter(pk=bad.pk).delete()
    asked = ask_to_join(sponsor=sponsor, email=NEW, name="Samira", now=now)
    assert asked == JoinRequest.objects.get()
    assert not OfficerInvitation.objects.filter(pk=sent.pk).exists()


@pytest.mark.parametrize("why", ["lapsed", "of an operator who left"])
def test_where_no_manager_can_answer_the_team_is_written_to_and_no_invitation_is_lost(
    why: str, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    connect()
    sponsor, operator = make_sponsor(), make_operator()
    make_officer(sponsor, OfficerRole.READER)
    Account.objects.filter(pk=make_officer(sponsor).account_id).update(is_active=False)
    sent = actions.invite_officer(sponsor=sponsor, email=NEW, name="Samira", now=NOW, by=operator)
    now = NOW + (LASTS if why == "lapsed" else timedelta(hours=2))
    if why != "lapsed":
        Account.objects.filter(pk=operator.pk).update(is_staff=False)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_to_join(sponsor=sponsor, email=NEW, name="Samira", now=now)
    assert asked == JoinRequest.objects.get()
    (letter,) = [one for one in mail.outbox if "aucun responsable" in one.subject]
    assert letter.to == [team()]
    assert f"/regie/partenaires/{sponsor.pk}/" in letter.body
    assert OfficerInvitation.objects.get() == sent
    with pytest.raises(Refusal):
        invitation_of(invitation_secret(sent), now)

    actions.invite_officer_again(invitation=sent, now=now, by=make_operator())
    assert not JoinRequest.objects.exists(), "whoever asked has their letter"
    assert invitation_of(invitation_secret(OfficerInvitation.objects.get()), now) == sent


def test_the_team_s_own_invitation_leaves_again_to_who_asks() -> None:
    sponsor, operator = make_sponsor(), make_operator()
    sent = actions.invite_officer(sponsor=sponsor, email=NEW, name="Samira", now=NOW, by=operator)
    later = NOW + timedelta(hours=2)
    assert ask_to_join(sponsor=sponsor, email=NEW, name="Samira", now=later) is None
    sent.refresh_from_db()
    assert sent.invited_at == later


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_one_address_invited_three_times_at_once_is_invited_once() -> None:
    manager = make_officer(make_sponsor())
    for n in range(3):
        address = f"x{n}@mairie.example"
        assert together(*[lambda address=address: invited(manager, address)] * 3) == [""] * 3  # type: ignore[misc]
    assert OfficerInvitation.objects.count() == 3


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_two_sponsors_invitations_accepted_at_once_give_one_place() -> None:
    managers = [make_officer(make_sponsor()), make_officer(make_sponsor())]
    for n in range(4):
        account = make_account("Samira", email=f"z{n}@mairie.example")
        secrets = [invitation_secret(invited(one, account.email or "")) for one in managers]

        def accepts(secret: str, account: Account = account) -> Callable[[], object]:
            return lambda: actions.accept_invitation(secret=secret, account=account, now=NOW)

        assert together(*map(accepts, secrets)) == ["", "other_sponsor"]
        (left,) = OfficerInvitation.objects.filter(email=account.email)
        assert left.sponsor_id != Officer.objects.get(account=account).sponsor_id


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_two_sponsors_invitations_accepted_at_once_by_who_has_no_account_make_one() -> None:
    managers = [make_officer(make_sponsor()), make_officer(make_sponsor())]
    for n in range(4):
        address = f"v{n}@mairie.example"
        secrets = [invitation_secret(invited(one, address)) for one in managers]

        def accepts(secret: str) -> Callable[[], object]:
            return lambda: actions.accept_with_new_account(
                secret=secret, name="Samira Benali", password="une phrase assez longue", now=NOW
            )

        assert together(*map(accepts, secrets)) == ["", "has_account"]
        account = Account.objects.get(email=address)
        assert EmailAddress.objects.filter(email=address).count() == 1
        (left,) = OfficerInvitation.objects.filter(email=address)
        assert left.sponsor_id != Officer.objects.get(account=account).sponsor_id, "the other invitation still waits"


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_sent_again_while_it_is_taken_back_it_is_gone() -> None:
    manager = make_officer(make_sponsor())
    for n in range(4):
        held = invited(manager, f"w{n}@mairie.example")
        one, two = (OfficerInvitation.objects.get(pk=held.pk) for _ in range(2))
        said = together(
            lambda one=one: actions.take_invitation_back(invitation=one, now=NOW),  # type: ignore[misc]
            lambda two=two: actions.invite_officer_again(invitation=two, now=NOW),  # type: ignore[misc]
        )
        assert said in ([""] * 2, ["", "invitation_gone"])
        assert not OfficerInvitation.objects.filter(pk=held.pk).exists()

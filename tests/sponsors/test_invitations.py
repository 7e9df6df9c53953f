"""Invitations into a sponsor's team, and what happens to them meanwhile."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connections

from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.models import Officer, OfficerInvitation
from declic.sponsors.queries import invitation_secret
from declic.sponsors.rules.officers import OfficerRole
from tests.world import NOW, make_account, make_officer, make_sponsor

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


def together(*acts: Callable[[], object]) -> list[str]:
    """What each came to: its refusal, the name of its error, or nothing."""
    gate, said = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except Refusal as refusal:
            said.append(refusal.code)
        except Exception as error:  # noqa: BLE001  (it is what is looked for)
            said.append(type(error).__name__)
        else:
            said.append("")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(said)


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

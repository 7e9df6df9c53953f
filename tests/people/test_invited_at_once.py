"""One address invited by two people at the same moment, or from two tabs."""

import threading
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.actions import invite_adult, invite_teacher
from declic.people.models import Account, Teacher
from tests.world import NOW

AT_ONCE = 3


def together(act: Callable[[], object]) -> list[str]:
    """What each of them came to: its refusal, the name of its error, or nothing."""
    gate, said = threading.Barrier(AT_ONCE), list[str]()

    def run() -> None:
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

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(said)


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_a_teacher_invited_by_several_at_once_is_one_and_the_others_are_told() -> None:
    for n in range(4):
        address = f"prof{n}@ac.example"
        came_to = together(lambda address=address: invite_teacher(email=address, name="Anne", position="", now=NOW))  # type: ignore[misc]
        assert came_to == ["", "already_teacher", "already_teacher"]
    assert Account.objects.count() == Teacher.objects.count() == EmailAddress.objects.count() == 4
    assert Fact.objects.filter(name="AdultInvited").count() == 4


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_an_adult_invited_by_several_at_once_has_one_account_and_one_letter() -> None:
    def invites() -> Account:
        return invite_adult(email="anne@ac.example", name="Anne", role="teacher", now=NOW)

    assert together(invites) == ["", "", ""]
    assert (Account.objects.count(), Fact.objects.filter(name="AdultInvited").count()) == (1, 1)

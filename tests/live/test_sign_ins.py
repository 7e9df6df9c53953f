"""A browser that is signed out has no page open any more; the same person's others stay."""

import time
from collections.abc import Iterator

import pytest

from declic.classroom.tickets import Ticket
from declic.live.desk_door import DeskDoor
from declic.live.staff_door import StaffDoor
from declic.people.actions.sign_ins import begin_sign_in, end_sign_in, end_sign_ins
from declic.people.models import Account, SignIn
from tests.live.talking import Talks, now, talks
from tests.live.test_missed_facts import FrailBus
from tests.world import make_operator, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def bus() -> FrailBus:
    return FrailBus()


@pytest.fixture
def live(bus: FrailBus) -> Iterator[Talks]:
    with talks(DeskDoor, StaffDoor, bus=bus) as running:
        yield running


def signed_in(account: Account, key: str) -> SignIn:
    return begin_sign_in(account=account, session_key=key, browser="Firefox sur Windows", now=now())


def desk(account: Account, sign_in: SignIn) -> Ticket:
    until = time.time() + 60
    return Ticket(k="desk", s="", p=account.pk, r="teacher", a=["watch"], g=1, x=until, d=sign_in.pk)


def test_the_pages_of_that_browser_are_shut_and_the_others_stay(live: Talks) -> None:
    account = make_teacher().account
    lost, kept = signed_in(account, "a" * 32), signed_in(account, "b" * 32)
    there, here = live.enter(desk(account, lost)), live.enter(desk(account, kept))
    there.next("welcome")
    here.next("welcome")
    end_sign_in(account=account, sign_in_id=lost.pk, why="ended", now=now())
    assert there.closed_with() == 4411
    here.answers()


def test_a_ticket_given_before_opens_nothing_after(live: Talks) -> None:
    account = make_teacher().account
    sign_in = signed_in(account, "a" * 32)
    given = desk(account, sign_in)
    watched = live.enter(given)
    watched.next("welcome")
    end_sign_ins(account=account, why="factor", now=now())
    assert watched.closed_with() == 4411
    assert live.enter(given).closed_with() == 4411


def test_after_a_break_those_ended_meanwhile_are_found(live: Talks, bus: FrailBus) -> None:
    account = make_operator()
    sign_in = signed_in(account, "a" * 32)
    until = time.time() + 60
    board = live.enter(Ticket(k="staff", s="", p=account.pk, r="guest", a=["watch"], g=1, x=until, d=sign_in.pk))
    board.next("board")
    bus.broken = True
    end_sign_in(account=account, sign_in_id=sign_in.pk, why="ended", now=now())
    bus.mend()
    assert board.closed_with() == 4411

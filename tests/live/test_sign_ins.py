"""A browser that is signed out has no page open any more; the same person's others stay."""

import time
from collections.abc import Iterator
from typing import Literal

import pytest

from declic.classroom.rules import Role, abilities_of
from declic.classroom.tickets import LIFE_S, Ticket
from declic.lessons.models import Lesson
from declic.live.bus import Bus
from declic.live.desk_door import DeskDoor
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.staff_door import StaffDoor
from declic.people.actions import issue_card, renew_card
from declic.people.actions.sign_ins import begin_sign_in, end_sign_in, end_sign_ins
from declic.people.models import Account, SignIn
from tests.live.talking import Talks, now, talks
from tests.live.test_missed_facts import FrailBus
from tests.world import make_lesson, make_operator, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def bus() -> FrailBus:
    return FrailBus()


def _rooms(bus: Bus) -> RoomDoor:
    return RoomDoor(bus=bus, recorder=Recorder())


@pytest.fixture
def live(bus: FrailBus) -> Iterator[Talks]:
    with talks(DeskDoor, StaffDoor, _rooms, bus=bus) as running:
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


def in_room(lesson: Lesson, role: Role) -> Ticket:
    """As the page gives it now."""
    teaches, abilities, until = role is Role.TEACHER, abilities_of(role), time.time() + LIFE_S
    account = lesson.teacher.account_id if teaches else lesson.pupil.account_id
    named: Literal["teacher", "pupil"] = "teacher" if teaches else "pupil"
    return Ticket("room", str(lesson.pk), account, named, abilities, lesson.ticket_generation, until)


def test_a_card_said_to_be_lost_shuts_what_it_opened_and_the_new_one_opens_again(live: Talks) -> None:
    lesson = make_lesson(now=now())
    issue_card(pupil=lesson.pupil, now=now())
    found = in_room(lesson, Role.PUPIL)
    with live.enter(found) as stranger, live.enter(in_room(lesson, Role.TEACHER)) as teacher:
        stranger.next("welcome")
        teacher.next("welcome")
        renew_card(pupil=lesson.pupil, now=now())
        assert stranger.closed_with() == 4411
        teacher.next("left")
    assert live.enter(found).closed_with() == 4411
    with live.enter(in_room(lesson, Role.PUPIL)) as child:
        child.next("welcome")

"""A browser that is signed out has no page open any more; the same person's others stay."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal, cast

import pytest

from declic.classroom.models import RoomGuest
from declic.classroom.rules import GuestKind, Role, abilities_of
from declic.classroom.tickets import LIFE_S, Ticket
from declic.journal.actions import record
from declic.lessons.models import Lesson
from declic.live import sign_ins
from declic.live.bus import Bus, open_bus
from declic.live.desk_door import DeskDoor
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.sign_ins import SignIns
from declic.live.staff_door import StaffDoor
from declic.live.waiting_door import WaitingDoor
from declic.people import facts
from declic.people.actions import issue_card, renew_card
from declic.people.actions.sign_ins import begin_sign_in, end_sign_in, end_sign_ins
from declic.people.models import Account, SignIn
from declic.safeguarding.actions import erase_family
from tests.live.clients import run
from tests.live.talking import Talks, now, talks
from tests.live.test_missed_facts import FrailBus
from tests.world import make_guardian, make_help_request, make_lesson, make_operator, make_teacher

if TYPE_CHECKING:
    from declic.live.door import DoorSocket

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def bus() -> FrailBus:
    return FrailBus()


def _rooms(bus: Bus) -> RoomDoor:
    return RoomDoor(bus=bus, recorder=Recorder())


@pytest.fixture
def live(bus: FrailBus) -> Iterator[Talks]:
    with talks(DeskDoor, StaffDoor, WaitingDoor, _rooms, bus=bus) as running:
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


def waits(account: Account, sign_in: SignIn) -> Ticket:
    return Ticket(k="wait", s="", p=account.pk, r="pupil", a=["watch"], g=1, x=time.time() + LIFE_S, d=sign_in.pk)


def test_a_child_who_signs_out_leaves_no_page_open_there_and_their_other_device_stays(live: Talks) -> None:
    account = make_help_request(now=now()).pupil.account
    tablet, computer = signed_in(account, "a" * 32), signed_in(account, "b" * 32)
    with live.enter(waits(account, tablet)) as left, live.enter(waits(account, computer)) as kept:
        left.next("welcome")
        kept.next("welcome")
        end_sign_in(account=account, sign_in_id=tablet.pk, why="left", now=now())
        assert left.closed_with() == 4411
        kept.answers()


def test_an_account_that_is_closed_is_shut_out_of_a_device_that_a_code_brought_too(live: Talks) -> None:
    lesson = make_lesson(now=now())
    given = in_room(lesson, Role.PUPIL)
    with live.enter(given) as device, live.enter(in_room(lesson, Role.TEACHER)) as teacher:
        device.next("welcome")
        teacher.next("welcome")
        Account.objects.filter(pk=given.p).update(is_active=False)
        record(facts.AccountClosed(given.p), now=now())
        assert device.closed_with() == 4411
        teacher.next("left")
        teacher.answers()
    assert live.enter(given).closed_with() == 4411


def test_a_parent_who_is_erased_is_in_no_lesson_they_were_invited_to_any_more(live: Talks) -> None:
    lesson = make_lesson(now=now())
    parent = make_guardian()
    RoomGuest.objects.create(lesson=lesson, account=parent.account, kind=GuestKind.GUARDIAN.value, since=now())
    sign_in = signed_in(parent.account, "a" * 32)
    listens, until = GuestKind.GUARDIAN.abilities, time.time() + LIFE_S
    given = Ticket("room", str(lesson.pk), parent.account_id, "guest", listens, 1, until, d=sign_in.pk)
    with live.enter(given) as page:
        page.next("welcome")
        erase_family(guardian=parent, now=now())
        assert page.closed_with() == 4411


@pytest.mark.parametrize("how", ["revoked", "closed"])
def test_who_was_shut_out_while_the_bus_was_broken_is_found_after(live: Talks, bus: FrailBus, how: str) -> None:
    lesson = make_lesson(now=now())
    issue_card(pupil=lesson.pupil, now=now())
    given = in_room(lesson, Role.PUPIL)
    with live.enter(given) as page, live.enter(in_room(lesson, Role.TEACHER)) as teacher:
        page.next("welcome")
        teacher.next("welcome")
        bus.broken = True
        if how == "revoked":
            renew_card(pupil=lesson.pupil, now=now())
        else:
            Account.objects.filter(pk=given.p).update(is_active=False)
        bus.mend()
        assert page.closed_with() == 4411
        teacher.answers()
    assert live.enter(given).closed_with() == 4411


def test_a_ticket_taken_back_before_this_process_was_there_opens_nothing_long(live: Talks, bus: FrailBus) -> None:
    """Given before, shown after: nobody told this process of what ended meanwhile."""
    account = make_help_request(now=now()).pupil.account
    sign_in = signed_in(account, "a" * 32)
    given = waits(account, sign_in)
    bus.broken = True
    end_sign_in(account=account, sign_in_id=sign_in.pk, why="left", now=now())
    bus.mend()
    assert live.enter(given).closed_with() == 4411


def test_who_enters_by_the_new_card_stays_when_the_bus_is_back(live: Talks, bus: FrailBus) -> None:
    lesson = make_lesson(now=now())
    issue_card(pupil=lesson.pupil, now=now())
    bus.broken = True
    renew_card(pupil=lesson.pupil, now=now())
    with live.enter(in_room(lesson, Role.PUPIL)) as child:
        child.next("welcome")
        bus.mend()
        with live.enter(in_room(lesson, Role.TEACHER)) as teacher:
            teacher.next("welcome")
            child.answers()


def test_thousands_who_come_back_after_a_restart_are_looked_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    given_before = time.time() - 5

    async def story() -> None:
        loop, all_were = asyncio.get_running_loop(), asyncio.Event()

        def look(given: Mapping[int, float]) -> dict[int, float]:
            looked.append(len(given))
            if sum(looked) == 4_000:
                loop.call_soon_threadsafe(all_were.set)
            return {}

        monkeypatch.setattr(sign_ins, "shut_out_among", look)
        async with open_bus("") as bus:
            door = SignIns(bus, set())
            door.start()
            for number in range(1, 4_001):
                door.entered(cast("DoorSocket", SimpleNamespace(account=number, sign_in=0, given_at=given_before)))
                if number % 1_000 == 0:
                    await asyncio.sleep(0)
            await all_were.wait()
            await door.stop()

    run(story())
    assert len(looked) < 5

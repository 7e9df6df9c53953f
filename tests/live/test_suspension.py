"""A teacher suspended while their pages are open: each is told, and shut."""

import time
from collections.abc import Iterator

import pytest

from declic.classroom.rules import Role, abilities_of
from declic.classroom.tickets import Ticket
from declic.dispatch.actions import run_wave
from declic.dispatch.models import Duty
from declic.lessons.models import Lesson
from declic.live.bus import Bus
from declic.live.desk_door import DeskDoor
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.staff_door import StaffDoor
from declic.people import actions as people
from declic.people.models import Teacher
from declic.safeguarding.actions import suspend_teacher
from tests.live.talking import Talker, Talks, now, talks, ticket
from tests.world import make_free_teacher, make_help_request, make_lesson, make_operator, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


def _rooms(bus: Bus) -> RoomDoor:
    return RoomDoor(bus=bus, recorder=Recorder())


@pytest.fixture
def live() -> Iterator[Talks]:
    with talks(DeskDoor, _rooms, StaffDoor) as running:
        yield running


def suspends(teacher: Teacher) -> None:
    suspend_teacher(teacher=teacher, by=make_operator(), now=now())


def room_ticket(lesson: Lesson, role: Role) -> Ticket:
    person = lesson.teacher if role is Role.TEACHER else lesson.pupil
    return Ticket(
        k="room",
        s=str(lesson.pk),
        p=person.account_id,
        r="teacher" if role is Role.TEACHER else "pupil",
        a=abilities_of(role),
        g=lesson.ticket_generation,
        x=time.time() + 60,
    )


def in_the_room(live: Talks, lesson: Lesson, role: Role) -> Talker:
    inside = live.enter(room_ticket(lesson, role))
    inside.next("welcome")
    return inside


def test_the_room_is_shut_to_the_teacher_and_the_pupil_goes_back_to_the_line(live: Talks) -> None:
    lesson = make_lesson(now=now())
    with in_the_room(live, lesson, Role.PUPIL) as pupil, in_the_room(live, lesson, Role.TEACHER) as teacher:
        suspends(lesson.teacher)
        over = pupil.next("over")
        assert (over["why"], over["next_url"]) == ("taken_back", "/eleve/attente/")
        assert pupil.closed_with() == 4410
        over = teacher.next("over")
        assert (over["why"], over["next_url"]) == ("taken_back", "/prof/")
        assert teacher.closed_with() == 4411


@pytest.mark.parametrize("generation", [1, 2])
def test_no_ticket_brings_them_back_into_the_room(live: Talks, generation: int) -> None:
    lesson = make_lesson(now=now())
    suspends(lesson.teacher)
    lesson.ticket_generation = generation
    with live.enter(room_ticket(lesson, Role.TEACHER)) as back:
        assert back.closed_with() in {4410, 4411}


def test_every_desk_of_theirs_is_shut_and_a_ticket_of_before_opens_none(live: Talks) -> None:
    teacher = make_free_teacher(now=now())
    before = ticket("desk", teacher.account_id, "teacher")
    with live.enter(before) as desk, live.enter(before) as other:
        desk.next("welcome")
        other.next("welcome")
        suspends(teacher)
        assert desk.closed_with() == other.closed_with() == 4411
    with live.enter(before) as back:
        assert back.closed_with() == 4411
    assert not Duty.objects.filter(ended_at=None).exists()


def rung(desk: Talker) -> str:
    """The offer that rings at a desk just opened."""
    desk.next("welcome")
    make_help_request(now=now())
    run_wave(now=now())
    return str(desk.next("ring")["offer_id"])


def test_what_rings_stops_with_a_kind_word(live: Talks) -> None:
    teacher = make_free_teacher(now=now())
    with live.desk(teacher) as desk:
        offer_id = rung(desk)
        suspends(teacher)
        over = desk.next("ring_over")
        assert (over["offer_id"], over["why"]) == (offer_id, "taken_back")
        assert "proposé à un collègue" in over["message"]
        assert desk.closed_with() == 4411


def test_what_rings_stops_so_even_if_its_own_end_is_heard_of_only_later(live: Talks) -> None:
    teacher = make_free_teacher(now=now())
    with live.desk(teacher) as desk:
        offer_id = rung(desk)
        people.suspend_teacher(teacher=teacher, by=None, now=now())  # nothing is said of the ring
        over = desk.next("ring_over")
        assert (over["offer_id"], over["why"]) == (offer_id, "taken_back")
        assert desk.closed_with() == 4411


def test_a_colleague_s_desk_stays(live: Talks) -> None:
    with live.desk(make_teacher()) as colleague:
        colleague.next("welcome")
        suspends(make_free_teacher(now=now()))
        colleague.answers()


def test_the_operator_sees_them_leave_the_board(live: Talks) -> None:
    teacher = make_lesson(now=now()).teacher
    with live.enter(ticket("staff", 1, "guest")) as operator:
        assert [seen["id"] for seen in operator.next("board")["teachers"]] == [teacher.account_id]
        suspends(teacher)
        board = operator.next("board")
        assert board["gone"] == [teacher.account_id]
        assert [waiting["state"] for waiting in board["waiting"]] == ["waiting"]

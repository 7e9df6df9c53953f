"""The operator's board: what changed, to whom may see it, at most once a second."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declic.classroom.tickets import Kind, write_ticket
from declic.dispatch.actions import (
    ask_in_writing,
    call_back,
    close_exceptionally,
    close_subject,
    desk_left,
    expire,
    reopen_subject,
    run_wave,
    want,
)
from declic.dispatch.actions.calls import call_off_duty
from declic.dispatch.models import Duty, HelpRequest
from declic.dispatch.queries import call_back_times
from declic.dispatch.queries.written import Unanswered
from declic.dispatch.rules.policy import POLICY
from declic.live.staff_board import StaffBoard
from declic.live.staff_door import StaffDoor
from declic.people.actions.calls import agree_to_calls
from declic.reports.queries.board import Board, OnDuty, Ring, Today, Waiting, board_of, who_teaches
from tests.live.talking import Talker, Talks, talks, ticket, until
from tests.world import (
    NOW,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_operator,
    make_pupil,
    make_ring,
    make_teacher,
)

NOBODY = Today(decided=0, kept=0, unmet=0, scheduled=0)


def on_duty(account: int, state: str = "free", about: tuple[str, str] | None = None) -> OnDuty:
    return OnDuty(account, f"Prof {account}", state, NOW, last_one=False, about=about)


def waiting(*rings: Ring) -> Waiting:
    return Waiting(uuid4(), "MAT", "TG", "exercise", "waiting", NOW, None, "none", rings)


def board(*teachers: OnDuty, waits: tuple[Waiting, ...] = (), today: Today = NOBODY) -> Board:
    return Board(NOW, waits, teachers, {("MAT", "TG"): 3}, today, Unanswered(0, None))


# -- what is told -----------------------------------------------------------------------------------------------------
def test_only_teachers_that_changed_are_told_again() -> None:
    known = StaffBoard()
    known.read(board(*(on_duty(number) for number in range(4000))))
    news = known.read(board(*(on_duty(number, "paused" if number == 7 else "free") for number in range(1, 4000))))
    assert news is not None
    assert [(teacher.id, teacher.state) for teacher in news.teachers] == [(7, "paused")]
    assert news.gone == [0]
    assert not news.whole
    assert known.told is not None
    assert known.told.whole
    assert len(known.told.teachers) == 3999


def test_nothing_is_said_when_nothing_changed() -> None:
    known = StaffBoard()
    request = waiting()
    assert known.read(board(on_duty(1), waits=(request,))) is not None
    assert known.read(board(on_duty(1), waits=(request,))) is None
    assert known.read(board(on_duty(1), waits=(request,), today=Today(1, 1, 0, 0))) is not None


def test_a_waiting_pupil_is_told_without_a_name_with_who_rings_and_why() -> None:
    ring = Ring("Mme Lefèvre", "ringing", "la moins demandée ailleurs", NOW, hedge=False)
    told = StaffBoard().read(board(on_duty(1, "ringing", ("MAT", "TG")), waits=(waiting(ring),)))
    assert told is not None
    (seen,) = told.waiting
    assert (seen.subject_label, seen.level_label, seen.kind_label, seen.free) == ("Maths", "Tle", "Exercice", 3)
    assert [(one.teacher, one.reason) for one in seen.rings] == [("Mme Lefèvre", "la moins demandée ailleurs")]
    assert told.teachers[0].about == "Maths, Tle"
    assert not {"name", "pupil", "first_name"} & set(seen.__struct_fields__)


# -- what is read -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_board_counts_the_teachers_off_duty_who_were_called() -> None:
    for _ in range(2):
        agree_to_calls(teacher=make_teacher(), phone="06 12 34 56 78", now=NOW)
    called, other = make_help_request(), make_help_request()
    call_off_duty(help_request=called, now=NOW)
    told = StaffBoard().read(board_of(NOW))
    assert told is not None
    assert {seen.id: seen.called for seen in told.waiting} == {str(called.pk): 2, str(other.pk): 0}


@pytest.mark.django_db
def test_a_teacher_whose_page_is_closed_is_not_said_to_be_free() -> None:
    """As the wave has it: nobody is rung there."""
    make_help_request()
    there, shut, silent, busy = (make_free_teacher([("MAT", "4E")], now=NOW) for _ in range(4))
    desk_left(teacher_account_id=shut.account_id, now=NOW)
    Duty.objects.filter(teacher=silent).update(seen_at=NOW - POLICY.desk_fresh - timedelta(seconds=1))
    Duty.objects.filter(teacher=busy).update(state="paused", desk_left_at=NOW)
    seen = board_of(NOW)
    states = {one.account_id: one.state for one in seen.teachers}
    assert states == {
        there.account_id: "free",
        shut.account_id: "away",
        silent.account_id: "away",
        busy.account_id: "paused",
    }
    assert seen.free == {("MAT", "4E"): 1}
    assert [(one.teacher_id, one.state) for one in who_teaches("MAT", NOW)] == [
        (there.pk, "free"),
        (busy.pk, "paused"),
        (shut.pk, "away"),
        (silent.pk, "away"),
    ]


@pytest.mark.django_db
def test_the_board_is_what_is_true_now() -> None:
    offer = make_ring(pupil=make_pupil("4E", first_name="Secrète"))
    seen = board_of(NOW)
    assert [(one.subject, one.level, one.state) for one in seen.waiting] == [("MAT", "4E", "waiting")]
    assert [(ring.state, ring.reason) for ring in seen.waiting[0].rings] == [("ringing", offer.reason)]
    assert [(one.state, one.about) for one in seen.teachers] == [("ringing", ("MAT", "4E"))]
    assert seen.free == {("MAT", "4E"): 0}
    assert "Secrète" not in repr(seen)


@pytest.mark.django_db
def test_how_far_a_wait_has_gone_and_what_waits_for_a_letter_are_told() -> None:
    late = make_help_request()
    HelpRequest.objects.filter(pk=late.pk).update(escalation="operator")
    for minutes in (90, 30):
        asked = NOW - timedelta(minutes=minutes)
        ask_in_writing(help_request=make_help_request(now=asked), now=asked)
    told = StaffBoard().read(board_of(NOW))
    assert told is not None
    assert [one.escalation for one in told.waiting] == ["operator"]
    assert (told.today.written, told.today.written_since) == (2, (NOW - timedelta(minutes=90)).isoformat())
    assert told.today.written_late == 0
    expire(now=NOW + timedelta(minutes=150))
    told = StaffBoard().read(board_of(NOW))
    assert told is not None
    assert told.today.written_late == 1, "four hours"


@pytest.mark.django_db
def test_who_cannot_be_rung_is_not_counted_free() -> None:
    make_help_request()
    make_free_teacher()
    assert board_of(NOW).free == {("MAT", "4E"): 1}
    assert board_of(NOW + timedelta(minutes=1)).free == {("MAT", "4E"): 0}, "a desk unheard for a minute"


@pytest.mark.django_db
def test_todays_promise_counts_what_is_decided() -> None:
    make_lesson()
    late = make_help_request(now=NOW - timedelta(minutes=6))
    make_help_request(now=NOW - timedelta(minutes=1))
    lost = make_help_request(now=NOW - timedelta(minutes=20))
    HelpRequest.objects.filter(pk=lost.pk).update(state="unmet", closed_at=NOW)
    yesterday = make_help_request(now=NOW)
    HelpRequest.objects.filter(pk=yesterday.pk).update(
        state="unmet", asked_at=NOW - timedelta(days=1), wait_from=NOW - timedelta(days=1), closed_at=NOW
    )
    assert late.state == "waiting"
    assert board_of(NOW).today == Today(decided=3, kept=1, unmet=1, scheduled=0)


@pytest.mark.django_db
def test_a_pupil_late_already_who_takes_a_call_back_stays_on_the_board_of_the_evening() -> None:
    """The promise was broken, whatever they chose then; sooner, nothing is decided yet."""
    late, soon = (make_help_request(now=NOW - timedelta(minutes=minutes)) for minutes in (7, 2))
    assert (board_of(NOW).today.decided, board_of(NOW).today.kept) == (1, 0)
    for request in (late, soon):
        call_back(help_request=request, at=call_back_times(request, NOW)[1], now=NOW)
    assert board_of(NOW).today == Today(decided=1, kept=0, unmet=0, scheduled=2)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow() -> None:
    make_ring()
    with CaptureQueriesContext(connection) as few:
        board_of(NOW)
    for _ in range(5):
        make_help_request()
        make_free_teacher([("ANG", "4E")])
    run_wave(now=NOW)
    with CaptureQueriesContext(connection) as many:
        board_of(NOW)
    assert len(few) == len(many) == 11


# -- the socket -------------------------------------------------------------------------------------------------------
@pytest.fixture
def live(transactional_db: None) -> Iterator[Talks]:
    with talks(StaffDoor) as running:
        yield running


def operator(live: Talks) -> Talker:
    return live.enter(ticket("staff", 1, "guest"))


def test_the_operator_is_told_the_whole_board_then_what_changes(live: Talks) -> None:
    teacher = make_free_teacher(now=timezone.now())
    with operator(live) as watcher:
        first = watcher.next("board")
        assert first["whole"]
        assert [one["state"] for one in first["teachers"]] == ["free"]
        want(teacher_account_id=teacher.account_id, state="pause", now=timezone.now())
        then = watcher.next("board")
        assert not then["whole"]
        assert [(one["id"], one["state"]) for one in then["teachers"]] == [(teacher.account_id, "paused")]
        make_help_request(now=timezone.now())
        until(lambda: bool(watcher.next("board")["waiting"]))


def test_a_newcomer_gets_the_whole_board(live: Talks) -> None:
    make_free_teacher(now=timezone.now())
    with operator(live) as one, operator(live) as other:
        assert one.next("board")["whole"]
        assert len(other.next("board")["teachers"]) == 1


@pytest.mark.parametrize("kind", ["desk", "wait", "room"])
def test_a_ticket_for_another_door_opens_nothing(kind: Kind, live: Talks) -> None:
    given = ticket(kind, 1, "teacher")
    with live.enter(given, path=f"/staff?ticket={write_ticket(given)}") as stranger:
        assert stranger.closed_with() == 4406


@pytest.mark.parametrize("path", ["/staff", "/staff?ticket=", "/staff?ticket=abc.def"])
def test_without_a_ticket_of_ours_nothing_opens(path: str, live: Talks) -> None:
    with live.enter(ticket("staff", 1, "guest"), path=path) as stranger:
        assert stranger.closed_with() == 4401


def test_what_an_operator_says_is_not_listened_to(live: Talks) -> None:
    with operator(live) as watcher:
        watcher.next("board")
        watcher.say({"type": "want", "state": "free"})
        assert watcher.next("error")["code"] == "malformed"
        watcher.answers()


def test_what_the_team_decides_is_told_to_every_operator_and_so_is_its_end(live: Talks) -> None:
    by = make_operator()
    with operator(live) as watcher:
        assert watcher.next("board")["in_force"] == []
        closing = close_subject(subject="MAT", levels="collège", reason="Absences.", by=by, now=timezone.now())
        told = watcher.next("board")["in_force"]
        assert [(one["kind"], one["label"], one["text"]) for one in told] == [
            ("subject", "Maths, au collège", "Absences.")
        ]
        reopen_subject(closing=closing, by=by, now=timezone.now())
        assert watcher.next("board")["in_force"] == []
        at = timezone.now()
        close_exceptionally(starts_at=at, ends_at=at + timedelta(hours=1), reason="Panne.", by=by, now=at)
        assert [one["kind"] for one in watcher.next("board")["in_force"]] == ["hours"]

"""A desk is never fooled: what is no message, what is somebody else's, and who has none."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from declic.dispatch.actions import run_wave
from declic.live.desk_door import DeskDoor
from tests.live.at_the_desk import on_duty, rung
from tests.live.talking import Talker, Talks, now, talks, ticket, until
from tests.world import make_help_request, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def live() -> Iterator[Talks]:
    with talks(DeskDoor) as running:
        yield running


def test_somebody_elses_ring_cannot_be_answered(live: Talks) -> None:
    with on_duty(live, make_teacher()) as desk, live.desk(make_teacher()) as stranger:
        make_help_request(now=now())
        run_wave(now=now())
        offer_id = rung(desk)
        for kind in ("accept", "decline", "send_back"):
            stranger.say({"type": kind, "offer_id": offer_id})
            assert stranger.next("error")["code"] == "not_found"
        desk.say({"type": "accept", "offer_id": offer_id})
        assert desk.next("lesson")


@pytest.mark.parametrize(
    "nonsense",
    [
        "{",
        "[]",
        '{"type":"fly"}',
        '{"type":"accept"}',
        '{"type":"accept","offer_id":7}',
        '{"type":"accept","offer_id":"not an id"}',
        b"\x00\x01\x02",
    ],
)
def test_nonsense_is_refused_and_the_desk_stays(live: Talks, nonsense: str | bytes) -> None:
    with live.desk(make_teacher()) as desk:
        desk.next("welcome")
        desk.say(nonsense)
        assert desk.next("error")["code"] == "malformed"
        desk.answers()


def test_a_wish_that_does_not_exist_and_an_offer_that_never_was_are_refused(live: Talks) -> None:
    with live.desk(make_teacher()) as desk:
        desk.next("welcome")
        desk.say({"type": "want", "state": "holiday"})
        assert desk.next("error")["code"] == "unknown_want"
        desk.say({"type": "accept", "offer_id": str(uuid4())})
        assert desk.next("error")["code"] == "not_found"


def test_too_much_too_fast_is_said_once_and_the_desk_stays(live: Talks) -> None:
    with live.desk(make_teacher()) as desk:
        desk.next("welcome")
        for n in range(300):
            desk.say({"type": "ping", "n": n})
        assert desk.next("error")["code"] == "too_fast"
        until(lambda: answers_again(desk))
    assert len([message for message in desk.heard if message["type"] == "error"]) < 10


def test_an_oversize_message_is_refused_with_its_code(live: Talks) -> None:
    with live.desk(make_teacher()) as desk:
        desk.next("welcome")
        desk.say('{"type":"want","state":"' + "x" * 20_000 + '"}')
        assert desk.next("error")["code"] == "too_large"


def test_a_pupil_has_no_desk(live: Talks) -> None:
    pupil = make_pupil()
    as_pupil = live.enter(ticket("desk", pupil.account_id, "pupil"))
    assert as_pupil.closed_with() == 4406
    other_door = live.enter(ticket("wait", pupil.account_id, "pupil"), path="/desk?ticket=nonsense")
    assert other_door.closed_with() == 4401


def test_a_teacher_who_is_not_approved_cannot_go_on_duty(live: Talks) -> None:
    with live.desk(make_teacher(approved=False)) as desk:
        desk.next("welcome")
        desk.say({"type": "want", "state": "free"})
        assert desk.next("error")["code"] == "not_approved"


def answers_again(desk: Talker) -> bool:
    desk.say({"type": "ping", "n": -1})
    try:
        return bool(desk.next("pong", patience_s=0.2)["n"] == -1)
    except TimeoutError:
        return False

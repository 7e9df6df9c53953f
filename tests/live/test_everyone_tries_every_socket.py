"""Each kind of socket, tried by those who must not enter, and by those who send nonsense once in."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from msgspec import to_builtins
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from declic.classroom.tickets import Kind, Ticket, path_of, write_ticket
from declic.lessons.actions import end
from declic.lessons.models import Lesson
from declic.live.protocol import limits
from tests.live.knocking import KINDS, door, every_door, good, knocking, refused_with, still_there
from tests.live.talking import Talks, now
from tests.world import get_lesson, make_lesson, make_pupil

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def live() -> Iterator[Talks]:
    with every_door() as running:
        yield running


# -- who does not enter -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_without_a_ticket_of_ours_nobody_enters(live: Talks, kind: Kind) -> None:
    ticket = good(kind)
    where, text = door(ticket), write_ticket(ticket)
    body, stamp, signature = text.split(":")
    for told, shown in {
        "none": "",
        "an empty one": "?ticket=",
        "not a ticket": "?ticket=%00%ff'<script>",
        "another body under our signature": f"?ticket={body[:-2]}AA:{stamp}:{signature}",
        "no signature": f"?ticket={body}:{stamp}:",
        "another signature": f"?ticket={body}:{stamp}:{signature[::-1]}",
        "in another parameter": f"?Ticket={text}",
    }.items():
        assert refused_with(live, where + shown) == 4401, told


@pytest.mark.parametrize("kind", KINDS)
def test_a_ticket_signed_for_something_else_is_no_ticket(live: Talks, kind: Kind) -> None:
    ticket = good(kind)
    for forged in (
        signing.dumps(to_builtins(ticket), salt="django.contrib.sessions.backends.signed_cookies"),
        signing.dumps(to_builtins(ticket), key="another installation’s key", salt="declic.ticket"),
        signing.dumps({"k": kind}, salt="declic.ticket"),
        signing.dumps([], salt="declic.ticket"),
    ):
        assert refused_with(live, f"{door(ticket)}?ticket={forged}") == 4401


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_ticket_does_not_open(live: Talks, kind: Kind) -> None:
    assert refused_with(live, path_of(good(kind, x=time.time() - 1))) == 4402


@pytest.mark.parametrize("kind", KINDS)
def test_the_ticket_of_another_door_does_not_open(live: Talks, kind: Kind) -> None:
    where = door(good(kind))
    for other in KINDS:
        if other != kind:
            assert refused_with(live, f"{where}?ticket={write_ticket(good(other))}") == 4406, other


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1.evil.example", "http://[", "evil"],
)
def test_the_page_of_another_site_opens_nothing(live: Talks, kind: Kind, origin: str) -> None:
    """With a good ticket: a page that has stolen one cannot use it from a browser."""
    assert refused_with(live, path_of(good(kind)), origin=Origin(origin)) == 4403


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_page_enters(live: Talks, kind: Kind) -> None:
    with knocking(live, path_of(good(kind)), origin=Origin(f"http://127.0.0.1:{live.port}")) as inside:
        still_there(inside)


@pytest.mark.parametrize(
    ("kind", "role"), [("desk", "pupil"), ("desk", "guest"), ("wait", "teacher"), ("wait", "guest")]
)
def test_a_door_knows_whom_it_is_for(live: Talks, kind: Kind, role: str) -> None:
    assert refused_with(live, path_of(good(kind, r=role))) == 4406


@pytest.mark.parametrize("kind", ["staff", "rota"])
def test_an_operators_page_is_not_for_plain_clients(live: Talks, kind: Kind) -> None:
    assert refused_with(live, path_of(good(kind)), typed=False) == 4406


def another_lesson(lesson: Lesson, ticket: Ticket) -> str:
    del lesson
    return f"/room/{make_lesson(now=now()).pk}?ticket={write_ticket(ticket)}"


def no_lesson(lesson: Lesson, ticket: Ticket) -> str:
    del lesson
    return path_of(Ticket(**{**_fields(ticket), "s": str(uuid4())}))


def no_uuid(lesson: Lesson, ticket: Ticket) -> str:
    del lesson
    return f"/room/../desk?ticket={write_ticket(ticket)}"


def revoked(lesson: Lesson, ticket: Ticket) -> str:
    Lesson.objects.filter(pk=lesson.pk).update(ticket_generation=ticket.g + 1)
    return path_of(ticket)


def over(lesson: Lesson, ticket: Ticket) -> str:
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=now())
    return path_of(ticket)


@pytest.mark.parametrize(
    ("why", "code"), [(another_lesson, 4406), (no_lesson, 4404), (no_uuid, 4404), (revoked, 4411), (over, 4410)]
)
def test_a_room_is_for_its_own_lesson_while_it_lasts(
    live: Talks, why: Callable[[Lesson, Ticket], str], code: int
) -> None:
    ticket = good("room")
    assert refused_with(live, why(get_lesson(UUID(ticket.s)), ticket)) == code


def test_a_waiting_page_closes_when_nothing_waits(live: Talks) -> None:
    with knocking(live, path_of(good("wait", p=make_pupil().account_id))) as page:
        assert page.next("over")["why"] == "nothing"
        assert page.closed_with() == 4410


LOOKALIKES = ["/deskXYZ", "/desk/", "/desk/1", "/waiting", "/staffroom", "/staff.html"]


@pytest.mark.parametrize("path", ["/", "/nowhere", "//[x", "/room", "/?ticket=x", *LOOKALIKES])
def test_another_address_is_no_door_and_the_server_goes_on(live: Talks, path: str) -> None:
    shown = "" if "?" in path else f"?ticket={write_ticket(good('desk'))}"
    with pytest.raises(WebSocketException), knocking(live, path + shown):
        pass
    with knocking(live, path_of(good("desk"))) as inside:
        still_there(inside)


@pytest.mark.parametrize(("path", "status"), [("/", 404), ("/nowhere", 404), ("/desk", 400), ("/room/x", 400)])
def test_a_page_asked_for_here_is_none_and_its_headers_are_those_of_pages(live: Talks, path: str, status: int) -> None:
    asked = HTTPConnection("127.0.0.1", live.port, timeout=60)
    asked.request("GET", path)
    answer = asked.getresponse()
    assert answer.status == status
    said_as_pages_are(answer)
    assert path.encode() not in answer.read() or path == "/"


def said_as_pages_are(answer: HTTPResponse) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
}
NO_UPGRADE = [
    {"Sec-WebSocket-Key": "short"},
    {"Sec-WebSocket-Key": "é"},
    {"Sec-WebSocket-Key": ""},
    {"Sec-WebSocket-Version": "99"},
    {"Sec-WebSocket-Version": ""},
    {"Connection": "close"},
    {"Upgrade": "h2c"},
]


@pytest.mark.parametrize("wrong", NO_UPGRADE, ids=str)
def test_what_asks_for_a_socket_wrongly_is_answered_as_a_page_and_opens_no_door(
    live: Talks, wrong: dict[str, str]
) -> None:
    asked = HTTPConnection("127.0.0.1", live.port, timeout=60)
    headers = {name: value.encode() for name, value in (UPGRADE | wrong).items()}
    asked.request("GET", path_of(good("desk")), headers=headers)
    answer = asked.getresponse()
    assert answer.status == 400
    said_as_pages_are(answer)
    assert answer.read() == b"400 Bad Request\n"


# -- what is sent once in ---------------------------------------------------------------------------------------------
NONSENSE: tuple[str | bytes, ...] = (
    "",
    "{",
    "null",
    "[]",
    '"ping"',
    "{}",
    '{"type": 7}',
    '{"type": "ping"}',
    '{"type": "ping", "n": "one"}',
    '{"type": "sudo", "n": 1}',
    '{"type": "chat", "cid": 1, "text": 2}',
    '{"type": "want", "state": ["free"]}',
    "[" * 5000,
    b"",
    b"\x00",
    b"\x00\x07\x01\x00",
    b"\x00\x02\x05ab",
    b"\x00\x02\xff\xff\xff\xff\xff\xff\xff",
    b"\x00\x00\x03\xff\xff\xff",
    b"\xff" * 300,
    b"GET / HTTP/1.1\r\n\r\n",
)


@pytest.mark.parametrize("kind", KINDS)
def test_nonsense_is_turned_down_and_the_socket_stays(live: Talks, kind: Kind) -> None:
    with knocking(live, path_of(good(kind))) as inside:
        for nonsense in NONSENSE:
            inside.say(nonsense)
            assert inside.next("error")["code"] == "malformed", nonsense
        still_there(inside)


def test_text_that_is_no_text_is_turned_down(live: Talks) -> None:
    """Bytes that are not UTF-8 in a text frame: an error, and the socket stays."""
    for kind in KINDS:
        with knocking(live, path_of(good(kind))) as inside:
            inside.connection.send(b'{"type":"ping","n":\xff}', text=True)
            assert inside.next("error")["code"] == "malformed"
            still_there(inside)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "sent",
    ["x" * (limits.TEXT_BYTES + 1), b"\x00\x02" + b"x" * limits.FRAME_BYTES],
    ids=["text", "binary"],
)
def test_what_is_too_large_is_said_and_the_socket_closes(live: Talks, kind: Kind, sent: str | bytes) -> None:
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        inside.say(sent)
        assert inside.next("error")["code"] == "too_large"
        assert inside.closed_with() == 4413


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_huge_is_not_even_read(live: Talks, kind: Kind) -> None:
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        with suppress(ConnectionClosed):  # the door may shut before all of it is sent
            inside.say(b"x" * (limits.PICOWS_FRAME_BYTES + 1))
        assert inside.closed_with() in {4413, 1009}


def test_too_fast_in_a_room_is_said_and_the_socket_closes(live: Talks) -> None:
    with knocking(live, path_of(good("room"))) as inside:
        still_there(inside)
        with suppress(ConnectionClosed):  # the door may shut before the last one
            for number in range(limits.FRAMES_BURST * 2):
                inside.say({"type": "ping", "n": number})
        assert inside.next("error")["code"] == "too_fast"
        assert inside.closed_with() == 4429


@pytest.mark.parametrize("kind", ["desk", "wait", "staff"])
@pytest.mark.parametrize("sent", ['{"type": "ping", "n": 1}', "{", b"\x00"], ids=["ping", "nonsense", "binary"])
def test_too_fast_elsewhere_is_said_and_the_socket_stays(live: Talks, kind: Kind, sent: str | bytes) -> None:
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        for _ in range(limits.TALK_BURST * 4):
            inside.say(sent)
        while inside.next("error")["code"] != "too_fast":
            pass
        still_there(inside)


def _fields(ticket: Ticket) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in ticket.__struct_fields__}

"""Nobody fills the disk by sending a body without end."""

import asyncio
from typing import Any

from django.urls import reverse

from declic.config.asgi import BODY_BYTES, ROLL_BYTES, ROLLS, BoundedBody
from declic.dispatch.rules.attempt import PAGES_MAX
from declic.rolls.rules import limits
from declic.uploads.rules import MAX_BYTES
from tests.config.careful import is_careful

MOST = 1000


async def reads_all(scope: Any, receive: Any, send: Any) -> None:
    """As Django does: the whole body first, then the answer."""
    del scope
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def answered(chunks: list[int], announced: bytes | None = None, path: str = "/") -> tuple[int, int]:
    """The status, and how many bytes of the body were taken in."""
    taken, sent = 0, []
    left = list(chunks)

    async def receive() -> dict[str, Any]:
        nonlocal taken
        size = left.pop(0)
        taken += size
        return {"type": "http.request", "body": b"x" * size, "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-length", announced)] if announced is not None else []
    asyncio.run(
        BoundedBody(reads_all, MOST, {"/liste/": 300})(
            {"type": "http", "path": path, "headers": headers}, receive, send
        )
    )
    return sent[0]["status"], taken


def test_what_announces_too_much_is_not_read() -> None:
    assert answered([5000], b"5000") == (413, 0)
    assert answered([5000], b"9" * 400) == (413, 0)


def test_what_announces_nothing_is_read_to_the_limit_and_no_further() -> None:
    assert answered([600, 600, 600, 600]) == (413, 1200)


def test_what_lies_is_read_to_the_limit_and_no_further() -> None:
    assert answered([600, 600, 600, 600], b"10") == (413, 1200)
    assert answered([600, 600, 600, 600], b"-1") == (413, 1200)


def test_what_holds_goes_through() -> None:
    assert answered([400, 600], b"1000") == (200, 1000)
    assert answered([0]) == (200, 0)


def test_a_whole_help_request_of_heavy_photos_holds() -> None:
    assert PAGES_MAX * MAX_BYTES < BODY_BYTES


def test_a_list_of_pupils_is_closer_bounded_than_the_rest() -> None:
    assert answered([400], b"400", "/liste/") == (413, 0)
    assert answered([200, 200, 200], None, "/liste/") == (413, 400)
    assert answered([200, 100], b"300", "/liste/") == (200, 300)
    assert ROLL_BYTES > limits.MAX_BYTES
    assert reverse("sponsor:roll") == ROLLS


def test_whoever_sends_a_page_s_form_is_answered_by_a_page_in_french() -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("nothing is read")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-length", b"1073741824"), (b"accept", b"text/html,*/*")]
    scope = {"type": "http", "path": ROLLS, "headers": headers}
    asyncio.run(BoundedBody(reads_all, BODY_BYTES, {ROLLS: ROLL_BYTES})(scope, receive, send))
    assert (b"content-type", b"text/html; charset=utf-8") in sent[0]["headers"]
    assert is_careful(sent[0]["headers"])
    assert "Cet envoi est trop lourd" in sent[1]["body"].decode()

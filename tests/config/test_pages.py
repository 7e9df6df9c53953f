"""Pages answered by threads that stay: through the ASGI door, with a real body and a real file."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from declic.config.pages import WAITING_MOST, Pages
from declic.live import threads
from declic.web.layout.busy import BUSY, FORM_BYTES, busy_answer
from tests.config.careful import is_careful


@csrf_exempt
def size(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.body)} {request.META['REMOTE_ADDR']}")


def parts(request: HttpRequest) -> HttpResponseBase:
    del request
    return FileResponse(bytes([n]) * 1000 for n in range(50))


gate = threading.Event()


def held(request: HttpRequest) -> HttpResponse:
    """Answered once the gate is open."""
    assert gate.wait(20)
    return HttpResponse(request.headers.get("X-Number", ""))


urlpatterns = [path("size/", size), path("parts/", parts), path("held/", held)]


@pytest.fixture
def pages() -> Iterator[Pages]:
    with override_settings(ROOT_URLCONF=__name__):
        yield Pages(threads=2)


def asked(pages: Pages, at: str, *chunks: bytes, gone: bool = False) -> tuple[int, bytes]:
    """The status and the body; `gone`: the client hangs up before its last chunk."""
    sent: list[dict[str, Any]] = []
    more = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    left: Iterator[dict[str, Any]] = iter([*more, {"type": "http.disconnect" if gone else "http.request"}])

    async def receive() -> dict[str, Any]:
        return next(left)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def go() -> None:
        scope = {
            "type": "http",
            "method": "POST" if chunks else "GET",
            "path": at,
            "headers": [(b"content-type", b"application/octet-stream"), (b"remote_addr", b"203.0.113.9")],
            "client": ("192.0.2.1", 4000),
        }
        await pages(scope, receive, send)
        await pages.close()

    asyncio.run(go())
    return (sent[0]["status"] if sent else 0), b"".join(message.get("body", b"") for message in sent[1:])


def test_a_body_comes_whole_with_its_senders_address(pages: Pages) -> None:
    assert asked(pages, "/size/", b"a" * 700_000, b"b" * 800_000) == (200, b"1500000 192.0.2.1")


def test_a_file_leaves_in_parts_in_order(pages: Pages) -> None:
    assert asked(pages, "/parts/") == (200, b"".join(bytes([n]) * 1000 for n in range(50)))


def test_who_hangs_up_is_not_answered(pages: Pages) -> None:
    assert asked(pages, "/size/", b"a", gone=True) == (0, b"")


# -- more than can be answered ----------------------------------------------------------------------------------------
FORM = [(b"content-type", b"application/x-www-form-urlencoded")]


async def ask_all(pages: Pages, number: int, then: Callable[[], Awaitable[Any]]) -> list[tuple[int, bytes]]:
    """As many requests at once, of which none is answered before `then` has been: status and body of each."""
    answers: list[tuple[int, bytes]] = []

    async def one(n: int) -> None:
        sent = await exchange(pages, "/held/", headers=[(b"x-number", str(n).encode())])
        answers.append((sent[0]["status"], sent[1]["body"]))

    gate.clear()
    asked = [asyncio.create_task(one(n)) for n in range(number)]
    while pages._under_way < number:  # noqa: ASYNC110  (it counts, and tells nobody)
        await asyncio.sleep(0)
    try:
        await then()
    finally:
        gate.set()
        await asyncio.gather(*asked)
    return answers


async def exchange(
    pages: Pages, at: str, body: bytes = b"", headers: Sequence[tuple[bytes, bytes]] = ()
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    method = "POST" if body else "GET"
    scope = {"type": "http", "method": method, "path": at, "headers": list(headers), "client": ("192.0.2.1", 4000)}
    await pages(scope, receive, send)
    return sent


def test_whoever_comes_when_too_many_wait_is_told_so_at_once_and_those_who_wait_are_answered(pages: Pages) -> None:
    told: list[list[dict[str, Any]]] = []

    async def come() -> None:
        told.append(await exchange(pages, "/size/", headers=[(b"accept", b"application/json")]))
        told.append(await exchange(pages, "/size/"))

    async def go() -> list[tuple[int, bytes]]:
        answers = await ask_all(pages, 2 + WAITING_MOST, come)
        told.append(await exchange(pages, "/held/"))
        await pages.close()
        return answers

    answers = asyncio.run(go())
    assert sorted(answers) == sorted((200, str(n).encode()) for n in range(2 + WAITING_MOST))
    script, page, later = told
    assert [sent[0]["status"] for sent in told] == [503, 503, 200]
    assert json.loads(script[1]["body"]) == {"code": "busy", "message": BUSY}
    assert (b"Retry-After", b"3") in page[0]["headers"]
    assert is_careful(page[0]["headers"])
    assert is_careful(script[0]["headers"])
    assert (b"Content-Length", str(len(page[1]["body"])).encode()) in page[0]["headers"]
    assert 'href="/size/"' in page[1]["body"].decode()
    assert later[0]["status"] == 200


def test_what_was_typed_in_a_form_comes_back_with_a_button_that_sends_it_again(pages: Pages) -> None:
    told: list[dict[str, Any]] = []

    async def come() -> None:
        told.extend(await exchange(pages, "/size/", urlencode({"tried": "L’« été » <b>", "kind": ""}).encode(), FORM))

    async def go() -> None:
        await ask_all(pages, 2 + WAITING_MOST, come)
        await pages.close()

    asyncio.run(go())
    page = told[1]["body"].decode()
    assert told[0]["status"] == 503
    assert '<form method="post" action="/size/">' in page
    assert (
        '<input type="hidden" name="tried" value="L’« été » &lt;b&gt;"><input type="hidden" name="kind" value="">'
        in page
    )


def test_a_body_that_is_no_short_form_is_not_sent_back() -> None:
    for headers, body in (({b"content-type": b"multipart/form-data"}, b"photo"), (dict(FORM), b"a" * (FORM_BYTES + 1))):
        status, _, page = busy_answer("POST", headers, "/size/", body)
        assert (status, b"<form" in page, "La page d’avant garde tout".encode() in page) == (503, False, True)


def test_pages_end_in_bounded_time_and_what_has_not_begun_is_not_done(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "PATIENCE_S", 0.05)
    begun: list[int] = []
    ended: list[int] = []

    async def go() -> None:
        gate.clear()
        pool = ThreadPoolExecutor(2)
        for n in range(30):
            pool.submit(lambda n=n: (begun.append(n), gate.wait(20), ended.append(n)))
        await threads.close_pool(pool, 2)
        assert ended == []  # it has not waited for what never ends
        gate.set()
        pool.shutdown(wait=True)
        await pages.close()

    asyncio.run(go())
    assert len(begun) == 2

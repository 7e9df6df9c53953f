"""Pages answered by threads that stay: through the ASGI door, with a real body and a real file."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from declic.config.pages import Pages


@csrf_exempt
def size(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.body)} {request.META['REMOTE_ADDR']}")


def parts(request: HttpRequest) -> HttpResponseBase:
    del request
    return FileResponse(bytes([n]) * 1000 for n in range(50))


urlpatterns = [path("size/", size), path("parts/", parts)]


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

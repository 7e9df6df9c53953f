"""Django answered by a few threads that stay, each with its database connection.

Under Django's own ASGI handler every request gets a new thread, hence a new connection, and each middleware of ours
one more change of thread: more than half of what a short request costs. Views here are plain functions, so the whole
chain runs in one go. Unlike under WSGI, a body is read before a thread is taken: a slow upload holds none.
"""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.urls import set_script_prefix

from declic.live.threads import close_pool
from declic.web.layout.busy import FORM_BYTES, busy_answer

THREADS: Final = min(8, 2 + len(os.sched_getaffinity(0)))
"""Requests answered at once. Photos are cleaned outside the interpreter's lock, the rest waits for it: more threads
than processors, but not many, or they spend their time taking it from each other.
"""
WAITING_MOST: Final = 64
"""Requests that wait for a thread: some two seconds' work. Whoever comes then is told at once that there are too many,
rather than wait in silence for an answer that comes too late to be read."""
PARTS: Final = 16
"""Of a file, fetched in one visit to a thread: 1 MiB."""


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    streaming: HttpResponseBase | None = None
    """Still open, its parts to be fetched; else all of it is in `body`."""


class Pages(ASGIHandler):
    """The ASGI application. Every view and middleware must be synchronous."""

    def __init__(self, threads: int = THREADS) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._number = threads
        self._most = threads + WAITING_MOST
        self._under_way = 0
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"no page answers {scope['type']}")
        try:
            body_file = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        if self._under_way >= self._most:
            await _too_many(scope, body_file, send)
            return
        self._under_way += 1
        try:
            answer = await loop.run_in_executor(self._threads, self._answer, scope, body_file)
        finally:
            self._under_way -= 1
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        if answer.streaming is None:
            await send(start)
            await send({"type": "http.response.body", "body": answer.body})
            return
        try:
            await send(start)
            parts = iter(answer.streaming)
            while part := await loop.run_in_executor(self._threads, _next_of, parts):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body"})
        finally:
            await loop.run_in_executor(self._threads, answer.streaming.close)

    async def close(self) -> None:
        """Once no request is under way."""
        await close_pool(self._threads, self._number)

    def _answer(self, scope: Any, body_file: Any) -> _Answer:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body_file)
        if request is None:
            body_file.close()
        response: Any = refused if request is None else self.get_response(request)
        response._handler_class = self.__class__  # noqa: SLF001  (as Django's handlers do)
        headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
        headers += [(b"Set-Cookie", c.output(header="").encode("ascii").strip()) for c in response.cookies.values()]
        if response.streaming:
            response.block_size = self.chunk_size
            return _Answer(response.status_code, headers, b"", response)
        with closing(response):
            return _Answer(response.status_code, headers, response.content)


async def _too_many(scope: Any, body_file: Any, send: Any) -> None:
    with closing(body_file):
        body = body_file.read(FORM_BYTES + 1)
    status, headers, said = busy_answer(scope["method"], dict(scope["headers"]), scope["path"], body)
    length = (b"Content-Length", str(len(said)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": said})


def _next_of(parts: Iterator[bytes]) -> bytes:
    return b"".join(islice(parts, PARTS))

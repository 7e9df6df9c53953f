"""The web door as an ASGI application."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (Django must be ready before its pages are imported)

from declic.config.pages import Pages  # noqa: E402
from declic.web.layout.static_files import StaticFiles  # noqa: E402

BODY_BYTES = 96 * 1024 * 1024
"""Six photos of 15 MB, sent at once by a page without script. Django writes a body to disk before it asks who sends."""


class BoundedBody:
    """Refuses with 413 a request whose body is larger than `most` bytes, announced or not, whoever sends it."""

    def __init__(self, application: Any, most: int) -> None:
        self._application = application
        self._most = most

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if len(announced) > 18 or int(announced if announced.isdigit() else b"0") > self._most:
            await _too_large(send)
            return
        read, answered = 0, False

        async def bounded() -> Any:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            return {"type": "http.disconnect"} if read > self._most else message

        async def noted(message: Any) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await self._application(scope, bounded, noted)
        if read > self._most and not answered:
            await _too_large(send)


async def _too_large(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"Cet envoi est trop lourd."})


pages = Pages()
application = StaticFiles(
    BoundedBody(pages, BODY_BYTES), settings.STATIC_ROOT, settings.STATIC_URL, settings.STATIC_MAX_AGE
)

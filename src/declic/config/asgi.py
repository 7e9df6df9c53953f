"""The web door as an ASGI application."""

import os
from collections.abc import Mapping
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (Django must be ready before its pages are imported)

from declic.config.pages import Pages  # noqa: E402
from declic.web.layout.headers import usual_headers  # noqa: E402
from declic.web.layout.static_files import StaticFiles  # noqa: E402

BODY_BYTES = 96 * 1024 * 1024
"""Six photos of 15 MB, sent at once by a page without script. Django writes a body to disk before it asks who sends."""


ROLL_BYTES = 21 * 1024 * 1024
"""A list of pupils (`rolls.rules.limits`), and what surrounds it in a form."""
ROLLS = "/partenaire/liste/"


class BoundedBody:
    """Refuses with 413 a request whose body is larger than `most` bytes, announced or not, whoever sends it.

    `closer` names addresses, by their beginning, where less is taken.
    """

    def __init__(self, application: Any, most: int, closer: Mapping[str, int] | None = None) -> None:
        self._application = application
        self._most = most
        self._closer = closer or {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        most = next(
            (less for start, less in self._closer.items() if scope.get("path", "").startswith(start)), self._most
        )
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if len(announced) > 18 or int(announced if announced.isdigit() else b"0") > most:
            await _too_large(scope, send)
            return
        read, answered = 0, False

        async def bounded() -> Any:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            return {"type": "http.disconnect"} if read > most else message

        async def noted(message: Any) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await self._application(scope, bounded, noted)
        if read > most and not answered:
            await _too_large(scope, send)


TOO_LARGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Trop lourd · Déclic</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>
<h1>Cet envoi est trop lourd.</h1>
<p>Rien n’en a été gardé. Une liste d’élèves fait 20 Mo au plus : envoyez-la école par école, ou en CSV.</p>
<p><a href="">Revenir à la page</a></p></main></body></html>
"""
"""Made of nothing: neither Django nor a style sheet is asked for whoever sends a gigabyte."""


async def _too_large(scope: Any, send: Any) -> None:
    is_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    kind, said = ("text/html", TOO_LARGE) if is_page else ("text/plain", "Cet envoi est trop lourd.")
    headers = [*usual_headers(), (b"content-type", f"{kind}; charset=utf-8".encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": said.encode()})


pages = Pages()
application = StaticFiles(
    BoundedBody(pages, BODY_BYTES, {ROLLS: ROLL_BYTES}),
    settings.STATIC_ROOT,
    settings.STATIC_URL,
    settings.STATIC_MAX_AGE,
)

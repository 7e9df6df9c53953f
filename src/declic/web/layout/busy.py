"""What is answered at once when more pages are asked for than can be answered soon. Nothing that was typed is lost."""

import json
from typing import Any, Final
from urllib.parse import parse_qsl

from django.template.loader import get_template

from declic.web.layout.headers import usual_headers

BUSY: Final = "Il y a trop de demandes en ce moment. Rien n’est perdu\u00a0: on peut réessayer dans un instant."
RETRY_S: Final = 3
FORM: Final = b"application/x-www-form-urlencoded"
FORM_BYTES: Final = 64 * 1024
"""A longer form is not sent back: going back in the browser finds it again."""


def busy_answer(method: str, headers: dict[bytes, bytes], path: str, body: bytes) -> tuple[int, Any, bytes]:
    """Status, headers and body: JSON for a script, which tries again by itself; else a page that holds the form."""
    told = [*usual_headers(), (b"Retry-After", str(RETRY_S).encode()), (b"Cache-Control", b"no-store")]
    if headers.get(b"accept", b"").startswith(b"application/json"):
        said = json.dumps({"code": "busy", "message": BUSY}).encode()
        return 503, [*told, (b"Content-Type", b"application/json")], said
    is_form = method == "POST" and headers.get(b"content-type", b"").startswith(FORM) and len(body) <= FORM_BYTES
    fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True) if is_form else []
    given = {"message": BUSY, "path": path if is_form or method != "POST" else "", "fields": fields}
    page = get_template("layout/busy.html").render(given)
    return 503, [*told, (b"Content-Type", b"text/html; charset=utf-8")], page.encode()

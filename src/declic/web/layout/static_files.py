"""Serving what Vite built: a file with a hash in its name never changes."""

import re
from pathlib import Path
from typing import Any

from servestatic.asgi import ServeStaticASGI

HASHED = re.compile(r"^/static/assets/.+-[0-9A-Za-z_-]{8}\.\w+$")


class StaticFiles(ServeStaticASGI):  # type: ignore[misc]  # the library has no types
    """Answers for the files under `root`; every other request goes to `application`. No thread, no session."""

    def __init__(self, application: Any, root: Path, prefix: str, max_age: int) -> None:
        super().__init__(
            application,
            root=root,
            prefix=prefix,
            max_age=max_age,
            allow_all_origins=False,
            immutable_file_test=_never_changes,
            add_headers_function=_add_headers,
        )


def _never_changes(path: str, url: str) -> bool:
    del path
    return bool(HASHED.match(url))


def _add_headers(headers: Any, path: str, url: str) -> None:
    """Django's own security headers are for pages."""
    del path, url
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"

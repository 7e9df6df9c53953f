"""What an answer made before Django is asked says to the browser, as every other does."""

from collections.abc import Sequence


def is_careful(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    said = {name.lower(): value for name, value in headers}
    return (
        said.get(b"x-content-type-options") == b"nosniff"
        and b"frame-ancestors 'none'" in said.get(b"content-security-policy", b"")
        and said.get(b"x-frame-options") == b"DENY"
        and said.get(b"referrer-policy") == b"same-origin"
        and b"camera=(self)" in said.get(b"permissions-policy", b"")
    )

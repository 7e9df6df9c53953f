"""A ZIP made as it is sent: no more of it is held than one file."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from declic.ground.paris import in_paris

PACKED = (".pdf", ".png", ".jpg")
"""Their content is compressed already."""


class _Sink:
    """What was written since it was last taken; zipfile sees that it cannot go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zipped(files: Iterable[tuple[str, bytes]], *, made_at: datetime) -> Iterator[bytes]:
    """Path inside it, content."""
    sink, moment = _Sink(), in_paris(made_at)
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # all that it needs of a file
        for path, content in files:
            entry = zipfile.ZipInfo(path, moment.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            yield sink.taken()
    yield sink.taken()

"""PDF pages, drawn by a process of their own.

PDFium reads a format full of traps in a language that forgives none. The process that meets a hostile file holds no
connection and no secret, and has so much memory and so many seconds: whatever becomes of it, the service goes on.
"""

import contextlib
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from declic.ground.errors import Refusal
from declic.uploads import rules

PATIENCE_S: Final = 30
"""For all pages, the start of the process included; ten pages full of drawings take two or three."""
_SOURCE: Final = Path(__file__).parents[3]
_REFUSALS: Final[Mapping[str, Callable[[], Refusal]]] = {
    "locked": rules.locked,
    "unreadable": rules.unreadable,
}


def pdf_pages(data: bytes) -> list[bytes]:
    """Each page as a JPEG, `MAX_SIDE` at most. Refusal `locked`, `too_many_pages`, `unreadable`."""
    try:
        drawn = subprocess.run(
            [sys.executable, "-m", "declic.uploads.clean.pdf_process"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            env={"PYTHONPATH": str(_SOURCE), "PATH": os.defpath},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise rules.unreadable() from None
    if drawn.returncode == 0:
        with contextlib.suppress(struct.error):
            return _unpacked(drawn.stdout)
    raise _refusal(drawn.stdout)


def _unpacked(frames: bytes) -> list[bytes]:
    """What `pdf_process` wrote: each page after its length."""
    pages, at = [], 0
    while at < len(frames):
        (length,) = struct.unpack_from(">I", frames, at)
        pages.append(frames[at + 4 : at + 4 + length])
        at += 4 + length
    return pages


def _refusal(said: bytes) -> Refusal:
    code, _, count = said[:64].decode("ascii", "replace").partition(" ")
    if code == "too_many_pages" and count.isdigit():
        return rules.too_many_pages(int(count))
    return _REFUSALS.get(code, rules.unreadable)()

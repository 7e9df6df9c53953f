"""What somebody put on a board that is no room's: read from its document, as `docs/board.md` says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pycrdt

from declic.classroom.rules.documents import EMPTY_UPDATE, document_of

NOTHING_KNOWN = b"\x00"
"""The state vector of a document in which nothing was ever put."""
_SAID = frozenset({"text", "formula"})


@dataclass(frozen=True)
class Drawn:
    items: int
    """Put there by somebody: the photos laid with the board are nobody's."""
    words: tuple[str, ...]
    """The texts and the formulas."""


def drawn_on(update: bytes) -> Drawn | None:
    """None when it is no board: bytes that cannot be read, or that wait for others."""
    document, waiting = document_of([update])
    if waiting or (document.get_state() == NOTHING_KNOWN and update != EMPTY_UPDATE):
        return None
    try:
        made = list(_made(document.get("items", type=pycrdt.Map)))
    except (KeyError, TypeError, ValueError, RuntimeError):
        return None
    texts = (str(item.get("x", "")).strip() for head, item in made if head.get("k") in _SAID)
    return Drawn(len(made), tuple(text for text in texts if text))


def _made(items: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    for key in items:
        item = items[key]
        head = item.get("h") if isinstance(item, pycrdt.Map) else None
        if isinstance(head, dict) and head.get("a"):
            yield head, item

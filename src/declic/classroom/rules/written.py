"""What is written in words on a board, read in the bytes of its Yjs updates, so that contact details do not stay there.

A text, a formula and a graph keep their words as one value (`x`, docs/board.md): it stands whole in an update, and may
be replaced by another there. Nothing else of the update moves, so that it still follows and precedes the same ones.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from declic.classroom.rules.encoding import ANY_STRING, values_in
from declic.classroom.rules.updates import points_in
from declic.classroom.rules.varints import read, written
from declic.ground.contacts import Contact, contact_in

MASK: Final = "[coordonnées retirées]"
"""What is read instead."""
_SHORTEST: Final = 6
"""No contact details are shorter."""
_LONGEST: Final = 2000
"""No more of a text is shown."""
_SPACES: Final = re.compile(r"\\[,;: ]|~")
"""Of LaTeX."""


def without_contacts(update: bytes) -> tuple[bytes, frozenset[Contact]]:
    """The update, each text with contact details masked, and what was found. What cannot be read is left as it is."""
    if points_in(update) is not None:
        return update, frozenset()
    parts, found, at = list[bytes](), set[Contact](), 0
    try:
        for start, end, text, is_json in _texts(update):
            if len(text) >= _SHORTEST and (contact := _contact_in(text[:_LONGEST])) is not None:
                found.add(contact)
                mask = (json.dumps(MASK) if is_json else MASK).encode()
                parts += [update[at:start], written(len(mask)), mask]
                at = end
    except (IndexError, ValueError):
        pass  # what was read before is masked all the same: a reader gets that far too
    return b"".join([*parts, update[at:]]), frozenset(found)


def _contact_in(text: str) -> Contact | None:
    """As `frontend/src/board/masked.ts` looks for it, in a text and in LaTeX."""
    found = contact_in(text)
    return contact_in(_SPACES.sub(" ", text)) if found is None and "\\" in text else found


def _texts(update: bytes) -> Iterator[tuple[int, int, str, bool]]:
    """(from, to, text, whether it is written as JSON) of each value that is a text; from: where its length stands."""
    for start, end, is_json in values_in(update):
        is_text = is_json or update[start] == ANY_STRING
        if is_text and (text := _told(update, start, end, is_json=is_json)) is not None:
            yield start + (not is_json), end, text, is_json


def _told(update: bytes, start: int, end: int, *, is_json: bool) -> str | None:
    _, begins = read(update, start + (not is_json))
    text = update[begins:end].decode(errors="replace")
    if not is_json:
        return text
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, str) else None

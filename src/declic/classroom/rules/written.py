"""What is written in words on a board, read in the bytes of its Yjs updates, so that contact details do not stay there.

A text, a formula and a graph keep their words as one value (`x`, docs/board.md): it stands whole in an update, and may
be replaced by another there. Nothing else of the update moves, so that it still follows and precedes the same ones.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from declic.classroom.rules.varints import past, read, written
from declic.ground.contacts import Contact, contact_in

MASK: Final = "[coordonnées retirées]"
"""What is read instead."""
_SHORTEST: Final = 6
"""No contact details are shorter."""
_LONGEST: Final = 2000
"""No more of a text is shown."""
_SPACES: Final = re.compile(r"\\[,;: ]|~")
"""Of LaTeX."""
_N: Final = rb"[\x80-\xff]{0,8}[\x00-\x7f]"
_POINTS: Final = re.compile(
    rb"\x01\x01" + _N + _N + rb"(?:\x83" + _N + _N + rb"|\x88" + _N + _N + rb"\x01\x74)(" + _N + rb")", re.DOTALL
)
"""The beginning of an update that lengthens a stroke, and how many bytes of points follow: nearly all updates are
such, and are not read further.
"""


def without_contacts(update: bytes) -> tuple[bytes, frozenset[Contact]]:
    """The update, each text with contact details masked, and what was found. What cannot be read is left as it is."""
    if _lengthens_a_stroke(update):
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


def _lengthens_a_stroke(update: bytes) -> bool:
    begun = _POINTS.match(update)
    if begun is None:
        return False
    length, _ = read(begun[1], 0)
    return begun.end() + length + 1 == len(update) and update[-1] == 0


# -- the format of an update (Yjs, INTERNALS.md; lib0, encoding.js) ----------------------------------------------------
_GC, _SKIP = 0, 10
_DELETED, _JSON, _BINARY, _STRING, _EMBED, _FORMAT, _TYPE, _ANY, _DOC = range(1, 10)
_NAMED_TYPES: Final = (3, 5)


def _texts(update: bytes) -> Iterator[tuple[int, int, str, bool]]:
    """(from, to, text, whether it is written as JSON) of each value that is a text; from: where its length stands."""
    clients, at = read(update, 0)
    for _ in range(clients):
        structs, at = read(update, at)
        at = past(update, at, 2)
        for _ in range(structs):
            info = update[at]
            kind = info & 0x1F
            at = _past_place(update, at + 1, info)
            if kind in (_JSON, _ANY):
                count, at = read(update, at)
                for _ in range(count):
                    start = at + (kind == _ANY)
                    is_text = kind == _JSON or update[at] == _ANY_STRING
                    at = _past_string(update, at) if kind == _JSON else _past_any(update, at)
                    if is_text and (text := _told(update, start, at, is_json=kind == _JSON)) is not None:
                        yield start, at, text, kind == _JSON
            else:
                at = _past_content(update, at, kind)


def _told(update: bytes, start: int, end: int, *, is_json: bool) -> str | None:
    _, begins = read(update, start)
    text = update[begins:end].decode(errors="replace")
    if not is_json:
        return text
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, str) else None


def _past_place(update: bytes, at: int, info: int) -> int:
    """After what says where it lies."""
    if info & 0x1F in (_GC, _SKIP):
        return at
    at = past(update, at, 2 * bool(info & 0x80) + 2 * bool(info & 0x40))
    if info & 0xC0:
        return at
    is_named, at = read(update, at)
    at = _past_string(update, at) if is_named else past(update, at, 2)
    return _past_string(update, at) if info & 0x20 else at


def _past_content(update: bytes, at: int, kind: int) -> int:
    if kind in (_GC, _SKIP, _DELETED):
        return past(update, at, 1)
    if kind in (_BINARY, _STRING, _EMBED):
        return _past_string(update, at)
    if kind == _FORMAT:
        return _past_string(update, _past_string(update, at))
    if kind == _TYPE:
        which, at = read(update, at)
        return _past_string(update, at) if which in _NAMED_TYPES else at
    if kind == _DOC:
        return _past_any(update, _past_string(update, at))
    raise ValueError(kind)


_ANY_STRING: Final = 119
_ANY_BYTES, _ANY_ARRAY, _ANY_OBJECT, _ANY_INTEGER = 116, 117, 118, 125
_ANY_SIZES: Final = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}


def _past_any(update: bytes, at: int) -> int:
    """No recursion: whoever sends it chooses how deep it is."""
    open_ones = [(1, False)]
    while open_ones:
        left, has_keys = open_ones.pop()
        if left == 0:
            continue
        open_ones.append((left - 1, has_keys))
        if has_keys:
            at = _past_string(update, at)
        kind = update[at]
        at += 1
        if kind in (_ANY_STRING, _ANY_BYTES):
            at = _past_string(update, at)
        elif kind in (_ANY_ARRAY, _ANY_OBJECT):
            count, at = read(update, at)
            open_ones.append((count, kind == _ANY_OBJECT))
        elif kind == _ANY_INTEGER:
            at = past(update, at, 1)
        else:
            at += _ANY_SIZES[kind] if kind in _ANY_SIZES else len(update)
    return at


def _past_string(update: bytes, at: int) -> int:
    length, at = read(update, at)
    if at + length > len(update):
        raise ValueError(length)
    return at + length

"""`python long_lesson.py LESSON`: writes 500 strokes of 40 updates in the log of a lesson's board.

Two updates a row, as commits 25 ms apart hold them; by docs/board.md. In a process of its own, on the service's data.
"""

import os
import random
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import django
import pycrdt

STROKES = 500
UPDATES_A_STROKE = 40
UPDATES_A_ROW = 2


def updates() -> list[bytes]:
    """Small strokes all over a screen of a phone and beyond, each chunk of points an update."""
    chance = random.Random(1)
    doc: Any = pycrdt.Doc()
    made: list[bytes] = []
    watch = doc.observe(lambda event: made.append(event.update))
    items = doc.get("items", type=pycrdt.Map)
    for stroke in range(STROKES):
        head = {"k": "pen", "a": "x", "t": 1_700_000_000_000 + stroke, "c": "#14211C", "w": 3}
        start = bytes([0, *_zigzag(chance.randrange(8 * 560)), *_zigzag(chance.randrange(8 * 900))])
        items[f"long-{stroke}"] = pycrdt.Map({"h": head, "p": pycrdt.Array([start])})
        chunks = items[f"long-{stroke}"]["p"]
        for _ in range(UPDATES_A_STROKE - 1):
            chunks.append(bytes([0, *(chance.randrange(40) for _ in range(4))]))
    doc.unobserve(watch)
    return made


def _zigzag(number: int) -> bytes:
    number *= 2
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def main(lesson: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
    django.setup()
    from declic.classroom.actions import keep  # noqa: PLC0415  (Django is set up first)
    from declic.lessons.models import Lesson  # noqa: PLC0415
    from declic.live.protocol.frames import UPDATE, sync_frame  # noqa: PLC0415

    board = Lesson.objects.get(pk=UUID(lesson)).board_id
    frames = [sync_frame(UPDATE, update) for update in updates()]
    rows = [(board, b"".join(frames[start : start + UPDATES_A_ROW])) for start in range(0, len(frames), UPDATES_A_ROW)]
    keep(frames=rows, lines=[], now=datetime.now(UTC))
    print(len(frames))


if __name__ == "__main__":
    main(sys.argv[1])

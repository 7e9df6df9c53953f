"""A board that is no room's, as the pages that draw it read it."""

from typing import Final

from django.http import HttpResponse

from declic.dispatch.models import AnswerDrawing

VERSION: Final = "Declic-Version"
"""Header of what is read and of what is sent: the version it was drawn upon, 0 before the first."""


def board_of(kept: AnswerDrawing) -> HttpResponse:
    return as_update(bytes(kept.update), kept.version)


def as_update(update: bytes, version: int) -> HttpResponse:
    """One Yjs update."""
    answer = HttpResponse(update, content_type="application/octet-stream")
    answer[VERSION] = str(version)
    answer["Cache-Control"] = "private, no-store"
    return answer

"""The board of a lesson as bytes, for the page that draws it again: whole, and how it came to be."""

import zlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from declic.classroom.queries import board_story, board_update
from declic.lessons.models import Lesson

_BINARY = "application/octet-stream"


def whole_board(lesson: Lesson) -> HttpResponse:
    """One Yjs update."""
    return _private(HttpResponse(board_update(lesson.board_id), content_type=_BINARY))


def told_board(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Every update with its time (docs/board.md, « Le fil »); nothing when they were not kept."""
    story = board_story(lesson.board_id)
    accepted = {one.split(";")[0].strip() for one in request.headers.get("Accept-Encoding", "").split(",")}
    if not story or "deflate" not in accepted:
        answer = HttpResponse(story, content_type=_BINARY)
    else:
        answer = HttpResponse(zlib.compress(story, 1), content_type=_BINARY)
        answer["Content-Encoding"] = "deflate"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return _private(answer)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    return answer

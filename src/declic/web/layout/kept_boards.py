"""The board of a lesson as bytes, for the page that draws it again: whole, and how it came to be."""

from django.http import HttpResponse

from declic.classroom.queries.boards import board_story, board_update, who_wrote
from declic.lessons.models import Lesson
from declic.people.models import Account
from declic.web.layout.typography import french


def whole_board(lesson: Lesson) -> HttpResponse:
    """One Yjs update."""
    return _private(board_update(lesson.board_id))


def told_board(lesson: Lesson) -> HttpResponse:
    """Every update with its time (docs/board.md, « The story »); nothing when they were not kept."""
    return _private(board_story(lesson.board_id))


def names_on_board(lesson: Lesson, reader: Account) -> dict[str, str]:
    """Who wrote on it, for whoever has it told in words: the author of an item → what this reader calls them."""
    named = {str(account): french(name) for account, name in who_wrote(lesson, reader).items()}
    return {**named, str(reader.pk): "Moi"}


def _private(body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Cache-Control"] = "private, no-cache"
    return answer

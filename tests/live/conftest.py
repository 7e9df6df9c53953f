"""What the tests of the live server are given."""

from datetime import UTC, datetime

import pytest

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.tickets import path_of


@pytest.fixture
def paths() -> list[str]:
    """Of the sockets of a pupil and of a teacher, in this order, whose lesson is open."""
    return [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]

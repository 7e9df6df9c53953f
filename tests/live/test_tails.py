"""The log of a board does not grow for as long as its lesson lasts: who comes back finds little to read."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.models import BoardEntry, BoardSnapshot
from declic.classroom.queries import room_card
from declic.classroom.tickets import path_of
from tests.live.clients import PATIENCE_S, both, enter, run, with_database
from tests.live.serving import serving

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)
TAIL = 4


def test_a_board_on_which_one_goes_on_writing_is_compacted_though_nobody_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("declic.classroom.rules.LONG_TAIL", TAIL)
    paths = [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])
    drawn = [f"trait {number}" for number in range(3 * TAIL)]

    async def story() -> None:
        card = await with_database(room_card, lesson)
        async with serving() as port:
            async with both(port, paths) as (pupil, teacher):
                board = await pupil.board()
                for number, stroke in enumerate(drawn, 1):
                    await pupil.send(board.draw(stroke))
                    await pupil.until_kept(number)  # a commit for each
                deadline = asyncio.get_running_loop().time() + PATIENCE_S
                while await with_database(_rows, card.board_id) > TAIL + 1:
                    assert asyncio.get_running_loop().time() < deadline
                assert await with_database(BoardSnapshot.objects.filter(board_id=card.board_id).exists)
                assert (await teacher.board()).drawn == drawn
            again = await enter(port, paths[1])
            assert (await again.board()).drawn == drawn
            await again.close()

    run(story())


def _rows(board_id: UUID) -> int:
    return BoardEntry.objects.filter(board_id=board_id).count()

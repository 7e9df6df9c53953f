"""Contact details written on the board by a program of one's own: not kept, and the team hears of it."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pycrdt
import pytest
from django.core import mail

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.models import BoardEntry
from declic.classroom.queries import room_card
from declic.classroom.queries.boards import board_story, board_update, stored_board
from declic.classroom.rules.written import MASK
from declic.classroom.tickets import path_of
from declic.journal.models import Fact
from declic.live.protocol.frames import UPDATE, sync_frame
from declic.notices.concerns import contacts_on_board
from tests.classroom.test_written import PHONE, put, rewrite, updates, words_of
from tests.live.clients import PATIENCE_S, both, enter, run, with_database
from tests.live.serving import serving

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def test_a_program_that_writes_a_number_on_the_board_leaves_it_to_nobody() -> None:
    paths = [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])
    made = updates(put("a", PHONE), put("b", "12 + 30 = 42"), rewrite("a", "rien"), put("c", "mon snap : lea_75"))

    async def story() -> None:
        card = await with_database(room_card, lesson)
        async with serving() as port:
            async with both(port, paths) as (_, teacher):
                for number, update in enumerate(made, 1):
                    await teacher.send(sync_frame(UPDATE, update))
                    await teacher.until_kept(number)
            deadline = asyncio.get_running_loop().time() + PATIENCE_S
            while await with_database(BoardEntry.objects.filter(board_id=card.board_id).exists):
                assert asyncio.get_running_loop().time() < deadline
                await asyncio.sleep(0.05)
            shown = await with_database(board_update, card.board_id)
            assert words_of(shown) == {"a": "rien", "b": "12 + 30 = 42", "c": MASK}
            told = await with_database(board_story, card.board_id)
            assert b"06 12" not in told
            assert b"lea_75" not in told
            late = await enter(port, paths[0])
            board = await late.board()
            items: Any = board.doc.get("items", type=pycrdt.Map)
            assert items["c"]["x"] == MASK, "who comes in later"
            await late.close()

    run(story())
    assert _said(lesson) == ["network", "phone"]
    contacts_on_board({"id": 1, "name": "ContactsOnBoard", "data": {"lesson_id": str(lesson), "what": "phone"}})
    letter = next(one for one in mail.outbox if "un numéro de téléphone" in one.body)
    assert str(lesson) in letter.body
    assert "06 12" not in letter.body


def test_an_update_whose_predecessor_never_comes_hides_nothing_and_holds_nothing_up() -> None:
    """A program of one's own sends it on purpose, so that the board would be read no more."""
    paths = [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])
    honest = updates(put("b", "12 + 30 = 42"), put("c", "mon snap : lea_75"))
    never_sent, orphan = updates(put("x", "rien"), put("a", PHONE))

    async def story() -> None:
        card = await with_database(room_card, lesson)
        async with serving() as port:
            async with both(port, paths) as (pupil, teacher):
                await pupil.send(sync_frame(UPDATE, orphan))
                await pupil.until_kept(1)
                for number, update in enumerate(honest, 1):
                    await teacher.send(sync_frame(UPDATE, update))
                    await teacher.until_kept(number)
            deadline = asyncio.get_running_loop().time() + PATIENCE_S
            while not (stored := await with_database(stored_board, card.board_id)).version:
                assert asyncio.get_running_loop().time() < deadline
                await asyncio.sleep(0.05)
            assert words_of(stored.snapshot) == {"b": "12 + 30 = 42", "c": MASK}
            ((_, kept),) = stored.entries
            assert MASK.encode() in kept
            assert b"06 12" not in kept
            late = await enter(port, paths[0])
            await late.board()
            assert not any(b"06 12" in frame for frame in late.frames)
            await late.send(sync_frame(UPDATE, never_sent))
            await late.until_kept(1)
            await late.close()
            shown = await with_database(board_update, card.board_id)
            assert words_of(shown) == {"b": "12 + 30 = 42", "c": MASK, "x": "rien", "a": MASK}

    run(story())
    assert _said(lesson) == ["network", "phone"]


def _said(lesson: UUID) -> list[str]:
    facts = Fact.objects.filter(name="ContactsOnBoard", subject=f"lesson:{lesson}")
    return sorted(fact.data["what"] for fact in facts)

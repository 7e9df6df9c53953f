"""Whoever comes back with the same document says where they were, and gets what came after it, not the whole board."""

import os
import signal
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pycrdt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declic.classroom.actions import compact, keep
from declic.classroom.models import BoardEntry
from declic.classroom.queries import room_card
from declic.classroom.queries.boards import last_row, logs_after, updates_of
from declic.live.protocol.frames import STEP_1, STEP_2, UPDATE, sync_frame
from declic.live.rooms.reading import tails
from tests.classroom.test_documents import Editor, seen
from tests.live.clients import Board, Client, both, enter, environment, live_process, prepare, run, with_database
from tests.live.serving import serving
from tests.servers import redis
from tests.world import NOW

in_rooms = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


_numbers = count(1)


async def row_said(client: Client) -> int | None:
    """By the pong of a ping of its own: those of the client's own pings may say what was true before."""
    number = next(_numbers)
    await client.say(type="ping", n=number)
    while (pong := await client.message("pong"))["n"] != number:
        pass
    row: int | None = pong.get("row")
    return row


async def come_back(port: int, path: str, board: Board, row: Any) -> Client:
    client = await enter(port, path)
    await client.say(type="since", row=row)
    await client.send(sync_frame(STEP_1, board.doc.get_state()))
    return client


async def draw(client: Client, board: Board, *strokes: str) -> None:
    before = client.kept
    for number, stroke in enumerate(strokes, 1):
        await client.send(board.draw(stroke))
        await client.until_kept(before + number)  # a row for each


def updates_in(client: Client) -> list[bytes]:
    return [frame for frame in client.frames if frame[:2] == bytes((0, UPDATE))]


def whole_boards_in(client: Client) -> list[bytes]:
    return [frame for frame in client.frames if frame[:2] == bytes((0, STEP_2))]


@in_rooms
def test_who_comes_back_gets_what_came_after_they_left_and_nothing_else(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            mine, theirs = await pupil.board(), await teacher.board()
            await draw(pupil, mine, "un", "deux")
            await teacher.until(lambda: len(updates_in(teacher)) == 2)
            row = await row_said(teacher)
            for frame in updates_in(teacher):
                theirs.take(frame)
            await teacher.close()
            await draw(pupil, mine, "trois", "quatre")
            again = await come_back(port, paths[1], theirs, row)
            await again.message("resumed")
            assert len(updates_in(again)) == 2
            assert whole_boards_in(again) == []
            for frame in updates_in(again):
                theirs.take(frame)
            assert theirs.drawn == ["un", "deux", "trois", "quatre"]
            await draw(pupil, mine, "cinq")
            await again.until(lambda: len(updates_in(again)) == 3)
            assert (await row_said(again) or 0) > (row or 0)
            await again.close()

    run(story())


@in_rooms
def test_no_row_is_said_before_the_board_was_sent_nor_while_nothing_was_written(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            mine = await pupil.board()
            assert await row_said(pupil) is None
            await draw(pupil, mine, "un")
            assert await row_said(pupil) == await with_database(last_row)
            assert await row_said(teacher) is None
            await teacher.board()
            assert await row_said(teacher) == await row_said(pupil)

    run(story())


@in_rooms
@pytest.mark.parametrize("row", [-1, 0, 10**6, 2**80])
def test_a_row_that_nobody_was_told_changes_nothing(paths: list[str], row: int) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            await draw(pupil, await pupil.board(), "un", "deux")
            await teacher.close()
            board = Board()
            again = await come_back(port, paths[1], board, row)
            board.take(await again.frame(bytes((0, STEP_2))))
            assert board.drawn == ["un", "deux"]
            assert all(one["type"] != "resumed" for one in again.messages)
            await again.close()

    run(story())


@in_rooms
def test_nonsense_is_answered_and_the_socket_stays(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port:
            client = await come_back(port, paths[0], Board(), "cinq")
            assert (await client.message("error"))["code"] == "malformed"
            assert await client.frame(bytes((0, STEP_2)))
            await client.close()

    run(story())


@in_rooms
def test_a_board_compacted_since_is_sent_whole(paths: list[str]) -> None:
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])

    async def story() -> None:
        card = await with_database(room_card, lesson)
        assert card is not None
        async with serving() as port, both(port, paths) as (pupil, teacher):
            mine, theirs = await pupil.board(), await teacher.board()
            await draw(pupil, mine, "un")
            row = await row_said(teacher)
            await teacher.close()
            await draw(pupil, mine, "deux")
            assert await with_database(compact, board_id=card.board_id, room_is_empty=True, now=NOW)
            again = await come_back(port, paths[1], theirs, row)
            theirs.take(await again.frame(bytes((0, STEP_2))))
            assert theirs.drawn == ["un", "deux"]
            await again.close()

    run(story())


@pytest.mark.services
def test_after_a_kill_each_gets_what_the_other_drew_and_nothing_acknowledged_is_missing(
    tmp_path: Path, migrated: Path
) -> None:
    environ = environment(tmp_path)
    paths = prepare(environ, 1, migrated)

    async def before(port: int, server: int) -> tuple[Board, Board, int]:
        async with both(port, paths) as (pupil, teacher):
            mine, theirs = await pupil.board(), await teacher.board()
            await draw(pupil, mine, "un")
            row = await row_said(teacher) or 0
            theirs.take(await teacher.frame(bytes((0, UPDATE))))
            await teacher.close()
            await draw(pupil, mine, "deux")
            os.kill(server, signal.SIGKILL)  # while the pupil is in: the board of an empty room is compacted
            return mine, theirs, row

    async def after(port: int, mine: Board, theirs: Board, row: int) -> None:
        pupil = await come_back(port, paths[0], mine, row)
        await pupil.message("resumed")
        teacher = await come_back(port, paths[1], theirs, row)
        await teacher.message("resumed")
        assert whole_boards_in(teacher) == []
        for frame in updates_in(teacher):
            theirs.take(frame)
        assert theirs.drawn == mine.drawn == ["un", "deux"]
        await pupil.close()
        await teacher.close()

    with live_process(environ) as (process, port):
        mine, theirs, row = run(before(port, process.pid))
        process.wait()
    with live_process(environ) as (_, port):
        run(after(port, mine, theirs, row))


@pytest.mark.services
def test_a_room_that_two_processes_share_tells_no_row(tmp_path: Path, migrated: Path) -> None:
    async def story(ports: Sequence[int], paths: list[str]) -> None:
        pupil, teacher = await enter(ports[0], paths[0]), await enter(ports[1], paths[1])
        await pupil.message("joined")
        mine = await pupil.board()
        await draw(pupil, mine, "un")
        for _ in range(3):
            assert await row_said(pupil) is None
        again = await come_back(ports[1], paths[1], Board(), 1)
        assert await again.frame(bytes((0, STEP_2)))
        await pupil.close()
        await teacher.close()
        await again.close()

    with redis() as url:
        environ = environment(tmp_path, REDIS_URL=url)
        paths = prepare(environ, 1, migrated)
        with live_process(environ) as (_, one), live_process(environ) as (_, other):
            run(story([one, other], paths))


# -- what is read -----------------------------------------------------------------------------------------------------
@in_rooms
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1000), st.booleans()), min_size=1, max_size=25), st.data())
def test_the_end_of_a_log_with_what_was_had_is_the_whole_board(
    said: Sequence[tuple[int, int, bool]], data: st.DataObject
) -> None:
    boards = [uuid4(), uuid4()]
    editors = [Editor(), Editor()]
    had: list[dict[int, list[bytes]]] = [{}, {}]
    """By board: row → the updates up to it."""
    for which, dice, compacts in said:
        editors[which].act(dice)
        written = keep(frames=[(boards[which], sync_frame(UPDATE, editors[which].made[-1]))], lines=[], now=NOW)
        assert written.last_row == last_row()
        had[which][written.last_row] = list(editors[which].made)
        if compacts:
            compact(board_id=boards[which], room_is_empty=True, now=NOW)
    asked = [
        (boards[which], row)
        for which in range(2)
        for row in data.draw(st.lists(st.sampled_from(sorted(had[which]) or [0]), max_size=3, unique=True))
    ]
    found = tails(asked)
    for board, row in asked:
        which = boards.index(board)
        if (board, row) not in found:
            assert BoardEntry.objects.filter(board_id=board, pk__lte=row).count() == 0
            continue
        document: Any = pycrdt.Doc()
        for update in had[which].get(row, []):
            document.apply_update(update)
        for frame in found[board, row].frames:
            document.apply_update(updates_of(frame)[0])
        assert seen(document) == seen(editors[which].doc)


@in_rooms
def test_a_compaction_between_the_two_reads_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from declic.classroom.queries import stored  # noqa: PLC0415  (what is replaced)

    board, editor = uuid4(), Editor()
    rows = []
    for dice in (1, 2, 3):
        editor.act(dice)
        rows.append(keep(frames=[(board, sync_frame(UPDATE, editor.made[-1]))], lines=[], now=NOW).last_row)
    sizes = stored.snapshot_sizes

    def compacted_meanwhile(boards: Any) -> Any:
        assert compact(board_id=board, room_is_empty=True, now=NOW)
        return sizes(boards)

    monkeypatch.setattr(stored, "snapshot_sizes", compacted_meanwhile)
    assert logs_after([(board, rows[0])]) == {}

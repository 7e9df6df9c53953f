"""The live server as a process of its own, by its sockets."""

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import websockets

from declic.live.protocol import limits
from declic.live.protocol.frames import UPDATE, sync_frame
from tests.live.clients import Client, both, connect, enter, environment, forged, live_process, prepare, run

LESSONS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="module")
def all_paths(folder: Path, migrated: Path) -> list[str]:
    return prepare(environment(folder), LESSONS, migrated)


@pytest.fixture(scope="module")
def port(folder: Path, all_paths: list[str]) -> Iterator[int]:
    with live_process(environment(folder)) as (_, port):
        yield port


@pytest.fixture
def paths(all_paths: list[str]) -> list[str]:
    """Two paths of a lesson no other test has used."""
    return [all_paths.pop(0), all_paths.pop(0)]


def test_a_stroke_goes_to_the_other_and_is_acknowledged(port: int, paths: list[str]) -> None:
    async def story() -> None:
        async with both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            stroke = board.draw("trait")
            await pupil.send(stroke)
            assert await teacher.frame(b"\x00\x02") == stroke
            assert (await pupil.message("kept"))["n"] == 1
            assert (await teacher.board()).drawn == ["trait"]

    run(story())


def test_a_late_comer_gets_all_of_it_snapshot_and_tail(port: int, paths: list[str]) -> None:
    async def story() -> None:
        pupil = await enter(port, paths[0])
        board = await pupil.board()
        for number in range(20):
            await pupil.send(board.draw(f"avant {number}"))
        await pupil.until(lambda: pupil.kept == 20)
        await pupil.close()
        async with both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            await pupil.send(board.draw("après"))
            late = await teacher.board()
            assert late.drawn == [*(f"avant {number}" for number in range(20)), "après"]

    run(story())


def test_the_log_becomes_one_snapshot_when_the_room_empties(port: int, paths: list[str], folder: Path) -> None:
    async def story() -> None:
        pupil = await enter(port, paths[0])
        board = await pupil.board()
        for number in range(10):
            await pupil.send(board.draw(f"{number}"))
            await pupil.until_kept(number + 1)
        await pupil.close()

    run(story())
    _until_compacted(folder, paths[0])


def test_the_logs_of_rooms_that_empty_together_all_become_snapshots(
    port: int, all_paths: list[str], folder: Path
) -> None:
    paths = [all_paths.pop(0) for _ in range(8)]

    async def story() -> None:
        pupils = [await enter(port, path) for path in paths[::2]]
        for pupil in pupils:
            board = await pupil.board()
            await pupil.send(board.draw("trait"))
            await pupil.until_kept(1)
        for pupil in pupils:
            await pupil.close()

    run(story())
    for path in paths[::2]:
        _until_compacted(folder, path)


def _until_compacted(folder: Path, path: str) -> None:
    board_id = _board_of(folder, path)
    deadline = time.monotonic() + 20
    while _count(folder, "classroom_boardentry", board_id) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _count(folder, "classroom_boardentry", board_id) == 0
    assert _count(folder, "classroom_boardsnapshot", board_id) == 1


def test_what_the_server_misses_is_sent_by_the_sync_of_a_reconnection(port: int, paths: list[str]) -> None:
    async def story() -> None:
        async with both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            board.draw("hors ligne")
            await pupil.send(sync_frame(0, board.doc.get_state()))
            await pupil.frame(b"\x00\x01")
            asked = await pupil.frame(b"\x00\x00")
            assert asked == sync_frame(0, b"\x00")
            await pupil.send(sync_frame(1, board.doc.get_update(b"\x00")))
            assert (await pupil.message("kept"))["n"] == 1
            assert (await teacher.board()).drawn == ["hors ligne"]

    run(story())


def test_chat_reaches_both_once_and_a_line_sent_again_is_not_doubled(port: int, paths: list[str]) -> None:
    async def story() -> None:
        async with both(port, paths) as (pupil, teacher):
            await pupil.say(type="chat", cid="a", text="<script>alert(1)</script>")
            first = await pupil.message("chat")
            assert first["text"] == "<script>alert(1)</script>"
            assert await teacher.message("chat") == first
            await pupil.say(type="chat", cid="a", text="autre")
            assert await pupil.message("chat") == first
            await teacher.say(type="chat", cid="a", text="bonjour")
            assert (await pupil.message("chat"))["text"] == "bonjour"
            assert (await teacher.message("chat"))["text"] == "bonjour"
        again = await enter(port, paths[0])
        welcome = await again.message("welcome")
        assert [line["text"] for line in welcome["chat"]] == ["<script>alert(1)</script>", "bonjour"]
        await again.close()

    run(story())


def test_signals_go_to_the_other_only(port: int, paths: list[str]) -> None:
    async def story() -> None:
        async with both(port, paths) as (pupil, teacher):
            await pupil.say(type="signal", data={"sdp": "x"})
            signal = await teacher.message("signal")
            assert signal["data"] == {"sdp": "x"}
            await pupil.say(type="ping", n=1)
            await pupil.message("pong")
            assert not [m for m in pupil.messages if m["type"] == "signal"]

    run(story())


def test_what_is_not_understood_is_said_and_the_socket_stays(port: int, paths: list[str]) -> None:
    async def story() -> None:
        pupil = await enter(port, paths[0])
        for bad in ("{", "[]", '{"type": "unknown"}', '{"type": "chat", "cid": 3, "text": "a"}', '{"type":"ping"}'):
            await pupil.socket.send(bad)
            assert (await pupil.message("error"))["code"] == "malformed"
        await pupil.send(b"\x00\x02\x7fshort")
        assert (await pupil.message("error"))["code"] == "malformed"
        await pupil.send(sync_frame(0, b"\xff\xff\xff"))
        assert (await pupil.message("error"))["code"] == "malformed"
        await pupil.say(type="ping", n=1)
        await pupil.message("pong")
        await pupil.close()

    run(story())


def test_a_long_message_may_come_in_pieces(port: int, paths: list[str]) -> None:
    async def story() -> None:
        async with both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            frame = board.draw("long " * 1000)
            await pupil.socket.send([frame[i : i + 700] for i in range(0, len(frame), 700)])
            assert await teacher.frame(b"\x00\x02") == frame
            await pupil.until(lambda: pupil.kept == 1)

    run(story())


@pytest.mark.parametrize("size", [limits.FRAME_BYTES + 10, limits.FRAME_BYTES * 3])
def test_too_large_a_frame_is_refused_with_its_code(port: int, paths: list[str], size: int) -> None:
    async def story() -> None:
        pupil = await enter(port, paths[0])
        await pupil.send(sync_frame(UPDATE, b"x" * size))
        assert await pupil.closed() in (4413, 1009)

    run(story())


def test_too_long_a_text_is_refused_with_its_code(port: int, paths: list[str]) -> None:
    async def story() -> None:
        pupil = await enter(port, paths[0])
        await pupil.say(type="chat", cid="a", text="x" * limits.TEXT_BYTES)
        assert (await pupil.message("error"))["code"] == "too_large"
        assert await pupil.closed() == 4413

    run(story())


def test_too_fast_is_refused_with_its_code(port: int, paths: list[str]) -> None:
    async def story() -> None:
        pupil = await enter(port, forged(paths[0], a=["write", "chat", "watch"]))
        board = await pupil.board()
        with contextlib.suppress(websockets.ConnectionClosed):  # the server hangs up while we send
            for number in range(limits.FRAMES_BURST * 4):
                await pupil.send(board.draw(str(number)))
        assert await pupil.closed() == 4429
        assert (await pupil.message("error"))["code"] == "too_fast"

    run(story())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"x": 1.0}, 4402),
        ({"s": str(UUID(int=5))}, 4406),
        ({"k": "desk", "s": ""}, 4406),
        ({"g": 0}, 4411),
    ],
)
def test_a_ticket_that_is_not_for_here_and_now_is_refused(
    port: int, paths: list[str], changes: dict[str, object], code: int
) -> None:
    async def story() -> None:
        assert await (await connect(port, forged(paths[0], **changes))).closed() == code

    run(story())


def test_forged_missing_and_unknown_are_refused(port: int, paths: list[str]) -> None:
    async def story() -> None:
        nowhere = uuid4()
        path, ticket = paths[0].split("?ticket=")
        tampered = f"{ticket[:10]}{'A' if ticket[10] != 'A' else 'B'}{ticket[11:]}"
        for refused, code in (
            (path, 4401),
            (f"{path}?ticket=", 4401),
            (f"{path}?ticket={tampered}", 4401),
            (f"/room/not-a-lesson?ticket={ticket}", 4404),
            (forged(f"/room/{nowhere}?ticket={ticket}", s=str(nowhere)), 4404),
        ):
            assert await (await connect(port, refused)).closed() == code

    run(story())


def test_only_our_own_pages_may_open_a_socket(port: int, paths: list[str]) -> None:
    async def story() -> None:
        stranger = await connect(port, paths[0], origin="https://evil.example")
        assert await stranger.closed() == 4403
        ours = await enter(port, paths[0], origin=f"http://127.0.0.1:{port}")
        await ours.message("welcome")
        await ours.close()

    run(story())


def test_a_second_device_moves_the_person_there(port: int, paths: list[str]) -> None:
    async def story() -> None:
        async with both(port, paths) as (phone, teacher):
            computer = await enter(port, paths[0])
            await phone.message("moved")
            assert await phone.closed() == 4409
            assert (await teacher.message("joined"))["person"]["id"] == (await computer.message("welcome"))["you"]["id"]
            await computer.close()
            await teacher.message("left")

    run(story())


def test_a_page_opened_before_takes_nobody_s_place_when_its_network_comes_back(port: int, paths: list[str]) -> None:
    async def story() -> None:
        computer = await enter(port, forged(paths[0], o=20.0))
        await computer.message("welcome")
        # Its ticket was asked for later.
        phone = await connect(port, forged(paths[0], o=10.0, x=time.time() + 4000))
        assert await phone.closed() == 4409
        again = await enter(port, forged(paths[0], o=20.0))
        await again.message("welcome")
        assert await computer.closed() == 4409
        await again.close()
        back = await enter(port, forged(paths[0], o=10.0))
        await back.message("welcome")
        await back.close()

    run(story())


def test_the_room_is_full_after_six(port: int, paths: list[str]) -> None:
    async def story() -> None:
        inside: list[Client] = [
            await enter(port, forged(paths[0], p=1_000_000 + n)) for n in range(limits.ROOM_SOCKETS)
        ]
        refused = await connect(port, forged(paths[0], p=2_000_000))
        assert await refused.closed() == 4503
        for client in inside:
            await client.close()

    run(story())


def test_a_plain_client_gets_binary_frames_only(port: int, paths: list[str]) -> None:
    async def story() -> None:
        plain = await connect(port, paths[0], typed=False)
        await plain.board()
        teacher = await enter(port, paths[1])
        await plain.frame(b"\x03")
        board = await teacher.board()
        await teacher.say(type="chat", cid="a", text="bonjour")
        stroke = board.draw("trait")
        await teacher.send(stroke)
        assert await plain.frame(b"\x00\x02") == stroke
        await teacher.message("chat")
        await teacher.close()
        assert plain.messages == []
        await plain.close()

    run(story())


def test_y_websocket_s_own_provider_joins_and_draws_with_us(port: int, paths: list[str]) -> None:
    """The npm package, in Node, with a ticket in its parameters."""
    lesson, ticket = paths[0].removeprefix("/room/").split("?ticket=")

    async def story() -> None:
        teacher = await enter(port, paths[1])
        board = await teacher.board()
        await teacher.send(board.draw("du professeur"))
        await teacher.until(lambda: teacher.kept == 1)
        node = await asyncio.create_subprocess_exec(
            "node", "--experimental-websocket", str(Path(__file__).parent / "provider.mjs"),
            f"ws://127.0.0.1:{port}/room", lesson, ticket,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert node.stdout is not None
        board.take(await teacher.frame(b"\x00\x02"))
        assert board.drawn == ["du professeur", "de Node"]
        await teacher.send(board.draw("fin"))
        said = json.loads(await asyncio.wait_for(node.stdout.readline(), 20))
        assert said == ["du professeur", "de Node", "fin"]
        await node.wait()
        await teacher.close()

    run(story())


def _board_of(folder: Path, path: str) -> str:
    lesson = UUID(path.removeprefix("/room/").split("?")[0])
    with sqlite3.connect(folder / "declic.sqlite3") as main:
        row = main.execute("select board_id from lessons_lesson where id = ?", (lesson.hex,)).fetchone()
    return str(row[0])


def _count(folder: Path, table: str, board_id: str) -> int:
    with sqlite3.connect(folder / "rooms.sqlite3") as rooms:
        found = rooms.execute(f"select count(*) from {table} where board_id = ?", (board_id,)).fetchone()  # noqa: S608  (our own table names)
    return int(found[0])

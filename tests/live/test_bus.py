"""Facts and frames between processes, in one process and over a real Redis."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis.exceptions import ResponseError

from declic.live.bus import LocalBus, open_bus
from declic.live.bus.over_redis import RedisBus
from tests.live.clients import Board, Client, enter, environment, live_process, prepare, run
from tests.servers import free_port, redis


async def _until(true: Callable[[], bool]) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while not true():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


def test_a_fact_announced_from_any_thread_is_heard_on_the_loop() -> None:
    async def story() -> None:
        async with open_bus("") as bus:
            heard: list[dict[str, object]] = []
            bus.hear(heard.append)
            await asyncio.to_thread(bus.announce, {"name": "HelpAsked"})
            await _until(lambda: heard == [{"name": "HelpAsked"}])

    run(story())


def test_a_listener_that_fails_does_not_deafen_the_others() -> None:
    async def story() -> None:
        bus = LocalBus()
        await bus.start()
        heard: list[dict[str, object]] = []
        bus.hear(lambda said: said["nothing"])
        bus.hear(heard.append)
        bus.announce({"name": "HelpAsked"})
        await _until(lambda: len(heard) == 1)

    run(story())


@pytest.mark.services
def test_many_rooms_speak_at_once_and_others_come_and_go_meanwhile() -> None:
    rooms, turns = [f"r{number}" for number in range(200)], 20

    async def story(url: str) -> None:
        async with open_bus(url) as one, open_bus(url) as two:
            heard: dict[str, list[bytes]] = {room: [] for room in rooms}
            ready: set[str] = set()

            def listen(room: str) -> None:
                two.join(room, lambda _, frames: heard[room].extend(frames), lambda: ready.add(room))

            late = rooms[100:]
            for room in rooms[:100]:
                listen(room)
            await _until(lambda: len(ready) == 100)
            for turn in range(turns):
                for room in rooms[:100]:
                    one.publish(room, [f"{room} {turn}".encode()])
                for room in late[turn * 5 : turn * 5 + 5]:
                    listen(room)
                await asyncio.sleep(0)
            await _until(lambda: len(ready) == 200)
            for room in rooms[100:]:
                one.publish(room, [room.encode()])
            two.leave(rooms[0])
            await _until(lambda: all(heard[room] for room in late))
            for room in rooms[1:100]:
                assert heard[room] == [f"{room} {turn}".encode() for turn in range(turns)]
            assert [heard[room] for room in late] == [[room.encode()] for room in late]

    with redis() as url:
        run(story(url))


@pytest.mark.services
def test_what_is_sent_to_one_process_reaches_its_rooms_though_one_of_them_fails() -> None:
    async def story(url: str) -> None:
        async with open_bus(url) as one, open_bus(url) as two, open_bus(url) as third:
            known: set[bytes] = set()
            heard: dict[str, list[bytes]] = {"a": [], "b": [], "third": []}
            ready: set[str] = set()

            def fail(sender: bytes, frames: list[bytes]) -> None:
                heard["a"].extend(frames)
                raise ValueError(sender)

            one.join("c", lambda sender, _: known.add(sender), lambda: ready.add("c"))
            two.join("a", fail, lambda: ready.add("a"))
            two.join("b", lambda _, frames: heard["b"].extend(frames), lambda: ready.add("b"))
            third.join("b", lambda _, frames: heard["third"].extend(frames), lambda: ready.add("third"))
            await _until(lambda: len(ready) == 4)
            two.publish("c", [b"here"])
            await _until(lambda: bool(known))
            one.send(known, "a", [b"1", b"2"])
            one.send(known, "nobody's", [b"0"])
            one.send(known, "b", [b"3"])
            one.send(known, "b", [b"4"])
            await _until(lambda: heard["b"] == [b"3", b"4"])
            one.publish("b", [b"to all"])
            await _until(lambda: heard["third"] == [b"to all"])
            assert heard["a"] == [b"1", b"2"]

    with redis() as url:
        run(story(url))


@pytest.mark.services
def test_an_answer_that_is_an_error_is_not_taken_for_another() -> None:
    async def story(url: str) -> None:
        async with open_bus(url) as bus:
            assert isinstance(bus, RedisBus)
            with pytest.raises(ResponseError):
                await bus.tell([("PUBLISH", "r", b"1"), ("PUBLISH",), *[("PUBLISH", "r", b"2")] * 50])
            await bus.tell([("PUBLISH", "r", b"3")] * 3)

    with redis() as url:
        run(story(url))


@pytest.mark.services
def test_redis_carries_facts_to_all_and_frames_in_order_to_the_others() -> None:
    async def story(url: str) -> None:
        async with open_bus(url) as one, open_bus(url) as two:
            facts: list[str] = []
            one.hear(lambda said: facts.append(f"one {said['name']}"))
            two.hear(lambda said: facts.append(f"two {said['name']}"))
            mine: list[bytes] = []
            theirs: list[bytes] = []
            ready: list[int] = []
            one.join("r", lambda _, frames: mine.extend(frames), lambda: ready.append(1))
            two.join("r", lambda _, frames: theirs.extend(frames), lambda: ready.append(2))
            await _until(lambda: sorted(ready) == [1, 2])
            sent = [f"{n}".encode() for n in range(2000)]
            for frame in sent:
                one.publish("r", [frame])
            one.announce({"name": "HelpAsked"})
            await _until(lambda: theirs[-1:] == sent[-1:] and len(facts) == 2)
            assert theirs == sent
            assert mine == []
            assert sorted(facts) == ["one HelpAsked", "two HelpAsked"]

    with redis() as url:
        run(story(url))


@pytest.mark.services
def test_a_room_whose_sockets_are_on_two_processes(tmp_path: Path, migrated: Path) -> None:
    with redis() as url:
        environ = environment(tmp_path, REDIS_URL=url)
        paths = prepare(environ, 1, migrated)
        with live_process(environ) as (_, first), live_process(environ) as (_, second):
            run(_two_processes(first, second, paths))


async def _two_processes(first: int, second: int, paths: list[str]) -> None:
    pupil = await enter(first, paths[0])
    me = (await pupil.message("welcome"))["you"]["id"]
    board = await pupil.board()
    teacher = await enter(second, paths[1])
    await pupil.message("joined")
    await teacher.board()
    stroke = board.draw("trait")
    await pupil.send(stroke)
    assert await teacher.frame(b"\x00\x02") == stroke
    await pupil.until(lambda: pupil.kept == 1)
    await teacher.say(type="chat", cid="a", text="bonjour")
    assert (await pupil.message("chat"))["text"] == "bonjour"
    await teacher.message("chat")
    await teacher.say(type="signal", data=1)
    assert (await pupil.message("signal"))["data"] == 1
    assert (await teacher.board()).drawn == ["trait"]

    device = await enter(second, paths[0])
    await pupil.message("moved")
    assert await pupil.closed() == 4409
    await device.message("welcome")
    await device.close()
    assert (await teacher.message("left"))["id"] == me
    await teacher.close()


@pytest.mark.services
def test_redis_breaks_and_comes_back_nobody_missed_anything(tmp_path: Path, migrated: Path) -> None:
    """Rooms, chat, comings and goings while Redis is away: both processes converge by themselves, once it is back."""
    port = free_port()
    with ExitStack() as services:
        running = services.enter_context(ExitStack())
        environ = environment(tmp_path, REDIS_URL=running.enter_context(redis(port)))
        paths = prepare(environ, 2, migrated)
        with live_process(environ) as (_, first), live_process(environ) as (_, second):
            run(_through_a_break(first, second, paths, running.close, lambda: running.enter_context(redis(port))))


async def _through_a_break(
    first: int, second: int, paths: list[str], breaks: Callable[[], None], mends: Callable[[], object]
) -> None:
    pupil, teacher = await enter(first, paths[0]), await enter(second, paths[1])
    await pupil.message("joined")
    leaver = await enter(first, paths[2])
    other = await enter(second, paths[3])
    await leaver.message("joined")
    boards = {pupil: await pupil.board(), teacher: await teacher.board()}
    await _draw(boards, "avant")

    await asyncio.to_thread(breaks)
    await _draw(boards, "pendant")
    await pupil.until(lambda: pupil.kept == 2)
    await teacher.until(lambda: teacher.kept == 2)
    await pupil.say(type="chat", cid="a", text="tu es là ?")
    await pupil.message("chat")
    leaver_id = (await leaver.message("welcome"))["you"]["id"]
    await leaver.close()

    await asyncio.to_thread(mends)
    assert (await teacher.message("chat"))["text"] == "tu es là ?"
    assert (await other.message("left"))["id"] == leaver_id
    everything = {f"{when} {who}" for when in ("avant", "pendant") for who in (0, 1)}
    await _until(lambda: all(_seen(client, board) == everything for client, board in boards.items()))
    await _draw(boards, "après")
    everything |= {"après 0", "après 1"}
    await _until(lambda: all(_seen(client, board) == everything for client, board in boards.items()))
    for client in (pupil, teacher):
        assert set((await client.board()).drawn) == everything
    for client in (pupil, teacher, other):
        await client.close()


async def _draw(boards: dict[Client, Board], when: str) -> None:
    for who, (client, board) in enumerate(boards.items()):
        await client.send(board.draw(f"{when} {who}"))


def _seen(client: Client, board: Board) -> set[str]:
    """What this client was sent, without asking, and what it drew itself."""
    frames, client.frames = client.frames, []
    for frame in frames:
        board.take(frame)
    return set(board.drawn)

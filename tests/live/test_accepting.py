"""Who connects is taken some at a time: those who are in are heard meanwhile."""

import asyncio
import socket
from collections.abc import Iterator
from typing import cast

import pytest
import uvloop

from declic.live import accepting
from declic.live.accepting import A_TURN, Accepting


class Echo(asyncio.Protocol):
    """Answers what it is said, and notes in which turn of the loop it was made."""

    def __init__(self, turns: list[int], turn: list[int]) -> None:
        turns.append(turn[0])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        assert transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


def connected(to: socket.socket) -> socket.socket:
    return socket.create_connection(to.getsockname(), timeout=10)


def turning(turn: list[int]) -> None:
    """Counts the turns of the loop."""
    turn[0] += 1
    asyncio.get_running_loop().call_soon(turning, turn)


def test_no_more_than_so_many_are_taken_in_a_turn_and_all_are_in_the_end(listening: socket.socket) -> None:
    people = 3 * A_TURN + 1

    async def story() -> None:
        turns: list[int] = []
        turn = [0]
        listening.listen(people)
        waiting = [connected(listening) for _ in range(people)]
        door = Accepting(listening, lambda: Echo(turns, turn))
        turning(turn)
        loop = asyncio.get_running_loop()
        for each in waiting:
            each.setblocking(False)
            await loop.sock_sendall(each, b"bonjour")
            assert await asyncio.wait_for(loop.sock_recv(each, 20), 10) == b"bonjour"
            each.close()
        door.close()
        assert len(turns) == people
        assert max(turns.count(number) for number in set(turns)) <= A_TURN

    uvloop.run(story())


def test_nobody_is_taken_once_it_is_closed(listening: socket.socket) -> None:
    async def story() -> None:
        name = listening.getsockname()
        door = Accepting(listening, asyncio.Protocol)
        door.close()
        door.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(name, timeout=10)

    uvloop.run(story())


def test_when_no_file_can_be_opened_it_rests_then_goes_on(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(socket.socket):
        left = 3

        def accept(self) -> tuple[socket.socket, object]:
            if Full.left:
                Full.left -= 1
                raise OSError(24, "Too many open files")
            return super().accept()

    monkeypatch.setattr(accepting, "REST_S", 0.01)

    async def story() -> None:
        full = Full(fileno=listening.detach())
        door = Accepting(full, lambda: Echo([], [0]))
        one = connected(full)
        one.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(one, b"bonjour")
        assert await asyncio.wait_for(loop.sock_recv(one, 20), 10) == b"bonjour"
        one.close()
        door.close()

    uvloop.run(story())
    assert caplog.text.count("no connection could be taken") == 3

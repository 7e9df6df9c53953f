"""What one read of a socket brings: relayed whole, in order, whatever it ends with, and acknowledged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.live.protocol.pings import pong_to
from declic.live.protocol.room import Ping, Pong, decode, encode
from tests.live.clients import Client, both, environment, live_process, prepare, run

PING = b'{"type":"ping","n":7}'
ENDS = ["a stroke", "a ping", "nothing known", "half of a message", "half of a frame"]


@pytest.fixture(scope="module")
def all_paths(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[tuple[int, list[str]]]:
    environ = environment(tmp_path_factory.mktemp("live"))
    paths = prepare(environ, len(ENDS) + 1, migrated)
    with live_process(environ) as (_, port):
        yield port, paths


@pytest.fixture
def room(all_paths: tuple[int, list[str]]) -> tuple[int, list[str]]:
    """The port, and two paths of a lesson no other test has used."""
    port, paths = all_paths
    return port, [paths.pop(0), paths.pop(0)]


def masked(first: int, payload: bytes) -> bytes:
    """A short frame of a client, under a mask of zeros."""
    return bytes((first, 0x80 | len(payload))) + b"\0\0\0\0" + payload


@pytest.mark.parametrize("end", ENDS)
def test_strokes_of_one_read_reach_the_other_whatever_it_ends_with(room: tuple[int, list[str]], end: str) -> None:
    ends = {
        "a stroke": b"",
        "a ping": masked(0x81, PING),
        "nothing known": masked(0x82, b"\x07\x07\x07"),
        "half of a message": masked(0x01, b'{"type":'),
        "half of a frame": masked(0x82, b"\x00\x02\x02\x00\x00")[:8],
    }

    async def story() -> None:
        async with both(*room) as (pupil, teacher):
            board = await pupil.board()
            strokes = [board.draw(f"trait {number}") for number in range(5)]
            pupil.socket.transport.write(b"".join(masked(0x82, stroke) for stroke in strokes) + ends[end])
            await teacher.until(lambda: _updates(teacher) == strokes)
            await pupil.until_kept(5)
            assert pupil.kept == 5

    run(story())


def _updates(client: Client) -> list[bytes]:
    return [frame for frame in client.frames if frame[:2] == b"\x00\x02"]


def test_a_ping_is_answered_with_its_number_and_the_time(room: tuple[int, list[str]]) -> None:
    async def story() -> None:
        async with both(*room) as (pupil, _):
            for said in ('{"type":"ping","n":12}', '{"n": 13, "type": "ping"}'):
                await pupil.socket.send(said)
            for number in (12, 13):
                pong = await pupil.message("pong")
                while pong["n"] == 0:  # of the client's own
                    pong = await pupil.message("pong")
                assert pong["n"] == number
                assert pong["at"].endswith("+00:00")

    run(story())


@given(number=st.integers(-10, 10**18), at=st.text("0123456789:T.+-", max_size=32))
def test_a_quick_pong_is_the_pong(number: int, at: str) -> None:
    quick = pong_to(encode(Ping(number)), at)
    assert quick in (None, encode(Pong(number, at)))
    assert (quick is None) == (number < 0 or number >= 10**15)


@given(
    st.one_of(
        st.binary(max_size=40),
        st.builds(lambda end: b'{"type":"ping","n":' + end, st.binary(max_size=12)),
        st.builds(lambda end: f'{{"type":"ping","n":{end}}}'.encode(), st.text("0123456789 .-e²٣", max_size=6)),
    )
)
def test_nothing_but_a_ping_is_answered_quickly(text: bytes) -> None:
    if (quick := pong_to(text, "now")) is not None:
        ping: Any = decode(text)
        assert quick == msgspec.json.encode(Pong(ping.n, "now"))


def test_the_page_writes_its_ping_that_way() -> None:
    """JSON.stringify leaves no space, and the type comes first: see frontend/src/live/socket.ts."""
    page = (Path(__file__).parents[2] / "frontend/src/live/socket.ts").read_text()
    assert 'JSON.stringify({ type: "ping", n: this.pings })' in page
    assert pong_to(PING, "now") == encode(Pong(7, "now"))

"""The bus of a service that is several processes."""

import asyncio
import contextlib
import json
import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import hiredis
import msgspec
import redis.asyncio as redis
from redis._parsers.hiredis import NOT_ENOUGH_DATA
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from declic.live.bus.contract import Ears, FactListener, Receive, Said

if TYPE_CHECKING:
    from redis.asyncio.client import PubSub

logger = logging.getLogger(__name__)

_FACTS = b"facts"
_ROOM = b"room:"
_PROCESS = b"process:"
_ID_BYTES = 8
_RETRY_S = 0.5
_ANSWER_S = 5.0
_encode = msgspec.msgpack.Encoder().encode
_of_a_room = msgspec.msgpack.Decoder(list[bytes])
_of_rooms = msgspec.msgpack.Decoder(list[tuple[str, list[bytes]]])
_KEEPALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 2}
"""A Redis whose machine vanished is missed after 20 s."""


class RedisBus:
    """Redis pub/sub. What is published while a write is under way leaves with the next one: one message per room, and
    one for each process that is told something by itself, whatever the rooms.

    A break is never mended in silence: whatever was in the air is lost, so each connection starts afresh, and those
    who listen are told (`ready`, `when_back`).
    """

    remote = True

    def __init__(self, url: str) -> None:
        # No retry by the library: it would subscribe again without a word of what was missed.
        self._redis = redis.Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=_ANSWER_S,
            socket_timeout=_ANSWER_S,
            socket_keepalive=True,
            socket_keepalive_options=_KEEPALIVE,
        )
        self._pubsub: PubSub | None = None
        self._warned = False
        self._ears = Ears()
        self._id = os.urandom(_ID_BYTES)
        self._own = _PROCESS + self._id
        self._receivers: dict[str, Receive] = {}
        self._ready: dict[str, Callable[[], None]] = {}
        """Of the rooms joined, by name."""
        self._out: dict[bytes, list[bytes]] = {}
        self._to: dict[bytes, dict[str, list[bytes]]] = {}
        """What waits for one process, by room."""
        self._wanted: dict[str, bool] = {}
        self._wake = asyncio.Event()
        self._back: list[Callable[[], None]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._ears.loop = asyncio.get_running_loop()
        listening = asyncio.Event()
        self._tasks = [asyncio.create_task(self._read(listening)), asyncio.create_task(self._write())]
        await listening.wait()

    async def stop(self) -> None:
        self._ears.loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(RedisError, OSError):
            await self._flush()
        with contextlib.suppress(RedisError, OSError):
            await self._redis.aclose()

    def announce(self, said: Said) -> None:
        self._ears.on_loop(self._send, _FACTS, [json.dumps(said).encode()])

    def hear(self, listener: FactListener) -> None:
        self._ears.listeners.append(listener)

    def join(self, room: str, receive: Receive, ready: Callable[[], None]) -> None:
        self._receivers[room] = receive
        self._ready[room] = ready
        self._wanted[room] = True
        self._wake.set()

    def leave(self, room: str) -> None:
        self._receivers.pop(room, None)
        self._ready.pop(room, None)
        self._wanted[room] = False
        self._wake.set()

    def publish(self, room: str, frames: Sequence[bytes]) -> None:
        self._send(_channel(room), frames)

    def send(self, processes: Iterable[bytes], room: str, frames: Sequence[bytes]) -> None:
        for process in processes:
            rooms = self._to.get(process)
            if rooms is None:
                rooms = self._to[process] = {}
                self._wake.set()
            if (waiting := rooms.get(room)) is None:
                rooms[room] = list(frames)
            else:
                waiting += frames

    def when_back(self, act: Callable[[], None]) -> None:
        self._back.append(act)

    def _send(self, channel: bytes, messages: Sequence[bytes]) -> None:
        waiting = self._out.get(channel)
        if waiting is None:
            self._out[channel] = list(messages)
            self._wake.set()
        else:
            waiting += messages

    # -- writing ------------------------------------------------------------------------------------------------------
    async def _write(self) -> None:
        broken = False
        while True:
            if broken:
                await asyncio.sleep(_RETRY_S)
            else:
                await self._wake.wait()
            self._wake.clear()
            try:
                if broken:
                    await self._redis.ping()
                    broken = False
                    self._tell_back([*self._ready.values(), *self._back])
                await self._subscribe()
                await self._flush()
            except (RedisError, OSError):
                if not broken:
                    logger.warning("Redis does not answer; what waits is dropped, and told again when it does")
                broken = True
                self._out.clear()
                self._to.clear()

    async def _subscribe(self) -> None:
        """A connection that listens is told of rooms joined or left since; a new one begins with all of them."""
        if (pubsub := self._pubsub) is None:
            return
        wanted, self._wanted = self._wanted, {}
        if joining := [_channel(room) for room, wish in wanted.items() if wish]:
            await pubsub.subscribe(*joining)
        if leaving := [_channel(room) for room, wish in wanted.items() if not wish]:
            await pubsub.unsubscribe(*leaving)

    async def _flush(self) -> None:
        while self._out or self._to:
            out, self._out = self._out, {}
            told, self._to = self._to, {}
            facts = out.pop(_FACTS, [])
            rooms = [("PUBLISH", channel, self._id + _encode(frames)) for channel, frames in out.items()]
            each = [("PUBLISH", _PROCESS + to, self._id + _encode(list(of.items()))) for to, of in told.items()]
            await self.tell([*(("PUBLISH", _FACTS, fact) for fact in facts), *rooms, *each])

    async def tell(self, commands: Sequence[tuple[Any, ...]]) -> None:
        """As a pipeline of the library, whose every command and answer costs more than all that is done here of it."""
        connection = await self._redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        try:
            await connection.send_packed_command(b"".join(map(hiredis.pack_command, commands)))
            answers = 0
            while answers < len(commands):
                await connection.read_response()
                answers += 1 + sum(map(_good, replies_read(connection)))
        except BaseException:
            await connection.disconnect(nowait=True)  # what was not read would answer the next
            raise
        finally:
            await self._redis.connection_pool.release(connection)

    # -- reading ------------------------------------------------------------------------------------------------------
    async def _read(self, listening: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(RedisError, OSError):
                await self._listen(listening)
            if not self._warned:
                self._warned = True
                logger.warning("Redis does not answer; listening as soon as it does")
            await asyncio.sleep(_RETRY_S)

    async def _listen(self, listening: asyncio.Event) -> None:
        """One connection, from its subscriptions to its end, which raises RedisError or OSError."""
        async with self._redis.pubsub() as pubsub:
            self._wanted.clear()
            await pubsub.subscribe(_FACTS, self._own, *map(_channel, self._receivers))
            self._pubsub, self._warned = pubsub, False
            self._wake.set()
            try:
                while True:
                    message = await pubsub.get_message(timeout=None)
                    self._heard(message, listening)
                    for reply in replies_read(pubsub.connection):
                        if reply[0] == b"message":
                            self._receive(reply[1], reply[2])
                        else:
                            self._heard(await pubsub.handle_message(reply), listening)
            finally:
                self._pubsub = None

    def _heard(self, message: Mapping[str, Any] | None, listening: asyncio.Event) -> None:
        if message is None:
            return
        if message["type"] == "message":
            self._receive(message["channel"], message["data"])
        elif message["type"] == "subscribe":
            self._subscribed(message["channel"], listening)

    def _subscribed(self, channel: bytes, listening: asyncio.Event) -> None:
        if channel.startswith(_ROOM):
            if ready := self._ready.get(_room(channel)):
                self._tell_back([ready])
        elif channel == _FACTS:
            if listening.is_set():
                self._tell_back(self._back)
            listening.set()

    def _tell_back(self, acts: Sequence[Callable[[], None]]) -> None:
        for act in acts:
            try:
                act()
            except Exception:
                logger.exception("a listener failed after a break")

    def _receive(self, channel: bytes, data: bytes) -> None:
        if channel == _FACTS:
            self._ears.tell(json.loads(data))
            return
        sender, body = data[:_ID_BYTES], memoryview(data)[_ID_BYTES:]
        try:
            if channel == self._own:
                for room, frames in _of_rooms.decode(body):
                    self._give(room, sender, frames)
            elif sender != self._id:
                self._give(_room(channel), sender, _of_a_room.decode(body))
        except msgspec.DecodeError:
            logger.exception("a process of another version speaks another way")

    def _give(self, room: str, sender: bytes, frames: list[bytes]) -> None:
        """A room that fails costs the others of the same message nothing."""
        if receive := self._receivers.get(room):
            try:
                receive(sender, frames)
            except Exception:
                logger.exception("a room failed on what it heard")


def _channel(room: str) -> bytes:
    return _ROOM + room.encode()


def _room(channel: bytes) -> str:
    return channel[len(_ROOM) :].decode()


def replies_read(connection: Any) -> Iterator[Any]:
    """What the socket's last read brought besides the reply it was for: the library would take a turn of its own for
    each.
    """
    reader = getattr(getattr(connection, "_parser", None), "_reader", None)
    if isinstance(reader, hiredis.Reader):
        while (reply := reader.gets()) is not NOT_ENOUGH_DATA:
            yield reply


def _good(answer: Any) -> bool:
    """Raises what is not."""
    if isinstance(answer, Exception):
        raise answer
    return True

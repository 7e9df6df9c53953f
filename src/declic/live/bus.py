"""What passes between processes: committed facts, and frames of rooms that live in two of them.

`LocalBus` for one process, `RedisBus` for several: nothing else differs between the small form and the large one.
"""

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import redis.asyncio as redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Said = dict[str, Any]
"""A committed fact: `{"id", "name", "at", "subject", "data"}`."""
FactListener = Callable[[Said], None]
Receive = Callable[[bytes, bytes], None]
"""(sender, frame): `sender` is the id of the process that published."""

_FACTS = b"facts"
_ROOM = b"room:"
_ID_BYTES = 8
_LENGTH_BYTES = 4


class Bus(Protocol):
    remote: bool
    """Whether other processes may be listening."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...

    def announce(self, said: Said) -> None:
        """Tell every process of a committed fact. May be called from any thread; returns at once."""

    def hear(self, listener: FactListener) -> None:
        """`listener` gets every fact from now on, this process's own too, on the loop."""

    def join(self, room: str, receive: Receive, ready: Callable[[], None]) -> None:
        """`receive` gets what other processes publish for `room`; all of it, once `ready` has been called."""

    def leave(self, room: str) -> None: ...

    def publish(self, room: str, frame: bytes) -> None:
        """To the other processes in `room`, in order. Returns at once."""

    def when_back(self, act: Callable[[], None]) -> None:
        """`act` is called after a break, during which frames may have been lost."""


class _Ears:
    """Listeners to facts, called on the loop."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.listeners: list[FactListener] = []

    def tell(self, said: Said) -> None:
        for listener in list(self.listeners):
            try:
                listener(said)
            except Exception:
                logger.exception("a listener failed on %s", said.get("name"))

    def on_loop(self, act: Callable[..., None], *arguments: Any) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(act, *arguments)


class LocalBus:
    """One process: facts go straight to their listeners, rooms have nobody elsewhere."""

    remote = False

    def __init__(self) -> None:
        self._ears = _Ears()

    async def start(self) -> None:
        self._ears.loop = asyncio.get_running_loop()

    async def stop(self) -> None:
        self._ears.loop = None

    def announce(self, said: Said) -> None:
        self._ears.on_loop(self._ears.tell, said)

    def hear(self, listener: FactListener) -> None:
        self._ears.listeners.append(listener)

    def join(self, room: str, receive: Receive, ready: Callable[[], None]) -> None: ...

    def leave(self, room: str) -> None: ...

    def publish(self, room: str, frame: bytes) -> None: ...

    def when_back(self, act: Callable[[], None]) -> None: ...


class RedisBus:
    """Redis pub/sub. What is published while a write is under way leaves with the next one, one message per room."""

    remote = True

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url)
        self._pubsub = self._redis.pubsub()
        self._ears = _Ears()
        self._id = os.urandom(_ID_BYTES)
        self._receivers: dict[bytes, Receive] = {}
        self._ready: dict[bytes, Callable[[], None]] = {}
        self._out: dict[bytes, list[bytes]] = {}
        self._wanted: dict[bytes, bool] = {}
        self._wake = asyncio.Event()
        self._back: list[Callable[[], None]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._ears.loop = asyncio.get_running_loop()
        await self._pubsub.subscribe(_FACTS)
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._read())]

    async def stop(self) -> None:
        self._ears.loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(RedisError, OSError):
            await self._flush()
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            await self._redis.aclose()

    def announce(self, said: Said) -> None:
        self._ears.on_loop(self._send, _FACTS, json.dumps(said).encode())

    def hear(self, listener: FactListener) -> None:
        self._ears.listeners.append(listener)

    def join(self, room: str, receive: Receive, ready: Callable[[], None]) -> None:
        channel = _ROOM + room.encode()
        self._receivers[channel] = receive
        self._ready[channel] = ready
        self._wanted[channel] = True
        self._wake.set()

    def leave(self, room: str) -> None:
        channel = _ROOM + room.encode()
        self._receivers.pop(channel, None)
        self._ready.pop(channel, None)
        self._wanted[channel] = False
        self._wake.set()

    def publish(self, room: str, frame: bytes) -> None:
        self._send(_ROOM + room.encode(), len(frame).to_bytes(_LENGTH_BYTES, "big") + frame)

    def when_back(self, act: Callable[[], None]) -> None:
        self._back.append(act)

    def _send(self, channel: bytes, message: bytes) -> None:
        waiting = self._out.get(channel)
        if waiting is None:
            self._out[channel] = [message]
            self._wake.set()
        else:
            waiting.append(message)

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._subscribe()
                await self._flush()
            except (RedisError, OSError):
                logger.warning("Redis does not answer; what waits is dropped, rooms will sync again")
                self._out.clear()
                await asyncio.sleep(0.5)

    async def _subscribe(self) -> None:
        wanted, self._wanted = self._wanted, {}
        if joining := [channel for channel, wish in wanted.items() if wish]:
            await self._pubsub.subscribe(*joining)
        if leaving := [channel for channel, wish in wanted.items() if not wish]:
            await self._pubsub.unsubscribe(*leaving)

    async def _flush(self) -> None:
        while self._out:
            out, self._out = self._out, {}
            async with self._redis.pipeline(transaction=False) as pipe:
                for channel, messages in out.items():
                    if channel == _FACTS:
                        for message in messages:
                            pipe.publish(channel, message)
                    else:
                        pipe.publish(channel, self._id + b"".join(messages))
                await pipe.execute()

    async def _read(self) -> None:
        broken = False
        while True:
            try:
                message = await self._pubsub.get_message(timeout=None)
            except (RedisError, OSError):
                broken = True
                await asyncio.sleep(0.5)
                continue
            if broken:
                broken = False
                for act in self._back:
                    act()
            if message is None:
                continue
            if message["type"] == "message":
                self._receive(message["channel"], message["data"])
            elif message["type"] == "subscribe" and (ready := self._ready.get(message["channel"])):
                ready()

    def _receive(self, channel: bytes, data: bytes) -> None:
        if channel == _FACTS:
            self._ears.tell(json.loads(data))
            return
        receive, sender = self._receivers.get(channel), data[:_ID_BYTES]
        if receive is None or sender == self._id:
            return
        at = _ID_BYTES
        while at < len(data):
            start = at + _LENGTH_BYTES
            at = start + int.from_bytes(data[at:start], "big")
            receive(sender, data[start:at])


@contextlib.asynccontextmanager
async def open_bus(redis_url: str) -> AsyncIterator[Bus]:
    """The bus of this installation, started: over Redis when there is one."""
    bus: Bus = RedisBus(redis_url) if redis_url else LocalBus()
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()

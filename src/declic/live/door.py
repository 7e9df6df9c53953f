"""A door: what the server needs of each kind of socket, and what all sockets share."""

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, cast

import msgspec
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from declic.classroom.tickets import Ticket
from declic.live.pace import Pace
from declic.live.protocol import limits
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.room import Error, encode

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

LINGER_S: Final = 1.0
"""How long a closed client may take to read why."""


def nowhere(data: bytes) -> None:
    """Where what is written to a socket that closes goes."""


@dataclass(frozen=True)
class Entry:
    """A connection whose ticket and origin are good."""

    path: str
    """Without the query."""
    ticket: Ticket
    typed: bool
    """Asked for the subprotocol `declic.v1`."""


class Door(Protocol):
    """One kind of socket. The server calls these on the loop."""

    prefix: str
    """The path, e.g. `/desk`; with a slash at its end, what the path begins with, e.g. `/room/`."""
    kind: str
    """Of the tickets it takes."""

    async def start(self) -> None: ...

    def open(self, entry: Entry) -> "DoorSocket":
        """The socket of this connection; it refuses later if it must, in `connected`."""

    def sweep(self, now: float) -> None:
        """Called every SWEEP_S; `now` by the loop's clock."""

    async def stop(self) -> None:
        """Every socket is closed by now: finish what is under way."""


class DoorSocket(WSListener):
    """What all sockets share: whole messages out of fragments, the pace, typed errors, closing with a code, silence.

    A door's own socket overrides `connected`, `text`, `binary` and `gone`.
    """

    def __init__(self, *, typed: bool) -> None:
        self.typed = typed
        self.transport: WSTransport | None = None
        self.write: Callable[[bytes], None] = nowhere
        """Ready frames, straight to the transport; by now or never."""
        self.heard_at = 0.0
        self.closing = False
        self.sign_in = 0
        """The browser its ticket was given to; 0 for a device that a code brought."""
        self.account = 0
        """Whose ticket it was."""
        self.given_at = 0.0
        """When it was, in seconds of the Unix epoch."""
        self.paced = True
        self._pace = Pace(limits.FRAMES_PER_SECOND, limits.FRAMES_BURST)
        self._parts: list[bytes] | None = None
        self._size = 0
        """Bytes of `_parts`."""
        self._text = False
        self.register: set[DoorSocket] | None = None

    # -- for the door's own socket to write ---------------------------------------------------------------------------
    def connected(self) -> None: ...

    def text(self, data: bytes) -> None:
        """A whole text message, within its limit."""

    def binary(self, data: bytes) -> None:
        """A whole binary message, within its limit."""

    def gone(self) -> None: ...

    # -- sending ------------------------------------------------------------------------------------------------------
    def say(self, message: msgspec.Struct) -> None:
        """Nothing, to a plain client: it does not read text."""
        if self.typed and self.transport is not None:
            self.transport.send(WSMsgType.TEXT, encode(message))

    def fault(self, fault: Fault, message: str = "") -> None:
        self.say(Error(fault.value, message or fault.message))

    def close(self, code: Close) -> None:
        """Tell the client why, then hang up, whether it reads it or not."""
        if self.closing or self.transport is None:
            return
        self.closing, self.write = True, nowhere
        self.transport.send_close(cast("WSCloseCode", int(code)), code.reason)
        asyncio.get_running_loop().call_later(LINGER_S, self.transport.disconnect, False)

    # -- picows -------------------------------------------------------------------------------------------------------
    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport, self.write = transport, transport.underlying_transport.write
        if self.register is not None:
            self.register.add(self)
        self.heard_at = asyncio.get_running_loop().time()
        transport.underlying_transport.set_write_buffer_limits(high=limits.UNREAD_BYTES)
        # The ticket and the browser's headers are of no use any more, and weigh 2 kB a socket.
        transport.request.headers.clear()
        transport.response.headers.clear()
        self.connected()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind == WSMsgType.CLOSE:
            self.closing, self.write = True, nowhere
            transport.send_close(frame.get_close_code())
            transport.disconnect()
            return
        if self.closing:
            return
        self.heard_at = now = asyncio.get_running_loop().time()
        if self.paced and not self._pace.allows(now):
            self._refuse(Fault.TOO_FAST, Close.TOO_FAST)
        elif kind == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif kind == WSMsgType.CONTINUATION:
            self._continue(frame)
        elif kind in (WSMsgType.TEXT, WSMsgType.BINARY):
            if frame.fin and self._parts is None:
                self._whole(frame.get_payload_as_bytes(), text=kind == WSMsgType.TEXT)
            else:
                self._text = kind == WSMsgType.TEXT
                self._parts, self._size = [], 0
                self._continue(frame)

    def _continue(self, frame: WSFrame) -> None:
        if self._parts is None:
            self.close(Close.TOO_LARGE)
            return
        self._parts.append(frame.get_payload_as_bytes())
        self._size += len(self._parts[-1])  # counted as they come: summing them all each time froze every socket
        if self._size > self._most(text=self._text) or len(self._parts) > limits.FRAGMENTS:
            self._parts = None
            self._refuse(Fault.TOO_LARGE, Close.TOO_LARGE)
        elif frame.fin:
            data, self._parts = b"".join(self._parts), None
            self._whole(data, text=self._text)

    def _whole(self, data: bytes, *, text: bool) -> None:
        if len(data) > self._most(text=text):
            self._refuse(Fault.TOO_LARGE, Close.TOO_LARGE)
        elif text:
            self.text(data)
        else:
            self.binary(data)

    def _most(self, *, text: bool) -> int:
        return limits.TEXT_BYTES if text else limits.FRAME_BYTES

    def _refuse(self, fault: Fault, code: Close) -> None:
        self.fault(fault)
        self.close(code)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        del transport
        self.closing, self.write = True, nowhere
        if self.register is not None:
            self.register.discard(self)
        self.gone()

    def pause_writing(self) -> None:
        """More than UNREAD_BYTES wait to be read."""
        self.close(Close.TOO_SLOW)

    def resume_writing(self) -> None: ...

    def check_silence(self, now: float) -> None:
        """Typed sockets ping by themselves; plain ones are pinged."""
        silent = now - self.heard_at
        if self.typed:
            if silent > limits.SILENCE_S:
                self.close(Close.SILENT)
        elif silent > limits.PLAIN_SILENCE_S:
            self.close(Close.SILENT)
        elif silent > limits.PLAIN_SILENCE_S / 3 and self.transport is not None and not self.closing:
            self.transport.send_ping()


class RefusedSocket(DoorSocket):
    """Opened only to say why it is closed."""

    def __init__(self, code: Close, *, typed: bool) -> None:
        super().__init__(typed=typed)
        self._code = code

    def connected(self) -> None:
        self.close(self._code)

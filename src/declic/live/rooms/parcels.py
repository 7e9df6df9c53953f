"""Large frames in pieces, so that a narrow network is heard while they pass, and other messages go between them.

A whole board is one frame. At 400 kbit/s a fifth of a megabyte takes four seconds, in which a client that waits for
the end of a message hears nothing, believes the line dead, and begins again.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from declic.live.protocol import limits
from declic.live.protocol.frames import PIECE, MalformedFrameError, piece, read_piece

WAITING_BYTES: Final = limits.DOCUMENT_BYTES + limits.UNREAD_BYTES
"""Waiting for one client to take what came before: the largest board, and as much as any may leave unread."""


class Sending:
    """Frames for one client that says what it took, in order."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._frames: deque[bytes] = deque()
        self._waiting = 0
        self._at = 0
        """In the first of them."""
        self._sent = self._taken = 0

    def send(self, frame: bytes) -> bool:
        """False: too much waits already."""
        if self._waiting + len(frame) > WAITING_BYTES:
            return False
        self._frames.append(frame)
        self._waiting += len(frame)
        self._go_on()
        return True

    @property
    def is_done(self) -> bool:
        """All of it has left."""
        return not self._frames

    def took(self, taken: int) -> None:
        """A number that was never sent, or that goes back, changes nothing."""
        if self._taken < taken <= self._sent:
            self._taken = taken
            self._go_on()

    def _go_on(self) -> None:
        while self._frames and self._sent - self._taken < limits.AHEAD_BYTES:
            frame = self._frames[0]
            part = frame[self._at : self._at + limits.PIECE_BYTES]
            self._at += len(part)
            self._sent += len(part)
            self._waiting -= len(part)
            left = len(frame) - self._at
            if left == 0:
                self._frames.popleft()
                self._at = 0
            self._write(piece(part, left))


class Receiving:
    """A frame that comes in pieces; no larger than any other, and no piece itself."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._left = 0
        self.taken = 0
        """Bytes of all pieces, from the beginning."""

    def take(self, frame: bytes) -> bytes | None:
        """The whole frame, once it is all there. MalformedFrameError: the frame it was a piece of is dropped."""
        try:
            return self._take(*read_piece(frame))
        except MalformedFrameError:
            self._parts = []
            raise

    def _take(self, part: bytes, left: int) -> bytes | None:
        begins = not self._parts
        if len(part) + left > limits.FRAME_BYTES or (begins and part[:1] == bytes((PIECE,))):
            raise MalformedFrameError
        if not begins and len(part) + left != self._left:
            raise MalformedFrameError
        if part == b"" and (left or not begins):
            raise MalformedFrameError
        self.taken += len(part)
        self._parts.append(part)
        self._left = left
        if left:
            return None
        whole, self._parts = b"".join(self._parts), []
        return whole

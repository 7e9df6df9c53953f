"""A process that was killed stands again at once: its parent, who has loaded everything and does nothing else, forks.

Started afresh, a live process reads its modules for most of a second, in which everybody in a room waits. The parent
has no thread and no connection: what it forks begins as it began itself.
"""

import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Final

LONG_S: Final = 5.0
"""A child that did not live so long did not stand."""
SHORT_MOST: Final = 5
"""In a row, before the parent gives up: whoever started it is told."""
_DEATH_SIGNAL: Final = 1
"""PR_SET_PDEATHSIG, prctl(2)."""
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


class Arbiter:
    """`listening` stays open from one child to the next: who connects meanwhile waits."""

    def __init__(self, serve: Callable[[], int], listening: socket.socket) -> None:
        self._serve = serve
        self._listening = listening
        self._pid = 0
        self._stopping = False

    def run(self) -> int:
        """The exit code of `serve`, run in a child; it is run in another whenever it is killed."""
        for number in _STOPS:
            signal.signal(number, self._pass_on)
        short = 0
        while True:
            began = time.monotonic()
            if not self._fork():
                return 0
            _, status = os.waitpid(self._pid, 0)
            if self._stopping or not os.WIFSIGNALED(status):
                return max(0, os.waitstatus_to_exitcode(status))
            by = signal.Signals(os.WTERMSIG(status)).name
            sys.stderr.write(f"process {self._pid} was ended by {by}\n")
            short = short + 1 if time.monotonic() - began < LONG_S else 0
            if short == SHORT_MOST:
                return 1

    def _fork(self) -> bool:
        """False: it is too late for another."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # a stop meanwhile waits until there is whom to tell
        if self._stopping:
            return False
        parent, self._pid = os.getpid(), os.fork()
        if self._pid == 0:
            for number in _STOPS:
                signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            _end_with(parent)
            code = 1
            try:
                code = self._serve()
            except BaseException:  # noqa: BLE001  (it is said, and the child ends)
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        return True

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._stopping = True
        self._listening.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, number)


def _end_with(parent: int) -> None:
    """When the parent is killed the child is too: nobody would be left to end it."""
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)

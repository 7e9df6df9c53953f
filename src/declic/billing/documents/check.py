"""The official schematrons, run by Saxon in a process of its own: its library crashes in threads that last.

The process is kept for a while: to compile what its authors wrote takes seconds, to run it hundredths.
"""

import atexit
import json
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Lock
from typing import IO, Final, cast

from declic.billing.documents.syntax import Syntax

START_S: Final = 60
EACH_S: Final = 5
KEPT_S: Final = 120
"""The process waits for so long to be asked again. It holds 200 MiB meanwhile."""
PROGRAM: Final = Path(__file__).with_name("saxon.py")


@dataclass(frozen=True)
class Fault:
    rule: str
    """`BR-CO-15`, `BR-FR-05`…"""
    text: str
    """As its authors wrote it."""


class CheckNotDone(Exception):  # noqa: N818  (it says what happened)
    """Saxon did not answer: nothing is known of the documents, so none may leave."""


def faults_of(documents: Sequence[tuple[Syntax, bytes]]) -> list[list[Fault]]:
    """Of each document, what the schematrons of its syntax find; empty: it is valid. Raises `CheckNotDone`."""
    with TemporaryDirectory(prefix="declic-invoices-") as folder:
        asked = []
        for rank, (syntax, xml) in enumerate(documents):
            place = Path(folder) / f"{rank}.xml"
            place.write_bytes(xml)
            asked.append({"xml": str(place), "stylesheets": [str(path) for path in syntax.stylesheets]})
        answer = _saxon.ask(json.dumps(asked), seconds=START_S + EACH_S * len(asked))
    return [[Fault(**fault) for fault in found] for found in json.loads(answer)]


class Saxon:
    """Asked by one thread at a time."""

    def __init__(self) -> None:
        self._turn = Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        """What the process says of its end."""
        atexit.register(self.stop)

    def ask(self, asked: str, *, seconds: float) -> str:
        with self._turn:
            # One that was kept may have left just as it is asked: another is started, once.
            for is_last in (self.process is None, True):
                try:
                    return self._answer(asked, seconds)
                except OSError as failure:
                    said = self.stop() or str(failure)
                    if is_last or isinstance(failure, TimeoutError):
                        raise CheckNotDone(said) from failure
            raise AssertionError("the last try returns or raises")

    def _answer(self, asked: str, seconds: float) -> str:
        """Raises OSError: the process cannot be started, has left, or is too late."""
        if self.process is None:
            self._said = TemporaryFile()  # noqa: SIM115  (as long as the process)
            self.process = subprocess.Popen(  # noqa: S603  (our own program, by the Python that runs us)
                [sys.executable, "-I", str(PROGRAM), str(KEPT_S)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
            )
        asks, answers = cast("IO[bytes]", self.process.stdin), cast("IO[bytes]", self.process.stdout)
        asks.write(f"{asked}\n".encode())
        asks.flush()
        return _line(answers, time.monotonic() + seconds)

    def stop(self) -> str:
        """What it said of its end."""
        if self.process is None or self._said is None:
            return ""
        self.process.kill()
        self.process.communicate()
        self._said.seek(0)
        said = self._said.read()[-2000:].decode(errors="replace")
        self._said.close()
        self.process = self._said = None
        return said


def _line(answers: IO[bytes], deadline: float) -> str:
    with selectors.DefaultSelector() as watch:
        watch.register(answers, selectors.EVENT_READ)
        line = b""
        while not line.endswith(b"\n"):
            if not watch.select(deadline - time.monotonic()):
                raise TimeoutError("no answer in time")
            part = answers.read1(65536)  # type: ignore[attr-defined]
            if not part:
                raise BrokenPipeError("the process has ended")
            line += part
        return line.decode()


_saxon = Saxon()

"""The official schematrons, run by Saxon in a process of its own: its library crashes in threads that last."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from declic.billing.documents.syntax import Syntax

START_S: Final = 60
EACH_S: Final = 5
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
        answer = _ask(json.dumps(asked), seconds=START_S + EACH_S * len(asked))
    return [[Fault(**fault) for fault in found] for found in json.loads(answer)]


def _ask(asked: str, *, seconds: int) -> str:
    try:
        done = subprocess.run(  # noqa: S603  (our own program, by the Python that runs us)
            [sys.executable, "-I", str(PROGRAM)],
            input=asked,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as failure:
        raise CheckNotDone(str(getattr(failure, "stderr", "") or failure)[-2000:]) from failure
    return done.stdout

"""Where a list lies between its sending and its application: a folder nobody serves, a day at most.

What is here: the file as it was sent, what it looks like, the rows as they would be kept, the rows that are not taken,
and the keys of those to correct.
"""

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings

from declic.rolls.clean import Look, NotTaken
from declic.rolls.rules import limits
from declic.rolls.rules.keys import Keys
from declic.rolls.rules.repeats import Line


class Sent(Protocol):
    """What a form gives for a file."""

    def chunks(self) -> Iterator[bytes]: ...


def _folder(file_id: UUID) -> Path:
    return Path(settings.ROLLS_DIR) / str(file_id)


def sent(file_id: UUID) -> Path:
    """The file itself. Refusal `file_gone`."""
    path = _folder(file_id) / "sent"
    if not path.exists():
        raise limits.gone()
    return path


def keep_sent(file_id: UUID, file: Sent) -> Path:
    """Read by the service's own user alone. Refusal `too_large`: what is too long is not kept."""
    folder = _folder(file_id)
    folder.mkdir(parents=True, mode=0o700)
    size = 0
    with _written(folder / "sent") as out:
        for chunk in file.chunks():
            size += len(chunk)
            if size > limits.MAX_BYTES:
                raise limits.too_large()
            out.write(chunk)
    return folder / "sent"


def keep_look(file_id: UUID, look: Look) -> None:
    _keep(file_id, "look", [asdict(look)])


def look_of(file_id: UUID) -> Look:
    """Refusal `file_gone`."""
    return next(Look(**said) for said in _kept(file_id, "look"))


def keep_rows(file_id: UUID, lines: Iterable[Line], not_taken: Iterable[NotTaken], slips: Iterable[Keys]) -> None:
    """Those to keep hold their keys already, and neither INE nor date of birth; `slips` are the keys of the lines to
    correct.
    """
    _keep(file_id, "rows", ([*line.said, line.number, *astuple(line.keys)] for line in lines))
    _keep(file_id, "refused", ([one.number, one.code, one.reason, list(one.cells)] for one in not_taken))
    _keep(file_id, "slips", (list(astuple(one)) for one in slips))


def rows_of(file_id: UUID) -> list[Line]:
    """Refusal `file_gone`."""
    return [
        Line(number, first, last, level, school, Keys(*keys))
        for first, last, level, school, number, *keys in _kept(file_id, "rows")
    ]


def refused_of(file_id: UUID) -> list[NotTaken]:
    """Refusal `file_gone`."""
    return [NotTaken(*said) for said in _kept(file_id, "refused")]


def slips_of(file_id: UUID) -> list[Keys]:
    """Refusal `file_gone`."""
    return [Keys(*keys) for keys in _kept(file_id, "slips")]


def forget(file_id: UUID) -> None:
    shutil.rmtree(_folder(file_id), ignore_errors=True)


def forget_strays(known: Iterable[UUID], older_than_s: float) -> None:
    """Folders of no file that is known: of a process that died in between."""
    names, root = {str(one) for one in known}, Path(settings.ROLLS_DIR)
    for folder in root.iterdir() if root.exists() else ():
        if folder.name not in names and time.time() - folder.stat().st_mtime > older_than_s:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _written(path: Path) -> Iterator[Any]:
    """Whole or not there; `0600`."""
    draft = path.with_suffix(f".{os.getpid()}-{time.monotonic_ns()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _keep(file_id: UUID, name: str, said: Iterable[Mapping[str, Any] | list[Any]]) -> None:
    with _written(_folder(file_id) / name) as out:
        for one in said:
            out.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")


def _kept(file_id: UUID, name: str) -> Iterator[Any]:
    try:
        text = (_folder(file_id) / name).read_bytes()
    except FileNotFoundError:
        raise limits.gone() from None
    return (json.loads(line) for line in text.splitlines())

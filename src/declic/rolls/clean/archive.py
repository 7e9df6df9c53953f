"""Zipped files, looked at before they are opened."""

import lzma
import zipfile
import zlib
from io import BytesIO

from declic.rolls.rules import limits


def opened(data: bytes) -> zipfile.ZipFile:
    """Refusal `broken`, `locked`, `bomb`, `nested`."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise limits.broken() from None
    if len(members) > limits.MAX_MEMBERS:
        raise limits.bomb()
    whole = sum(one.file_size for one in members)
    if whole > limits.MAX_UNZIPPED or (whole > limits.RATIO_FROM and whole > limits.MAX_RATIO * len(data)):
        raise limits.bomb()
    if any(one.flag_bits & 1 for one in members):
        raise limits.locked()
    if any(one.filename.lower().endswith((".zip", ".gz", ".7z", ".rar", ".xlsx")) for one in members):
        raise limits.nested()
    return archive


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """No more than it said it holds, whatever it holds. Refusal `broken`."""
    try:
        with archive.open(member) as part:
            data = part.read(member.file_size + 1)
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
        zlib.error,
        lzma.LZMAError,
    ):
        raise limits.broken() from None
    if len(data) > member.file_size:
        raise limits.bomb()
    return data

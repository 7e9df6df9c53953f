"""CSV of any origin: its encoding and delimiter are guessed, with French in mind."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from charset_normalizer import from_bytes

from declic.rolls.clean.table import Row, Table, filled, headed
from declic.rolls.rules import limits

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FRENCH: Final = ("cp1252", "iso8859_15", "mac_roman", "cp850")
"""Windows, the ministry's exports, old Macs, DOS: what French files that are not Unicode are written in."""
_KNOWN: Final = frozenset({*_FRENCH, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"})
_LETTERS: Final = frozenset("éèêëàâäîïôöûüùçœæÿÉÈÊËÀÂÄÎÏÔÖÛÜÙÇŒÆŸñÑáíóúãõß")
_SIGNS: Final = frozenset("’‘“”«»–—…°²€·•\u00a0")
_DELIMITERS: Final = ";,\t|"
_SAMPLE: Final = 64 * 1024


def read_text(data: bytes) -> Table:
    """Refusal `unknown_encoding`, `not_a_list`, `open_quote`, `too_many_columns`, `no_rows`."""
    text, encoding = decoded(data)
    delimiter = delimiter_of(text)
    name = {"utf-8-sig": "UTF-8", "iso8859_15": "ISO-8859-15"}.get(encoding, encoding.upper())
    shown = "tabulations" if delimiter == "\t" else f"« {delimiter} »"
    table = headed(f"CSV, {name}, séparé par {shown}", _rows(text, delimiter), text.count("\n"))
    return replace(table, is_guess=encoding not in _KNOWN)


def read_rows(data: bytes) -> Iterator[Row]:
    """As they are, the names of the columns first. Refusal `unknown_encoding`, `not_a_list`, `open_quote`."""
    text, _ = decoded(data)
    return filled(_rows(text, delimiter_of(text)))


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and what it was written in. Refusal `unknown_encoding`, `not_a_list` (no text at all)."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _without_mark(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise limits.unknown_encoding() from None
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise limits.not_a_list()
    return text, encoding


def _without_mark(data: bytes) -> str:
    head = data[:4096]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and head[offset::2].count(0) > 0.4 * len(head[offset::2]):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bits(data)
    return "utf-8"


def _eight_bits(data: bytes) -> str:
    """The one in which most signs past ASCII are letters of French words. Refusal `not_a_list` for what is no text."""
    if re.search(rb"[\x00-\x08\x0e-\x19]", data):
        raise limits.not_a_list()
    scores = {name: _french(data, name) for name in _FRENCH}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0:
        return best
    sample = b"\n".join(islice((line for line in data.split(b"\n") if not line.isascii()), 400))[:_SAMPLE]
    found = from_bytes(sample).best()
    if found is None:
        raise limits.unknown_encoding()
    return found.encoding


def _french(data: bytes, name: str) -> float:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return -1.0
    score = 0.0
    for sign, times in Counter(text).items():
        if not sign.isascii():
            score += times if sign in _LETTERS else 0.2 * times if sign in _SIGNS else -2 * times
    # « ½ » inside a word is the œ of ISO-8859-15 read as cp1252, which is otherwise the same in French.
    return score - 3 * len(re.findall(r"(?<=[^\W\d])[¼½¾¨¸´]|[¼½¾](?=[^\W\d])", text))


def delimiter_of(text: str) -> str:
    """The sign that cuts most of the first rows into as many cells; « ; » where none does."""
    lines = "\n".join(text[:_SAMPLE].splitlines()[:40])
    best, delimiter = (0.0, 0), ";"
    for sign in _DELIMITERS:
        try:
            counts = Counter(len(row) for row in csv.reader(io.StringIO(lines), delimiter=sign) if row)
        except csv.Error:
            continue
        cells, times = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = (times / max(1, counts.total()), cells)
        if cells > 1 and score > best:
            best, delimiter = score, sign
    return delimiter


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(limits.MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise limits.open_quote(line) from None
        yield line, cells

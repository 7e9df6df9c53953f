"""The process that draws a PDF's pages: the file comes in, JPEG pages or the code of a refusal go out.

It limits itself before it reads the first byte, and ends with 1 on a refusal.
"""

import io
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Final

import pypdfium2

from declic.uploads import rules

MEMORY: Final = 1024**3
"""Bytes of address space; ten pages of a heavy scan take less than half."""
SECONDS: Final = 25
"""Of the processor: a file made to keep it busy ends here."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        pages = list(drawn(sys.stdin.buffer.read()))
    except pypdfium2.PdfiumError as error:
        refuse("locked" if "password" in str(error).lower() else "unreadable")
    except Exception:  # noqa: BLE001  (a decoder given hostile bytes may raise anything)
        refuse("unreadable")
    for page in pages:
        sys.stdout.buffer.write(struct.pack(">I", len(page)) + page)


def refuse(code: str) -> None:
    sys.stdout.write(code)
    sys.stdout.flush()
    sys.exit(1)


def drawn(data: bytes) -> Iterator[bytes]:
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    if count > rules.MAX_PDF_PAGES:
        refuse(f"too_many_pages {count}")
    if count == 0:
        refuse("unreadable")
    for number in range(count):
        page = document[number]
        scale = rules.MAX_SIDE / max(*page.get_size(), 1)
        image = page.render(scale=scale, rev_byteorder=True, may_draw_forms=True).to_pil().convert("RGB")
        image.thumbnail((rules.MAX_SIDE, rules.MAX_SIDE))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=rules.JPEG_QUALITY, optimize=True, progressive=True)
        yield out.getvalue()
        page.close()


if __name__ == "__main__":
    main()

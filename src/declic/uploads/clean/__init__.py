"""From what was sent to pages that are safe to keep and show: JPEG made here, pixels only.

What comes in is decoded and drawn again, so nothing else of the file (place, date, device, scripts, trailing data)
goes further. No database, no storage.
"""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from declic.uploads import rules
from declic.uploads.clean.pdf import pdf_pages

MEDIA_TYPE: Final = "image/jpeg"
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
"""Names of Pillow. Multi-picture JPEG (MPO) is opened as JPEG: Pillow has no opener of that name."""

_desk = threading.BoundedSemaphore(2)
"""Images decoded at once: each may take 200 MB for a moment."""

pi_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class CleanPage:
    data: bytes
    """JPEG."""
    width: int
    """Pixels, orientation applied."""
    height: int
    number: int = 0
    """Of a page of a PDF, from 1; 0 for a photo."""


def clean(data: bytes, name: str) -> list[CleanPage]:
    """The pages of a photo (one) or a PDF (each page). `name` decides nothing.

    Refusal `empty`, `too_large`, `not_an_image`, `unreadable`, `too_many_pixels`, `too_many_pages`, `locked`.
    """
    del name  # a name says what someone typed, not what a file is
    if not data:
        raise rules.empty()
    if len(data) > rules.MAX_BYTES:
        raise rules.too_large()
    with _desk:
        if b"%PDF-" in data[:1024]:
            return [_checked(page, number) for number, page in enumerate(pdf_pages(data), start=1)]
        return [_photo(data)]


def _photo(data: bytes) -> CleanPage:
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise rules.too_many_pixels() from None
    except UnidentifiedImageError:
        raise (rules.unreadable() if _looks_like_an_image(data) else rules.not_an_image()) from None
    except Exception:  # noqa: BLE001  (a decoder given hostile bytes may raise anything)
        raise rules.unreadable() from None
    with image:
        if image.width * image.height > rules.MAX_PIXELS:
            raise rules.too_many_pixels()
        return _decoded(lambda: _flat(image))


def _looks_like_an_image(data: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
    return data.startswith(starts) or data[4:8] == b"ftyp"


def _flat(image: Image.Image) -> Image.Image:
    """First frame, upright, small enough, on white paper."""
    image.seek(0)
    image.draft("RGB", (rules.MAX_SIDE, rules.MAX_SIDE))
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = upright.point(lambda value: value / 256).convert("L")
    if upright.has_transparency_data:
        see_through = upright.convert("RGBA")
        upright = Image.new("RGB", see_through.size, "white")
        upright.paste(see_through, mask=see_through.getchannel("A"))
    return upright.convert("RGB")


def _checked(page: bytes, number: int) -> CleanPage:
    """What the process that met the file gave back is looked at like anything else that comes in."""
    clean_page = _photo(page)
    return CleanPage(page, clean_page.width, clean_page.height, number)


def _decoded(decode: Callable[[], Image.Image]) -> CleanPage:
    try:
        image = decode()
        image.thumbnail((rules.MAX_SIDE, rules.MAX_SIDE), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.info = {}
        image.save(out, "JPEG", quality=rules.JPEG_QUALITY, optimize=True, progressive=True)
    except Exception:  # noqa: BLE001  (a decoder given hostile bytes may raise anything)
        raise rules.unreadable() from None
    return CleanPage(out.getvalue(), image.width, image.height)

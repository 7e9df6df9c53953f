"""A logo as it is kept: decoded, made small, written again as a PNG without anything else."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from declic.ground.errors import Refusal

LOGO_BYTES = 3 * 1024 * 1024
LOGO_PIXELS = 25_000_000
LOGO_SIZE = (900, 450)


def logo(data: bytes) -> bytes:
    """Refusal `too_large`, `not_an_image`."""
    if len(data) > LOGO_BYTES:
        raise Refusal("too_large", "Ce logo est trop lourd : 3 Mo au plus.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
                if opened.width * opened.height > LOGO_PIXELS:
                    raise Refusal("too_large", "Ce logo est trop grand : 25 mégapixels au plus.")
                image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        raise Refusal("not_an_image", "Ce logo ne s’ouvre pas : donnez un PNG, un JPEG ou un WebP.") from None
    image.thumbnail(LOGO_SIZE)
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()

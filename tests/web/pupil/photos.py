"""Photos of notebooks, made for the tests."""

import io

from PIL import Image, ImageDraw


def photo(width: int = 600, height: int = 800, kind: str = "JPEG") -> bytes:
    """A page with some lines of ink."""
    page = Image.new("RGB", (width, height), "#FFFDF7")
    pen = ImageDraw.Draw(page)
    for line in range(80, height - 40, 40):
        pen.line((40, line, width - 40, line + 6), fill="#2B4C9B", width=4)
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()

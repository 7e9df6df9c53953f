"""Photos of begun homework, made for the tests: handwriting on ruled paper, with the metadata a phone would add; and
photos of nothing."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HAND = Path(__file__).parents[2] / "frontend/src/fonts/hand.woff2"
LINES = ("Exercice 42", "AC = 6 + 8", "AC = 14 ?")


def photo(path: Path, *, width: int = 1800, height: int = 1350) -> Path:
    """A JPEG of `width` x `height` pixels, with an EXIF maker, model and GPS position (48.85, 2.35)."""
    page = Image.new("RGB", (width, height), "#FFFDF7")
    draw = ImageDraw.Draw(page)
    for y in range(120, height, 60):
        draw.line([(0, y), (width, y)], fill="#A9B3DB", width=2)
    draw.line([(220, 0), (220, height)], fill="#E59AA2", width=4)
    font = ImageFont.truetype(str(HAND), 88)
    for number, line in enumerate(LINES):
        draw.text((280, 200 + 240 * number), line, fill="#2B4C9B", font=font)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Telephone", "Modele 1"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 0.0), 3: "E", 4: (2.0, 21.0, 0.0)})
    page.save(path, "JPEG", quality=90, exif=exif)
    return path


def dark_and_noisy(path: Path) -> Path:
    """A lens in a pocket: not quite black, and grainy."""
    grain = Image.effect_noise((1600, 1200), 12).point(lambda level: max(0, min(255, level - 116)))
    grain.convert("RGB").save(path, quality=85)
    return path


def white(path: Path) -> Path:
    Image.new("RGB", (1600, 1200), "#FBFBF8").save(path, quality=85)
    return path

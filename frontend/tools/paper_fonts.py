"""Cut the fonts of what is printed for families: single weights in TrueType, which fpdf2 embeds.

    python frontend/tools/paper_fonts.py DIR   # DIR holds the unpacked npm packages named below

French, English and Portuguese are set in the service's own faces (`frontend/fonts/source`); Turkish and Ukrainian in
Onest, Arabic in Noto Sans Arabic, from npm `@fontsource/onest` 5.3.1 and `@fontsource/noto-sans-arabic` 5.3.0
(all OFL-1.1).
"""

import io
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
OWN = HERE.parent / "fonts" / "source"
WEB = HERE.parents[1] / "src" / "declic" / "web"
SERVED = WEB / "sponsor" / "papers" / "fonts"
BESIDE = WEB.parent / "ground" / "lettering" / "fonts"
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”„•…€−×"
CYRILLIC = LETTERS + "".join(map(chr, [*range(0x400, 0x460), 0x490, 0x491, 0x2116]))
ARABIC = "".join(map(chr, [0x20, 0xA0, *range(0x600, 0x700)])) + ".-:()!"
OURS = {
    "title": ("bricolage.woff2", {"opsz": 28, "wght": 750}),
    "text": ("atkinson.woff2", {"wght": 400}),
    "bold": ("atkinson.woff2", {"wght": 700}),
    "hand": ("playwrite.woff2", {"wght": 300}),
}
CARD = WEB / "guardian" / "fonts"
"""Of the sign-in card and of invoices: only their zero is changed here."""
WEIGHTS = {"text": 400, "bold": 700, "title": 800}


def main(packages: Path) -> None:
    for name, (source, axes) in OURS.items():
        font = instancer.instantiateVariableFont(TTFont(OWN / source), axes)
        if name in {"text", "bold"}:
            _plain_zero(font, axes["wght"])
        _save(font, LETTERS if name != "hand" else "0123456789+=/? abcdefghijklmnopqrstuvwxyz", SERVED / f"{name}.ttf")
    for weight in (400, 700):
        font = TTFont(CARD / f"text-{weight}.ttf", recalcTimestamp=False)
        _plain_zero(font, weight)
        font.save(CARD / f"text-{weight}.ttf")
    for name, weight in WEIGHTS.items():
        parts = [packages / f"onest-{part}-{weight}-normal.woff2" for part in ("latin", "latin-ext", "cyrillic")]
        _save(_merged(parts), CYRILLIC, BESIDE / f"wide-{name}.ttf")
        _save(
            _merged([packages / f"noto-sans-arabic-arabic-{weight}-normal.woff2"]),
            ARABIC,
            BESIDE / f"arabic-{name}.ttf",
        )


def _plain_zero(font: TTFont, weight: float) -> None:
    """Figtree's zero for Atkinson's slashed one, which looks like an ø in a telephone number."""
    figtree = instancer.instantiateVariableFont(TTFont(OWN / "zero.woff2"), {"wght": weight})
    name, scale = figtree.getBestCmap()[0x30], font["head"].unitsPerEm / figtree["head"].unitsPerEm
    ours, pen = font.getBestCmap()[0x30], TTGlyphPen(None)
    wide = font["hmtx"][ours][0]
    shift = (wide - figtree["hmtx"][name][0] * scale) / 2
    figtree.getGlyphSet()[name].draw(TransformPen(pen, (scale, 0, 0, scale, shift, 0)))
    font["glyf"][ours] = pen.glyph()
    font["glyf"][ours].recalcBounds(font["glyf"])
    font["hmtx"][ours] = (wide, font["glyf"][ours].xMin)


def _merged(parts: list[Path]) -> TTFont:
    opened = []
    for part in parts:
        font, whole = TTFont(part), io.BytesIO()
        font.flavor = None
        font.save(whole)
        whole.seek(0)
        opened.append(whole)
    return TTFont(opened[0]) if len(opened) == 1 else Merger().merge(opened)


def _save(font: TTFont, letters: str, file: Path) -> None:
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, letters))
    subsetter.subset(font)
    font.flavor = None
    font.save(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

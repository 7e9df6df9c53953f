"""Cut the fonts the pages serve out of the families they come from.

    python frontend/tools/fonts.py            # writes frontend/src/fonts/*.woff2
    python frontend/tools/fonts.py --check    # says what would change, writes nothing

Sources are in `frontend/fonts/source`, each with its OFL-1.1 licence beside it. What is served is smaller by far: on a
poor network the first page is read before a heavier font would have arrived.

- `title.woff2`: Bricolage Grotesque at one weight (750) and one optical size (28), with the letters of French.
- `text.woff2`: Atkinson Hyperlegible Next, weights 400 to 700, with Latin-1 (first names come from everywhere).
- `zero.woff2`: the zero of Figtree. Atkinson's is slashed, and a pupil reads it as the letter ø.
- `hand.woff2`: Playwrite FR Moderne at weight 300, the cursive taught in France; only where handwriting is shown.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "fonts" / "source"
SERVED = HERE.parent / "src" / "fonts"

ASCII = "".join(chr(code) for code in range(0x20, 0x7F))
FRENCH = "àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ«»’‘“”–—…·°€×÷²³½¼¾\u00a0ᵉ"
# Without the signs nobody types in a lesson.
LATIN_1 = "".join(chr(code) for code in range(0xA0, 0x100) if chr(code) not in "¤¦¨¬¯´¸¶µªº¢¥\u00ad") + "ŒœŸıŠšŽž"
SIGNS = "–—‘’‚“”„•…‹›€−"
# A title is a sentence in French: no dollar, no brackets of code, and the capitals that open one.
TITLE = "".join(c for c in ASCII if c not in '#$*<=>@[\\]^_`{|}~"') + FRENCH + "ñãõáíóúşçğıłśßøåÁÍÓÚŞ"


@dataclass(frozen=True)
class Cut:
    """One served file: where it is cut from, at which axes, with which letters and features."""

    served: str
    source: str
    axes: dict[str, float | tuple[float, float] | None]
    letters: str
    features: tuple[str, ...] = ()


CUTS = (
    Cut("title.woff2", "bricolage.woff2", {"opsz": 28, "wght": 750}, TITLE, ("kern",)),
    Cut("text.woff2", "atkinson.woff2", {"wght": (400, 700)}, ASCII + LATIN_1 + FRENCH + SIGNS, ("kern", "tnum")),
    Cut("zero.woff2", "zero.woff2", {"wght": (400, 700)}, "0", ("tnum",)),
    Cut("hand.woff2", "playwrite.woff2", {"wght": 300}, ASCII + FRENCH, ("calt", "kern")),
)


def cut(piece: Cut) -> bytes:
    """The bytes of one served font."""
    font = TTFont(SOURCE / piece.source, recalcTimestamp=False)
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = list(piece.features)
    options.name_IDs = [0, 1, 2, 13, 14]  # the copyright and the licence travel with the file
    options.name_languages = [0x409]
    options.glyph_names = False
    options.drop_tables += ["DSIG", "STAT", "meta"]
    options.notdef_outline = False
    subsetter = Subsetter(options)
    subsetter.populate(text=piece.letters)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, piece.axes)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> int:
    """Write each served font, or with `--check` say which one is stale; 1 when one is."""
    stale = 0
    SERVED.mkdir(parents=True, exist_ok=True)
    for piece in CUTS:
        made, path = cut(piece), SERVED / piece.served
        same = path.exists() and path.read_bytes() == made
        stale += not same
        print(f"{piece.served:14} {len(made) / 1000:6.1f} kB  {'unchanged' if same else 'changed'}")
        if "--check" not in sys.argv:
            path.write_bytes(made)
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())

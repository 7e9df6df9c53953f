"""« Devoir commencé » : what counts as having tried. The service helps with work that has begun."""

import re

TRIED_MAX = 2000
"""Signs."""
PAGES_MAX = 6
"""Photos and PDF pages for one request."""
_WORD = re.compile(r"\w+")


def clean_tried(text: str) -> str:
    """Without control signs (but line breaks) and outer blanks."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    return kept.strip()


def has_begun(tried: str, pages: int) -> bool:
    """A photo, or a sentence: at least three words (or two and a calculation) and ten signs."""
    text = clean_tried(tried)
    return pages > 0 or (len(text) >= 10 and len(_WORD.findall(text)) >= 3)

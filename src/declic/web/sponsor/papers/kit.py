"""The kit a town hall hands out: the leaflet (A5, two pages), the letter (A4), the poster (A3)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from declic.web.sponsor.papers.handout import (
    Handout,
    begun,
    first_day,
    letter_subject,
    promised,
    told_hours,
    told_letter,
    told_steps,
)
from declic.web.sponsor.papers.levels import SHORT, told_levels
from declic.web.sponsor.papers.notebook import draw_notebook
from declic.web.sponsor.papers.sheet import GREEN, INK, SOFT, TINT, WHITE, YELLOW, Sheet
from declic.web.sponsor.papers.words import LANGUAGES, Words

A5, A4, A3 = (148.0, 210.0), (210.0, 297.0), (297.0, 420.0)
EDGE = 6.0
"""Nothing is written nearer to the foot of a paper, in millimetres: printers leave about five blank."""
LEAST_FACTS = 7.0
"""Points: hours and places are never smaller."""
LEAST_IN_A_LETTER = 9.0
LEAST_SCALE = 0.5
"""Of a letter: six points."""
_IN_A_NUMBER = re.compile(r"(?<=\d) (?=\d)")
"""A telephone number stays on its line."""


def leaflet(handout: Handout, *, language: str, now: datetime) -> bytes:
    words = LANGUAGES[language]
    sheet = Sheet(A5, language=language, title=words.title.replace("\n", " "), now=now)
    sheet.page(YELLOW)
    _head(sheet, handout, margin=12, tall=10, until=36)
    y = sheet.text(words.title, 12, 36, 124, size=_title_size(sheet, words, 124, 36, 4), font="title", leading=1.02)
    draw_notebook(sheet, 17, max(y + 6, 90), 114, 68)
    sheet.text(promised(handout, language), 12, 174, 124, size=14, leading=1.25)
    y = sheet.text(words.free, 12, 188, 124, size=15, font="bold")
    if handout.begins_on:
        sheet.fitted(f"{first_day(handout.begins_on, words)}.", 12, y, 124, size=15, font="bold", colour=GREEN)
    sheet.page()
    y = sheet.text(words.start, 12, 12, 124, size=24, font="title") + 2
    y = _steps(sheet, told_steps(handout, words), 12, y, 124, size=12.5)
    y = _code_box(sheet, handout, words, 12, y + 3, 124, qr=46)
    levels = told_levels(handout.levels, language)
    size = 9.5 if len(levels) > SHORT else 11
    _facts(sheet, handout, words, 12, y + 5, 124, until=191, size=size, levels=levels)
    others = [code for code in LANGUAGES if code != language]
    _languages(sheet, others, 12, 194)
    return sheet.printed()


def letter(handout: Handout, *, language: str, now: datetime) -> bytes:
    """On one page: set smaller as a whole where a long name, many hours and many classes would run off it."""
    scale, end = 1.0, A4[1]
    while end > A4[1] - EDGE and scale > LEAST_SCALE:
        sheet = Sheet(A4, language=language, title=letter_subject(handout, LANGUAGES[language]), now=now)
        end = _letter(sheet, handout, language, scale)
        scale *= 0.97
    return sheet.printed()


def _letter(sheet: Sheet, handout: Handout, language: str, scale: float) -> float:
    """Where it ends."""
    words = LANGUAGES[language]
    subject = letter_subject(handout, words)
    sheet.page()
    _head(sheet, handout, margin=22, tall=10, until=44)
    y = sheet.text(subject, 22, 44, 166, size=20 * scale, font="title", leading=1.15) + 5 * scale
    for paragraph in told_letter(handout, language):
        y = sheet.text(paragraph, 22, y, 166, size=12 * scale, leading=1.42) + 3.2 * scale
    y = _steps(sheet, told_steps(handout, words), 22, y + 3 * scale, 166, size=11.5 * scale)
    y = _code_box(sheet, handout, words, 22, y + 2 * scale, 166, qr=44 * scale)
    y = sheet.text(words.letter_end, 22, y + 5 * scale, 166, size=11.5 * scale, font="bold", leading=1.35)
    until = sheet.height - EDGE
    return _facts(sheet, handout, words, 22, y + 3 * scale, 166, until=until, size=10.5, least=LEAST_IN_A_LETTER)


def poster(handout: Handout, *, language: str, now: datetime) -> bytes:
    words = LANGUAGES[language]
    sheet = Sheet(A3, language=language, title=words.title.replace("\n", " "), now=now)
    sheet.page(YELLOW)
    _head(sheet, handout, margin=22, tall=20, until=66)
    y = sheet.text(words.title, 22, 66, 253, size=_title_size(sheet, words, 253, 78, 3), font="title", leading=1.0)
    draw_notebook(sheet, 53, max(y + 8, 160), 191, 110)
    sheet.box(0, 286, 297, 134, WHITE)
    left = sheet.across(22, 150)
    said = [(promised(handout, language), "text", INK), (words.free, "bold", INK)]
    if handout.begins_on:
        said.append((f"{first_day(handout.begins_on, words)}.", "bold", GREEN))
    y = 293.0
    for line, font, colour in said:
        y = sheet.fitted(line, left, y + 1, 150, size=22 if len(said) == 2 else 19, font=font, colour=colour)
    levels = told_levels(handout.levels, language)
    long = levels if len(levels) > SHORT else ""
    is_full = bool(long or handout.begins_on)
    scan = sheet.fitted if is_full else partial(sheet.text, leading=1.1)
    y = scan(words.poster_scan, left, y + (3 if handout.begins_on else 5), 150, size=30, font="title", colour=GREEN)
    y = sheet.fitted(handout.typed_at, left, y + 4, 150, size=23, font="bold")
    y = sheet.fitted(words.your_code, left, y + 2, 150, size=15, colour=SOFT)
    y = sheet.fitted(handout.code, left, y, 150, size=46, font="title")
    sheet.qr(handout.url, sheet.across(187, 88), 294, 88)
    told = replace(handout, begins_on=None)  # said above
    y, size = max(y + 3, 380 if is_full else 386), 11.5 if is_full else 13
    _facts(sheet, told, words, 22, y, 253, until=sheet.height - EDGE, size=size, levels=long)
    return sheet.printed()


PAPERS: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "depliant": ("Dépliant, A5 recto verso", leaflet),
    "lettre": ("Lettre aux familles, A4", letter),
    "affiche": ("Affiche, A3", poster),
}


# -- parts ------------------------------------------------------------------------------------------------------------
def _head(sheet: Sheet, handout: Handout, *, margin: float, tall: float, until: float) -> None:
    """`until`: where the title begins; a long name is set smaller to stay above it."""
    wide = sheet.width - 2 * margin
    brand_wide = tall * 4.4
    sheet.brand(sheet.across(margin, sheet.brand_width(tall)), margin, tall)
    rest = wide - brand_wide - 4
    at = margin if sheet.script.is_rtl else margin + brand_wide + 4
    frame = min(tall * 3.2, rest / 2)
    taken = sheet.logo(handout.logo, at if sheet.script.is_rtl else at + rest - frame, margin - 1, frame, tall * 1.4)
    if taken and not sheet.script.is_rtl:
        rest -= taken + 4
    elif taken:
        at, rest = at + taken + 4, rest - taken - 4
    top = margin + 0.6
    most = until - top - tall * 0.2
    sheet.held(handout.who, at, top, rest, most, size=tall * 1.15, font="bold", align="end", leading=1.15)


def _title_size(sheet: Sheet, words: Words, width: float, size: float, most: int) -> float:
    while sheet.lines(words.title, width, size=size, font="title") > most:
        size *= 0.94
    return size


def _steps(  # noqa: PLR0913  (where, and how large)
    sheet: Sheet, steps: Sequence[tuple[str, str]], x: float, y: float, width: float, *, size: float
) -> float:
    number = 11.0
    for place, (bold, rest) in enumerate(steps, start=1):
        sheet.fitted(str(place), sheet.across(x, number), y - 0.6, number, size=size * 2.1, font="title", colour=GREEN)
        at = x if sheet.script.is_rtl else x + number
        under = sheet.text(bold, at, y, width - number, size=size * 1.12, font="bold")
        y = sheet.text(rest, at, under, width - number, size=size) + 3
    return y


def _code_box(  # noqa: PLR0913, PLR0917  (likewise)
    sheet: Sheet, handout: Handout, words: Words, x: float, y: float, width: float, *, qr: float
) -> float:
    tall = qr + 8
    sheet.box(x, y, width, tall, TINT, radius=7)
    sheet.qr(handout.url, sheet.across(x + 4, qr) if not sheet.script.is_rtl else x + width - qr - 4, y + 4, qr)
    at = x + 4 if sheet.script.is_rtl else x + qr + 9
    beside = width - qr - 14
    under = sheet.fitted(words.your_code, at, y + tall / 2 - 15, beside, size=11)
    under = sheet.fitted(handout.code, at, under, beside, size=30, font="title", colour=GREEN)
    under = sheet.fitted(handout.typed_at, at, under + 1, beside, size=11.5, font="bold")
    if handout.label:
        sheet.fitted(handout.label, at, under + 0.5, beside, size=9.5, colour=SOFT)
    return y + tall


def _facts(  # noqa: PLR0913, PLR0917  (likewise)
    sheet: Sheet,
    handout: Handout,
    words: Words,
    x: float,
    y: float,
    width: float,
    *,
    until: float,
    size: float,
    levels: str = "",
    least: float = LEAST_FACTS,
) -> float:
    """`until`: the foot of the paper, for them. Many hours are told in a row, then smaller, to stay above.

    Where they end.
    """
    head, gap = width * 0.26, 2.0
    rows = _told_facts(handout, words, levels, between="\n")
    if _facts_end(sheet, rows, y, head - gap, width - head, size) > until:
        rows = _told_facts(handout, words, levels, between=" · ")
    while size > least and _facts_end(sheet, rows, y, head - gap, width - head, size) > until:
        size *= 0.96
    for name, value in rows:
        sheet.rule(x, y, width)
        named = sheet.text(name, sheet.across(x, head - gap), y + 1.6, head - gap, size=size, font="bold")
        at = x if sheet.script.is_rtl else x + head
        y = max(named, sheet.text(value, at, y + 1.6, width - head, size=size)) + 1.6
    return y


def _told_facts(handout: Handout, words: Words, levels: str, *, between: str) -> list[tuple[str, str]]:
    rows = [(words.classes, begun(levels))] if levels else []
    from_day = [first_day(handout.begins_on, words)] if handout.begins_on else []
    if hours := between.join([*from_day, *told_hours(handout.hours, words)]):
        rows.append((words.opens, hours.replace(" : ", "\u00a0:\u00a0")))
    if handout.contact:
        rows.append((words.helps, _IN_A_NUMBER.sub("\u00a0", handout.contact)))
    return rows


def _facts_end(  # noqa: PLR0913, PLR0917  (two columns)
    sheet: Sheet, rows: Sequence[tuple[str, str]], y: float, head: float, width: float, size: float
) -> float:
    for name, value in rows:
        y += max(sheet.tall(name, head, size=size, font="bold"), sheet.tall(value, width, size=size)) + 3.2
    return y


def _languages(sheet: Sheet, others: Sequence[str], x: float, y: float) -> None:
    """That the same paper exists in the other languages, each in its own letters."""
    sheet.rule(x, y - 2, sheet.width - 2 * x)
    sheet.names([(code, LANGUAGES[code].name) for code in others], y, size=10)

"""The kit a town hall hands out: the leaflet (A5, two pages), the letter (A4), the poster (A3)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial

from declic.ground.text_message import plainer
from declic.web.sponsor.papers.levels import SHORT, told_levels
from declic.web.sponsor.papers.sheet import GREEN, INK, SOFT, TINT, WHITE, YELLOW, Sheet
from declic.web.sponsor.papers.words import LANGUAGES, Words

A5, A4, A3 = (148.0, 210.0), (210.0, 297.0), (297.0, 420.0)
EDGE = 6.0
"""Nothing is written nearer to the foot of a paper, in millimetres: printers leave about five blank."""
LEAST_FACTS = 7.0
"""Points: hours and places are never smaller."""
LEAST_IN_A_LETTER = 9.0
_IN_A_NUMBER = re.compile(r"(?<=\d) (?=\d)")
"""A telephone number stays on its line."""


@dataclass(frozen=True)
class Hours:
    """Days (0 is Monday) that open and close at the same times; both empty is all day."""

    days: tuple[int, ...]
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True)
class Handout:
    """What is printed besides the words."""

    who: str
    """« Commune d’Asnières-sur-Oise », « CSE Horizon »."""
    payer: str
    """The same as the beginning of a French sentence: « La commune d’Asnières-sur-Oise »."""
    name: str
    """The bare name, for the other languages."""
    logo: bytes
    """PNG, or empty."""
    code: str
    """As it is read aloud, `ABCD-EFGH`."""
    label: str
    """The school or the quartier, or empty."""
    url: str
    """What the QR code holds."""
    typed_at: str
    """The address where the code is typed, without its scheme."""
    hours: tuple[Hours, ...]
    contact: str
    levels: frozenset[str] = frozenset()
    """Those agreed; empty is every one."""
    begins_on: date | None = None
    """The first day, where the agreement is to come."""

    @property
    def never_closes(self) -> bool:
        """No evening is told of it."""
        return bool(self.hours) and all(one.opens is None or one.closes is None for one in self.hours)


def leaflet(handout: Handout, *, language: str, now: datetime) -> bytes:
    words = LANGUAGES[language]
    sheet = Sheet(A5, language=language, title=words.title.replace("\n", " "), now=now)
    sheet.page(YELLOW)
    _head(sheet, handout, margin=12, tall=10, until=36)
    y = sheet.text(words.title, 12, 36, 124, size=_title_size(sheet, words, 124, 36, 4), font="title", leading=1.02)
    _notebook(sheet, 17, max(y + 6, 90), 114, 68)
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
    while end > A4[1] - EDGE:
        sheet = Sheet(A4, language=language, title=_letter_object(handout, LANGUAGES[language]), now=now)
        end = _letter(sheet, handout, language, scale)
        scale *= 0.97
    return sheet.printed()


def _letter(sheet: Sheet, handout: Handout, language: str, scale: float) -> float:
    """Where it ends."""
    words = LANGUAGES[language]
    subject = _letter_object(handout, words)
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
    _notebook(sheet, 53, max(y + 8, 160), 191, 110)
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


def _payer(handout: Handout, language: str) -> str:
    return handout.payer if language == "fr" else handout.name


def promised(handout: Handout, language: str) -> str:
    """At the top of a paper: for which classes, where they are few words, and when."""
    words, levels = LANGUAGES[language], told_levels(handout.levels, language)
    when = words.any_hour if handout.never_closes else words.evening
    if not levels:
        return words.promise.format(when=when)
    return when if len(levels) > SHORT else _begun(words.some_promise.format(levels=levels, when=when))


def _letter_object(handout: Handout, words: Words) -> str:
    return words.letter_object_any_hour if handout.never_closes else words.letter_object


def told_letter(handout: Handout, language: str) -> list[str]:
    words, levels = LANGUAGES[language], told_levels(handout.levels, language)
    *before, last = words.letter
    said = {"who": _payer(handout, language), "levels": levels}
    return [paragraph.format(**said) for paragraph in (*before, words.some_letter if levels else last)]


def told_sms(handout: Handout, language: str) -> str:
    words, levels = LANGUAGES[language], told_levels(handout.levels, language)
    said = {"who": handout.name, "url": handout.typed_at, "code": handout.code, "levels": levels, "later": ""}
    said["evening"] = "" if handout.never_closes else words.sms_evening
    if day := handout.begins_on:
        said["later"] = " " + words.sms_later.format(day=_date(day, words), date=f"{day:%d/%m/%Y}")
    return plainer((words.some_sms if levels else words.sms).format(**said))


def first_day(day: date, words: Words) -> str:
    """« À partir du 1er septembre 2027 »."""
    return words.from_day.format(day=_date(day, words))


def told_steps(handout: Handout, words: Words) -> Sequence[tuple[str, str]]:
    """What to do, the third of which is « ce soir » or from the first day on."""
    if handout.begins_on is None:
        return words.steps
    *before, (_, rest) = words.steps
    return [*before, (words.later.format(day=_date(handout.begins_on, words)), rest)]


def _date(day: date, words: Words) -> str:
    number = "1er" if day.day == 1 and words.name == "français" else str(day.day)
    said = words.date.format(day=number, month=words.months[day.month - 1], year=day.year)
    return said.replace(" ", "\u00a0")


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


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
    head = width * 0.26
    rows = _told_facts(handout, words, levels, between="\n")
    if _facts_end(sheet, rows, y, width - head, size) > until:
        rows = _told_facts(handout, words, levels, between=" · ")
    while size > least and _facts_end(sheet, rows, y, width - head, size) > until:
        size *= 0.96
    for name, value in rows:
        sheet.rule(x, y, width)
        sheet.text(name, sheet.across(x, head), y + 1.6, head, size=size, font="bold")
        at = x if sheet.script.is_rtl else x + head
        y = sheet.text(value, at, y + 1.6, width - head, size=size) + 1.6
    return y


def _told_facts(handout: Handout, words: Words, levels: str, *, between: str) -> list[tuple[str, str]]:
    rows = [(words.classes, _begun(levels))] if levels else []
    from_day = [first_day(handout.begins_on, words)] if handout.begins_on else []
    if hours := between.join([*from_day, *told_hours(handout.hours, words)]):
        rows.append((words.opens, hours.replace(" : ", "\u00a0:\u00a0")))
    if handout.contact:
        rows.append((words.helps, _IN_A_NUMBER.sub("\u00a0", handout.contact)))
    return rows


def _facts_end(sheet: Sheet, rows: Sequence[tuple[str, str]], y: float, width: float, size: float) -> float:
    for _, value in rows:
        y += sheet.lines(value, width, size=size) * size * 0.3528 * 1.3 + 3.2
    return y


def told_hours(hours: Sequence[Hours], words: Words) -> list[str]:
    """« lundi, mardi, jeudi, vendredi : 17:00–20:00 », a line for each."""
    lines = []
    for one in hours:
        days = words.every_day if len(one.days) == 7 else words.comma.join(words.days[day] for day in one.days)
        if one.opens is None or one.closes is None:
            lines.append(f"{days}{words.comma}{words.all_day}")
        else:
            lines.append(f"{days} : {_clock(one.opens, words)}\u00a0–\u00a0{_clock(one.closes, words)}")
    return lines


def _clock(at: time, words: Words) -> str:
    if words.name != "français":
        return f"{at:%H:%M}"
    return f"{at.hour}\u00a0h\u00a0{at.minute:02d}" if at.minute else f"{at.hour}\u00a0h"


def _languages(sheet: Sheet, others: Sequence[str], x: float, y: float) -> None:
    """That the same paper exists in the other languages, each in its own letters."""
    sheet.rule(x, y - 2, sheet.width - 2 * x)
    sheet.names([(code, LANGUAGES[code].name) for code in others], y, size=10)


def _notebook(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """A page of a French notebook: 3/4 + 1/2, stuck; the teacher writes 2/4; five quarters."""
    pdf, unit = sheet.pdf, width / 114
    with pdf.rotation(1.5, x + width / 2, y + height / 2), pdf.rect_clip(x, y, width, height):
        sheet.box(x, y, width, height, WHITE)
        for number in range(int(height / (2.4 * unit)) + 1):
            strong = number % 4 == 0
            colour = (150, 160, 205) if strong else (213, 218, 236)
            sheet.rule(x, y + number * 2.4 * unit, width, colour, 0.3 if strong else 0.15)
        pdf.set_draw_color(226, 140, 150)
        pdf.set_line_width(0.5 * unit)
        pdf.line(x + 17 * unit, y, x + 17 * unit, y + height)
        blue, orange = (43, 76, 155), (163, 68, 12)
        _fraction(sheet, "3", "4", x + 30 * unit, y + 14 * unit, unit, blue)
        _hand(sheet, "+", x + 40 * unit, y + 18 * unit, unit, blue)
        _fraction(sheet, "1", "2", x + 52 * unit, y + 14 * unit, unit, blue)
        _hand(sheet, "= ?", x + 66 * unit, y + 18 * unit, unit, blue)
        pdf.set_draw_color(*YELLOW)
        pdf.set_line_width(1.8 * unit)
        pdf.line(x + 60 * unit, y + 27.5 * unit, x + 74 * unit, y + 27.5 * unit)
        _fraction(sheet, "2", "4", x + 95 * unit, y + 22 * unit, unit, orange)
        pdf.set_draw_color(*orange)
        pdf.set_line_width(0.7 * unit)
        pdf.line(x + 57 * unit, y + 29 * unit, x + 86 * unit, y + 31 * unit)
        pdf.line(x + 86 * unit, y + 31 * unit, x + 83 * unit, y + 28.6 * unit)
        pdf.line(x + 86 * unit, y + 31 * unit, x + 82.6 * unit, y + 32.6 * unit)
        _hand(sheet, "3/4 + 2/4 =", x + 44 * unit, y + 46 * unit, unit, blue)
        _fraction(sheet, "5", "4", x + 82 * unit, y + 42 * unit, unit, blue)
        pdf.set_draw_color(224, 160, 0)
        pdf.set_line_width(1.3 * unit)
        for dx, dy, ex, ey in ((90, 44, 93, 41.5), (91, 49, 95, 49), (90, 54, 93, 56.5)):
            pdf.line(x + dx * unit, y + dy * unit, x + ex * unit, y + ey * unit)


def _hand(  # noqa: PLR0913, PLR0917  (likewise)
    sheet: Sheet, words: str, x: float, y: float, unit: float, colour: tuple[int, int, int]
) -> None:
    sheet.pdf.set_text_shaping(use_shaping_engine=False)
    sheet.pdf.set_font("hand", size=17 * unit)
    sheet.pdf.set_text_color(*colour)
    wide = sheet.pdf.get_string_width(words)
    sheet.pdf.set_xy(x - wide / 2, y)
    sheet.pdf.cell(wide, 7 * unit, words)


def _fraction(  # noqa: PLR0913, PLR0917  (where, and how large)
    sheet: Sheet, above: str, below: str, x: float, y: float, unit: float, colour: tuple[int, int, int]
) -> None:
    _hand(sheet, above, x, y, unit, colour)
    sheet.pdf.set_draw_color(*colour)
    sheet.pdf.set_line_width(0.6 * unit)
    sheet.pdf.line(x - 4 * unit, y + 7.9 * unit, x + 4 * unit, y + 7.9 * unit)
    _hand(sheet, below, x, y + 10.2 * unit, unit, colour)

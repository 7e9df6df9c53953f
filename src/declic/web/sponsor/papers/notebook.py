"""The page of a French notebook on leaflet and poster: an addition of fractions, stuck, and what a teacher adds."""

from declic.web.sponsor.papers.sheet import WHITE, YELLOW, Sheet


def draw_notebook(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
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
        draw_fraction(sheet, "3", "4", x + 30 * unit, y + 14 * unit, unit, blue)
        _hand(sheet, "+", x + 40 * unit, y + 18 * unit, unit, blue)
        draw_fraction(sheet, "1", "2", x + 52 * unit, y + 14 * unit, unit, blue)
        _hand(sheet, "= ?", x + 66 * unit, y + 18 * unit, unit, blue)
        pdf.set_draw_color(*YELLOW)
        pdf.set_line_width(1.8 * unit)
        pdf.line(x + 60 * unit, y + 27.5 * unit, x + 74 * unit, y + 27.5 * unit)
        draw_fraction(sheet, "2", "4", x + 95 * unit, y + 22 * unit, unit, orange)
        pdf.set_draw_color(*orange)
        pdf.set_line_width(0.7 * unit)
        pdf.line(x + 57 * unit, y + 29 * unit, x + 86 * unit, y + 31 * unit)
        pdf.line(x + 86 * unit, y + 31 * unit, x + 83 * unit, y + 28.6 * unit)
        pdf.line(x + 86 * unit, y + 31 * unit, x + 82.6 * unit, y + 32.6 * unit)
        _hand(sheet, "3/4 + 2/4 =", x + 44 * unit, y + 46 * unit, unit, blue)
        draw_fraction(sheet, "5", "4", x + 82 * unit, y + 42 * unit, unit, blue)
        pdf.set_draw_color(224, 160, 0)
        pdf.set_line_width(1.3 * unit)
        for dx, dy, ex, ey in ((90, 44, 93, 41.5), (91, 49, 95, 49), (90, 54, 93, 56.5)):
            pdf.line(x + dx * unit, y + dy * unit, x + ex * unit, y + ey * unit)


def _hand(  # noqa: PLR0913, PLR0917  (where, and how large)
    sheet: Sheet, words: str, x: float, y: float, unit: float, colour: tuple[int, int, int]
) -> None:
    sheet.pdf.set_text_shaping(use_shaping_engine=False)
    sheet.pdf.set_font("hand", size=17 * unit)
    sheet.pdf.set_text_color(*colour)
    wide = sheet.pdf.get_string_width(words)
    sheet.pdf.set_xy(x - wide / 2, y)
    sheet.pdf.cell(wide, 7 * unit, words)


def draw_fraction(  # noqa: PLR0913, PLR0917  (where, and how large)
    sheet: Sheet, above: str, below: str, x: float, y: float, unit: float, colour: tuple[int, int, int]
) -> None:
    _hand(sheet, above, x, y, unit, colour)
    sheet.pdf.set_draw_color(*colour)
    sheet.pdf.set_line_width(0.6 * unit)
    sheet.pdf.line(x - 4 * unit, y + 7.9 * unit, x + 4 * unit, y + 7.9 * unit)
    _hand(sheet, below, x, y + 10.2 * unit, unit, colour)

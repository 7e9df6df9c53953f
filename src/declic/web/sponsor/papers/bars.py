"""Charts on paper: ink on white, told apart by fill, outline and hatching, never by a colour. In millimetres."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from declic.web.layout.charts import Row, grid_of
from declic.web.layout.typography import NBSP, thousands
from declic.web.sponsor.papers.sheet import INK, LINE, SOFT, WHITE, Sheet

STEP: Final = 6.4
SIZE: Final = 9.5


def bars(  # noqa: PLR0913, PLR0917  (what, where and how wide)
    sheet: Sheet, rows: Sequence[Row], x: float, y: float, width: float, label: float = 38, longest: int = 0
) -> float:
    """Lying bars with their labels before and their values after; where the next thing may begin.

    `longest`: the value of the longest bar, where `rows` are not all of a chart.
    """
    longest = longest or longest_of(rows)
    room = width - label - 25
    for row in rows:
        sheet.label(row.label, x, y, label - 2, size=SIZE)
        left, top, tall = x + label, y + 0.4, 3.6
        if row.of is not None:
            outline(sheet, left, top, max(1.0, room * row.of / longest), tall)
        end = left + room * (row.of or row.value or 0) / longest
        if row.value is None:
            end = max(end, left + 6)
            hatched(sheet, left, top, 6, tall)
        elif row.value:
            sheet.box(left, top, max(0.6, room * row.value / longest), tall, INK)
        words = row.shown if row.of is None else f"{row.shown} sur{NBSP}{thousands(row.of)}"
        sheet.fitted(words, end + 1.5, y, x + width - end - 1.5, size=SIZE, font="bold")
        y += STEP
    return y


def longest_of(rows: Sequence[Row]) -> int:
    return max((max(row.value or 0, row.of or 0) for row in rows), default=0) or 1


def promise(sheet: Sheet, words: str, x: float, y: float, width: float) -> None:
    """A dashed line under the last range that keeps it."""
    sheet.pdf.set_draw_color(*INK)
    sheet.pdf.set_line_width(0.35)
    sheet.pdf.set_dash_pattern(dash=1.4, gap=1.1)
    sheet.pdf.line(x, y, x + width, y)
    sheet.pdf.set_dash_pattern()
    sheet.fitted(words, x + width - 40, y - 4.4, 40, size=8.5, align="end")


def columns(  # noqa: PLR0913, PLR0917  (likewise)
    sheet: Sheet, rows: Sequence[Row], x: float, y: float, width: float, tall: float
) -> float:
    """Standing bars on a zero, the values over them when they are few; where the next thing may begin."""
    grid = grid_of(rows)
    foot, left = y + 4 + tall, x + 9
    for line in grid:
        at = foot - tall * line.value / grid[-1].value
        sheet.rule(left, at, x + width - left, INK if not line.value else LINE, 0.4 if not line.value else 0.2)
        sheet.fitted(thousands(line.value), x, at - 2, 7.5, size=8, colour=SOFT, align="end")
    step = (x + width - left) / max(1, len(rows))
    every = ceil(len(rows) / 12)
    for index, row in enumerate(rows):
        at, wide = left + index * step + step * 0.19, step * 0.62
        if row.value is None:
            hatched(sheet, at, foot - 5, wide, 5)
        else:
            high = tall * row.value / grid[-1].value
            sheet.box(at, foot - high, wide, high, INK)
            if len(rows) <= 16:
                middle = left + index * step
                sheet.fitted(thousands(row.value), middle, foot - high - 4, step, size=8, font="bold", align="C")
        if (len(rows) - 1 - index) % every == 0:
            middle = left + index * step + step / 2
            sheet.fitted(row.label, middle - 7.5, foot + 1, 15, size=8, colour=SOFT, align="C")
    return foot + 7


def outline(sheet: Sheet, x: float, y: float, width: float, tall: float) -> None:
    sheet.box(x, y, width, tall, WHITE)
    sheet.pdf.set_draw_color(*INK)
    sheet.pdf.set_line_width(0.25)
    sheet.pdf.rect(x, y, width, tall, style="D")


def hatched(sheet: Sheet, x: float, y: float, width: float, tall: float) -> None:
    """What is masked: an outline and slanting strokes."""
    outline(sheet, x, y, width, tall)
    with sheet.pdf.rect_clip(x, y, width, tall):
        at = x - tall
        while at < x + width:
            sheet.pdf.line(at, y + tall, at + tall, y)
            at += 1.5

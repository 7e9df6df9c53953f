"""The yearly report for the council, A4: key figures, who comes, when, whether all are served alike, the method.

Black on white throughout: a town hall prints it on what it has. Parts follow each other down the page, and one begins
another where neither its title nor a whole chart would stand on it.
"""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from declic.web.layout.charts import Row
from declic.web.layout.typography import french
from declic.web.sponsor.papers.bars import STEP, bars, columns, hatched, longest_of, outline, promise
from declic.web.sponsor.papers.sheet import INK, LINE, SOFT, Sheet
from declic.web.sponsor.papers.words import HERE
from declic.web.sponsor.reported import Alike, Key, Reported
from declic.web.sponsor.weeks import WHY

A4: Final = (210.0, 297.0)
LEFT, WIDE, HALF = 20.0, 170.0, 81.0
SECOND: Final = LEFT + WIDE - HALF
FOOT: Final = 283.0
PAGE: Final = FOOT - 4 - 20
"""Millimetres of a page, under its title and over its foot."""
HEAD: Final = 9.0
"""Of the title of a chart."""
PROMISED: Final = 28.0
"""Kept beside the bars of waits for the word on the promise."""
SERVED: Final = 4
"""Ranges of waits that keep the promise."""
COLUMNS: Final = ("", "Leçons", "Attente médiane", "95 % en", "Sauraient le refaire")
ARROWS: Final = {"up": "en hausse", "down": "en baisse", "same": "stable"}
_WORDS: dict[str, Any] = tomllib.loads((HERE / "council.toml").read_text(encoding="utf-8"))


def council_report(said: Reported, *, now: datetime) -> bytes:
    paper = _Paper(said, now)
    _summary(paper)
    _who_comes(paper)
    _when(paper)
    _alike(paper)
    _method(paper)
    return paper.sheet.printed()


class _Paper:
    """Pages with a foot; `room` opens another when what comes next does not fit."""

    def __init__(self, said: Reported, now: datetime) -> None:
        self.said = said
        self.sheet = Sheet(A4, language="fr", title=f"{said.title}, {said.sponsor}, {said.year}", now=now)
        self.number = 0
        self.y = 0.0

    def page(self, title: str = "") -> None:
        self.sheet.page()
        self.number += 1
        self.sheet.rule(LEFT, FOOT, WIDE, LINE)
        foot = f"Aide aux devoirs Déclic · {self.said.year} · {self.said.sponsor}"
        self.sheet.label(foot, LEFT, FOOT + 2, 125, size=8.5, colour=SOFT, rows=1)
        self.sheet.fitted(f"page {self.number}", LEFT + 130, FOOT + 2, WIDE - 130, size=8.5, colour=SOFT, align="end")
        self.y = 20.0
        if title:
            self.y = self.sheet.text(title, LEFT, self.y, WIDE, size=19, font="title", leading=1.1) + 3

    def room(self, tall: float, title: str = "") -> None:
        if self.y + tall > FOOT - 4:
            self.page(title)

    def part(self, title: str, tall: float) -> None:
        """Under a rule where it and the `tall` beginning of what it holds still fit, else on another page."""
        if self.y + 22 + tall > FOOT - 4:
            self.page(title)
            return
        self.sheet.rule(LEFT, self.y + 3, WIDE, INK, 0.6)
        self.y = self.sheet.text(title, LEFT, self.y + 8, WIDE, size=19, font="title", leading=1.1) + 3

    def heading(self, words: str, x: float = LEFT, width: float = WIDE) -> None:
        self.y = self.sheet.text(words, x, self.y, width, size=12.5, font="title", leading=1.15) + 2

    def chart(self, title: str, rows: Sequence[Row], *, label: float = 46) -> None:
        """Whole on its page, unless it is longer than one: then the scale is the same on each."""
        left, longest, whole = list(rows), longest_of(rows), HEAD + STEP * len(rows)
        if whole <= PAGE / 2:
            self.room(whole)
        while left:
            self.room(HEAD + STEP * min(len(left), 4))
            held = int((FOOT - 4 - self.y - HEAD) / STEP)
            self.heading(title if len(left) == len(rows) else f"{title} (suite)")
            self.y = bars(self.sheet, left[:held], LEFT, self.y, WIDE, label, longest) + 5
            left = left[held:]


def _summary(paper: _Paper) -> None:
    said, sheet = paper.said, paper.sheet
    paper.page()
    sheet.brand(LEFT, 18, 11)
    sheet.logo(said.logo, LEFT + 110, 16, 60, 18)
    y = sheet.text(said.title, LEFT, 44, WIDE, size=13, colour=SOFT)
    y = sheet.text(said.sponsor, LEFT, y, WIDE, size=30, font="title", leading=1.05)
    state = "" if said.is_over else " en cours"
    y = sheet.text(
        french(f"Aide aux devoirs, année scolaire {said.year}{state} : semaines {said.span}. {said.until}"),
        LEFT,
        y + 2,
        WIDE,
        size=11,
    )
    sheet.rule(LEFT, y + 6, WIDE, INK, 0.6)
    y = sheet.text("\n".join(said.headline), LEFT, y + 11, WIDE, size=20, font="title", leading=1.18)
    paper.y = _keys(sheet, said.keys, y + 6)
    if said.before:
        paper.y = (
            sheet.text(f"Hausses et baisses : comparées avec {said.before}.", LEFT, paper.y, WIDE, size=9, colour=SOFT)
            + 2
        )
    paper.y = (
        sheet.text(
            french(_WORDS["what"]),
            LEFT,
            paper.y + 3,
            WIDE,
            size=10.5,
            leading=1.4,
        )
        + 5
    )
    _beside(paper)
    _weeks(paper)


def _weeks(paper: _Paper) -> None:
    weeks, sheet = paper.said.weeks, paper.sheet
    if paper.said.together:
        paper.chart("Leçons, semaines réunies", paper.said.together, label=70)
        paper.y = sheet.text(french(WHY), LEFT, paper.y - 2, WIDE, size=9.5, colour=SOFT) + 4
    elif any(row.value for row in weeks):
        paper.room(64)
        paper.heading("Leçons par semaine")
        paper.y = columns(sheet, weeks, LEFT, paper.y, WIDE, 40)
    elif weeks:  # no height is told: an axis would measure nothing
        paper.room(24)
        paper.heading("Leçons par semaine")
        paper.y = sheet.text(french(_WORDS["no_week"]), LEFT, paper.y, WIDE, size=10.5) + 3


def _keys(sheet: Sheet, keys: Sequence[Key], y: float) -> float:
    """Three to a line."""
    wide, tall = WIDE / 3, 31.0
    for at, key in enumerate(keys):
        x, top = LEFT + at % 3 * wide, y + at // 3 * tall
        if at % 3:
            sheet.box(x - 3, top, 0.25, tall - 6, LINE)
        sheet.fitted(key.name, x, top, wide - 6, size=9.5, font="bold")
        sheet.fitted(french(key.value), x, top + 5, wide - 6, size=21, font="title")
        sheet.fitted(french(key.note), x, top + 14.5, wide - 6, size=9, colour=SOFT)
        if key.trend:
            words = f"{ARROWS[key.trend.way]} : {key.trend.words}" if key.trend.way != "same" else "stable"
            sheet.fitted(french(words), x, top + 19, wide - 6, size=9, colour=SOFT)
    return y + tall * ((len(keys) + 2) // 3)


def _beside(paper: _Paper) -> None:
    rows = paper.said.beside
    if not rows:
        return
    paper.room(16 + 12 * len(rows))
    paper.heading("Et ailleurs ?")
    sheet = paper.sheet
    note = f"Barre pleine : ici. Barre vide : le milieu des {paper.said.others}."
    paper.y = sheet.text(french(note), LEFT, paper.y, WIDE, size=9, colour=SOFT) + 1.5
    for one in rows:
        sheet.fitted(one.label, LEFT, paper.y + 1.6, 62, size=9.5)
        for at, (width, words, is_here) in enumerate(
            ((one.here_width, one.here, True), (one.elsewhere_width, one.elsewhere, False))
        ):
            top, long = paper.y + at * 4.6, max(0.6, 78 * width / 100)
            if is_here:
                sheet.box(LEFT + 64, top, long, 3.6, INK)
            else:
                outline(sheet, LEFT + 64, top, long, 3.6)
            sheet.fitted(words, LEFT + 65.5 + long, top - 0.4, 26, size=9, font="bold" if is_here else "text")
        paper.y += 11.5


def _who_comes(paper: _Paper) -> None:
    said, sheet = paper.said, paper.sheet
    if not said.levels and not said.places:
        return
    title = "Qui est venu, et qui ne l’est pas ?" if said.is_over else "Qui vient, et qui n’est pas encore là ?"
    paper.part(title, 18 + HEAD + STEP * min(len(said.levels), 4))
    note = "Barre pleine : enfants aidés, au moins. Barre vide : enfants inscrits, au moins."
    paper.y = sheet.text(french(note), LEFT, paper.y, WIDE, size=9.5, colour=SOFT) + 1
    if said.least:
        paper.y = sheet.text(french(f"Le moins présent : {said.least}"), LEFT, paper.y, WIDE, size=11, font="bold") + 2
    paper.y += 2
    paper.chart("Par niveau", said.levels)
    paper.chart("Par école ou quartier", said.places)


def _when(paper: _Paper) -> None:
    said, sheet = paper.said, paper.sheet
    if not said.waits:
        return
    title = "Quand sont-ils venus, ont-ils attendu ?" if said.is_over else "Quand viennent-ils, et attendent-ils ?"
    paper.part(title, HEAD + STEP * len(said.waits))
    paper.heading("Attente avant le professeur, en demandes")
    top = paper.y
    paper.y = bars(sheet, said.waits, LEFT, paper.y, WIDE - PROMISED, 46) + 5
    promise(sheet, "promesse : 5 min", LEFT, top + 6.4 * SERVED - 0.9, WIDE)
    if said.answers:
        paper.chart("Réponses écrites : en combien de temps, en questions", said.answers)
        paper.y = sheet.text(french(said.answered), LEFT, paper.y - 2, WIDE, size=9.5, colour=SOFT) + 4
    if said.became:
        paper.chart("Sans réponse : ce qu’ils sont devenus", said.became, label=78)
        paper.y = sheet.text(french(said.became_later), LEFT, paper.y - 2, WIDE, size=9.5, colour=SOFT) + 4
    paper.chart("Leçons par matière", said.subjects)
    _side_by_side(paper, ("Leçons par soir", said.evenings), ("Sur quel appareil", said.devices))


def _side_by_side(paper: _Paper, *charts: tuple[str, Sequence[Row]]) -> None:
    paper.room(10 + 6.4 * max(len(rows) for _, rows in charts))
    top, ends = paper.y, []
    for x, (title, rows) in zip((LEFT, SECOND), charts, strict=True):
        if rows:
            paper.y = top
            paper.heading(title, x, HALF)
            ends.append(bars(paper.sheet, rows, x, paper.y, HALF, 24))
    paper.y = max(ends, default=top) + 5


def _alike(paper: _Paper) -> None:
    if not paper.said.alike:
        return
    title = "Tous ont-ils été servis pareil ?" if paper.said.is_over else "Tous sont-ils servis pareil ?"
    paper.part(title, _tall(paper.said.alike[0]))
    for table in paper.said.alike:
        paper.room(_tall(table), f"{title} (suite)")
        paper.heading(table.title)
        paper.y = paper.sheet.text(table.verdict, LEFT, paper.y, WIDE, size=10) + 1.5
        _row(paper, COLUMNS, bold=True)
        for row in table.rows:
            if paper.y + 7 > FOOT - 4:
                paper.page(f"{title} (suite)")
                _row(paper, COLUMNS, bold=True)
            _row(paper, row)
        paper.y += 6


def _tall(table: Alike) -> float:
    """Of its title, verdict and rows; of the first of them where they are many."""
    return 15 + 6.4 * (1 + min(len(table.rows), 14))


def _row(paper: _Paper, cells: Sequence[str], *, bold: bool = False) -> None:
    sheet, y = paper.sheet, paper.y
    widths = (50, 20, 32, 38, 30)
    x = LEFT
    for at, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        font = "bold" if bold or not at else "text"
        sheet.label(french(cell), x, y + 0.8, width - 2, size=9, font=font)
        x += width
    sheet.rule(LEFT, y + 6, WIDE, INK if bold else LINE, 0.3 if bold else 0.15)
    paper.y = y + 6.4


def _method(paper: _Paper) -> None:
    sheet = paper.sheet
    masked = {} if paper.said.all_asked else _WORDS["when_requests_are_masked"]
    more = _WORDS["when_more_is_to_come"] if paper.said.waits_for_more else {}
    defined = _WORDS["defined"] | masked | more | (_WORDS["when_compared"] if paper.said.beside else {})
    lines = [sheet.lines(french(words), WIDE - 46, size=9.5) for words in (*defined.values(), _WORDS["masks"])]
    paper.part("Comment lire ces chiffres", sum(lines) * 4.55 + 1.6 * len(defined) + 4)
    for name, meaning in defined.items():
        sheet.text(name, LEFT, paper.y, 44, size=9.5, font="bold", leading=1.3)
        paper.y = sheet.text(french(meaning), LEFT + 46, paper.y, WIDE - 46, size=9.5, leading=1.3) + 1.6
    hatched(sheet, LEFT, paper.y + 3, 8, 3.6)
    sheet.text("Masqué", LEFT + 10, paper.y + 2, 34, size=9.5, font="bold")
    paper.y = sheet.text(french(_WORDS["masks"]), LEFT + 46, paper.y + 2, WIDE - 46, size=9.5, leading=1.35)

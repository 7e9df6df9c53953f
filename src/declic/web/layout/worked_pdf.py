"""The statement of a teacher's hours on paper: what payroll is drawn from. A4, in French."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse

from declic.web.layout.typography import date
from declic.web.layout.worked import PARTS, Told
from declic.web.sponsor.papers.sheet import GREEN, LINE, SOFT, TINT, Sheet

A4 = (210.0, 297.0)
LEFT, WIDE, FOOT = 20.0, 170.0, 272.0
COLUMNS = (44.0, 22.0, 28.0, 30.0, 23.0, 23.0)
ROW = 6.2


def statement_file(told: Told, now: datetime) -> HttpResponse:
    answer = HttpResponse(statement(told, now=now), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="declic-heures-{told.month:%Y-%m}.pdf"'
    return answer


def statement(told: Told, *, now: datetime) -> bytes:
    """Drawn twice: each foot tells how many pages there are."""
    return _drawn(told, now, len(_drawn(told, now, 0).pdf.pages)).printed()


def _drawn(told: Told, now: datetime, pages: int) -> Sheet:
    sheet = Sheet(A4, language="fr", title=f"Relevé d’heures, {told.title}, {told.name}", now=now)
    y = _page(sheet, told, pages)
    y = _head(sheet, told, now)
    y = _cells(sheet, ("Jour", *(part.capitalize() for part in PARTS), "Total"), y, font="bold", size=8.6)
    for line in told.days:
        if y + ROW > FOOT:
            y = _page(sheet, told, pages)
        y = _cells(sheet, (line.name.capitalize(), *line.parts, line.total), y)
    if not told.days:
        y = sheet.text("Aucune heure ce mois-ci.", LEFT, y + 2, WIDE, size=10, colour=SOFT) + 1
    if y + 60 > FOOT:
        y = _page(sheet, told, pages)
    y = _cells(sheet, ("Le mois", *told.parts, told.presence), y, font="bold") + 3
    for extra in told.extras:
        if y + 12 > FOOT:
            y = _page(sheet, told, pages)
        words = f"{extra.what} : {extra.why}" if extra.why else extra.what
        sheet.fitted(extra.total, LEFT + WIDE - 30, y, 30, size=9.5, font="bold", align="end")
        y = sheet.text(words, LEFT, y, WIDE - 34, size=9.5) + 1
    sheet.box(LEFT, y + 2, WIDE, 14, TINT, radius=4)
    sheet.fitted("Heures à payer", LEFT + 4, y + 6.5, 80, size=11, font="bold")
    sheet.fitted(told.total, LEFT + 84, y + 5, WIDE - 88, size=16, font="title", colour=GREEN, align="end")
    sheet.text(
        "De service, tout compte sauf les pauses : la leçon, son compte rendu, le temps où l’on est disponible. "
        "Hors service, une réponse écrite compte de la prise de la question à l’envoi, vingt minutes au plus. "
        "Le total d’un jour est arrondi à la minute supérieure. Heures de Paris.",
        LEFT,
        y + 19,
        WIDE,
        size=8.6,
        colour=SOFT,
        leading=1.35,
    )
    return sheet


def _page(sheet: Sheet, told: Told, pages: int) -> float:
    sheet.page()
    number = len(sheet.pdf.pages)
    sheet.rule(LEFT, 282, WIDE, LINE)
    sheet.fitted(f"Relevé d’heures, {told.title}, {told.name}", LEFT, 284, 130, size=8.5, colour=SOFT)
    sheet.fitted(f"{number} / {pages}", LEFT + 130, 284, 40, size=8.5, colour=SOFT, align="end")
    return 20.0


def _head(sheet: Sheet, told: Told, now: datetime) -> float:
    sheet.brand(LEFT, 18, 9)
    y = sheet.text(f"Relevé d’heures, {told.title}", LEFT, 36, WIDE, size=22, font="title", leading=1.1)
    y = sheet.text(told.name, LEFT, y + 1.5, WIDE, size=13, font="bold")
    state = f"Mois clos le {date(told.closed_at)}." if told.closed_at else "Mois non clos : relevé provisoire."
    publisher = f"{settings.PUBLISHER}. " if settings.PUBLISHER else ""
    return sheet.text(f"{publisher}Fait le {date(now)}. {state}", LEFT, y, WIDE, size=9.5, colour=SOFT) + 5


def _cells(sheet: Sheet, cells: Sequence[str], y: float, *, font: str = "text", size: float = 9.5) -> float:
    x = LEFT
    for place, (words, width) in enumerate(zip(cells, COLUMNS, strict=True)):
        align = "end" if place else "start"
        sheet.fitted(words, x, y + 1, width - 1, size=size, font=font, align=align)
        x += width
    sheet.rule(LEFT, y + ROW, WIDE)
    return y + ROW

"""The figures beside those of before, and of others: in words, never by a colour or an arrow alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from declic.reports.queries.figures import Figures, Summary
from declic.reports.queries.others import Others, standing_of
from declic.reports.rules import SERVED, Delay, Share
from declic.web.layout.typography import NBSP, count, thousands


@dataclass(frozen=True)
class Trend:
    """`way` is `up`, `down` or `same`."""

    way: str
    words: str

    @property
    def sign(self) -> str:
        return {"up": "↗", "down": "↘", "same": "→"}[self.way]


def trends(figures: Figures, before: Summary | None) -> dict[str, Trend]:
    """By figure, those that may be told of both periods."""
    if before is None:
        return {}
    found = {
        "lessons": _number(figures.lessons, before.lessons),
        "hours": _hours(figures.seconds, before.seconds),
        "wait": _wait(figures.median, before.median),
        "helped": _number(figures.helped, before.helped, "environ "),
        "unmet": _number(figures.unmet, before.unmet),
        "kept": _points(figures.kept, before.kept),
        "redo": _points(figures.redo, before.redo),
    }
    return {name: trend for name, trend in found.items() if trend is not None}


def of_lessons(told: Mapping[str, Trend]) -> Trend | None:
    """That of the lessons, with that of their hours, for one line."""
    lessons, hours = told.get("lessons"), told.get("hours")
    if lessons is None or hours is None or lessons.way == hours.way == "same":
        return lessons
    return hours if lessons.way == "same" else Trend(lessons.way, f"{lessons.words}, {hours.words}")


def _number(now: int | None, before: int | None, about: str = "") -> Trend | None:
    if now is None or before is None:
        return None
    if now == before:
        return Trend("same", "autant")
    more = now > before
    words = f"{about}{thousands(abs(now - before))} de {'plus' if more else 'moins'}"
    return Trend("up" if more else "down", words)


def _hours(now: int | None, before: int | None) -> Trend | None:
    if now is None or before is None:
        return None
    change = round(now / 3600) - round(before / 3600)
    if not change:
        return Trend("same", "autant d’heures")
    return Trend("up" if change > 0 else "down", f"{thousands(abs(change))} h de {'plus' if change > 0 else 'moins'}")


def _wait(now: Delay | None, before: Delay | None) -> Trend | None:
    """Of the ranges a median lies in: longer or shorter only where all of one is beyond the other."""
    if now is None or before is None:
        return None
    first, last, was_first, was_last = (SERVED.index(band) for band in (now.first, now.last, before.first, before.last))
    if (first, last) == (was_first, was_last):
        return Trend("same", "pareille")
    if first > was_last:
        return Trend("up", "plus longue")
    return Trend("down", "plus courte") if last < was_first else None


def _points(now: Share | None, before: Share | None) -> Trend | None:
    if now is None or before is None or now.at_least or before.at_least or not before.of or not now.of:
        return None
    change = now.percent - before.percent
    if not change:
        return Trend("same", "autant")
    return Trend(
        "up" if change > 0 else "down", f"{count(abs(change), 'point,points')} de {'plus' if change > 0 else 'moins'}"
    )


@dataclass(frozen=True)
class Beside:
    """One measure here and elsewhere; widths out of 100."""

    label: str
    here: str
    elsewhere: str
    here_width: int
    elsewhere_width: int


def beside(figures: Figures, others: Others) -> list[Beside]:
    """The measures that both tell."""
    mine = standing_of(figures)
    measures = (
        ("Enfants aidés, sur ceux inscrits", mine["helped"], others.helped, f"{NBSP}%"),
        ("Servies en moins de 5 min", mine["kept"], others.kept, f"{NBSP}%"),
        ("« Je saurais le refaire »", mine["redo"], others.redo, f"{NBSP}%"),
        ("Leçons pour 100 inscrits", mine["lessons"], others.lessons, ""),
    )
    rows = []
    for label, here, elsewhere, unit in measures:
        if here is not None and elsewhere is not None:
            whole = 100 if unit else max(here, elsewhere, 1)
            widths = 100 * here // whole, 100 * elsewhere // whole
            rows.append(Beside(label, f"{thousands(here)}{unit}", f"{thousands(elsewhere)}{unit}", *widths))
    return rows

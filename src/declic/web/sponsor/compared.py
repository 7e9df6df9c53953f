"""The figures beside those of before, and of others: in words, never by a colour or an arrow alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from declic.reports.queries.lines import Line
from declic.reports.queries.others import ALL_WAITS, Others, standing_of
from declic.reports.queries.page import Figures, Summary
from declic.reports.rules import FLOOR, SERVED, Delay, Share, Wait
from declic.web.layout.typography import NBSP, count, french, thousands


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
        "p95": _wait(figures.p95, before.p95, LONG),
        "helped": _number(figures.helped, before.helped, "environ "),
        "enrolled": _number(figures.enrolled, before.enrolled, "environ "),
        "take_up": _take_up(figures, before),
        "unmet": _number(_all_unmet(figures), _all_unmet(before)),
        "kept": _points(figures.kept, before.kept),
        "redo": _points(figures.redo, before.redo),
    }
    return {name: trend for name, trend in found.items() if trend is not None}


def _all_unmet(figures: Summary) -> int | None:
    """None where there were more as well."""
    return None if figures.unmet_at_least else figures.unmet


def row_trends(figures: Figures, before: Summary | None) -> Mapping[str, Mapping[str, Trend]]:
    """Of places, devices and evenings: the lessons of the rows told by themselves in both periods."""
    if before is None:
        return {}
    return {
        name: {
            row: trend
            for row, lessons in rows.items()
            if (trend := _number(lessons, before.lessons_by.get(name, {}).get(row))) is not None
        }
        for name, rows in figures.lessons_by.items()
    }


def told_rows(lines: Sequence[Line], told: Mapping[str, Trend], before_words: str) -> str:
    """« Leçons, comparées avec l’an dernier : lundi, 12 de plus ; mardi, autant. » Nothing where nothing is told."""
    said = [f"{line.label}, {told[line.code].words}" for line in lines if line.code in told]
    return french(f"Leçons, comparées avec {before_words} : {' ; '.join(said)}.") if said else ""


def joined(first: Trend | None, second: Trend | None, what: str) -> Trend | None:
    """Two of one line: « pareille ; 95 % plus longtemps »."""
    if second is None or first is None:
        return first or (second and Trend(second.way, f"{what} {second.words}"))
    way = second.way if first.way == "same" else first.way
    return Trend(way, f"{first.words} ; {what} {second.words}")


def of_lessons(told: Mapping[str, Trend]) -> Trend | None:
    """That of the lessons, with that of their hours, for one line."""
    lessons, hours = told.get("lessons"), told.get("hours")
    if lessons is None or hours is None or lessons.way == hours.way == "same":
        return lessons
    return hours if lessons.way == "same" else Trend(lessons.way, f"{lessons.words}, {hours.words}")


def of_waits(told: Mapping[str, Trend]) -> Trend | None:
    return joined(told.get("wait"), told.get("p95"), "95 %")


def of_children(told: Mapping[str, Trend]) -> Trend | None:
    return joined(told.get("helped"), told.get("enrolled"), "inscrits")


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


WAITS = tuple(Wait)
"""In their order: no answer is the longest."""
SHORT = {"same": "pareille", "up": "plus longue", "down": "plus courte"}
LONG = {"same": "autant", "up": "plus longtemps", "down": "moins longtemps"}


def _wait(now: Delay | None, before: Delay | None, said: Mapping[str, str] = SHORT) -> Trend | None:
    """Of the ranges a percentile lies in: longer or shorter only where all of one is beyond the other."""
    if now is None or before is None or _may_be_anything(now) or _may_be_anything(before):
        return None
    first, last, was_first, was_last = (WAITS.index(band) for band in (now.first, now.last, before.first, before.last))
    if (first, last) == (was_first, was_last):
        return Trend("same", said["same"])
    if first > was_last:
        return Trend("up", said["up"])
    return Trend("down", said["down"]) if last < was_first else None


def _may_be_anything(told: Delay) -> bool:
    """Then the page masks it."""
    return not told.first.bounds[0] and told.last.bounds[1] is None


def _take_up(figures: Summary, before: Summary) -> Trend | None:
    """The share of the enrolled who were helped. Both are told in fives: it has moved only where no rounding explains
    it.
    """
    shares = [_share_between(one.helped, one.enrolled) for one in (figures, before)]
    if shares[0] is None or shares[1] is None:
        return None
    (low, high), (was_low, was_high) = shares[0], shares[1]
    if low > was_high:
        return Trend("up", "plus grande part d’aidés")
    return Trend("down", "moins grande part d’aidés") if high < was_low else Trend("same", "même part d’aidés, environ")


def _share_between(helped: int | None, enrolled: int | None) -> tuple[float, float] | None:
    if helped is None or not enrolled:
        return None
    more = FLOOR - 1
    return helped / (enrolled + more), min(1.0, (helped + (more if helped else 0)) / enrolled)


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


def beside(figures: Figures, others: Others, population: int | None = None) -> list[Beside]:
    """The measures that both tell."""
    mine = standing_of(figures, population)
    measures = (
        ("Enfants aidés, sur ceux inscrits", mine["helped"], others.helped, f"{NBSP}%"),
        ("Servies en moins de 5 min", mine["kept"], others.kept, f"{NBSP}%"),
        ("« Je saurais le refaire »", mine["redo"], others.redo, f"{NBSP}%"),
        ("Leçons pour 100 inscrits", mine["lessons"], others.lessons, ""),
        ("Inscrits pour 1 000 habitants", mine["enrolled"], others.enrolled, ""),
        ("Leçons depuis un téléphone", mine["phone"], others.phone, f"{NBSP}%"),
    )
    rows = []
    for label, here, elsewhere, unit in measures:
        if here is not None and elsewhere is not None:
            whole = 100 if unit else max(here, elsewhere, 1)
            widths = 100 * here // whole, 100 * elsewhere // whole
            rows.append(Beside(label, f"{thousands(here)}{unit}", f"{thousands(elsewhere)}{unit}", *widths))
    waits = (("Attente médiane", mine["median"], others.median), ("95 % en", mine["p95"], others.p95))
    for label, rank, wait in waits:
        if rank is not None and wait is not None:
            here_wait = ALL_WAITS[rank]
            rows.append(Beside(label, _at_most(here_wait), _at_most(wait), _long(here_wait), _long(wait)))
    return rows


def _at_most(wait: Wait) -> str:
    """« moins de 2 min »: a median of medians is in no range of its own."""
    end = wait.bounds[1] if wait in SERVED else None
    if end is not None:
        return f"moins de {end // 60}{NBSP}min"
    return f"plus de 5{NBSP}min" if wait in SERVED else wait.label


def _long(wait: Wait) -> int:
    return 100 * (1 + min(ALL_WAITS.index(wait), len(SERVED) - 1)) // len(SERVED)

"""What the yearly report says, in words and numbers ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from declic.reports.queries.lines import Line
from declic.reports.queries.page import Figures
from declic.reports.rules import Delay
from declic.web.layout.charts import MASKED, Row
from declic.web.layout.typography import count, duration, thousands
from declic.web.sponsor import weeks, words
from declic.web.sponsor.compared import Beside, Trend, beside, of_children, of_lessons, of_waits, trends
from declic.web.sponsor.lines import NOTHING, TOO_FEW, as_row, line_row
from declic.web.sponsor.looked import Looked
from declic.web.sponsor.usage import alike, least, redo, take_ups


@dataclass(frozen=True)
class Key:
    """One of the figures at the top."""

    name: str
    value: str
    note: str = ""
    trend: Trend | None = None


@dataclass(frozen=True)
class Alike:
    """A table of the pages on equality."""

    title: str
    verdict: str
    rows: Sequence[tuple[str, str, str, str, str]]
    """Label, lessons, median, 95 % in, could redo it."""


@dataclass(frozen=True)
class Reported:
    title: str
    sponsor: str
    logo: bytes
    year: str
    span: str
    until: str
    headline: tuple[str, str]
    is_over: bool
    keys: Sequence[Key]
    before: str
    """What trends compare with; empty when they do not."""
    weeks: Sequence[Row]
    together: Sequence[Row]
    """Of weeks together, where most would be masked one by one."""
    waits: Sequence[Row]
    levels: Sequence[Row]
    places: Sequence[Row]
    subjects: Sequence[Row]
    evenings: Sequence[Row]
    devices: Sequence[Row]
    answers: Sequence[Row]
    answered: str
    became: Sequence[Row]
    became_later: str
    least: str
    alike: Sequence[Alike]
    others: str
    beside: Sequence[Beside]
    masks: bool
    waits_for_more: bool
    all_asked: bool
    """Whether no request is masked: if one is, those waits and shares are told of do not hold it."""


def reported(looked: Looked) -> Reported:
    figures, others = looked.figures, looked.others
    before, before_words = looked.before
    told = trends(figures, before)
    levels, places = take_ups(figures)
    return Reported(
        title=words.report_title(looked.sponsor),
        sponsor=looked.sponsor.name,
        logo=bytes(looked.sponsor.logo),
        year=figures.year.label,
        span=words.span(figures.first_day, figures.last_day),
        until=words.until(figures),
        headline=words.headline(figures),
        is_over=figures.is_over,
        keys=_keys(figures, told),
        before=before_words if told else "",
        weeks=_weeks(figures),
        together=weeks.together(figures),
        waits=[] if figures.asked == 0 else [as_row(cell) for cell in figures.waits],
        levels=levels,
        places=places if len(places) > 1 else (),
        subjects=_rows(figures.subject_lines),
        evenings=_in_order(figures.lines["evening"]),
        devices=_rows(figures.lines["device"]),
        answers=[as_row(cell) for cell in figures.answers.cells],
        answered=f"{words.answers(figures.answers)} {words.told_later(figures, figures.answers.told)}".strip(),
        became=[as_row(cell) for cell in figures.became] if figures.tells_what_became else (),
        became_later=words.told_later(figures, figures.became_told),
        least=least(places, is_over=figures.is_over) or least(levels, is_over=figures.is_over),
        alike=[one for one in _all_alike(figures) if one.rows],
        others=others.who,
        beside=beside(figures, others, looked.population),
        masks=figures.masks,
        waits_for_more=figures.waits_for_more,
        all_asked=figures.asked is not None,
    )


def _keys(figures: Figures, told: dict[str, Trend]) -> list[Key]:
    enrolled = words.enrolled(figures)
    hours = "" if not figures.seconds else f"{duration(figures.seconds)} avec un professeur"
    asked = "" if figures.asked is None else f"sur {count(figures.asked, 'demande,demandes')}"
    helped = MASKED if figures.helped is None else f"{thousands(figures.helped)}"
    return [
        Key("Leçons", _number(figures.lessons), hours, of_lessons(told)),
        Key("Enfants aidés, au moins", helped, enrolled and f"sur {enrolled}", of_children(told)),
        Key("Attente médiane", words.median(figures.median, of=figures.asked), words.most(figures.p95), of_waits(told)),
        Key(
            "Servies en moins de 5 min",
            words.percent(figures.kept, of=figures.asked),
            words.of_which(figures),
            told.get("kept"),
        ),
        Key(
            "« Je saurais le refaire »",
            words.percent(figures.redo, of=figures.lessons),
            words.answers_to(figures.redo),
            told.get("redo"),
        ),
        Key("Sans réponse", words.number(figures.unmet, at_least=figures.unmet_at_least), asked, told.get("unmet")),
    ]


def _number(value: int | None) -> str:
    return MASKED if value is None else thousands(value)


def _weeks(figures: Figures) -> list[Row]:
    """Without those after the last lesson either."""
    rows = weeks.by_week(figures)
    while rows and rows[-1].value == 0:
        rows.pop()
    return rows


def _rows(lines: Sequence[Line]) -> list[Row]:
    return [line_row(line) for line in lines if line.lessons != 0]


def _in_order(lines: Sequence[Line]) -> list[Row]:
    return _rows(sorted(lines, key=lambda line: (not line.code, line.code)))


def _all_alike(figures: Figures) -> list[Alike]:
    return [
        _alike("Par école ou quartier", "place", figures.lines["place"]),
        _alike("Par niveau", "level", figures.level_lines),
        _alike("Par appareil", "device", figures.lines["device"]),
    ]


def _wait(line: Line, told: Delay | None) -> str:
    if told is not None:
        return words.median(told)
    return NOTHING if line.together else TOO_FEW


def _alike(title: str, name: str, lines: Sequence[Line]) -> Alike:
    return Alike(
        title,
        alike(name, lines),
        [
            (
                line.label,
                words.number(line.lessons, at_least=line.at_least),
                _wait(line, line.median),
                _wait(line, line.p95),
                redo(line),
            )
            for line in lines
            if line.lessons != 0
        ],
    )

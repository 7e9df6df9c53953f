"""The officer's figures in sentences."""

from datetime import date, datetime, time, timedelta

from declic.ground.elision import elided
from declic.ground.paris import at_paris
from declic.reports.queries.answers import Answers
from declic.reports.queries.page import Figures
from declic.reports.rules import FLOOR, AnswerDelay, AnsweredIn, Delay, Run, Share, Wait, in_fives
from declic.sponsors.models import ActivationCode, Sponsor
from declic.sponsors.rules import SponsorKind
from declic.web.layout import typography
from declic.web.layout.typography import NBSP, count, thousands

HIDDEN = "masqué"
NONE = "–"
UNANSWERED = "sans réponse"
_SHARES = (
    (1 / 10, "Un sur dix a"),
    (1 / 5, "Un sur cinq a"),
    (1 / 4, "Un sur quatre a"),
    (1 / 3, "Un sur trois a"),
    (1 / 2, "Un sur deux a"),
    (2 / 3, "Deux sur trois ont"),
    (3 / 4, "Trois sur quatre ont"),
    (9 / 10, "Neuf sur dix ont"),
)


def report_title(sponsor: Sponsor) -> str:
    """Whom the yearly report is for."""
    is_council = sponsor.kind == SponsorKind.WORKS_COUNCIL.value
    return "Rapport au comité" if is_council else "Rapport au conseil"


def headline(figures: Figures) -> tuple[str, str]:
    """« Environ 165 enfants inscrits cette année. », « Un sur deux a déjà été aidé. »; of the past, in the past."""
    return typography.french(_enrolled(figures)), typography.french(_helped(figures))


def enrolled(figures: Figures) -> str:
    """« environ 165 inscrits »; nothing when masked."""
    if figures.enrolled is None:
        return ""
    return f"{_about(figures)}{count(figures.enrolled, 'inscrit,inscrits')}"


def _about(figures: Figures) -> str:
    """They are told in fives; nobody is told as such."""
    return "environ " if figures.enrolled else ""


def _enrolled(figures: Figures) -> str:
    told, over = figures.enrolled, figures.is_over
    if told is None:
        return "Quelques enfants étaient inscrits." if over else "Les premiers enfants sont inscrits."
    if not told:
        return "Aucun enfant n’était inscrit." if over else "Aucun enfant n’est encore inscrit."
    forms = "enfant était inscrit,enfants étaient inscrits" if over else "enfant inscrit,enfants inscrits"
    said = f"{_about(figures)}{count(told, forms)}".capitalize()
    return f"{said} cette année." if figures.so_far and not over else f"{said}."


def _helped(figures: Figures) -> str:
    when = "" if figures.is_over or figures.run.first else "déjà "
    after = "" if figures.so_far else " sur cette période"
    if figures.helped is None:
        who = "Quelques-uns" if figures.is_over else "Les premiers"
        return f"{who} ont {when}été aidés{after}."
    if not figures.helped:
        return (
            f"Pas encore de leçon{after or ' dans les semaines finies'}."
            if when
            else f"Pas de leçon{after or ' cette année-là'}."
        )
    part = figures.helped / figures.enrolled if figures.enrolled else 1.0
    if part < 0.08:
        return f"Au moins {count(figures.helped, 'a,ont')} {when}été aidés{after}."
    if part >= 0.96 or (part >= 0.8 and figures.helped + FLOOR > (figures.enrolled or 0)):
        return f"Presque tous ont {when}été aidés{after}."
    share, said = min(_SHARES, key=lambda known: abs(known[0] - part))
    done = "aidé" if said.endswith(" a") else "aidés"
    return f"{_at_most(said, share, figures)} {when}été {done}{after}."


def _at_most(said: str, share: float, figures: Figures) -> str:
    """« Près d’un sur deux a », « Plus d’un sur trois a » where the share itself is out of reach.

    Children helped and enrolled are told in fives: four more than said of each, at most.
    """
    told, enrolled, more = figures.helped or 0, figures.enrolled or 0, FLOOR - 1
    if told <= share * (enrolled + more) and share * enrolled <= told + more:
        return said
    return elided("Près de" if share * enrolled > told else "Plus de", said[0].lower() + said[1:])


def used(code: ActivationCode) -> str:
    """Families that came by a code: « moins de 5 », « au moins 15 »; none of them is told apart from four."""
    told = in_fives(code.uses)
    return f"au moins {thousands(told)}" if told else f"moins de {FLOOR}"


def number(value: int | None, *, at_least: bool = False) -> str:
    """« 34 », « 34 au moins » where more is not told yet, « masqué »."""
    if value is None:
        return HIDDEN
    return f"{thousands(value)}{NBSP}au{NBSP}moins" if at_least else thousands(value)


def percent(told: Share | None, *, of: int | None = None) -> str:
    """`of`: how many lessons or requests it is of, where that is said; of none there is no share, and none masked."""
    if told is None:
        return HIDDEN if of != 0 else NONE
    return f"au moins {told.percent}{NBSP}%" if told.at_least else f"{told.percent}{NBSP}%"


def answers_to(redo: Share | None) -> str:
    """« au moins 120 réponses », in fives: beside the lessons, their very number would tell of one child that they gave
    none. Nothing where the share is masked, or there is none.
    """
    return f"au moins {count(in_fives(redo.of) or 0, 'réponse,réponses')}" if redo is not None and redo.of else ""


def of_which(figures: Figures) -> str:
    """Under « Servies en moins de 5 min »: the promise, unless some requests are masked and do not count there."""
    if figures.kept is not None and figures.kept.at_least:
        return "le reste est masqué"
    if figures.kept is not None and figures.asked is None:
        return "des demandes montrées"
    return f"promesse : 95{NBSP}%"


def median(told: Delay | None, *, of: int | None = None) -> str:
    """« moins de 2 min », « 1 à 2 min », « plus de 5 min »; `of` as for a share."""
    if told is None:
        return HIDDEN if of != 0 else NONE
    return _length(told) if told.first.met else UNANSWERED if told.first is Wait.UNMET else told.first.label


def most(told: Delay | None) -> str:
    """How long 95 % of the requests waited, under their median; nothing when there is nothing to say."""
    if told is None:
        return ""
    if not told.first.met:
        return typography.french("plus de 5 % sans leçon" if told.first is Wait.WRITTEN else "plus de 5 % sans réponse")
    if told.last.bounds[1] is None:
        if not told.first.bounds[0]:
            return ""  # over no minute at all: nothing is told
        return typography.french(f"{_length(told)} pour en servir 95 %")
    return typography.french(f"95 % en {_length(told)}")


def _length(told: Delay) -> str:
    begin, end = told.first.bounds[0] // 60, told.last.bounds[1]
    if end is None:
        return f"plus de {begin}{NBSP}min" if begin else HIDDEN
    return f"{begin} à {end // 60}{NBSP}min" if begin else f"moins de {end // 60}{NBSP}min"


def answered(told: AnswerDelay | None) -> str:
    """« moins de 4 h », « 4 à 24 h », « attendent encore »."""
    if told is None:
        return HIDDEN
    if told.first is told.last:
        return told.first.label
    if told.last is AnsweredIn.WAITING:
        return _MORE[told.first]
    return _LESS[told.last]


_LESS = {
    AnsweredIn.EVENING: f"moins de 4{NBSP}h",
    AnsweredIn.DAY: f"moins de 24{NBSP}h",
    AnsweredIn.TWO_DAYS: f"moins de 2{NBSP}jours",
    AnsweredIn.LATER: "répondues",
}
_MORE = {
    AnsweredIn.EVENING: f"plus de 1{NBSP}h",
    AnsweredIn.DAY: f"plus de 4{NBSP}h",
    AnsweredIn.TWO_DAYS: f"plus de 24{NBSP}h",
    AnsweredIn.LATER: f"plus de 2{NBSP}jours",
}


def told_later(figures: Figures, told: Run | None) -> str:
    """« Demandes jusqu’au 15 novembre 2026 : la suite se lit une semaine après. »; nothing where none is told."""
    if told is None:
        return ""
    last = figures.year.monday(told.after) - timedelta(days=1)
    return typography.french(f"Demandes jusqu’au {typography.date(day_of(last))} : la suite se lit une semaine après.")


def answers(told: Answers) -> str:
    """« Médiane : 1 à 4 h. 95 % en 4 à 24 h. 2 attendent encore. »; nothing without a question."""
    if not told.cells:
        return ""
    waiting = number(told.waiting.number, at_least=told.waiting.at_least)
    said = f"Médiane : {answered(told.median)}. 95 % : {answered(told.p95)}. En attente : {waiting}."
    return typography.french(said)


def few_lessons(figures: Figures) -> str:
    """Instead of a chart by week where no column would stand; nothing when one does."""
    if any(week.value for week in figures.weeks):
        return ""
    if figures.lessons is None:
        return "Trop peu d’enfants aidés pour les montrer."
    if not figures.lessons:
        return "Aucune leçon sur cette période."
    return (
        f"{count(figures.lessons, 'leçon,leçons')} en tout. Trop peu d’enfants par semaine pour les montrer une à une."
    )


def day_of(day: date) -> datetime:
    """Noon of that French day, for what formats moments."""
    return at_paris(day, time(12))


def span(first: date, last: date) -> str:
    """« du 2 au dimanche 29 novembre 2026 », « du 28 décembre 2026 au dimanche 3 janvier 2027 »: whole weeks."""
    end = f"dimanche {typography.date(day_of(last))}"
    start = typography.date(day_of(first)).split(NBSP)
    if first.year == last.year:
        start = start[:-1]
        if first.month == last.month:
            start = start[:-1]
    return f"du {NBSP.join(start)} au {end}"


def until(figures: Figures) -> str:
    """Where figures stop: « Chiffres arrêtés au dimanche 22 novembre 2026. »"""
    return f"Chiffres arrêtés au dimanche {typography.date(day_of(figures.stops_on))}."


def week_label(monday: str) -> str:
    """« 24 nov. » of an ISO day."""
    return typography.short(day_of(date.fromisoformat(monday)))


def week_said(monday: str) -> str:
    """« semaine du 24 novembre 2026 » of an ISO day: where its year is not told beside it."""
    return f"semaine du {typography.date(day_of(date.fromisoformat(monday)))}"

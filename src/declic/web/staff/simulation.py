"""A simulated evening in words and drawn: the page is one file, readable with nothing else beside it."""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from pathlib import Path
from statistics import fmean

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_vite.core.asset_loader import DjangoViteAssetLoader

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.planning.rules.figures import ENOUGH, PROMISE_S, QUARTER_S, Evening, Figures, worst
from declic.planning.rules.scenario import Scenario
from declic.planning.rules.trace import Census
from declic.web.layout.charts import Row, Stack
from declic.web.layout.typography import NBSP, count, thousands

SHEETS = ("main", "figures")
SPONSORS_SHOWN = 10
NOWHERE = "sans commune"
"""Of requests whose file names none."""
NEVER = "jamais"
"""When so many were not served at all."""
STATES = (
    ("teaching", "En leçon"),
    ("wrapping_up", "Écrivent le compte rendu"),
    ("ringing", "Sonnent"),
    ("paused", "En pause"),
    ("free", "Libres"),
)
"""Of a teacher on duty, in the live board's words; whoever is busy at the foot, whoever can be rung on top."""


@dataclass(frozen=True)
class Told:
    """What there is to tell. `took_s`: how long the simulation ran."""

    scenario: Scenario
    evening: Evening
    censuses: Sequence[Census]
    seed: int
    took_s: float


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    name: str
    requests: str
    mean: str
    median: str
    p95: str
    under_3: str
    under_5: str
    left: str


def summary(told: Told) -> str:
    """For the terminal."""
    whole, evening = told.evening.whole, told.evening
    rows = [
        ("demandes", thousands(whole.requests)),
        ("leçons", thousands(whole.lessons)),
        ("attente moyenne des leçons", _length(whole.mean_s)),
        ("la moitié servies en", _length(whole.median_s)),
        ("95 % servies en", _length(whole.p95_s)),
        ("servies en moins de 3 min", _percent(whole.under_3_min)),
        ("servies en moins de 5 min", _percent(whole.under_5_min)),
        ("parties sans leçon", _percent(whole.left + whole.unmet)),
        ("sonneries par leçon", f"{evening.rings_a_lesson:.2f}".replace(".", ",")),
        ("niveau le moins bien servi", _worst(evening.by_level)),
        ("classe la moins bien servie", _worst(evening.by_class)),
        ("commune la moins bien servie", _worst(evening.by_sponsor)),
    ]
    head = f"{told.scenario.name} (graine {told.seed}, {count(len(told.scenario.teachers), 'professeur')})"
    said = [head, *(f"  {label:<30} {value:>22}" for label, value in rows)]
    if not isfinite(whole.p95_s):
        said.append("  Qui n’a pas eu de leçon a attendu plus que tous\u00a0: jamais 95\u00a0% n’ont été servies.")
    said.append(f"  Niveaux, classes et communes se comparent à partir de {ENOUGH}{NBSP}demandes.")
    return "\n".join(said)


def report(told: Told) -> str:
    """The page, with its styles inside."""
    evening = told.evening
    slowest = _slowest(evening.by_sponsor)
    by_level = {code: evening.by_level[code] for code in LEVELS if code in evening.by_level}
    said = {
        "told": told,
        "style": SafeString("<style>" + "\n".join(map(_sheet, SHEETS)) + "</style>"),  # made from our own sheets
        "kept": _percent(evening.whole.under_5_min),
        "teachers": len(told.scenario.teachers),
        "figures": _figures(evening),
        "queue_rows": _by_quarter(told, "waiting"),
        "states": [words for _, words in STATES],
        "state_stacks": _states(told),
        "promise_rows": [
            Row(_clock(told.scenario, index), round(100 * quarter.under_5_min), warn=quarter.under_5_min < 0.95)
            for index, quarter in enumerate(evening.by_quarter)
            if quarter.requests
        ],
        "waits": [
            ("95 % des demandes servies en, par niveau", "Niveau", _waits(by_level), _never(by_level)),
            ("Le même temps, par matière", "Matière", _waits(evening.by_subject), _never(evening.by_subject)),
            ("Le même temps, les communes les plus lentes", "Commune", _waits(slowest), _never(slowest)),
        ],
        "tables": [
            ("Par niveau", [_line(_label(code), found) for code, found in by_level.items()]),
            ("Par matière", [_line(_label(code), found) for code, found in evening.by_subject.items()]),
            ("Par commune, les plus lentes", [_line(name, f) for name, f in slowest.items()]),
        ],
        "enough": ENOUGH,
    }
    return render_to_string("staff/simulation.html", said)


def _figures(evening: Evening) -> list[tuple[str, str]]:
    whole = evening.whole
    return [
        ("Demandes", thousands(whole.requests)),
        ("Attente moyenne des leçons", _length(whole.mean_s)),
        ("95 % servies en", _length(whole.p95_s)),
        ("Parties sans leçon", _percent(whole.left + whole.unmet)),
        ("Sonneries par leçon", f"{evening.rings_a_lesson:.2f}".replace(".", ",")),
        (f"Classe la moins bien servie, de {ENOUGH}{NBSP}demandes ou plus", _worst(evening.by_class)),
    ]


def _states(told: Told) -> list[Stack]:
    """How many teachers are in each state, on average over each quarter-hour."""
    quarters: dict[int, list[Census]] = defaultdict(list)
    for census in told.censuses:
        quarters[int(census.at_s // QUARTER_S)].append(census)
    return [
        Stack(
            _clock(told.scenario, quarter),
            tuple(fmean(getattr(census, name) for census in found) for name, _ in STATES),
        )
        for quarter, found in sorted(quarters.items())
    ]


def _by_quarter(told: Told, name: str) -> list[Row]:
    """The highest count of each quarter-hour."""
    highest: dict[int, int] = {}
    for census in told.censuses:
        quarter = int(census.at_s // QUARTER_S)
        highest[quarter] = max(highest.get(quarter, 0), getattr(census, name))
    return [Row(_clock(told.scenario, quarter), count) for quarter, count in sorted(highest.items())]


def _waits(groups: dict[str, Figures]) -> list[Row]:
    """The 95th percentile of each group. The bar of one that is never served so far is the longest."""
    longest = max((round(found.p95_s) for found in groups.values() if isfinite(found.p95_s)), default=0)
    return [
        Row(
            _label(name) or NOWHERE,
            round(found.p95_s) if isfinite(found.p95_s) else longest + 1,
            warn=found.p95_s >= PROMISE_S,
            words=_served(found),
        )
        for name, found in groups.items()
    ]


def _never(groups: dict[str, Figures]) -> str:
    """What « jamais » means, where it stands."""
    if all(isfinite(found.p95_s) for found in groups.values()):
        return ""
    return f"«{NBSP}{NEVER} (93{NBSP}%){NBSP}»{NBSP}: 93{NBSP}% seulement ont eu une leçon."


def _served(found: Figures) -> str:
    """In how long 95 % were; « jamais (93 %) » where only so many were at all."""
    if isfinite(found.p95_s):
        return _length(found.p95_s)
    return f"{NEVER} ({100 * found.lessons // found.requests}{NBSP}%)"


def _slowest(groups: dict[str, Figures]) -> dict[str, Figures]:
    """The sponsors worth comparing, the longest waits first; all of them when none is large."""
    compared = {name: found for name, found in groups.items() if found.requests >= ENOUGH} or groups
    ordered = sorted(compared.items(), key=lambda pair: (-pair[1].p95_s, pair[1].under_5_min))
    return dict(ordered[:SPONSORS_SHOWN])


def _worst(groups: dict[str, Figures]) -> str:
    name, share = worst(groups)
    few = all(found.requests < ENOUGH for found in groups.values())
    return f"moins de {ENOUGH} demandes" if few else f"{_label(name) or NOWHERE}, {_percent(share)}"


def _line(name: str, found: Figures) -> Line:
    return Line(
        name or NOWHERE,
        thousands(found.requests),
        _length(found.mean_s),
        _length(found.median_s),
        _length(found.p95_s),
        _percent(found.under_3_min),
        _percent(found.under_5_min),
        _percent(found.left + found.unmet),
    )


def _label(name: str) -> str:
    """« MAT 4E » and « MAT » and « 4E » as people say them."""
    parts = [SUBJECTS[p].short if p in SUBJECTS else LEVELS[p].label if p in LEVELS else p for p in name.split(" ")]
    return (", " if len(parts) == 2 and parts[0] != "commune" else " ").join(parts)


def _clock(scenario: Scenario, quarter: int) -> str:
    hours, minutes = scenario.opens.split(":")
    at = timedelta(hours=int(hours), minutes=int(minutes), seconds=quarter * QUARTER_S)
    whole = int(at.total_seconds()) // 60
    minutes = f"{NBSP}{whole % 60:02d}" if whole % 60 else ""
    return f"{whole // 60 % 24}{NBSP}h{minutes}"


def _length(seconds: float) -> str:
    if not isfinite(seconds):
        return NEVER
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{NBSP}min{NBSP}{rest:02d}" if minutes else f"{rest}{NBSP}s"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}{NBSP}%".replace(".", ",")


_LETTERS = re.compile(r"url\(([^)]+\.woff2)\)")


def _built(address: str) -> Path:
    return Path(settings.FRONTEND_DIST) / address.removeprefix(settings.STATIC_URL)


def _inside(address: str) -> str:
    return f"url(data:font/woff2;base64,{b64encode(_built(address).read_bytes()).decode()})"


def _sheet(name: str) -> str:
    """A built sheet, its letters inside: the page travels alone."""
    try:
        address = DjangoViteAssetLoader.instance().generate_vite_asset_url(f"src/style/{name}.css")
        return _LETTERS.sub(lambda found: _inside(found[1]), _built(address).read_text(encoding="utf-8"))
    except Exception:
        if settings.TESTING:  # the pages are tested without the build; the build has its own test
            return ""
        raise

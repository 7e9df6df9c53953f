"""What an evening comes to: waits, the promise, who left, by level, class, sponsor and quarter-hour."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, inf
from statistics import fmean
from typing import Final

from declic.planning.rules.trace import Fate, Outcome, Trace

PROMISE_S: Final = 300.0
"""A teacher within so long."""
QUARTER_S: Final = 900.0
ENOUGH: Final = 100
"""A level, class or sponsor is compared with others from so many requests on."""


@dataclass(frozen=True)
class Figures:
    """Seconds to the acceptance; shares are of all requests, and so are the median and the 95th percentile: who had no
    lesson waited longer than any who had. Only the mean is of those who had one.
    """

    requests: int
    lessons: int
    mean_s: float
    median_s: float
    p95_s: float
    under_3_min: float
    under_5_min: float
    left: float
    unmet: float


@dataclass(frozen=True)
class Evening:
    """The figures of one evening. `rings_a_lesson` counts every ring, answered or not."""

    whole: Figures
    by_level: dict[str, Figures]
    by_subject: dict[str, Figures]
    by_class: dict[str, Figures]
    by_sponsor: dict[str, Figures]
    by_quarter: tuple[Figures, ...]
    rings_a_lesson: float
    missed: int
    declined: int


def figures_of(fates: Sequence[Fate]) -> Figures:
    """Without a lesson, waits are infinite."""
    waits = sorted(fate.waited_s for fate in fates if fate.outcome is Outcome.LESSON)
    all_waits = waits + [inf] * (len(fates) - len(waits))
    number = max(1, len(fates))
    return Figures(
        requests=len(fates),
        lessons=len(waits),
        mean_s=fmean(waits) if waits else inf,
        median_s=quantile(all_waits, 0.5),
        p95_s=quantile(all_waits, 0.95),
        under_3_min=sum(wait < 180 for wait in waits) / number,
        under_5_min=sum(wait < PROMISE_S for wait in waits) / number,
        left=sum(fate.outcome is Outcome.LEFT for fate in fates) / number,
        unmet=sum(fate.outcome is Outcome.UNMET for fate in fates) / number,
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed; infinite when there are none."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else inf


def evening_of(trace: Trace) -> Evening:
    fates = trace.fates
    lessons = sum(fate.outcome is Outcome.LESSON for fate in fates)
    quarters = _grouped(fates, lambda fate: str(int(fate.request.at_s // QUARTER_S)))
    last = max((int(name) for name in quarters), default=-1)
    return Evening(
        whole=figures_of(fates),
        by_level=_each(fates, lambda fate: fate.request.level),
        by_subject=_each(fates, lambda fate: fate.request.subject),
        by_class=_each(fates, lambda fate: f"{fate.request.subject} {fate.request.level}"),
        by_sponsor=_each(fates, lambda fate: fate.request.sponsor),
        by_quarter=tuple(figures_of(quarters.get(str(quarter), [])) for quarter in range(last + 1)),
        rings_a_lesson=trace.rings / max(1, lessons),
        missed=trace.missed,
        declined=trace.declined,
    )


def worst(groups: dict[str, Figures], enough: int = ENOUGH) -> tuple[str, float]:
    """The name and the share under 5 minutes of the worst group that has `enough` requests; ("", 1.0) if none has."""
    compared = [(found.under_5_min, name) for name, found in groups.items() if found.requests >= enough]
    share, name = min(compared, default=(1.0, ""))
    return name, share


def _each(fates: Iterable[Fate], key: Callable[[Fate], str]) -> dict[str, Figures]:
    return {name: figures_of(group) for name, group in sorted(_grouped(fates, key).items())}


def _grouped(fates: Iterable[Fate], key: Callable[[Fate], str]) -> dict[str, list[Fate]]:
    groups: dict[str, list[Fate]] = defaultdict(list)
    for fate in fates:
        groups[key(fate)].append(fate)
    return groups

"""The levels of a school, a collège or a lycée, as one."""

from collections import defaultdict
from collections.abc import Mapping

from declic.curriculum.rules import LEVELS
from declic.reports.rules import Weeks, together


def by_band(by_level: Mapping[str, Weeks]) -> dict[str, Weeks]:
    levels: dict[str, list[Weeks]] = defaultdict(list)
    for level, weeks in by_level.items():
        levels[band_of(level)].append(weeks)
    return {band: [together(week) for week in zip(*parts, strict=True)] for band, parts in levels.items()}


def band_of(level: str) -> str:
    """Empty where it has none."""
    return LEVELS[level].band if level in LEVELS else ""

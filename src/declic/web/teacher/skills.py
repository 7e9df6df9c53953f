"""A teacher's approved skills in a few words: « Maths, 6e à 2de »."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from declic.curriculum.rules import LEVELS, SUBJECTS, teaches

TRACKS: tuple[tuple[str, ...], ...] = (
    ("CP", "CE1", "CE2", "CM1", "CM2", "6E", "5E", "4E", "3E", "2GT", "1G", "TG"),
    ("1T", "TT"),
    ("2PRO", "1PRO", "TPRO"),
    ("CAP",),
)
"""The levels in the order pupils pass through them: a range never jumps from one track to another."""

_SAID = {
    "2GT": "2de",
    "1G": "1re",
    "TG": "Tle",
    "1T": "1re techno",
    "TT": "Tle techno",
    "2PRO": "2de pro",
    "1PRO": "1re pro",
    "TPRO": "Tle pro",
}


@dataclass(frozen=True)
class SubjectSkills:
    subject: str
    label: str
    levels: str
    """« 6e à 2de, 1re techno »."""


def summary(skills: Iterable[tuple[str, str]]) -> list[SubjectSkills]:
    """`skills` are (subject, level) codes; widest subjects first, codes the programme no longer knows left out."""
    held: dict[str, set[str]] = {}
    for subject, level in skills:
        if subject in SUBJECTS and level in LEVELS:
            held.setdefault(subject, set()).add(level)
    order = sorted(held, key=lambda subject: (-len(held[subject]), SUBJECTS[subject].label))
    return [SubjectSkills(code, SUBJECTS[code].short, ranges(code, held[code])) for code in order]


def ranges(subject: str, levels: set[str]) -> str:
    """Runs of `levels` among those that teach `subject`: a level where it is not taught does not cut a run."""
    said: list[str] = []
    for track in TRACKS:
        taught = [level for level in track if teaches(level, subject) or level in levels]
        said += [_run(run) for run in _runs(taught, levels)]
    return ", ".join(said)


def _runs(track: Sequence[str], levels: set[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for level in track:
        if level in levels:
            runs[-1].append(level)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _run(run: Sequence[str]) -> str:
    names = [_SAID.get(level, LEVELS[level].label) for level in run]
    if len(names) > 2:
        return f"{names[0]} à {names[-1]}"
    return ", ".join(names)

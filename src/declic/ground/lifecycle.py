"""The life of a thing as a table of states and moves; the diagrams in docs/ are printed from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

S = TypeVar("S", bound=Enum)


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
    """`moves[state]` is the set of states that may follow it; a state with an empty set is final."""

    name: str
    start: S
    moves: Mapping[S, frozenset[S]]

    def can(self, before: S, after: S) -> bool:
        return after in self.moves[before]

    def sources(self, after: S) -> list[str]:
        """The stored values a compare-and-set to `after` may start from."""
        return sorted(state.value for state, nexts in self.moves.items() if after in nexts)

    def is_final(self, state: S) -> bool:
        return not self.moves[state]

    def mermaid(self) -> str:
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        for state, nexts in self.moves.items():
            lines += [f"    {state.value} --> {after.value}" for after in sorted(nexts, key=lambda s: s.value)]
            if not nexts:
                lines.append(f"    {state.value} --> [*]")
        return "\n".join(lines)


def states_page(lives: Sequence[Lifecycle[Any]]) -> str:
    """docs/states.md: each life as a diagram and as a table."""
    parts = ["# States and moves", "", "Written by `declic diagrams` from the tables in the code: do not edit.", ""]
    for life in lives:
        parts += [f"## {life.name}", "", "```mermaid", life.mermaid(), "```", "", "| from | to |", "|---|---|"]
        parts += [
            f"| {before.value} | {', '.join(sorted(after.value for after in nexts)) or '(final)'} |"
            for before, nexts in life.moves.items()
        ]
        parts.append("")
    return "\n".join(parts)

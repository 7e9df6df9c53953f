"""The scenarios that come with Déclic, described in docs/simulator.md."""

from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def shipped(name: str) -> bytes | None:
    """The file of a shipped scenario; None when there is none of that name."""
    return (FOLDER / f"{name}.json").read_bytes() if name in NAMES else None

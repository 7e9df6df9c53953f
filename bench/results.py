"""What every benchmark ends with: a table, a JSON file, and an exit code."""

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent / "results"
Target = tuple[str, float]
"""(">=" or "<=", number)."""


def write(name: str, figures: Mapping[str, float], targets: Mapping[str, Target]) -> int:
    """Write results/NAME.json, print figures and verdicts; 1 when a target falls short or has no figure."""
    FOLDER.mkdir(exist_ok=True)
    result = {
        "figures": dict(figures),
        "targets": {target: list(wanted) for target, wanted in targets.items()},
        "machine": machine(),
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    short = [target for target in targets if not _reached(figures.get(target), targets[target])]
    print(f"\n{name}")
    for figure, value in figures.items():
        print(f"  {figure:<48} {value:>14,.2f}   {_verdict(figure, targets, short)}".rstrip())
    for target in targets.keys() - figures.keys():
        print(f"  {target:<48} {'not measured':>14}   SHORT")
    return 1 if short else 0


def machine() -> dict[str, object]:
    """Figures are compared within one run only; this says on what."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _reached(figure: float | None, target: Target) -> bool:
    sign, wanted = target
    if figure is None:
        return False
    return figure >= wanted if sign == ">=" else figure <= wanted


def _verdict(figure: str, targets: Mapping[str, Target], short: list[str]) -> str:
    if figure not in targets:
        return ""
    sign, wanted = targets[figure]
    return f"{'SHORT of' if figure in short else 'reaches'} {sign} {wanted:g}"

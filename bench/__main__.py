"""`python -m bench` runs every benchmark, `python -m bench NAME` one; exit code 1 when a target falls short."""

import importlib
import sys
from pathlib import Path

NAMES = sorted(p.parent.name for p in Path(__file__).parent.glob("*/__init__.py"))


def main(arguments: list[str]) -> int:
    wanted = arguments or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"Mesures connues : {', '.join(NAMES)}.")
        return 2
    codes: list[int] = []
    for name in wanted:
        print(f"\n== {name}")
        codes.append(importlib.import_module(f"bench.{name}").main())
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

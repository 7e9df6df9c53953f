"""The invoices of a year's renewals for 1,000 communes in one go, checked by the official schematrons, each of them.

    python -m bench renewals
    python -m bench.renewals.measure --sponsors 100

The clock's own way: asked once, then fifty at a time, each with its PDF, CII and UBL, four schematrons an
invoice, run by one checking process a round. Beside it, in the same run: the bare XML of the same drafts, in both
syntaxes and held against the XSD, without schematrons, PDF or database; and one invoice issued alone, which starts a
checking process for itself.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

from bench import results
from tests.servers import postgres

SPONSORS = 1_000
TARGETS: dict[str, results.Target] = {
    "sqlite times the bare XML": ("<=", 4),
    "postgresql times the bare XML": ("<=", 4),
    "sqlite gaps": ("<=", 0),
    "postgresql gaps": ("<=", 0),
}


def main(sponsors: int = SPONSORS) -> int:
    figures: dict[str, float] = {"sponsors": sponsors}
    with tempfile.TemporaryDirectory(prefix="declic-bench-renewals-") as folder:
        figures |= _named("sqlite", _renewed(folder, "", sponsors))
    with postgres() as url, tempfile.TemporaryDirectory(prefix="declic-bench-renewals-") as folder:
        figures |= _named("postgresql", _renewed(folder, url, sponsors))
    return results.write("renewals", figures, TARGETS)


def _named(database: str, found: dict[str, float]) -> dict[str, float]:
    return {f"{database} {name}": value for name, value in found.items()}


def _renewed(folder: str, database_url: str, sponsors: int) -> dict[str, float]:
    """In a process of its own: which database it is, Django asks once."""
    environment = {**os.environ, "DECLIC_MODE": "test", "DECLIC_DATA": folder, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "bench.renewals.database", "--sponsors", str(sponsors)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--sponsors", type=int, default=SPONSORS)
    sys.exit(main(asked.parse_args().sponsors))

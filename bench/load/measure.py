"""The service under load, end to end, for five minutes: nothing lost, nothing doubled, and every figure exact.

33 pupils ask each second, 2,000 desks are open, and whoever waits does so with their waiting page open. Teachers let it
ring for a moment and pass some rings over; some pupils change their mind, and some ask for what nobody on duty teaches
(see `evening`). One `declic serve` on a core of its own, on SQLite then on PostgreSQL, whose server shares the other
core with the people; then `apart`, web, live and clock over PostgreSQL and Redis, on both cores. At the end the last
who wait cancel, and the database is counted:
- every request ended in exactly one of lesson, call-back, written answer, cancelled, and as its pupil's page said;
- no teacher was rung twice at once, no request twice in one slot, nobody was in two lessons;
- every figure is what a recount of the journal gives.

    python -m bench load
    python -m bench.load.measure --seconds 30 --teachers 400 --only postgresql
"""

import argparse
import json
import resource
import sys
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import results
from bench.ask.measure import LOAD_CORE, SERVICE_CORE, Scale, json_of, leave_to_the_service
from bench.load.served import FORMS, served

FULL = Scale(rate=33, seconds=300, teachers=2000)
FILES = 12_000
"""Open at once, in the service and in the process of the people: a socket each."""
TOLD = 20
"""Faults that are printed, of each kind."""
ENDS = ("lesson", "call_back", "written", "cancelled")


def main(scale: Scale = FULL, forms: tuple[str, ...] = FORMS) -> int:
    leave_to_the_service(SERVICE_CORE)
    _allow_files()
    figures: dict[str, float] = {}
    targets: dict[str, results.Target] = {}
    for name in forms:
        figures |= {f"{name} {figure}": value for figure, value in _evening(name, scale).items()}
        targets[f"{name} ask to ring p99 ms"] = ("<=", 500)
        targets |= {f"{name} {what}": ("<=", 0) for what in ("astray", "doubled", "figures that differ", "faults")}
    return results.write("load", figures, targets)


def _allow_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _evening(form: str, scale: Scale) -> dict[str, float]:
    with served(form) as service:
        environment = service.environment
        people = ["make", "--teachers", str(scale.teachers), "--pupils", str(scale.pupils)]
        world = Path(service.folder) / "world.json"
        world.write_text(json.dumps(json_of(environment, "bench.load.world", *people)))
        given = [f"ws://127.0.0.1:{service.sockets}", str(world), "--rate", str(scale.rate)]
        given += ["--pages", f"127.0.0.1:{service.pages}", "--service", *map(str, service.processes)]
        seen = json_of(environment, "bench.load.evening", *given, core=LOAD_CORE)
        found = json_of(environment, "bench.load.world", "count")
    return _figures(seen, found, scale.pupils)


def _figures(seen: dict[str, Any], found: dict[str, Any], pupils: int) -> dict[str, float]:
    for fault in [*seen["faults"][:TOLD], *found["differing"][:TOLD]]:
        print(f"  ! {fault}")
    unlike = [end for end in ENDS if seen["ends"].get(end, 0) != found["ends"].get(end, 0)]
    for end in unlike:
        print(f"  ! {end}: {seen['ends'].get(end, 0)} pages said so, the database {found['ends'].get(end, 0)}")
    rung = seen["rung_ms"] or [float("inf")] * 2
    answered = seen["answered_ms"] or [float("inf")] * 2
    return {
        "ask to ring median ms": median(rung),
        "ask to ring p99 ms": quantiles(rung, n=100, method="inclusive")[98],
        "ask to ring max ms": max(rung),
        "ask answered p99 ms": quantiles(answered, n=100, method="inclusive")[98],
        "asks a second": seen["rate"],
        "waiting pages open at most": seen["waiting_most"],
        **{f"ended in {end}": float(found["ends"].get(end, 0)) for end in ENDS},
        "astray": found["astray"] + pupils - found["asked"] + len(unlike),
        "doubled": found["doubled"],
        "figures that differ": len(found["differing"]),
        "faults": len(seen["faults"]),
        "told at the end to try again": seen["told_busy"],
        "rings a lesson": found["rings"] / max(1, found["ends"].get("lesson", 0)),
        "rings missed": found["rings_missed"],
        "service CPU %": 100 * seen["service_cpu_s"] / seen["took_s"],
        "service CPU ms an ask": 1000 * seen["service_cpu_s"] / pupils,
        "service memory at most MB": seen["memory_mb"],
        "people CPU %": 100 * seen["cpu_s"] / seen["took_s"],
        "people late at most ms": seen["late_ms"],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=FULL.rate)
    parser.add_argument("--seconds", type=int, default=FULL.seconds)
    parser.add_argument("--teachers", type=int, default=FULL.teachers)
    parser.add_argument("--only", choices=FORMS, action="append")
    given = parser.parse_args()
    sys.exit(main(Scale(given.rate, given.seconds, given.teachers), tuple(given.only or FORMS)))

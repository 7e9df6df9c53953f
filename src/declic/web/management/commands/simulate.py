"""`declic simulate SCENARIO.json --seed N [--json] [--report out.html]`: an evening played with the rules that ring."""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from declic.dispatch.rules.policy import Policy
from declic.ground.errors import Refusal
from declic.planning.rules.evening import Evening
from declic.planning.rules.figures import evening_of
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import FILE_MAX, Scenario, read
from declic.planning.rules.trace import Trace
from declic.planning.scenarios import NAMES, shipped
from declic.web.staff.simulation import Told, report, summary

BAR_WIDTH: Final = 30
LONG_S: Final = 0.5
"""A run shorter than that shows no bar."""
STOPPED: Final = 130
"""What a program that Ctrl-C stopped leaves to its shell."""


class Command(BaseCommand):
    help = "Joue une soirée, événement par événement, avec les règles mêmes qui font sonner les professeurs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scenario", help=f"un fichier JSON, ou l’un de ceux fournis : {', '.join(NAMES)}")
        parser.add_argument("--seed", type=int, default=1, help="la même graine redonne la même soirée (1)")
        parser.add_argument("--json", action="store_true", help="écrit chaque demande et les chiffres en JSON")
        parser.add_argument("--report", type=Path, default=None, help="dessine la soirée dans ce fichier HTML")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if options["report"] is not None:
            _check_place(options["report"])
        try:
            self._play(options)
        except KeyboardInterrupt:
            if sys.stderr.isatty():
                sys.stderr.write("\n")
            raise CommandError("Arrêté avant la fin.", returncode=STOPPED) from None

    def _play(self, options: dict[str, Any]) -> None:
        try:
            scenario = _scenario(options["scenario"], options["seed"])
        except Refusal as refusal:
            raise CommandError(f"{options['scenario']} : {refusal.message}") from None
        began = time.monotonic()
        policy = Policy(forecast=scenario.demand, weights=scenario.weighed)
        trace = Evening(scenario, seed=options["seed"], policy=policy, on_progress=self._bar(began)).run()
        told = Told(scenario, evening_of(trace), trace.censuses, options["seed"], time.monotonic() - began)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(told, trace), ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write(summary(told) + "\n")
        if options["report"] is not None:
            _write(options["report"], report(told))
            self.stderr.write(f"La soirée est dessinée dans {options['report']}")

    def _bar(self, began: float) -> Callable[[float], None]:
        """Progress, for a person who looks on."""

        def show(share: float) -> None:
            if not sys.stderr.isatty() or time.monotonic() - began < LONG_S:
                return
            done = round(BAR_WIDTH * share)
            sys.stderr.write(f"\r{'█' * done}{'·' * (BAR_WIDTH - done)} {share:4.0%}" + ("\n" if share >= 1 else ""))
            sys.stderr.flush()

        return show


def _scenario(name: str, seed: int) -> Scenario:
    """Refusal `scenario`."""
    found = read(shipped(name) or _bytes_of(Path(name)))
    return found.scenario if found.recipe is None else draw(found.scenario, found.recipe, seed)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_MAX + 1)
    except FileNotFoundError:
        raise Refusal(
            "scenario", "le fichier ne se lit pas : il n’y a ni fichier ni scénario fourni de ce nom."
        ) from None
    except OSError:
        raise Refusal("scenario", "le fichier ne se lit pas : est-ce un dossier, en avez-vous le droit ?") from None


def _check_place(path: Path) -> None:
    """Before the evening is played: a long one would be lost. CommandError."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritten(path)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError:
        raise _unwritten(path) from None


def _unwritten(path: Path) -> CommandError:
    return CommandError(f"{path} ne s’écrit pas : le dossier existe-t-il, en avez-vous le droit ?")


def _as_json(told: Told, trace: Trace) -> dict[str, Any]:
    """Per request: what became of it; and the figures. An infinite wait (no lesson at all) is null."""
    return {
        "scenario": told.scenario.name,
        "seed": told.seed,
        "requests": [
            {
                "id": fate.request.id,
                "waited_s": round(fate.waited_s, 3),
                "outcome": fate.outcome.value,
                "teacher": fate.teacher,
                "rings": fate.rings,
            }
            for fate in trace.fates
        ],
        "figures": _finite(asdict(told.evening)),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value

"""`declic rota FILE [--week 2026-11-23] [--seconds 50] [--json]`: the shifts of a week, from what teachers offer."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.planning.queries import needed_in
from declic.planning.rules.gaps import unrung_of
from declic.planning.rules.rota import plan_week
from declic.planning.rules.volunteers import read
from declic.web.management.commands.forecast import day_named
from declic.web.staff.week import rota_as_json, rota_lines

BAR_WIDTH: Final = 30


class Command(BaseCommand):
    help = "Propose les créneaux d’une semaine, d’après ce que les professeurs offrent et ce que la prévision demande."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="ce que les professeurs offrent, en JSON (voir docs/planning.md)")
        parser.add_argument("--week", default="", help="un jour de la semaine, AAAA-MM-JJ (la semaine prochaine)")
        parser.add_argument("--seconds", type=float, default=50.0, help="le temps de recherche (50)")
        parser.add_argument("--json", action="store_true", help="écrit le tout en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        now = datetime.now(UTC)
        day = day_named(options["week"]) if options["week"] else paris_day(now) + timedelta(days=7)
        monday = day - timedelta(days=day.weekday())
        try:
            volunteers = read(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']} ne se lit pas ({error.strerror}).") from None
        except Refusal as refusal:
            raise CommandError(f"{options['file']} : {refusal.message}") from None
        needed, _ = needed_in(monday, now)
        rota = plan_week(volunteers, needed, seconds=max(1.0, options["seconds"]), on_progress=_progress)
        duties = [(one.groups, shift, one.runs_over) for one in volunteers for shift in rota.shifts[one.id]]
        unrung = unrung_of(needed, duties)
        as_json = options["json"]
        self.stdout.write(json.dumps(rota_as_json(rota, unrung)) if as_json else rota_lines(monday, rota, unrung))


def _progress(step: str, share: float) -> None:
    """For a person who looks on."""
    if sys.stderr.isatty():
        done = round(BAR_WIDTH * share)
        sys.stderr.write(f"\r{'█' * done}{'·' * (BAR_WIDTH - done)} {step:<24}" + ("\n" if step == "fini" else ""))
        sys.stderr.flush()

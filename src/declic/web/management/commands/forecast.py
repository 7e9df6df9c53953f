"""`declic forecast [--day 2026-11-24] [--json]`: the requests expected of a day, by quarter-hour, level and subject."""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declic.ground.paris import paris_day
from declic.planning.queries import day_of, fitted
from declic.web.staff.foreseen import as_rows, forecast_lines
from declic.web.teacher.availability import OURS


class Command(BaseCommand):
    help = "Annonce les demandes d’aide attendues un jour, d’après les jours passés et les élèves inscrits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", default="", help="le jour, AAAA-MM-JJ (aujourd’hui)")
        parser.add_argument("--json", action="store_true", help="une ligne par quart d’heure, matière et niveau")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        now = datetime.now(UTC)
        day = day_named(options["day"]) if options["day"] else paris_day(now)
        model, learned_from = fitted(now)
        table = model.expected(day_of(day))
        if options["json"]:
            self.stdout.write(json.dumps(as_rows(table)))
        else:
            self.stdout.write(forecast_lines(day, table, learned_from))


def day_named(text: str) -> date:
    """The day as it is typed. CommandError when it is none, or is at either end of time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"« {text} » n’est pas un jour (il faut AAAA-MM-JJ).") from None
    if day.year not in OURS:
        raise CommandError(f"« {text} » est trop loin.")
    return day

"""`declic need [--day 2026-11-24] [--play] [--json]`: the teachers a day needs, by quarter-hour."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from declic.ground.paris import paris_day
from declic.planning.queries import day_of, fitted
from declic.planning.rules.covers import Cover, Grouped, covers_of, expected_by_quarter, grouped, span
from declic.planning.rules.need import ROUNDS, Need, World, first_guess, need_of
from declic.web.management.commands.forecast import day_named
from declic.web.staff.foreseen import need_as_json, need_lines


class Command(BaseCommand):
    help = "Dit combien de professeurs il faut à chaque quart d’heure pour tenir la promesse des cinq minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", default="", help="le jour, AAAA-MM-JJ (aujourd’hui)")
        parser.add_argument(
            "--play",
            action="store_true",
            help="joue des soirées pour ajuster chaque quart d’heure (des minutes au lieu d’un instant)",
        )
        parser.add_argument("--json", action="store_true", help="écrit le tout en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        now = datetime.now(UTC)
        day = day_named(options["day"]) if options["day"] else paris_day(now)
        model, _ = fitted(now)
        table = model.expected(day_of(day))
        first, after = span(table)
        asked = grouped(table)
        needs = {cover: self._need(cover, asked, (first, after), play=options["play"]) for cover in covers_of(asked)}
        if options["json"]:
            self.stdout.write(json.dumps(need_as_json(first, needs), ensure_ascii=False))
        else:
            self.stdout.write(need_lines(day, first, needs))

    def _need(self, cover: Cover, asked: Grouped, quarters: tuple[int, int], *, play: bool) -> Need:
        expected = expected_by_quarter(cover, asked, *quarters)
        if not play:
            return first_guess(expected, World())
        found = need_of(expected, World(), on_round=lambda number: self._progress(cover, number))
        self._progress(cover, ROUNDS)
        return found

    def _progress(self, cover: Cover, number: int) -> None:
        """For a person who looks on."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{cover.name:<34} {'█' * number}{'·' * (ROUNDS - number)}")
            sys.stderr.write("\n" if number == ROUNDS else "")
            sys.stderr.flush()

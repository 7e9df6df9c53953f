"""`declic figures`: counts the weeks again; with `--check`, says which differ from the tables and changes nothing."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declic.ground.paris import paris_day
from declic.reports.actions import rebuild
from declic.reports.queries.counted import weeks_that_differ
from declic.reports.queries.figures import years_that_differ
from declic.reports.rules import SchoolYear


class Command(BaseCommand):
    help = "Recompte les semaines d’une année scolaire (celle d’aujourd’hui) ; --check dit celles qui diffèrent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, help="l’année où l’année scolaire commence")
        parser.add_argument("--check", action="store_true", help="compare, sans rien changer")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        now = timezone.now()
        begins = options["year"]
        year = SchoolYear.holding(date(begins, 9, 15) if begins else paris_day(now))
        if not options["check"]:
            done = rebuild(year=year, now=now, said=self._said)
            self.stdout.write(f"{done} partenaires recomptés, année {year.label}.")
            return
        wrong = list(weeks_that_differ(year, now))
        for sponsor, monday in wrong:
            self.stdout.write(f"{sponsor.name} : la semaine du {monday:%d/%m/%Y} diffère.")
        years = list(years_that_differ(year, now))
        for sponsor in years:
            self.stdout.write(f"{sponsor.name} : l’année {year.label} diffère.")
        if wrong or years:
            said = f"{len(wrong)} semaines et {len(years)} années diffèrent"
            raise CommandError(f"{said} : `declic figures` les recompte.")
        self.stdout.write(f"Tout est égal au recompte, année {year.label}.")

    def _said(self, done: int) -> None:
        if not done % 100:
            self.stdout.write(f"{done} partenaires…")

"""`declic demo`: the demo world, and the addresses that sign in; `--size`: a crowd, for figures of real size."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Construit le monde de démonstration (rien s’il existe) et montre comment y entrer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--size",
            choices=["town", "departement", "city", "national"],
            help="une foule, pour essayer les chiffres en grand",
        )
        parser.add_argument("--seed", type=int, default=2007, help="même graine, même foule")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("Le monde de démonstration n’existe qu’en mode démonstration (DECLIC_MODE=demo).")
        if options["size"]:
            self._crowd(options["size"], options["seed"])
            return
        from declic.web.demo import people, world  # noqa: PLC0415  (only in demo mode)

        world.build(now=timezone.now())
        for person in people.demo_people():
            self.stdout.write(f"{settings.SITE_URL}/demo/entrer/{person.slug}/  {person.name}, {person.role}")

    def _crowd(self, name: str, seed: int) -> None:
        from declic.web.demo import country  # noqa: PLC0415  (only in demo mode)

        began = time.monotonic()
        try:
            year = country.build(
                country.SIZES[name],
                now=timezone.now(),
                seed=seed,
                said=lambda words: self.stdout.write(f"{time.monotonic() - began:6.0f} s  {words}"),
            )
        except country.NotTheDemosError:
            raise CommandError("Cette base contient des personnes qui ne sont pas de la démonstration.") from None
        email = country.OFFICER.format(number=1)
        self.stdout.write(f"Prêt en {time.monotonic() - began:.0f} s : année {year.label}, première mairie {email}.")

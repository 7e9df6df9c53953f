"""`declic demo`: the demo world, and the addresses that sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Construit le monde de démonstration (rien s’il existe) et montre comment y entrer."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("Le monde de démonstration n’existe qu’en mode démonstration (DECLIC_MODE=demo).")
        from declic.web.demo import people, world  # noqa: PLC0415  (only in demo mode)

        world.build(now=timezone.now())
        for person in people.demo_people():
            self.stdout.write(f"{settings.SITE_URL}/demo/entrer/{person.slug}/  {person.name}, {person.role}")

"""`declic load_communes`: the official list of communes into the database; again, to bring it up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from declic.sponsors.actions import load_communes


class Command(BaseCommand):
    help = "Charge la liste officielle des communes (34 969), ou la met à jour."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(f"{load_communes()} communes.")

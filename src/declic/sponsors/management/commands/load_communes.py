"""`declic load_communes`: the official lists into the database; again, to bring them up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from declic.sponsors.actions import load_authorities, load_communes


class Command(BaseCommand):
    help = "Charge les listes officielles (communes, intercommunalités, départements), ou les met à jour."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(
            f"{load_communes()} communes, {load_authorities()} intercommunalités, départements et collectivités."
        )

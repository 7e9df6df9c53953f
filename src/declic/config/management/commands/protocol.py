"""Writes what is generated from the socket messages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declic.live.protocol.written import files


class Command(BaseCommand):
    help = "Écrit docs/protocol.md et frontend/src/live/protocol.ts. Avec --check : dit seulement s’ils sont à jour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        for path, text in files().items():
            if options["check"]:
                if not path.exists() or path.read_text() != text:
                    raise CommandError(f"{path.name} n’est pas à jour : declic protocol")
            else:
                path.write_text(text)
                self.stdout.write(str(path.name))

"""`declic serve | web | live | jobs` are processes; anything else is a Django command (`declic tickets`)."""

import argparse
import os
import sys

from declic.config.interpreter import loading

PROCESSES = ("serve", "web", "live", "jobs")
STOPPED = 130
"""What a program that Ctrl-C stopped leaves to its shell."""


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="declic", description="Lance un processus de Déclic.")
    parser.add_argument("process", choices=PROCESSES)
    parser.add_argument("--host", default="", help="adresse d’écoute (toutes par défaut)")
    parser.add_argument("--port", type=int, default=None, help="port d’écoute (PORT, ou 8000, par défaut)")
    parser.add_argument(
        "--prepare",
        action="store_true",
        help="met la base à jour, et construit le monde de démonstration, avant de servir",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # while it was still loading, or in the middle of a command that says nothing of it
        sys.stderr.write("\nArrêté avant la fin.\n")
        return STOPPED


def _run(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
    if arguments[:1] == ["manage"]:
        arguments = arguments[1:]
    if arguments[:1] and arguments[0] in PROCESSES:
        options = _options(arguments)
        _set_up()
        with loading():
            from declic.config import processes  # noqa: PLC0415  (needs Django set up)

        return processes.run(options.process, host=options.host, port=options.port, prepare=options.prepare)
    _set_up()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    name, *rest = arguments or ["help"]
    execute_from_command_line(["declic", name.replace("-", "_"), *rest])
    return 0


def _set_up() -> None:
    with loading():
        import django  # noqa: PLC0415  (its settings are named by now)

        django.setup()


if __name__ == "__main__":
    sys.exit(main())

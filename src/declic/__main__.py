"""The command line: `declic serve | web | live | jobs | demo | tickets | protocol | manage …`."""

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["manage"]:
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        execute_from_command_line(["declic manage", *arguments[1:]])
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())

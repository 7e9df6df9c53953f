"""The triggers that migrations add to the tables of the models."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection


def hold_what_is_written_once() -> None:
    """Runs each `hold` of the migrations of a package, in their order: what they are for is what tables refuse."""
    with connection.schema_editor(atomic=True) as editor:
        for package in apps.get_app_configs():
            if package.name.startswith("declic.") and package.models_module:
                migrations = import_module(f"{package.name}.migrations")
                for name in sorted(found.name for found in iter_modules(migrations.__path__)):
                    hold = getattr(import_module(f"{migrations.__name__}.{name}"), "hold", None)
                    if hold:
                        hold(apps, editor)

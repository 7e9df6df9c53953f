"""The triggers that migrations add to the tables of the models."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection


def hold_what_is_written_once() -> None:
    """Runs each `hold` of the migrations a new database goes through, in their order: what tables refuse."""
    with connection.schema_editor(atomic=True) as editor:
        for package in apps.get_app_configs():
            if package.name.startswith("declic.") and package.models_module:
                folder = import_module(f"{package.name}.migrations")
                names = sorted(found.name for found in iter_modules(folder.__path__))
                modules = {name: import_module(f"{folder.__name__}.{name}") for name in names}
                replaced = {name for module in modules.values() for _, name in module.Migration.replaces}
                for name, module in modules.items():
                    if name not in replaced and hasattr(module, "hold"):
                        module.hold(apps, editor)

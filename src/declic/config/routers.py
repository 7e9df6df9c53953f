"""The room log has a database of its own on SQLite, so that its commits never wait for a page's."""

from typing import Any

from django.conf import settings
from django.db.models import Model

ROOM_MODELS = {"boardentry", "boardpassage", "boardsnapshot", "chatmessage", "chatreaction"}


class RoomsRouter:
    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        del hints
        return "rooms" if model._meta.model_name in ROOM_MODELS else None  # noqa: SLF001

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return self.db_for_read(model, **hints)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        """On PostgreSQL both aliases are one database, migrated as `default`."""
        del app_label, hints
        if settings.DATABASE_URL:
            return db == "default"
        return (model_name in ROOM_MODELS) == (db == "rooms")

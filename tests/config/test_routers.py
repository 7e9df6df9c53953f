"""On SQLite the room log has a database of its own."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from django.apps import apps

from declic.config.routers import ROOM_MODELS

pytestmark = pytest.mark.services


def test_it_has_the_tables_of_the_room_log_and_no_other(migrated: Path) -> None:
    with contextlib.closing(sqlite3.connect(migrated / "rooms.sqlite3")) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {name: {row[1] for row in opened.execute(f"PRAGMA table_info({name})")} for name in tables}
    models = [model for model in apps.get_models() if model._meta.model_name in ROOM_MODELS]
    of_the_log = {model._meta.db_table: {field.column for field in model._meta.local_fields} for model in models}
    assert len(of_the_log) == len(ROOM_MODELS)
    own = {"django_migrations", "sqlite_sequence"}
    assert {name: columns[name] for name in tables if name not in own} == of_the_log

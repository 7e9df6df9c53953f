"""Empties the tables a test wrote in, and those only.

Django's own `flush` empties the hundred and fifty of them, then makes all permissions again: half a second each time on
PostgreSQL, where a test that commits writes in ten.
"""

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}
"""Made with the tables, and never written by a test."""


def empty(connection: BaseDatabaseWrapper) -> None:
    """Every row but those of `KEPT`. Keys go on from where they were."""
    names = connection.introspection.django_table_names(only_existing=False, include_views=False)
    tables = [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]
    wrote = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)  # noqa: S608  (our tables)
    alias = connection.alias
    with connection.constraint_checks_disabled(), transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(wrote)
        written = [name for (name,) in cursor.fetchall()]
        if connection.vendor == "postgresql" and written:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no order among tables
        for name in written:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  (likewise)


def empty_instead_of_flushing() -> None:
    """For every test that commits, from now on."""

    def teardown(self: TransactionTestCase) -> None:
        for name in self._databases_names(include_mirrors=False):
            empty(connections[name])

    TransactionTestCase._fixture_teardown = teardown

"""Many rows into a table, as fast as the database takes them: COPY on PostgreSQL, executemany on SQLite.

Values are what both understand as text: whole numbers, words without a tab, moments as `moment` writes them,
identifiers in 32 hexadecimal figures, and None.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, models

Value = int | str | None
_ROWS: Final = 5000


class Bulk:
    """Rows of `model` with these `columns`; the others get what the model gives a new row."""

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not field.generated]  # noqa: SLF001
        given = {field.column: field for field in fields}
        missing = [column for column in columns if column not in given]
        assert not missing, missing  # noqa: S101  (a mistake of whoever calls)
        rest = [field for field in fields if field.column not in columns and not field.primary_key]
        self.columns = [*columns, *(str(field.column) for field in rest)]
        self.rest = tuple(self._default(field) for field in rest)

    def write(self, rows: Iterable[tuple[Value, ...]]) -> None:
        """In the transaction under way."""
        if connection.vendor == "postgresql":
            self._copy(rows)
        else:
            self._insert(rows)

    def set_sequence(self) -> None:
        """After rows whose numbers were given: the next one is larger."""
        for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def _copy(self, rows: Iterable[tuple[Value, ...]]) -> None:
        tail = "".join(f"\t{_text(value)}" for value in self.rest) + "\n"
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        table = connection.ops.quote_name(self.model._meta.db_table)  # noqa: SLF001
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            lines: list[str] = []
            for row in rows:
                lines.append("\t".join(map(_text, row)) + tail)
                if len(lines) == _ROWS:
                    copy.write("".join(lines))
                    lines.clear()
            copy.write("".join(lines))

    def _insert(self, rows: Iterable[tuple[Value, ...]]) -> None:
        table = connection.ops.quote_name(self.model._meta.db_table)  # noqa: SLF001
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        marks = ", ".join(["%s"] * len(self.columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  (our own names)
        with connection.cursor() as cursor:
            cursor.executemany(statement, [row + self.rest for row in rows])

    def _default(self, field: Any) -> Value:
        value = field.get_db_prep_save(field.get_default(), connection)
        if isinstance(value, bytes | memoryview):
            return ""
        if isinstance(value, bool):
            return int(value) if connection.vendor == "sqlite" else ("t" if value else "f")
        return value if value is None or isinstance(value, int) else str(value)


def _text(value: Value) -> str:
    return "\\N" if value is None else str(value)


def moment(day: str, clock: str) -> str:
    """UTC."""
    return f"{day} {clock}+00:00" if connection.vendor == "postgresql" else f"{day} {clock}"

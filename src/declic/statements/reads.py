"""A queryset of which only some values change, put into SQL the first time it is read."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, connections
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators

from declic.statements.together import as_one, check_told_alike, rows_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row")
Make = Callable[[Iterable[Any]], Iterator[Any]]
_DAY: Final = datetime(1913, 7, 14, 3, 14, 15, 926535, tzinfo=UTC)
_PROBES: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda n: 20_011 + n,  # fits the smallest column
    str: lambda n: f"\x01{n}",
    UUID: lambda n: UUID(int=0xDEC11C << 96 | n),
    datetime: lambda n: _DAY + timedelta(seconds=n),
    date: lambda n: _DAY.date() + timedelta(days=n),
}
"""What stands for the n-th value while the queryset is put into SQL: found again among the parameters of the SQL."""


class _Compiled(NamedTuple):
    sql: str
    parameters: list[Any]
    places: list[tuple[int, int, Callable[[Any], Any]]]
    """Of `parameters`: (where, which of the given values, how it is written)."""
    converters: list[tuple[int, list[Any], Any]]
    connection: Any
    make: Make
    told_as_one: bool


class Prepared(Generic[Row]):
    """`build(*values)` is a queryset of models or of `values_list`; values are of the types `kinds`, and never None.

    Nothing else may change what it builds: neither the time, nor what it is called with, which is not always a value
    that was given here. `together`: many rows, read beside a loop that is busy (see `together.py`).
    """

    def __init__(self, *kinds: type, build: Callable[..., "QuerySet[Any, Row]"], together: bool = False) -> None:
        self._kinds = kinds
        self._build = build
        self._together = together
        self._compiled: _Compiled | None = None

    def rows(self, *values: Any, keep: Callable[[tuple[Any, ...]], bool] | None = None) -> list[Row]:
        """Of many rows those of which `keep` says so, as the database tells them, are made what they are to be."""
        compiled = self._compiled or self._compile()
        parameters = compiled.parameters.copy()
        for place, number, write in compiled.places:
            parameters[place] = write(values[number])
        with connections[compiled.connection.alias].cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            found = cursor.fetchall()
        if compiled.told_as_one:
            found = rows_of(found[0][0])
        if keep is not None:
            found = list(filter(keep, found))
        if compiled.converters:
            found = [_converted(row, compiled) for row in found]
        return list(compiled.make(found))

    def first(self, *values: Any) -> Row | None:
        rows = self.rows(*values)
        return rows[0] if rows else None

    def _compile(self) -> _Compiled:
        probes = [_PROBES[kind](number) for number, kind in enumerate(self._kinds)]
        queryset = self._build(*probes)
        connection = connections[queryset.db]
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = _places(list(parameters), probes, connection)
        if {number for _, number, _ in places} != set(range(len(probes))):
            raise ValueError(f"a value given to it is not in {sql}")
        expressions = [column for column, *_ in compiler.select]
        told_as_one = self._together and connection.vendor == "sqlite"
        if told_as_one:
            check_told_alike([column.output_field for column in expressions])
            sql = as_one(sql, len(expressions))
        converters = [(at, found, of) for at, (found, of) in compiler.get_converters(expressions).items()]
        made = _Compiled(sql, list(parameters), places, converters, connection, _maker(queryset, compiler), told_as_one)
        self._compiled = made
        return made


class _PreparedForAny(Prepared[Row]):
    """To PostgreSQL, of which the first value is a list of keys: one statement whatever their number."""

    def _compile(self) -> _Compiled:
        compiled = super()._compile()
        if compiled.sql.count(_ONE) != 1:
            raise ValueError(f"not one list of keys in {compiled.sql}")
        at = compiled.sql.partition(_ONE)[0].count("%s")
        places = [(place, number, _each(write) if place == at else write) for place, number, write in compiled.places]
        self._compiled = compiled._replace(sql=compiled.sql.replace(_ONE, "= ANY(%s)"), places=places)
        return self._compiled


_ONE: Final = "IN (%s)"


def _each(write: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda keys: [write(key) for key in keys]


class PreparedFor(Generic[Row]):
    """The same for some keys: `build(keys, *values)`. Put into SQL once; for SQLite once for each number of keys, and
    each time when they are many, unless they are read `together` and no more than TOGETHER.
    """

    MOST: Final = 12
    TOGETHER: Final = 100

    def __init__(
        self, key: type, *kinds: type, build: Callable[..., "QuerySet[Any, Row]"], together: bool = False
    ) -> None:
        self._key = key
        self._kinds = kinds
        self._build = build
        self._together = together
        self._by_length: dict[int, Prepared[Row]] = {}
        self._for_any = _PreparedForAny[Row](key, *kinds, build=lambda one, *more: build([one], *more))

    def rows(self, keys: Iterable[Any], *values: Any) -> list[Row]:
        given = list(keys)
        length = len(given)
        if not length:
            return []
        if connection.vendor == "postgresql":
            return self._for_any.rows(given, *values)
        if self.MOST < length <= self.TOGETHER and self._together:
            given += given[-1:] * (self.TOGETHER - length)
            length = self.TOGETHER
        elif length > self.MOST:
            return list(self._build(given, *values))
        if length not in self._by_length:
            kinds = (self._key,) * length + self._kinds
            self._by_length[length] = Prepared(
                *kinds, build=lambda *all_: self._build(all_[:length], *all_[length:]), together=self._together
            )
        return self._by_length[length].rows(*given, *values)


def _converted(row: Iterable[Any], compiled: _Compiled) -> list[Any]:
    values = list(row)
    for at, converters, expression in compiled.converters:
        for converter in converters:
            values[at] = converter(values[at], expression, compiled.connection)
    return values


def _places(parameters: list[Any], probes: list[Any], connection: Any) -> list[tuple[int, int, Callable[[Any], Any]]]:
    found = []
    for at, parameter in enumerate(parameters):
        for number, probe in enumerate(probes):
            write = _writer(probe, parameter, connection)
            if write(probe) == parameter and type(write(probe)) is type(parameter):
                found.append((at, number, write))
    return found


def _writer(probe: Any, parameter: Any, connection: Any) -> Callable[[Any], Any]:
    """How a value of this kind is given to the database, as Django gave `parameter` to it."""
    if isinstance(probe, UUID):
        return _same if connection.features.has_native_uuid_field else lambda value: value.hex
    if isinstance(probe, datetime):
        return connection.ops.adapt_datetimefield_value  # type: ignore[no-any-return]  # a method of Django's
    if isinstance(probe, date):
        return connection.ops.adapt_datefield_value  # type: ignore[no-any-return]  # a method of Django's
    if isinstance(probe, int) and isinstance(parameter, int):
        return type(parameter)  # to PostgreSQL, of the width of the column
    return _same


def _same(value: Any) -> Any:
    return value


def _maker(queryset: "QuerySet[Any, Any]", compiler: Any) -> Make:
    """What a row becomes: as the iterables of Django do, which write the SQL again."""
    kind: type = queryset._iterable_class  # noqa: SLF001  (no other way to ask)
    if kind is ValuesListIterable:
        return lambda rows: map(tuple, rows)
    if kind is FlatValuesListIterable:
        return lambda rows: map(itemgetter(0), rows)
    if kind is not ModelIterable:
        raise ValueError(f"{kind.__name__} cannot be prepared")
    return _models(queryset, compiler)


def _models(queryset: "QuerySet[Any, Any]", compiler: Any) -> Make:
    own = compiler.klass_info["select_fields"]
    begin, end = own[0], own[-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[begin:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, queryset.db)  # type: ignore[call-arg]  # stubs of Django 6
    annotated = list(compiler.annotation_col_map.items())

    def made(rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            model = queryset.model.from_db(queryset.db, names, row[begin:end])
            for one in related:
                one.populate(row, model)
            for name, at in annotated:
                setattr(model, name, row[at])
            yield model

    return made

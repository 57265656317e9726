"""Questions that every view of a page asks: written once as SQL, then asked with other values.

For the few rows of one article the ORM takes ten times as long to write a question as the database
takes to answer it. `Prepared` lets the ORM write it once and makes the same rows of the answers.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]
    ModelIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str | date | tuple[int, ...]
_MARK: Final = "%s"


class Prepared(Generic[Row]):
    """The rows of a queryset that values pick out, given when it is asked.

    `captures_of = Prepared(lambda article: Capture.objects.filter(article=article))`, then
    `captures_of(article.pk)`. What stands for the values is an expression; several keys at once are
    a tuple that stands for one: `Prepared(lambda keys: Article.objects.filter(pk__in=[keys]))`.
    Deferred columns, `select_related` and `values_list` hold; annotations and prefetching do not.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, Row]]) -> None:
        self._rows = rows
        self._written: WeakKeyDictionary[BaseDatabaseWrapper, _Written] = WeakKeyDictionary()

    def __call__(self, *values: Value) -> list[Row]:
        """The rows for these values, in the order of the queryset."""
        if () in values:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(connection)
        if written is None:
            places = [_Place(number) for number in range(len(values))]
            written = _Written(self._rows(*places), connection)
            self._written[connection] = written
        return list(written.asked(values))


class _Place(Expression):
    """Where the value with this number goes: a mark in the SQL, itself among the parameters."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=Field())
        self.number = number

    def as_sql(self, *_: object) -> tuple[str, list[Any]]:
        return _MARK, [self]


class _Written:
    """A queryset as SQL for one connection, with all that makes rows of the answers."""

    def __init__(self, rows: QuerySet[Any, Any], connection: BaseDatabaseWrapper) -> None:
        compiler: SQLCompiler = rows.query.get_compiler(connection=connection)
        sql, self.params = compiler.as_sql()
        self.pieces = sql.split(_MARK)
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns)
        self.compiler, self.connection = compiler, connection
        self.info: Any = compiler.klass_info
        self.makes_models = rows._iterable_class is ModelIterable
        if self.makes_models:
            own = self.info["select_fields"]
            self.own = slice(own[0], own[-1] + 1)
            self.names = [column.target.attname for column in columns[self.own]]
            self.related = get_related_populators(self.info, compiler.select, connection.alias)

    def asked(self, values: tuple[Value, ...]) -> Iterator[Any]:
        """The answer, row by row."""
        sql, params = self.pieces[0], list[Any]()
        for param, piece in zip(self.params, self.pieces[1:], strict=True):
            given = values[param.number] if isinstance(param, _Place) else param
            several = given if isinstance(given, tuple) else (given,)
            params.extend(several)
            sql += ", ".join(_MARK for _ in several) + piece
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            answer = cursor.fetchall()
        rows = self.compiler.apply_converters(answer, self.converters)
        return map(self._made, rows) if self.makes_models else map(tuple, rows)

    def _made(self, row: list[Any]) -> Model:
        one: Model = self.info["model"].from_db(self.connection.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, one)
        return one

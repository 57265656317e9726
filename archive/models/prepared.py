"""Questions that every view of a page asks: written once as SQL, then asked with other values.

For the few rows of one article the ORM takes ten times as long to write a question as the database
takes to answer it. `Prepared` lets the ORM write it once and makes the same rows of the answers.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]
    ModelIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str | date | tuple[int, ...] | tuple[str, ...]
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
        self._written: _Written | None = None

    def __call__(self, *values: Value) -> list[Row]:
        """The rows for these values, in the order of the queryset."""
        if () in values:
            return []
        if self._written is None:
            self._written = _Written(self._rows(*map(_Place, range(len(values)))))
        return self._written.asked(values)


class _Place(Expression):
    """Where the value with this number goes: a mark in the SQL, itself among the parameters."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=Field())
        self.number = number

    def as_sql(self, *_: object) -> tuple[str, list[Any]]:
        return _MARK, [self]


class _Written:
    """A queryset as SQL, with all that makes rows of the answers."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, self.params = compiler.as_sql()
        self.pieces = sql.split(_MARK)
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns).items()
        self.makes_models = rows._iterable_class is ModelIterable
        if compiler.has_extra_select or (self.makes_models and compiler.annotation_col_map):
            raise NotSupportedError(
                "A prepared question has a column that is no part of its rows. Leave annotations"
                " out, or name the columns that order it in values_list()."
            )
        if self.makes_models:
            info: Any = compiler.klass_info
            own = info["select_fields"]
            self.own = slice(own[0], own[-1] + 1)
            self.model, self.names = info["model"], [c.target.attname for c in columns[self.own]]
            self.related = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)

    def asked(self, values: tuple[Value, ...]) -> list[Any]:
        """The answer, row by row."""
        sql, params = self.pieces[0], list[Any]()
        for param, piece in zip(self.params, self.pieces[1:], strict=True):
            given = values[param.number] if isinstance(param, _Place) else param
            several = given if isinstance(given, tuple) else (given,)
            params.extend(several)
            sql += ", ".join(_MARK for _ in several) + piece
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            answer = [self._converted(row, connection) for row in cursor.fetchall()]
        return [self._made(row) if self.makes_models else tuple(row) for row in answer]

    def _converted(self, row: Iterable[Any], connection: Any) -> list[Any]:
        """The columns as their fields read them from this database."""
        values = list(row)
        for place, (converters, column) in self.converters:
            for converter in converters:
                values[place] = converter(values[place], column, connection)
        return values

    def _made(self, row: list[Any]) -> Model:
        one: Model = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, one)
        return one

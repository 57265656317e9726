"""Querysets compiled to SQL once, then run with other parameters.

For the few rows of one article the ORM takes ten times as long to compile a query as the database
takes to run it. `CompiledQuery` has the ORM compile it once, and builds the same rows.
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
    """A queryset with parameters, compiled to SQL on first use.

    `captures_of = CompiledQuery(lambda article: Capture.objects.filter(article=article))`, then
    `captures_of(article.pk)`. The lambda gets placeholder expressions; several keys are one tuple:
    `CompiledQuery(lambda keys: Article.objects.filter(pk__in=[keys]))`. Deferred columns,
    `select_related` and `values_list` are supported; annotations and prefetching are not.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, Row]]) -> None:
        self._rows = rows
        self._written: _Written | None = None

    def __call__(self, *values: Value) -> list[Row]:
        """Return the rows for these values, in the order of the queryset."""
        if () in values:
            return []
        if self._written is None:
            self._written = _Written(self._rows(*map(_Place, range(len(values)))))
        return self._written.asked(values)


class _Place(Expression):
    """Placeholder for the value at `position`; it stands for itself in the SQL parameters."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=Field())
        self.number = number

    def as_sql(self, *_: object) -> tuple[str, list[Any]]:
        return _MARK, [self]


class _Written:
    """The SQL of a queryset, with the converters and populators that build its rows."""

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
        """Run the SQL with `values`; return model instances or tuples."""
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
        """Apply the field converters of this database to the columns of `row`."""
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

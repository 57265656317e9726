"""Querysets compiled to SQL once, then run with other parameters.

For the few rows of one article the ORM takes ten times as long to compile a query as the database takes to run it.
`CompiledQuery` has the ORM compile it once, and builds the same rows.
"""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators  # type: ignore[attr-defined]
from django.db.models.sql.compiler import SQLCompiler

ResultRow = TypeVar("ResultRow")
QueryValue = int | str | date | tuple[int, ...] | tuple[str, ...]
_PLACEHOLDER: Final = "%s"


class CompiledQuery(Generic[ResultRow]):
    """A queryset with parameters, compiled to SQL on first use.

    `captures_of = CompiledQuery(lambda article: Capture.objects.filter(article=article))`, then `captures_of(pk)`;
    several keys are one tuple: `CompiledQuery(lambda keys: Article.objects.filter(pk__in=[keys]))`. Deferred columns,
    `select_related` and `values_list` are supported; annotations and prefetching are not.
    """

    def __init__(self, build_queryset: Callable[..., QuerySet[Any, ResultRow]]) -> None:
        self._build_queryset = build_queryset
        self._compiled: _CompiledSql | None = None

    def __call__(self, *values: QueryValue) -> list[ResultRow]:
        """Return the rows for these values, in the order of the queryset."""
        if () in values:
            return []
        if self._compiled is None:
            self._compiled = _CompiledSql(self._build_queryset(*map(_Placeholder, range(len(values)))))
        return self._compiled.fetch_rows(values)


class _Placeholder(Expression):
    """Placeholder for the value at `position`; it stands for itself in the SQL parameters."""

    def __init__(self, position: int) -> None:
        super().__init__(output_field=Field())
        self.position = position

    def as_sql(self, *_: object) -> tuple[str, list[Any]]:
        return _PLACEHOLDER, [self]


class _CompiledSql:
    """The SQL of a queryset, with the converters and populators that build its rows."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        compiler: SQLCompiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, self.params = compiler.as_sql()
        self.sql_parts = sql.split(_PLACEHOLDER)
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns).items()
        self.returns_models = queryset._iterable_class is ModelIterable
        if compiler.has_extra_select or (self.returns_models and compiler.annotation_col_map):
            raise NotSupportedError(
                "A prepared question has a column that is no part of its rows. Leave annotations"
                " out, or name the columns that order it in values_list()."
            )
        if self.returns_models:
            klass_info: Any = compiler.klass_info
            column_indexes = klass_info["select_fields"]
            self.model_columns = slice(column_indexes[0], column_indexes[-1] + 1)
            self.model = klass_info["model"]
            self.attribute_names = [column.target.attname for column in columns[self.model_columns]]
            self.related_populators = get_related_populators(klass_info, compiler.select, DEFAULT_DB_ALIAS)

    def fetch_rows(self, values: tuple[QueryValue, ...]) -> list[Any]:
        """Run the SQL with `values`; return model instances or tuples."""
        sql, params = self.sql_parts[0], list[Any]()
        for param, sql_part in zip(self.params, self.sql_parts[1:], strict=True):
            value = values[param.position] if isinstance(param, _Placeholder) else param
            items = value if isinstance(value, tuple) else (value,)
            params.extend(items)
            sql += ", ".join(_PLACEHOLDER for _ in items) + sql_part
        connection: Any = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = [list(row) for row in cursor.fetchall()]
        for index, (converters, column) in self.converters:
            for row, converter in product(rows, converters):
                row[index] = converter(row[index], column, connection)
        return [self._build_instance(row) if self.returns_models else tuple(row) for row in rows]

    def _build_instance(self, row: list[Any]) -> Model:
        instance: Model = self.model.from_db(DEFAULT_DB_ALIAS, self.attribute_names, row[self.model_columns])
        for populator in self.related_populators:
            populator.populate(row, instance)
        return instance

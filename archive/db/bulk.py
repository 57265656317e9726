"""Bulk inserts and updates past the model layer, in parts of one statement each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from django.db import connection, models

ColumnValue = int | str | date | None


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[ColumnValue, ...]]) -> None:
    """Insert rows with values for `fields`; the model must have no other required field."""
    columns = ", ".join(_quote_column(model, name) for name in fields)
    placeholders = ", ".join(["%s"] * len(fields))
    _execute_many(f"INSERT INTO {_quote_table(model)} ({columns}) VALUES ({placeholders})", rows)  # noqa: S608 -- the model's own names


def update_values(model: type[models.Model], field: str, pairs: Iterable[tuple[ColumnValue, ColumnValue]]) -> None:
    """Set `field` of rows from pairs of (value, primary key)."""
    column, key = _quote_column(model, field), _quote_column(model, "id")
    _execute_many(f"UPDATE {_quote_table(model)} SET {column} = %s WHERE {key} = %s", pairs)  # noqa: S608 -- the model's own names


def _quote_table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quote_column(model: type[models.Model], name: str) -> str:
    (field,) = (field for field in model._meta.concrete_fields if field.name == name)
    return connection.ops.quote_name(field.column)


def _execute_many(statement: str, rows: Iterable[tuple[ColumnValue, ...]]) -> None:
    row_list = list(rows)
    if row_list:
        with connection.cursor() as cursor:
            cursor.executemany(statement, row_list)


# Bulk insert of rows into one table with `executemany`, bypassing the model layer.

ValueAdapter = Callable[[Any], Any]


def insert_instances(model: type[models.Model], rows: Iterable[Mapping[str, object]]) -> None:
    """Insert `rows`, which all have the same columns (`article_id`, not `article`) in one order."""
    row_list = list(rows)
    if not row_list:
        return
    columns = list(row_list[0])
    adapters = ((position, _get_adapter(model, name)) for position, name in enumerate(columns))
    column_adapters = [(position, adapt) for position, adapt in adapters if adapt]
    with connection.cursor() as cursor:  # faster than a multi-row VALUES on both databases
        cursor.executemany(
            _build_insert_sql(model, columns),
            [_adapt_values(row, column_adapters) for row in row_list],
        )


def get_column_values(row: models.Model) -> dict[str, object]:
    """Return all columns of an unsaved row except its primary key."""
    return {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def _build_insert_sql(model: type[models.Model], columns: list[str]) -> str:
    quote = connection.ops.quote_name
    column_names = ", ".join(map(quote, columns))
    placeholders = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({column_names}) VALUES ({placeholders})"  # noqa: S608 -- the model's own names


def _get_adapter(model: type[models.Model], column: str) -> ValueAdapter | None:
    """Return the database's adapter for dates, datetimes and JSON; None for text and numbers."""
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value if isinstance(field, models.DateField) else None


def _adapt_values(row: Mapping[str, object], column_adapters: list[tuple[int, ValueAdapter]]) -> list[Any]:
    values = list(row.values())
    for position, adapt in column_adapters:
        if values[position] is not None:
            values[position] = adapt(values[position])
    return values


# Batching of long lists of values for SQL statements.

Item = TypeVar("Item")
MAX_BATCH_SIZE: Final = 500


def iter_batches(values: Sequence[Item], size: int = MAX_BATCH_SIZE) -> Iterator[Sequence[Item]]:
    """Yield `values` in order, in batches of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))

"""Bulk insert and update in SQL: about ten times as fast as through model instances."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, models

ColumnValue = int | str | date | None


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[ColumnValue, ...]]
) -> None:
    """Insert rows with values for `fields`; the model must have no other required field."""
    columns = ", ".join(_quote_column(model, name) for name in fields)
    placeholders = ", ".join(["%s"] * len(fields))
    _execute_many(f"INSERT INTO {_quote_table(model)} ({columns}) VALUES ({placeholders})", rows)  # noqa: S608 -- the model's own names


def update_values(
    model: type[models.Model], field: str, pairs: Iterable[tuple[ColumnValue, ColumnValue]]
) -> None:
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

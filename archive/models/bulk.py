"""Bulk insert and update in SQL: about ten times as fast as through model instances."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, models

Value = int | str | date | None


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[Value, ...]]
) -> None:
    """Insert rows with values for `fields`; the model must have no other required field."""
    columns = ", ".join(_column(model, name) for name in fields)
    places = ", ".join(["%s"] * len(fields))
    _many(f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})", rows)  # noqa: S608 -- the model's own names


def set_values(model: type[models.Model], field: str, pairs: Iterable[tuple[Value, Value]]) -> None:
    """Set `field` of rows from pairs of (value, primary key)."""
    column, key = _column(model, field), _column(model, "id")
    _many(f"UPDATE {_table(model)} SET {column} = %s WHERE {key} = %s", pairs)  # noqa: S608 -- the model's own names


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    (field,) = (field for field in model._meta.concrete_fields if field.name == name)
    return connection.ops.quote_name(field.column)


def _many(statement: str, rows: Iterable[tuple[Value, ...]]) -> None:
    listed = list(rows)
    if listed:
        with connection.cursor() as cursor:
            cursor.executemany(statement, listed)

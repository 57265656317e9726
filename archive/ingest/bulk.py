"""Bulk insert of rows into one table with `executemany`, bypassing the model layer.

`bulk_create` compiles SQL for every row; an ingest run writes about ten rows per article, and
this takes a tenth of the time. Plain columns only: no signals, no defaults, no keys returned.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection, models

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
    return {
        field.column: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


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


def _adapt_values(
    row: Mapping[str, object], column_adapters: list[tuple[int, ValueAdapter]]
) -> list[Any]:
    values = list(row.values())
    for position, adapt in column_adapters:
        if values[position] is not None:
            values[position] = adapt(values[position])
    return values

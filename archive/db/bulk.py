"""Work on many rows: bulk inserts and updates past the model layer, and runs in batches of one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

from archive.db.processes import Input, Output, WorkAhead
from archive.db.turns import let_writers_in

ValueAdapter = Callable[[Any], Any]
Item = TypeVar("Item")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]  # callback with the number of items done, and that of all
StepProgress = Callable[[str, int, int], None]  # the same, with the name of the step first
MAX_BATCH_SIZE: Final = 500  # values of one SQL statement
MIN_PARALLEL_BATCHES: Final = 6  # below this many, no worker processes are started


@dataclass(frozen=True, slots=True)
class BatchWork(Generic[Item, Input, Output, Result]):
    """Stages of a batch: load texts, compute values of them in another process, save in a transaction.

    `compute` is a function of a module without Django. What was loaded may have changed since: `save` must look.
    """

    load: Callable[[Sequence[Item]], Input]
    compute: Callable[[Input], Output]
    save: Callable[[Sequence[Item], Input, Output], Result]


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows with values for `fields` (`article` or `article_id`); the model must have no other required field."""
    table, *columns = _quote_names(model, *fields)
    placeholders = ", ".join(["%s"] * len(fields))
    adapters = ((position, _get_adapter(model, name)) for position, name in enumerate(fields))
    column_adapters = [(position, adapt) for position, adapt in adapters if adapt]
    adapted_rows = (_adapt_values(row, column_adapters) for row in rows) if column_adapters else rows
    _execute_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({placeholders})", adapted_rows)  # noqa: S608 -- the model's own names


def update_values(model: type[models.Model], field: str, pairs: Iterable[tuple[Any, Any]]) -> None:
    """Set `field` of rows from pairs of (value, primary key)."""
    table, column, key = _quote_names(model, field, "id")
    _execute_many(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", pairs)  # noqa: S608 -- the model's own names


def _quote_names(model: type[models.Model], *fields: str) -> list[str]:
    """Return the quoted names of the table and of the columns of `fields`."""
    columns = [_get_field(model, name).column for name in fields]
    return [connection.ops.quote_name(name) for name in (model._meta.db_table, *columns)]


def _get_field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _execute_many(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    row_list = list(rows)
    if row_list:
        with connection.cursor() as cursor:  # faster than a multi-row VALUES on both databases
            cursor.executemany(statement, row_list)


def _get_adapter(model: type[models.Model], name: str) -> ValueAdapter | None:
    """Return the database's adapter for dates, datetimes and JSON; None for text and numbers."""
    field = _get_field(model, name)
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value if isinstance(field, models.DateField) else None


def _adapt_values(row: Sequence[Any], column_adapters: list[tuple[int, ValueAdapter]]) -> list[Any]:
    values = list(row)
    for position, adapt in column_adapters:
        if values[position] is not None:
            values[position] = adapt(values[position])
    return values


def select_keys(keys: Sequence[int]) -> RawSQL:
    """Return a subquery of these keys, of any number: a list in SQL may not have so many parameters."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])


def iter_batches(values: Sequence[Item], size: int = MAX_BATCH_SIZE) -> Iterator[Sequence[Item]]:
    """Yield `values` in order, in batches of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))


def run_in_batches(
    items: Sequence[Item],
    process: Callable[[Sequence[Item]], Result],
    size: int,
    progress: StepProgress | None = None,
    *,
    step: str = "",
) -> list[Result]:
    """Process batches of `size` items, and return the results; a run that is killed repeats at most one batch.

    Each batch is one transaction. Between two of them others may write.
    """
    transactions = ((len(batch), partial(process, batch)) for batch in iter_batches(items, size))
    return _run_transactions(transactions, len(items), progress, step)


def run_computed_batches(
    items: Sequence[Item],
    work: BatchWork[Item, Input, Output, Result],
    size: int,
    progress: StepProgress | None = None,
    *,
    step: str = "",
) -> list[Result]:
    """Process batches as `run_in_batches`, with values that other processes compute meanwhile."""
    processes = settings.INGEST_PROCESSES if len(items) >= MIN_PARALLEL_BATCHES * size else 1
    with WorkAhead(work.compute, processes) as work_ahead:
        computed = work_ahead.iter_computed(map(work.load, iter_batches(items, size)))
        transactions = (
            (len(batch), partial(work.save, batch, *values))
            for batch, values in zip(iter_batches(items, size), computed, strict=True)
        )
        return _run_transactions(transactions, len(items), progress, step)


def _run_transactions(
    transactions: Iterable[tuple[int, Callable[[], Result]]], total: int, progress: StepProgress | None, step: str
) -> list[Result]:
    """Call each in a transaction of its own, and report the number of items that it is for."""
    results: list[Result] = []
    done = 0
    for count, process in transactions:
        let_writers_in()
        with transaction.atomic():
            results.append(process())
        done += count
        if progress:
            progress(step, done, total)
    return results

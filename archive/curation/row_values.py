"""The rows of a change as values of model fields, and in words."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from itertools import groupby
from typing import Any, Final, TypeAlias

from django.db import connection
from django.db.models import BinaryField, DateTimeField, Field, ForeignKey, JSONField, Model, QuerySet, UniqueConstraint
from django.utils.timezone import is_naive

from archive.db.bulk import iter_batches
from archive.db.row_triggers import get_tracked_models
from archive.models import Change, RowChange

UniqueValues: TypeAlias = tuple[tuple[str, Any], ...]
"""Pairs of an attribute and its value."""
CHUNK_SIZE: Final = 500  # rows read and written at once
DERIVED_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "archive_article": frozenset(
        {"slug", "earliest", "latest", "word_count", "text_digest", "address_key", "changed_at"}
    ),
    "archive_quotation": frozenset({"printing_count", "outlet_count", "earliest", "words", "key", "speaker_id"}),
}
"""Columns that are computed from others: never in the way of an undo, and computed again after it."""


@dataclass(slots=True)
class RowDifference:
    """Difference that a change made to one row: None before it was inserted, None after it was deleted.

    Of an update, both have the columns that differ; of a deletion, `before` has all.
    """

    model: type[Model]
    key: Any
    before: dict[str, Any] | None = field(default_factory=dict)
    after: dict[str, Any] | None = field(default_factory=dict)

    @property
    def operation(self) -> str:
        """Return *insert*, *update* or *delete*; empty where nothing is left of it."""
        if self.before is None:
            return "" if self.after is None else RowChange.Operation.INSERT
        if self.after is None:
            return RowChange.Operation.DELETE
        return RowChange.Operation.UPDATE if self.before else ""


def iter_differences(
    change: Change, operation: str = "", *, tables: Collection[str] = (), excluded_tables: Collection[str] = ()
) -> Iterator[RowDifference]:
    """Yield what a change did to each row, table by table, without holding more than a chunk in memory."""
    models = get_tracked_models()
    selected = (
        change.rows.filter(table_name__in=tables) if tables else change.rows.exclude(table_name__in=excluded_tables)
    )
    rows = selected.order_by("table_name", "row_key", "pk").iterator(chunk_size=CHUNK_SIZE)
    for (table, key), steps in groupby(rows, key=lambda row: (row.table_name, row.row_key)):
        if table not in models:  # of a table that a later version no longer has
            continue
        difference = _fold_steps(models[table], key, steps)
        if difference.operation and operation in ("", difference.operation):
            yield difference


def _fold_steps(model: type[Model], key: str, steps: Iterable[RowChange]) -> RowDifference:
    """Fold the steps of one row into one difference."""
    difference = RowDifference(model, model._meta.pk.to_python(key))
    for number, step in enumerate(steps):
        if step.operation == RowChange.Operation.INSERT:
            if number == 0:
                difference.before = None
            difference.after = {}
        elif step.operation == RowChange.Operation.DELETE:
            if difference.before is not None:
                difference.before = decode_row(model, step.before) | difference.before
            difference.after = None
        elif difference.before is not None and difference.after is not None:
            difference.before = decode_row(model, step.before) | difference.before
            difference.after |= decode_row(model, step.after)
    return difference


def decode_row(model: type[Model], values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return recorded values by attribute of the model, as Django has them; columns it no longer has are left out."""
    fields = {field.column: field for field in model._meta.local_concrete_fields if not field.primary_key}
    pairs = ((fields[column], value) for column, value in (values or {}).items() if column in fields)
    return {field.attname: decode_value(field, value) for field, value in pairs}


def decode_value(field: Field, value: Any) -> Any:
    """Return a value that a trigger wrote as JSON as the field's own type."""
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return bytes.fromhex(value.removeprefix("\\x"))
    if isinstance(field, JSONField):
        return json.loads(value) if connection.vendor == "sqlite" else value  # SQLite keeps it as text
    if isinstance(field, ForeignKey):
        return field.target_field.to_python(value)
    value = field.to_python(value)
    if isinstance(field, DateTimeField) and isinstance(value, datetime) and is_naive(value):
        return value.replace(tzinfo=UTC)
    return value


def list_unique_values(row: RowDifference) -> list[UniqueValues]:
    """Return the former values of a row that no other row of its table may have, one or several of them together."""
    meta, former = row.model._meta, row.before or {}
    single = [[field.attname] for field in meta.local_concrete_fields if field.unique and not field.primary_key]
    constraints = (item for item in meta.constraints if isinstance(item, UniqueConstraint))
    combined = [[get_field(row.model, name).attname for name in item.fields] for item in constraints]
    complete = (names for names in [*single, *combined] if all(former.get(name) for name in names))
    return [tuple((name, former[name]) for name in names) for names in complete]


def iter_chunks(differences: Iterable[RowDifference]) -> Iterator[tuple[type[Model], list[RowDifference]]]:
    """Yield differences in chunks of one model."""
    for model, rows in groupby(differences, key=lambda row: row.model):
        chunk: list[RowDifference] = []
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK_SIZE:
                yield model, chunk
                chunk = []
        if chunk:
            yield model, chunk


def sort_by_dependence(tables: Collection[str]) -> list[str]:
    """Return tables in an order in which rows can be deleted: what refers to others goes before them."""
    models = get_tracked_models()
    tables_by_model = {model: table for table, model in get_tracked_models().items()}
    targets = {table: set[str]() for table in tables if table in models}
    for table, found in targets.items():
        related = (field.related_model for field in models[table]._meta.local_fields if isinstance(field, ForeignKey))
        found.update(tables_by_model[model] for model in related if model in tables_by_model)  # type: ignore[index]
        found &= targets.keys() - {table}
    return list(TopologicalSorter(targets).static_order())[::-1]


def load_rows(model: type[Model], keys: Iterable[Any]) -> dict[Any, Any]:
    """Return the rows that exist now, by key."""
    rows: dict[Any, Any] = {}
    for batch in iter_batches(list(keys), CHUNK_SIZE):
        rows |= get_rows(model).in_bulk(batch)
    return rows


def find_present_keys(model: type[Model], keys: Collection[Any]) -> set[Any]:
    """Return those of the keys that records have now."""
    found: set[Any] = set()
    for batch in iter_batches(list(keys), CHUNK_SIZE):
        found.update(get_rows(model).filter(pk__in=batch).values_list("pk", flat=True))
    return found


def list_foreign_keys(model: type[Model]) -> list[ForeignKey]:
    """Return the foreign keys of a model."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, ForeignKey)]


def get_field(model: type[Model], name: str) -> Any:
    """Return a field of the model by its name or its attribute."""
    return model._meta.get_field(name)


def get_rows(model: type[Model]) -> QuerySet:
    """Return all rows of a model, by its base manager."""
    return model._base_manager.all()

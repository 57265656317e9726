"""Conflicts with undoing a change: later values, records that are gone, values that others have now."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db import models
from django.db.models import Model, Q
from django.db.models.fields.reverse_related import ForeignObjectRel

from archive.curation.row_labels import RecordLabels, format_value, get_field_label
from archive.curation.row_values import (
    CHUNK_SIZE,
    DERIVED_COLUMNS,
    RowDifference,
    find_present_keys,
    get_field,
    get_rows,
    iter_chunks,
    iter_differences,
    list_foreign_keys,
    list_unique_values,
    load_rows,
)
from archive.db.bulk import iter_batches
from archive.db.row_triggers import get_tracked_models
from archive.errors import CurationError
from archive.models import Capture, Change, RowChange
from archive.text.messages import lazy_message

MAX_CONFLICTS: Final = 50  # conflicts that are listed; one is enough to do nothing

Operation = RowChange.Operation


@dataclass(frozen=True, slots=True)
class UndoConflict:
    """One thing in the way of an undo: the record, the field, what it is now, and the later change, if known.

    Where other records refer to it, how many of which model.
    """

    record: str
    problem: str
    field: str = ""
    expected: str = ""
    current: str = ""
    later_change: Change | None = None
    reference_count: int = 0
    reference_model: type[Model] | None = None


class UndoConflictError(CurationError):
    """A change cannot be undone; `conflicts` say why."""

    def __init__(self, conflicts: Sequence[UndoConflict]) -> None:
        super().__init__(lazy_message("Nothing was undone: later changes stand in the way."))
        self.conflicts = conflicts


def find_conflicts(change: Change) -> list[UndoConflict]:
    """Return the first MAX_CONFLICTS conflicts."""
    return list(islice(_iter_conflicts(change), MAX_CONFLICTS))


def _iter_conflicts(change: Change) -> Iterator[UndoConflict]:
    for model, chunk in iter_chunks(iter_differences(change)):
        current = load_rows(model, [row.key for row in chunk])
        updated = [row for row in chunk if row.operation == Operation.UPDATE]
        yield from _find_changed_values(change, updated, current)
        yield from _find_gone_targets(change, model, updated, current)
        inserted = [row.key for row in chunk if row.operation == Operation.INSERT and row.key in current]
        yield from _find_references(change, model, inserted, current)


def _find_changed_values(
    change: Change, rows: list[RowDifference], current: dict[Any, Model]
) -> Iterator[UndoConflict]:
    """Yield what others changed since in the fields that the undo would set."""
    for row in rows:
        record = current.get(row.key)
        if record is None:
            label = f"{row.model._meta.verbose_name} ‘{RecordLabels([row]).describe_row(row)}’"
            later = find_later_change(change, row.model, row.key)
            yield UndoConflict(label, lazy_message("It was deleted since."), later_change=later)
            continue
        derived = DERIVED_COLUMNS.get(row.model._meta.db_table, frozenset())
        for name, former in (row.before or {}).items():
            value, expected = getattr(record, name), (row.after or {}).get(name)
            if name not in derived and value not in (expected, former):
                yield UndoConflict(
                    str(record),
                    lazy_message("It was changed again since."),
                    get_field_label(row.model, name),
                    format_value(row.model, name, expected),
                    format_value(row.model, name, value),
                    find_later_change(change, row.model, row.key, name),
                )


def _find_gone_targets(
    change: Change, model: type[Model], rows: list[RowDifference], current: dict[Any, Model]
) -> Iterator[UndoConflict]:
    """Yield the links that the undo would set to records that are gone, and that it does not bring back."""
    for foreign_key in list_foreign_keys(model):
        target: type[Model] = foreign_key.related_model  # type: ignore[assignment]
        name = foreign_key.attname
        keys_by_row = {row.key: (row.before or {}).get(name) for row in rows if row.key in current}
        keys = set(keys_by_row.values()) - {None}
        if not keys:
            continue
        gone = keys - find_present_keys(target, keys)
        gone -= {
            target._meta.pk.to_python(key)
            for key in _find_recorded(
                target, [str(key) for key in gone], Q(change=change.pk, operation=Operation.DELETE)
            )
        }
        for row_key, key in keys_by_row.items():
            if key in gone:
                yield UndoConflict(
                    str(current[row_key]),
                    lazy_message("The record that it named is gone."),
                    get_field_label(model, name),
                    later_change=find_later_change(change, target, key),
                )


def find_later_change(change: Change, model: type[Model], key: Any, name: str = "") -> Change | None:
    """Return the latest later change in force of a row (of one of its columns)."""
    rows = RowChange.objects.filter(_select_later(change), table_name=model._meta.db_table, row_key=str(key))
    rows = rows.select_related("change__made_by").order_by("-pk")
    column = get_field(model, name).column if name else ""
    return next((row.change for row in rows[:50] if not column or column in (row.after or row.before or {})), None)


def _select_later(change: Change) -> Q:
    """Return a filter of the rows of later changes in force.

    These are not the change itself undone and done again, nor pairs of a later change and its undo.
    """
    latest = change
    while repeated := Change.objects.filter(undoes__undoes=latest).order_by("pk").last():
        latest = repeated
    return Q(change__gt=latest.pk, change__is_undone=False) & ~Q(change__undoes__gt=latest.pk)


def _find_references(
    change: Change, model: type[Model], keys: list[Any], current: dict[Any, Model]
) -> Iterator[UndoConflict]:
    """Yield the records to be deleted again that others refer to since.

    A row that would go with its record stands in the way only if an editor wrote it later: what the archive itself
    computed of a record (its quotations, its place in a story) goes with it.
    """
    for relation in _list_relations(model) if keys else ():
        related: Any = relation.related_model
        name = relation.field.attname
        rows = get_rows(related).filter(**{f"{name}__in": keys}).values_list("pk", name)
        keys_by_row = {str(pk): key for pk, key in rows}
        later: dict[str, int | None] = {}  # row → the later change that wrote it, if one did
        if relation.on_delete is models.CASCADE:
            by_editors = ~Q(change__action=Change.Action.UNDO)  # an undo brings back what an earlier change has written
            later |= _map_recorded(related, list(keys_by_row), _select_later(change) & by_editors)
        if relation.on_delete is not models.CASCADE or related is Capture:  # a copy of another run is not lost with it
            others = keys_by_row.keys() - _find_recorded(related, list(keys_by_row), Q(change=change.pk))
            later |= dict.fromkeys(others)
            later |= _map_recorded(related, list(others), _select_later(change))
        counts = Counter((keys_by_row[row], change_id) for row, change_id in later.items())
        changes = Change.objects.select_related("made_by").in_bulk({pk for _, pk in counts if pk})
        for (key, change_id), count in counts.items():
            yield UndoConflict(
                str(current[key]),
                lazy_message("Other records refer to it since:"),
                later_change=changes.get(change_id) if change_id else find_later_change(change, model, key),
                reference_count=count,
                reference_model=related,
            )


def _list_relations(model: type[Model]) -> list[ForeignObjectRel]:
    """Return the relations of recorded models to this one that do not simply become empty."""
    tracked_models = set(get_tracked_models().values())
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        and not relation.many_to_many
        and relation.related_model in tracked_models
        and relation.on_delete is not models.SET_NULL
    ]


def _find_recorded(model: type[Model], keys: list[str], condition: Q) -> set[str]:
    """Return those of the rows that recorded changes of this condition wrote."""
    return set(_map_recorded(model, keys, condition))


def _map_recorded(model: type[Model], keys: list[str], condition: Q) -> dict[str, int]:
    """Map those of the rows that recorded changes of this condition wrote to the latest of these."""
    found: dict[str, int] = {}
    for batch in iter_batches(keys, CHUNK_SIZE):
        rows = RowChange.objects.filter(condition, table_name=model._meta.db_table, row_key__in=batch)
        found |= dict(rows.order_by("pk").values_list("row_key", "change"))
    return found


def find_taken_values(change: Change) -> list[UndoConflict]:
    """Return conflicts for the values that must be unique, and that other records have now."""
    conflicts = list(islice(_iter_taken_values(change), MAX_CONFLICTS))
    return conflicts or [
        UndoConflict(str(change), lazy_message("Another record stands in the place of one of its records."))
    ]


def _iter_taken_values(change: Change) -> Iterator[UndoConflict]:
    for row in iter_differences(change):
        for values in map(dict, list_unique_values(row)):
            if holder := get_rows(row.model).filter(**values).exclude(pk=row.key).first():
                label = ", ".join(get_field_label(row.model, name) for name in values)
                text = ", ".join(format_value(row.model, name, value) for name, value in values.items())
                yield UndoConflict(str(holder), lazy_message("Another record has this value now."), label, text, text)

"""Rows of changes in words: the names of fields, values, and the records that foreign keys name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model

from archive.curation.row_values import RowDifference, get_field, get_rows, list_foreign_keys

_MAX_LENGTH: Final = 200  # characters of a value in a message
_LABEL_FIELDS: Final = ("title", "name", "value", "words", "credited_as", "domain", "url", "old_path", "source")


class RecordLabels:
    """Labels of the records that some differences are about, or name: one query a kind of record."""

    def __init__(self, differences: Iterable[RowDifference] = ()) -> None:
        differences = list(differences)
        self.records: dict[tuple[type[Model], Any], Model] = {}
        self._load((difference.model, difference.key) for difference in differences)
        self._load(pair for difference in differences for pair in _iter_named(difference))

    def _load(self, pairs: Iterable[tuple[type[Model], Any]]) -> None:
        keys_by_model: dict[type[Model], set[Any]] = defaultdict(set)
        for model, key in pairs:
            if (model, key) not in self.records:
                keys_by_model[model].add(key)
        for model, keys in keys_by_model.items():
            links = [key.name for key in list_foreign_keys(model) if not key.null]  # which its own words may use
            for key, record in get_rows(model).select_related(*links).in_bulk(keys).items():
                self.records[model, key] = record

    def describe_row(self, difference: RowDifference) -> str:
        """Return the label of a record; of one that is gone, from its recorded values."""
        model, values = difference.model, difference.before or {}
        if record := self.records.get((model, difference.key)):
            if not model._meta.auto_created:
                return str(record)
            values = {key.attname: getattr(record, key.attname) for key in list_foreign_keys(model)}
        named = (str(values[name])[:_MAX_LENGTH] for name in _LABEL_FIELDS if values.get(name))
        return next(named, "") or self._describe_links(model, values) or str(difference.key)

    def _describe_links(self, model: type[Model], values: dict[str, Any]) -> str:
        keys = [key for key in list_foreign_keys(model) if not key.null and values.get(key.attname)]
        return " · ".join(self.format_value(model, key.attname, values[key.attname]) for key in keys)

    def format_value(self, model: type[Model], name: str, value: Any) -> str:
        """Return a value in words, as `format_value` does."""
        field = get_field(model, name)
        if isinstance(field, ForeignKey) and value is not None:
            return str(self.records.get((field.related_model, value), value))[:_MAX_LENGTH]  # type: ignore[arg-type]
        return format_value(model, name, value)


def _iter_named(difference: RowDifference) -> Iterable[tuple[type[Model], Any]]:
    """Yield the records that the foreign keys of a row named before and after."""
    for key in list_foreign_keys(difference.model):
        for values in (difference.before, difference.after):
            if values and values.get(key.attname) is not None:
                yield key.related_model, values[key.attname]  # type: ignore[misc]


def get_field_label(model: type[Model], name: str) -> str:
    """Return the name of a field as forms show it."""
    try:
        return str(getattr(get_field(model, name), "verbose_name", name))
    except FieldDoesNotExist:
        return name


def format_value(model: type[Model], name: str, value: Any) -> str:
    """Return a value in words: the record that a key names, the label of a choice; cut at 200 characters."""
    field = get_field(model, name)
    if value is None or value == "":
        return ""
    if isinstance(field, ForeignKey):
        related: type[Model] = field.related_model  # type: ignore[assignment]
        return str(get_rows(related).filter(pk=value).first() or value)[:_MAX_LENGTH]
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    return str(value)[:_MAX_LENGTH]

"""Rows of changes in words: the names of fields, values, and the records that foreign keys name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, ForeignKey, Model
from django.utils import timezone
from django.utils.formats import date_format

from archive.curation.row_values import RowDifference, decode_row, get_field, get_rows, list_foreign_keys
from archive.models import Article, RowChange
from archive.text.edtf import describe_edtf

_MAX_LENGTH: Final = 200  # characters of a value in a message
_LABEL_FIELDS: Final = ("title", "name", "value", "words", "credited_as", "domain", "url", "old_path", "source")


class RecordLabels:
    """Labels of the records that some differences are about, or name: a fixed number of queries a kind of record."""

    def __init__(self, differences: Iterable[RowDifference] = ()) -> None:
        differences = list(differences)
        self.records: dict[tuple[type[Model], Any], Model] = {}
        self._deleted: dict[tuple[type[Model], Any], dict[str, Any]] = {}  # values of records that are gone
        self._load((difference.model, difference.key) for difference in differences)
        self._load(pair for difference in differences for pair in _iter_named(difference))
        self._load(pair for record in list(self.records.values()) if (pair := _get_article(record)))

    def _load(self, pairs: Iterable[tuple[type[Model], Any]]) -> None:
        keys_by_model: dict[type[Model], set[Any]] = defaultdict(set)
        for model, key in pairs:
            if (model, key) not in self.records:
                keys_by_model[model].add(key)
        for model, keys in keys_by_model.items():
            links = [key.name for key in list_foreign_keys(model) if not key.null]  # which its own words may use
            found = get_rows(model).select_related(*links).in_bulk(keys)
            self.records |= {(model, key): record for key, record in found.items()}
            self._load_deleted(model, keys - found.keys())

    def _load_deleted(self, model: type[Model], keys: set[Any]) -> None:
        if not keys:
            return
        rows = RowChange.objects.filter(table_name=model._meta.db_table, row_key__in=[str(key) for key in keys])
        for row in rows.filter(operation=RowChange.Operation.DELETE).order_by("pk"):  # the last deletion counts
            self._deleted[model, model._meta.pk.to_python(row.row_key)] = decode_row(model, row.before)

    def describe_row(self, difference: RowDifference) -> str:
        """Return the label of a record; of one that is gone, from its recorded values."""
        return self._describe(difference.model, difference.key, difference.before or {})

    def describe_owner(self, difference: RowDifference) -> str:
        """Return the headline of the article that a row belongs to; empty if it belongs to none."""
        record = self.records.get((difference.model, difference.key))
        pair = _get_article(record) if record else None
        article_id = pair[1] if pair else (difference.before or {}).get("article_id")
        return self._describe(Article, article_id, {}) if article_id else ""

    def _describe(self, model: type[Model], key: Any, values: dict[str, Any]) -> str:
        if record := self.records.get((model, key)):
            if not model._meta.auto_created:
                return str(record)[:_MAX_LENGTH]
            values = {key.attname: getattr(record, key.attname) for key in list_foreign_keys(model)}
        values = self._deleted.get((model, key), {}) | values
        named = (str(values[name])[:_MAX_LENGTH] for name in _LABEL_FIELDS if values.get(name))
        return next(named, "") or self._describe_links(model, values) or str(key)

    def _describe_links(self, model: type[Model], values: dict[str, Any]) -> str:
        keys = [key for key in list_foreign_keys(model) if not key.null and values.get(key.attname)]
        return " · ".join(self.format_value(model, key.attname, values[key.attname]) for key in keys)

    def format_value(self, model: type[Model], name: str, value: Any) -> str:
        """Return a value in words, as `format_value` does."""
        field = get_field(model, name)
        if isinstance(field, ForeignKey) and value is not None:
            return self._describe(field.related_model, value, {})  # type: ignore[arg-type]
        return format_value(model, name, value)


def _get_article(record: Model) -> tuple[type[Model], Any] | None:
    """Return model and key of the article that a row belongs to."""
    key = getattr(record, "article_id", None)
    return (Article, key) if key is not None else None


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
    if model is Article and name == "published":
        return describe_edtf(value)
    if isinstance(field, DateTimeField):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    return str(value)[:_MAX_LENGTH]

"""Undo a change as one step, also after later changes to other fields; say exactly what stands in the way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.utils.translation import override

from archive.curation.changes import record_change
from archive.curation.row_values import (
    CHUNK_SIZE,
    DERIVED_COLUMNS,
    RowDifference,
    UniqueValues,
    find_present_keys,
    get_rows,
    iter_chunks,
    iter_differences,
    list_foreign_keys,
    list_unique_values,
    load_rows,
    sort_by_dependence,
)
from archive.curation.undo_conflicts import UndoConflictError, find_conflicts, find_taken_values
from archive.db.bulk import insert_rows
from archive.errors import CurationError
from archive.models import Article, Batch, Byline, Change, Evidence, MergedRecord, RowChange
from archive.search.indexing import change_queue
from archive.text.messages import lazy_message

MAX_INDEXED_AT_ONCE: Final = 25_000
"""Articles indexed at the end of the undo (about 1,000 a second); more are left to the queue."""

Operation = RowChange.Operation
_SOURCE_FIELDS: Final = frozenset({"title", "body", "published", "canonical_url"})  # of the derived ones of an article

_DATE_BOUNDS: Final = frozenset({"earliest", "latest"})


@dataclass(slots=True)
class TouchedRows:
    """Articles that an undo touched, to be indexed again, and the number of rows that could not come back."""

    article_ids: set[int] = field(default_factory=set)
    dropped_count: int = 0  # what they belong to is gone

    def add(self, model: type[Model], rows: Iterable[tuple[Any, Any]]) -> None:
        """Add pairs of a key and a row (or its values)."""
        for key, row in rows:
            if model is Article:
                self.article_ids.add(key)
            elif model in (Byline, Evidence):
                self.article_ids.add(row["article_id"] if isinstance(row, dict) else row.article_id)


@transaction.atomic
def undo_change(change: Change, *, user: AbstractBaseUser | None, reason: str = "") -> Change:
    """Undo `change` in one step, recorded as a change itself, which can be undone in turn; return that.

    Raise UndoConflictError, with each record and field, where somebody changed the same later; then nothing is done.
    """
    change = Change.objects.select_for_update().get(pk=change.pk)
    _check_undoable(change)
    conflicts = find_conflicts(change)
    if conflicts:
        raise UndoConflictError(conflicts)
    try:
        with record_change(Change.Action.UNDO, user=user, reason=reason, summary=_describe_undo(change)) as details:
            touched = _revert_rows(change)
            details.summary = _describe_undo(change, touched.dropped_count)
    except IntegrityError as error:
        raise UndoConflictError(find_taken_values(change)) from error
    _mark_as_undone(change, details.change)
    _queue_articles(touched.article_ids)
    return details.change


def _check_undoable(change: Change) -> None:
    if change.is_undone:
        raise CurationError(lazy_message("This change is undone already."))
    under_way = (Batch.State.WAITING, Batch.State.RUNNING)
    if Batch.objects.filter(change=change, state__in=under_way).exists():
        raise CurationError(lazy_message("This upload is still under way. Undo it when it has finished."))
    if change.purged_at:
        raise CurationError(lazy_message("What this change deleted is not kept any more: its time was over."))


def _describe_undo(change: Change, dropped_count: int = 0) -> str:
    """Return the summary of an undo, with the number of rows and links that did not come back."""
    rest = f" ({dropped_count:,} of its rows not as before: what they belonged to is gone)" if dropped_count else ""
    is_redone = change.action == Change.Action.UNDO and change.undoes is not None
    with override(settings.LANGUAGE_CODE):
        text = f"Done again: {change.undoes}" if is_redone else f"Undone: {change}"
    return text[: 300 - len(rest)] + rest


def _mark_as_undone(change: Change, undo: Change) -> None:
    """Link the undo; where the undone change was an undo itself, what that had undone is in force again."""
    if undo.pk is not None:  # an undo without rows (all was as before already) leaves nothing
        undo.undoes = change
        undo.save(update_fields=["undoes"])
    change.is_undone = True
    change.save(update_fields=["is_undone"])
    if change.undoes_id:
        Change.objects.filter(pk=change.undoes_id).update(is_undone=False)


def _queue_articles(article_ids: set[int]) -> None:
    """Queue the articles for the index; very many are left to the worker."""
    if len(article_ids) > MAX_INDEXED_AT_ONCE:
        with change_queue.defer_indexing():
            change_queue.queue_changes(article_ids)
    else:
        change_queue.queue_changes(article_ids)


def _revert_rows(change: Change) -> TouchedRows:
    """Give updated rows their values back, delete inserted ones, insert deleted ones.

    In this order, since foreign keys are checked at commit: what moves away from a record does so before it goes.
    """
    touched = TouchedRows()
    for model, chunk in iter_chunks(iter_differences(change, Operation.UPDATE)):
        _restore_values(model, chunk, touched)
    inserted_tables = set(
        change.rows.filter(operation=Operation.INSERT).order_by().values_list("table_name", flat=True)
    )
    for table in sort_by_dependence(inserted_tables):
        for model, chunk in iter_chunks(iter_differences(change, Operation.INSERT, tables=[table])):
            rows = load_rows(model, [row.key for row in chunk])
            touched.add(model, rows.items())
            get_rows(model).filter(pk__in=list(rows)).delete()
    for model, chunk in iter_chunks(_drop_orphans(change, touched)):
        _insert_rows(model, chunk, touched)
    return touched


def _restore_values(model: type[Model], chunk: list[RowDifference], touched: TouchedRows) -> None:
    """Set the former values of updated rows, those with the same values in one statement."""
    derived = DERIVED_COLUMNS.get(model._meta.db_table, frozenset())
    current = load_rows(model, [row.key for row in chunk])
    keys_by_values: dict[str, tuple[dict[str, Any], list[Any]]] = {}
    source_keys = []
    for row in chunk:
        values = {name: value for name, value in (row.before or {}).items() if name not in derived}
        if row.key not in current or not values:
            continue
        if model is Article:  # the database refuses a date without its bounds
            values |= {name: value for name, value in (row.before or {}).items() if name in _DATE_BOUNDS}
        keys_by_values.setdefault(repr(values), (values, []))[1].append(row.key)
        if model is Article and _SOURCE_FIELDS & values.keys():
            source_keys.append(row.key)
    for values, keys in keys_by_values.values():
        get_rows(model).filter(pk__in=keys).update(**values)
    touched.add(model, current.items())
    if model is Article:
        _derive_again(source_keys)
        Article.objects.filter(pk__in=list(current)).update(changed_at=Now())


def _derive_again(article_ids: list[int]) -> None:
    """Compute the derived fields of articles from their restored values."""
    articles = list(Article.objects.filter(pk__in=article_ids))
    for article in articles:
        article.set_derived_fields()
    names = sorted(DERIVED_COLUMNS["archive_article"] - {"changed_at"})
    Article.objects.bulk_update(articles, names, batch_size=CHUNK_SIZE // 10)


def _drop_orphans(change: Change, touched: TouchedRows) -> Iterator[RowDifference]:
    """Yield the deleted rows that can come back; the rest belongs to a record that is gone, and is counted.

    A link to such a record that may be empty becomes empty. Of rows that merges made since have made the same (two
    bylines of people who are one now), the first comes back.
    """
    restored: dict[type[Model], set[Any]] = defaultdict(set)
    for row in iter_differences(change, Operation.DELETE):
        restored[row.model].add(row.key)
    for model, chunk in iter_chunks(iter_differences(change, Operation.DELETE)):
        present = load_rows(model, [row.key for row in chunk]).keys()
        gone = {foreign_key: _find_gone(foreign_key, chunk, restored) for foreign_key in list_foreign_keys(model)}
        _follow_merges(chunk, gone)
        taken: set[UniqueValues] = set()
        for row in chunk:
            if row.key in present:
                continue
            values = row.before or {}
            lost = [key for key, keys in gone.items() if values.get(key.attname) in keys]
            unique_values = set(list_unique_values(row))
            touched.dropped_count += bool(lost) or not unique_values.isdisjoint(taken)
            if unique_values.isdisjoint(taken) and all(key.null for key in lost):
                taken |= unique_values
                row.before = {**values, **{key.attname: None for key in lost}}
                yield row


def _follow_merges(chunk: list[RowDifference], gone: dict[models.ForeignKey, set[Any]]) -> None:
    """Let links to records that were merged meanwhile name the kept ones."""
    for foreign_key, keys in gone.items():
        model_name = foreign_key.related_model._meta.model_name  # type: ignore[union-attr]
        merged = MergedRecord.objects.filter(model=model_name, former_key__in=keys) if keys else ()
        kept_keys = {row.former_key: row.kept_key for row in merged}
        for row in chunk:
            values = row.before or {}
            if (key := values.get(foreign_key.attname)) in kept_keys:
                row.before = {**values, foreign_key.attname: kept_keys[key]}
        keys -= kept_keys.keys()


def _find_gone(
    foreign_key: models.ForeignKey, chunk: list[RowDifference], restored: dict[type[Model], set[Any]]
) -> set[Any]:
    """Return the values of a foreign key whose record neither exists nor comes back."""
    target: type[Model] = foreign_key.related_model  # type: ignore[assignment]
    values = {(row.before or {}).get(foreign_key.attname) for row in chunk} - {None} - restored[target]
    return values - find_present_keys(target, values)


def _insert_rows(model: type[Model], chunk: list[RowDifference], touched: TouchedRows) -> None:
    """Insert rows as they were, with their keys and times."""
    key = model._meta.pk.attname
    names = [field.attname for field in model._meta.local_concrete_fields if not field.primary_key]
    known = [name for name in names if name in (chunk[0].before or {})]
    insert_rows(model, [key, *known], ([row.key, *((row.before or {}).get(name) for name in known)] for row in chunk))
    touched.add(model, ((row.key, row.before) for row in chunk))

"""Counts of quotations that follow a change by an editor at once: outlets, withdrawals, deletions, and their undo."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet

from archive.db.bulk import iter_batches
from archive.models import Change, QuotedPassage, RowChange
from archive.quotations.services import recount_quotations

COUNTED_COLUMNS: Final = ("outlet_id", "withdrawn_at", "earliest")  # of an article, that counts of its quotations use


def recount_after_change(change: Change, **_: Any) -> None:
    """Recount the quotations whose printings, or the articles of these, a change touched."""
    quotation_ids = set(_iter_quotations(change))
    if quotation_ids:
        recount_quotations(quotation_ids)


def _iter_quotations(change: Change) -> Iterator[int]:
    articles = change.rows.filter(table_name="archive_article", after__has_any_keys=COUNTED_COLUMNS)
    yield from _find_printed("article", articles)
    passages = change.rows.filter(table_name="archive_quotedpassage")
    yield from _find_printed("pk", passages.exclude(operation=RowChange.Operation.DELETE))
    for column in ("before__quotation_id", "after__quotation_id"):  # where they were, and where the change had them
        yield from filter(None, passages.order_by().values_list(column, flat=True).distinct())


def _find_printed(field: str, rows: QuerySet[RowChange]) -> Iterator[int]:
    """Yield the quotations of passages by the recorded keys of their articles, or of themselves."""
    keys = [int(key) for key in rows.order_by().values_list("row_key", flat=True)]
    for batch in iter_batches(keys):
        passages = QuotedPassage.objects.filter(**{f"{field}__in": batch}).exclude(quotation=None)
        yield from passages.order_by().values_list("quotation", flat=True)

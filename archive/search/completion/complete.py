"""Suggestions for a query while it is typed.

Everything is bounded: at most MAX_COMPLETIONS, each kind from a number of rows that does not grow
with the archive. Counts are those of the index and may lag behind the database.
"""

from __future__ import annotations

from itertools import islice

from archive.search.completion.candidates import (
    MAX_COMPLETIONS,
    MAX_PER_KIND,
    Completion,
    CompletionKind,
    Completions,
    suggest_fields,
    suggest_gaps,
    suggest_languages,
    suggest_names,
    suggest_periods,
    suggest_spellings,
    suggest_statuses,
    suggest_words,
)
from archive.search.completion.cursor_context import CursorContext, find_cursor_context
from archive.search.query.fields import FieldKind, QueryField
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.search.service import limit_search_time

__all__ = ["Completion", "CompletionKind", "suggest_completions"]


def suggest_completions(text: str) -> tuple[Completion, ...]:
    """Return at most MAX_COMPLETIONS for the end of `text`; SearchError if the index fails."""
    context = find_cursor_context(text) if len(text) <= MAX_QUERY_LENGTH else None
    if context is None:
        return ()
    completions = _suggest_any(context) if context.field is None else _suggest_for_field(context, context.field)
    changed = (completion for completion in completions if completion.text != text)
    with limit_search_time():
        unique = {completion.text: completion for completion in islice(changed, 2 * MAX_COMPLETIONS)}
    return tuple(unique.values())[:MAX_COMPLETIONS]


def _suggest_any(context: CursorContext) -> Completions:
    """Yield a few fields, names and spellings with this prefix, then words."""
    if not context.in_quotes:
        yield from islice(suggest_fields(context), MAX_PER_KIND)
        yield from islice(suggest_names(context, CompletionKind.OUTLET, "outlet:"), MAX_PER_KIND)
        yield from islice(suggest_names(context, CompletionKind.AUTHOR, "author:"), MAX_PER_KIND)
        yield from islice(suggest_spellings(context), MAX_PER_KIND)
    yield from suggest_words(context, "text")


def _suggest_for_field(context: CursorContext, field: QueryField) -> Completions:
    match field.kind:
        case FieldKind.WORDS:
            return suggest_words(context, "text" if field.name == "about" else field.name)
        case FieldKind.QUOTE:
            return suggest_words(context, "text")
        case FieldKind.NAME:
            return suggest_names(context, CompletionKind(field.name))
        case FieldKind.LANGUAGE:
            return suggest_languages(context)
        case FieldKind.PERIOD:
            return suggest_periods(context, field)
        case FieldKind.STATUS:
            return suggest_statuses(context)
        case FieldKind.GAP:
            return suggest_gaps(context, missing=field.name == "no")
        case FieldKind.IDENTIFIER:
            return iter(())

"""Suggestions of fields, field values and indexed words, with their numbers of articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from archive.search.engines.contract import EngineQuery
from archive.search.fields import FIELDS, GAPS, QueryField
from archive.search.language.unfinished import CursorContext
from archive.search.language.values import REVIEW_STATUSES
from archive.search.offering.offers import (
    MAX_COMPLETIONS,
    MIN_LETTERS,
    Completion,
    CompletionKind,
    Completions,
    load_facet_values,
)
from archive.search.query import MissingClause, Node, Not, StatusClause
from archive.search.queue import get_engine
from archive.search.request import FacetName
from archive.search.words.languages import get_language_name

_LAST_DAYS: Final = ('"last 7 days"', '"last 30 days"', '"last 365 days"')


def suggest_fields(context: CursorContext) -> Completions:
    """Suggest fields by name first, then by alias."""
    prefix = context.prefix.casefold()
    by_name = [field for field in FIELDS if field.name.startswith(prefix)]
    by_alias = [field for field in FIELDS if any(name.startswith(prefix) for name in field.aliases)]
    for field in dict.fromkeys([*by_name, *by_alias]):
        inserted = f"{field.name}:"
        yield Completion(
            CompletionKind.FIELD, context.complete_with(inserted), inserted, meaning=field.meaning
        )


def suggest_words(context: CursorContext, field: str) -> Completions:
    """Suggest words as printed, with how many articles print them so."""
    last_word = context.last_word if context.in_quotes else context
    if len(last_word.prefix) >= MIN_LETTERS:
        for form, articles in get_engine().complete_prefix(
            last_word.prefix, field, MAX_COMPLETIONS
        ):
            yield Completion(CompletionKind.WORD, last_word.complete_with(form), form, articles)


def suggest_languages(context: CursorContext) -> Completions:
    """Suggest languages by code or English name."""
    prefix = context.prefix.casefold()
    for value, articles in load_facet_values(FacetName.LANGUAGE):
        tag = "" if value is None else str(value)
        names = (tag, get_language_name(tag))
        if tag and any(name.casefold().startswith(prefix) for name in names):
            name = names[1] if names[1] != tag else ""
            yield Completion(CompletionKind.VALUE, context.complete_with(tag), tag, articles, name)


def suggest_periods(context: CursorContext, field: QueryField) -> Completions:
    """Suggest the archive's years, newest first; for `added`, the last days."""
    if field.name == "added":
        for days in _LAST_DAYS:
            if days.strip('"').startswith(context.prefix.casefold()):
                yield Completion(CompletionKind.VALUE, context.complete_with(days), days)
        return
    values = load_facet_values(FacetName.YEAR)
    years = [(value, count) for value, count in values if isinstance(value, int)]
    for year, articles in sorted(years, reverse=True):
        if (inserted := f"{year:04}").startswith(context.prefix):
            yield Completion(
                CompletionKind.VALUE, context.complete_with(inserted), inserted, articles
            )


def suggest_statuses(context: CursorContext) -> Completions:
    """Suggest review statuses."""
    return _suggest_counted(context, {status: StatusClause(status) for status in REVIEW_STATUSES})


def suggest_gaps(context: CursorContext, *, missing: bool) -> Completions:
    """Suggest metadata, with how many articles lack it, or have it."""
    return _suggest_counted(
        context,
        {
            field_name: MissingClause(field_name) if missing else Not(MissingClause(field_name))
            for field_name in GAPS
        },
    )


def _suggest_counted(context: CursorContext, nodes: Mapping[str, Node]) -> Completions:
    matching = {
        value: node for value, node in nodes.items() if value.startswith(context.prefix.casefold())
    }
    counts = get_engine().count([EngineQuery(query=node) for node in matching.values()])
    for value, articles in zip(matching, counts, strict=True):
        yield Completion(CompletionKind.VALUE, context.complete_with(value), value, articles)

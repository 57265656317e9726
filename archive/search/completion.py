"""Suggestions for a query while it is typed: fields and their values, words and names, with counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from django.db.models import Model, Q

from archive.models import Author, NameVariant, Outlet, Speaker
from archive.search.engines.base import EngineQuery, FacetCounts, FacetKey
from archive.search.indexing.change_queue import get_engine
from archive.search.query.cursor_context import CursorContext, find_cursor_context
from archive.search.query.field_values import REVIEW_STATUSES
from archive.search.query.fields import FIELDS, GAPS, FieldKind, QueryField
from archive.search.query.nodes import MissingClause, Node, Not, Or, Phrase, StatusClause
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.search.query.request import FacetName
from archive.search.service import limit_search_time
from archive.text.languages import get_language_name
from archive.text.normalize import name_key

MAX_COMPLETIONS: Final = 10  # completions of one query
MAX_PER_KIND: Final = 2  # fields, names and spellings, each, when offered together with words
MIN_LETTERS: Final = 2  # letters typed before words are suggested
_MAX_ROWS: Final = 200  # matching records that are examined, in alphabetical order
_MAX_SPELLINGS: Final = 50


class CompletionKind(StrEnum):
    """Kind of a completion."""

    FIELD = "field"
    OUTLET = "outlet"
    AUTHOR = "author"
    SPEAKER = "speaker"
    VALUE = "value"
    SPELLING = "spelling"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion of a query.

    `text` is the whole completed query, `inserted_text` the inserted part, `articles` how many there are (None: not
    counted), `meaning` an explanation, `alternatives` other names and spellings.
    """

    kind: CompletionKind
    text: str
    inserted_text: str
    articles: int | None = None
    meaning: str = ""
    alternatives: tuple[str, ...] = ()


Completions = Iterator[Completion]


_MODELS: Final[Mapping[str, type[Model]]] = {"outlet": Outlet, "author": Author, "speaker": Speaker}
_FACETS: Final = {CompletionKind.OUTLET: FacetName.OUTLET, CompletionKind.AUTHOR: FacetName.AUTHOR}
NamesByKey = dict[int, tuple[str, tuple[str, ...]]]
"""Name by primary key, and the matching alias if the name does not match."""


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
        yield from islice(_suggest_fields(context), MAX_PER_KIND)
        yield from islice(_suggest_names(context, CompletionKind.OUTLET, "outlet:"), MAX_PER_KIND)
        yield from islice(_suggest_names(context, CompletionKind.AUTHOR, "author:"), MAX_PER_KIND)
        yield from islice(_suggest_spellings(context), MAX_PER_KIND)
    yield from _suggest_words(context, "text")


def _suggest_for_field(context: CursorContext, field: QueryField) -> Completions:
    match field.kind:
        case FieldKind.WORDS | FieldKind.QUOTE:
            return _suggest_words(context, "text" if field.name in ("about", "quote") else field.name)
        case FieldKind.NAME if field.name in _MODELS:
            return _suggest_names(context, CompletionKind(field.name))
        case FieldKind.LANGUAGE:
            return _suggest_languages(context)
        case FieldKind.PERIOD:
            return _suggest_periods(context, field)
        case FieldKind.STATUS:
            return _suggest_counted(context, {status: StatusClause(status) for status in REVIEW_STATUSES})
        case FieldKind.GAP:
            gaps: dict[str, Node] = {gap: MissingClause(gap) for gap in GAPS}
            return _suggest_counted(context, gaps if field.name == "no" else {gap: Not(gaps[gap]) for gap in gaps})
    return iter(())


def _build_completion(
    kind: CompletionKind, context: CursorContext, inserted: str, articles: int | None = None, **details: Any
) -> Completion:
    return Completion(kind, context.complete_with(inserted), inserted, articles, **details)


def _load_facet_values(facet: FacetName, selected_keys: Iterable[int] = ()) -> FacetCounts:
    """Return the most frequent values of a facet over the whole index, and all selected ones."""
    values: frozenset[FacetKey] = frozenset(selected_keys)
    selected = {facet: values} if values else {}
    engine_query = EngineQuery(selected=selected, facets=(facet,), limit=0, interval=None, use_proximity=False)
    return get_engine().find(engine_query).facets[facet]


def _suggest_names(context: CursorContext, kind: CompletionKind, prefix: str = "") -> Completions:
    """Suggest records with a name or alias that has a word with this prefix, most articles first.

    Those without articles in the index are omitted; speakers are not counted.
    """
    names_by_key = _find_names(kind, name_key(context.prefix)) if context.prefix else _load_most_frequent(kind)
    counts: dict[FacetKey, int] = {}
    if facet := _FACETS.get(kind):
        counts = dict(_load_facet_values(facet, names_by_key)) if names_by_key else {}
        names_by_key = {key: row for key, row in names_by_key.items() if counts.get(key)}
    for key, (name, aliases) in sorted(names_by_key.items(), key=lambda row: (-counts.get(row[0], 0), row[1])):
        yield _build_completion(kind, context, prefix + _quote_field_value(name), counts.get(key), alternatives=aliases)


def _find_names(kind: CompletionKind, key: str) -> NamesByKey:
    if not key:
        return {}
    matching = Q()
    for field in ("key", "aliases__key"):
        matching |= Q(**{f"{field}__startswith": key}) | Q(**{f"{field}__contains": f" {key}"})
    rows = _MODELS[kind]._default_manager.filter(matching).order_by("name", "pk")
    names_by_key: NamesByKey = {}
    for pk, name, record_key, alias, alias_key in rows.values_list(
        "pk", "name", "key", "aliases__name", "aliases__key"
    )[:_MAX_ROWS]:
        by_alias = alias is not None and f" {key}" not in f" {record_key}" and f" {key}" in f" {alias_key}"
        names_by_key.setdefault(pk, (name, (alias,) if by_alias else ()))
    return names_by_key


def _load_most_frequent(kind: CompletionKind) -> NamesByKey:
    """Return the records with the most articles; none for speakers, which are not counted."""
    if (facet := _FACETS.get(kind)) is None:
        return {}
    keys = [value for value, _ in _load_facet_values(facet)[: MAX_COMPLETIONS + 1] if isinstance(value, int)]
    rows = _MODELS[kind]._default_manager.filter(pk__in=keys).values_list("pk", "name")
    return {pk: (name, ()) for pk, name in rows}


def _quote_field_value(name: str) -> str:
    """Return a name as a field value: in quotation marks unless it is one plain word."""
    return name if name.isalnum() else '"{}"'.format(" ".join(name.replace('"', " ").split()))


def _suggest_spellings(context: CursorContext) -> Completions:
    """Suggest names with several spellings, if an article has any of them."""
    key = name_key(context.prefix)
    groups = _load_groups(key) if len(key) >= MIN_LETTERS else {}
    for spellings_by_key in islice(groups.values(), MAX_PER_KIND + 1):
        match = next(name for spelling_key, name in spellings_by_key.items() if spelling_key.startswith(key))
        any_spelling = Or(tuple(Phrase(name) for name in spellings_by_key.values()))
        (articles,) = get_engine().count([EngineQuery(query=any_spelling)])
        if articles and len(spellings_by_key) > 1:
            alternatives = tuple(name for name in spellings_by_key.values() if name != match)
            yield _build_completion(
                CompletionKind.SPELLING, context, _quote_field_value(match), articles, alternatives=alternatives
            )


def _load_groups(key: str) -> dict[int, dict[str, str]]:
    """Return all spellings, by key, of each name with a spelling that has this prefix."""
    variants = NameVariant.objects.filter(group__variants__key__startswith=key).distinct().order_by("group_id", "pk")
    groups: dict[int, dict[str, str]] = {}
    for group, spelling_key, spelling in variants.values_list("group", "key", "spelling")[:_MAX_SPELLINGS]:
        groups.setdefault(group, {})[spelling_key] = spelling
    return {group: names for group, names in groups.items() if any(name.startswith(key) for name in names)}


def _suggest_fields(context: CursorContext) -> Completions:
    """Suggest fields by name first, then by alias."""
    prefix = context.prefix.casefold()
    matching = [field for field in FIELDS if any(name.startswith(prefix) for name in (field.name, *field.aliases))]
    for field in sorted(matching, key=lambda field: not field.name.startswith(prefix)):
        yield _build_completion(CompletionKind.FIELD, context, f"{field.name}:", meaning=field.meaning)


def _suggest_words(context: CursorContext, field: str) -> Completions:
    """Suggest words as printed, with how many articles print them so."""
    last_word = context.last_word if context.in_quotes else context
    if len(last_word.prefix) >= MIN_LETTERS:
        for form, articles in get_engine().complete_prefix(last_word.prefix, field, MAX_COMPLETIONS):
            yield _build_completion(CompletionKind.WORD, last_word, form, articles)


def _suggest_languages(context: CursorContext) -> Completions:
    """Suggest languages by code or English name."""
    prefix = context.prefix.casefold()
    for value, articles in _load_facet_values(FacetName.LANGUAGE):
        tag = "" if value is None else str(value)
        names = (tag, get_language_name(tag))
        if tag and any(name.casefold().startswith(prefix) for name in names):
            name = names[1] if names[1] != tag else ""
            yield _build_completion(CompletionKind.VALUE, context, tag, articles, meaning=name)


def _suggest_periods(context: CursorContext, field: QueryField) -> Completions:
    """Suggest the archive's years, newest first; for `added`, the last days."""
    if field.name == "added":
        for days in ('"last 7 days"', '"last 30 days"', '"last 365 days"'):
            if days.strip('"').startswith(context.prefix.casefold()):
                yield _build_completion(CompletionKind.VALUE, context, days)
        return
    years = [(value, count) for value, count in _load_facet_values(FacetName.YEAR) if isinstance(value, int)]
    for year, articles in sorted(years, reverse=True):
        if (inserted := f"{year:04}").startswith(context.prefix):
            yield _build_completion(CompletionKind.VALUE, context, inserted, articles)


def _suggest_counted(context: CursorContext, nodes: Mapping[str, Node]) -> Completions:
    """Suggest values, with how many articles match their node."""
    matching = {value: node for value, node in nodes.items() if value.startswith(context.prefix.casefold())}
    counts = get_engine().count([EngineQuery(query=node) for node in matching.values()])
    for value, articles in zip(matching, counts, strict=True):
        yield _build_completion(CompletionKind.VALUE, context, value, articles)

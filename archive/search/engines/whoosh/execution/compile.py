"""Compile query nodes to Whoosh queries, with small words weighed less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeGuard

from whoosh import query as whoosh
from whoosh.lang.stopwords import stoplists

from archive.search.analysis.analyzer import fold_word, get_algorithm
from archive.search.engines.whoosh.execution.planner import StemSpelling, build_plan, iter_spellings
from archive.search.engines.whoosh.execution.plans import FormsQuery, MissingTermQuery, PhrasePlan, SpanQuery
from archive.search.engines.whoosh.segments.columns import QUOTE_START, UNKNOWN_KEY
from archive.search.engines.whoosh.storage.filters import (
    AddedFilter,
    AuthorFilter,
    ColumnFilter,
    EmptyFieldQuery,
    KeyFilter,
    LanguageFilter,
    LeafQuery,
    OutletFilter,
    PeriodFilter,
    StatusFilter,
    UndatedFilter,
)
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.nodes import (
    AddedClause,
    And,
    DateClause,
    LanguageClause,
    MissingClause,
    NameClause,
    Node,
    Not,
    Or,
    Phrase,
    StatusClause,
    Term,
)

# Stop words (`the`, `what`, `und`): searchable like any other, weightless in disjunctions.

_STOP_WORDS: Final = {get_algorithm(code): frozenset(map(fold_word, words)) for code, words in stoplists.items()}


def find_stop_word_languages(parts: Sequence[Node], tags: Iterable[str]) -> list[frozenset[str]]:
    """Return for each part of a disjunction the languages in which it is a stop word.

    A language in which all parts are stop words is left out.
    """
    languages: list[set[str]] = [set() for _ in parts]
    for tag in tags:
        stop_words = _STOP_WORDS.get(get_algorithm(tag), frozenset())
        is_stop_word = [_is_stemmed_text_term(part) and fold_word(part.text) in stop_words for part in parts]
        if not all(is_stop_word):
            for part_languages, is_small in zip(languages, is_stop_word, strict=True):
                part_languages |= {tag} if is_small else set()
    return list(map(frozenset, languages))


def _is_stemmed_text_term(part: Node) -> TypeGuard[Term]:
    return isinstance(part, Term) and part.field == "text" and not part.exact


NameKeys = Mapping[NameClause, tuple[int, ...]]

_ABSENT_QUERIES: Mapping[str, LeafQuery] = {
    "outlet": OutletFilter([UNKNOWN_KEY]),
    "author": AuthorFilter([UNKNOWN_KEY]),
    "lang": LanguageFilter([""]),
    "date": UndatedFilter(),
    "credit": EmptyFieldQuery("credit"),
    "place": EmptyFieldQuery("place"),
    "quote": MissingTermQuery("text", QUOTE_START),
}
_KEY_FILTERS: Mapping[str, type[OutletFilter | AuthorFilter | KeyFilter]] = {
    "outlet": OutletFilter, "author": AuthorFilter, "speaker": KeyFilter, "id": KeyFilter,
}  # fmt: skip


def compile_query(node: Node | None, names: NameKeys, snapshot: Snapshot) -> whoosh.Query:
    """Compile `node` for this snapshot."""
    match node:
        case None:
            return whoosh.Every()
        case Not(part):
            return whoosh.AndNot(whoosh.Every(boost=0.0), compile_query(part, names, snapshot))
        case And(parts):
            return _compile_and(parts, names, snapshot)
        case Or(parts):
            return _compile_or(parts, names, snapshot)
        case NameClause(field):
            return _KEY_FILTERS[field](names.get(node, ()))
        case Term(exact=False) | Phrase(exact=False) if node.field != "about":
            return _compile_terms(node, snapshot)
        case LanguageClause() | DateClause() | AddedClause() | StatusClause() | MissingClause():
            return _compile_filter(node, snapshot)
    return _compile_spans(node, snapshot)


def relax_periods(node: Node | None) -> Node | None:
    """Let periods in a node match articles that are only possibly of them."""
    match node:
        case DateClause(first, last):
            return DateClause(first, last, possible=True)
        case And(parts):
            return And(tuple(_relax_part(part) for part in parts))
        case Or(parts):
            return Or(tuple(_relax_part(part) for part in parts))
    return node


def _relax_part(part: Node) -> Node:
    return relax_periods(part) or part


def _compile_and(parts: tuple[Node, ...], names: NameKeys, snapshot: Snapshot) -> whoosh.Query:
    """Compile a conjunction: the required parts, without the negated ones."""
    wanted = [compile_query(part, names, snapshot) for part in parts if not isinstance(part, Not)]
    unwanted = [compile_query(part.part, names, snapshot) for part in parts if isinstance(part, Not)]
    query = whoosh.And(wanted) if wanted else whoosh.Every(boost=0.0)
    return whoosh.AndNot(query, whoosh.Or(unwanted)) if unwanted else query


def _compile_or(parts: tuple[Node, ...], names: NameKeys, snapshot: Snapshot) -> whoosh.Query:
    """Compile a disjunction; stop words score nothing beside other words."""
    tags = snapshot.columns.languages.categories or ("",)
    queries = []
    for part, stop_word_languages in zip(parts, find_stop_word_languages(parts, tags), strict=True):
        if isinstance(part, Term) and stop_word_languages:
            queries.append(
                _compile_stop_word(part, stop_word_languages, frozenset(tags) - stop_word_languages, snapshot)
            )
        else:
            queries.append(compile_query(part, names, snapshot))
    return whoosh.Or(queries)


def _compile_stop_word(
    term: Term, stop_word_tags: frozenset[str], other_tags: frozenset[str], snapshot: Snapshot
) -> whoosh.Query:
    """Compile a word that is a stop word in some languages only."""
    unscored = _build_field_query(list(iter_spellings(term.text, snapshot)), term.field, boost=0.0)
    if not other_tags:
        return unscored
    scored = _compile_terms(term, snapshot)
    return whoosh.Or(
        [
            whoosh.Require(scored, LanguageFilter(other_tags)),
            whoosh.Require(unscored, LanguageFilter(stop_word_tags)),
        ]
    )


def _compile_filter(
    node: LanguageClause | DateClause | AddedClause | StatusClause | MissingClause,
    snapshot: Snapshot,
) -> whoosh.Query:
    """Compile a filter over columns."""
    match node:
        case LanguageClause(language):
            tags = snapshot.columns.languages.categories
            return LanguageFilter(tag for tag in tags if _is_in_language(tag, language))
        case DateClause(first, last, possible):
            return PeriodFilter(_to_ordinal(first), _to_ordinal(last), possible=possible)
        case AddedClause(first, last):
            return AddedFilter(_to_ordinal(first), _to_ordinal(last))
        case StatusClause(status):
            return StatusFilter(status)
        case MissingClause(field):
            return _ABSENT_QUERIES[field]


def _compile_spans(node: Node, snapshot: Snapshot) -> whoosh.Query:
    """Compile a node of spans; a single term needs no positions."""
    plan = build_plan(node, snapshot)
    if not isinstance(plan, PhrasePlan) or len(plan.keys) > 1 or plan.tags is not None:
        return SpanQuery(plan)
    query: whoosh.Query = FormsQuery(plan.field, plan.keys[0])
    if plan.field != "text":
        return query
    return whoosh.AndMaybe(query, FormsQuery("title", plan.keys[0]))


def _compile_terms(node: Term | Phrase, snapshot: Snapshot) -> whoosh.Query:
    spellings_of_node = list(iter_spellings(node.text, snapshot))
    query = _build_field_query(spellings_of_node, node.field)
    if node.field != "text":
        return query
    return whoosh.AndMaybe(query, _build_field_query(spellings_of_node, "title"))


def _build_field_query(stem_spellings: Sequence[StemSpelling], field: str, boost: float = 1.0) -> whoosh.Query:
    """Build a query for the stems of each language, limited to articles of that language."""
    if len(stem_spellings) == 1 and stem_spellings[0][1] is None:
        return _build_stems_query(stem_spellings[0][0], field, boost)
    restricted: Iterable[tuple[tuple[str, ...], ColumnFilter]] = (
        (stems, LanguageFilter(tags or ())) for stems, tags in stem_spellings
    )
    queries = [whoosh.Require(_build_stems_query(stems, field, boost), tags) for stems, tags in restricted]
    return whoosh.Or(queries) if queries else whoosh.NullQuery


def _build_stems_query(stems: tuple[str, ...], field: str, boost: float) -> whoosh.Query:
    if len(stems) == 1:
        return whoosh.Term(field, stems[0], boost=boost)
    return whoosh.Phrase(field, list(stems), boost=boost)


def _is_in_language(tag: str, language: str) -> bool:
    tag, language = tag.casefold(), language.casefold()
    return tag == language or tag.startswith(f"{language}-")


def _to_ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None

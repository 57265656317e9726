"""Compile query nodes to plans, with small words weighed less."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeVar

from whoosh.lang.stopwords import stoplists

from archive.search.analysis.analyzer import fold_word, get_algorithm, list_query_forms, stem_query
from archive.search.engines.whoosh.execution import plans, span_plans
from archive.search.engines.whoosh.execution.lexicon import expand_pattern
from archive.search.engines.whoosh.execution.plans import FilterPlan, QueryPlan
from archive.search.engines.whoosh.execution.span_plans import PhrasePlan, SpanPlan
from archive.search.engines.whoosh.execution.spelling_plans import SpellingsPlan
from archive.search.engines.whoosh.storage import columns
from archive.search.engines.whoosh.storage.form_postings import FormGroup
from archive.search.engines.whoosh.storage.inverted import QUOTE_START
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query import nodes
from archive.search.query.nodes import Node

_STOP_WORDS: Final = {get_algorithm(code): frozenset(map(fold_word, words)) for code, words in stoplists.items()}
"""`the`, `what`, `und`: searchable like any other, weightless in disjunctions."""
NameKeys = Mapping[nodes.NameClause, tuple[int, ...]]
StemSpelling = tuple[tuple[str, ...], tuple[str, ...] | None]
"""The stems of some words, and the languages that stem them so; None: all do."""
ResultT = TypeVar("ResultT")

_MISSING_PLANS: Mapping[str, QueryPlan] = {
    "outlet": FilterPlan(partial(columns.match_outlets, keys=(columns.UNKNOWN_KEY,))),
    "author": FilterPlan(partial(columns.match_authors, keys=(columns.UNKNOWN_KEY,))),
    "lang": FilterPlan(partial(columns.match_languages, tags=("",))),
    "date": FilterPlan(columns.match_undated),
    "credit": plans.EmptyFieldPlan("credit"),
    "place": plans.EmptyFieldPlan("place"),
    "quote": plans.AndNotPlan(plans.ALL_UNSCORED, plans.TermPlan("text", QUOTE_START)),
}
_KEY_FILTERS: Mapping[str, Callable[..., columns.Mask]] = {
    "outlet": columns.match_outlets,
    "author": columns.match_authors,
    "speaker": columns.match_keys,
    "saved": columns.match_keys,  # of no articles, where nobody wrote it out
    "id": columns.match_keys,
}


def compile_query(node: Node | None, names: NameKeys, snapshot: Snapshot) -> QueryPlan:
    """Compile `node` for this snapshot."""
    match node:
        case None:
            return plans.AllPlan()
        case nodes.Not(part):
            return plans.AndNotPlan(plans.ALL_UNSCORED, compile_query(part, names, snapshot))
        case nodes.And(parts):
            wanted = tuple(compile_query(part, names, snapshot) for part in parts if not isinstance(part, nodes.Not))
            unwanted = tuple(compile_query(part.part, names, snapshot) for part in parts if isinstance(part, nodes.Not))
            plan = plans.AndPlan(wanted) if wanted else plans.ALL_UNSCORED
            return plans.AndNotPlan(plan, plans.OrPlan(unwanted)) if unwanted else plan
        case nodes.Spellings(parts):
            return SpellingsPlan(tuple(compile_query(part, names, snapshot) for part in parts))
        case nodes.Or(parts):
            return _compile_or(parts, names, snapshot)
        case nodes.NameClause(field):
            return FilterPlan(partial(_KEY_FILTERS[field], keys=names.get(node, ())))
        case nodes.Term(exact=False) | nodes.Phrase(exact=False) if node.field != "about":
            return _compile_terms(node, snapshot)
        case nodes.MissingClause(field):
            return _MISSING_PLANS[field]
        case nodes.LanguageClause() | nodes.DateClause() | nodes.AddedClause() | nodes.StatusClause():
            return FilterPlan(_build_filter(node, snapshot))
    return _compile_spans(node, snapshot)


def relax_periods(node: Node) -> Node:
    """Let periods in a node match articles that are only possibly of them."""
    match node:
        case nodes.DateClause(first, last):
            return nodes.DateClause(first, last, possible=True)
        case nodes.And() | nodes.Or():
            return nodes.map_children(node, relax_periods)
    return node


def _compile_or(parts: tuple[Node, ...], names: NameKeys, snapshot: Snapshot) -> QueryPlan:
    """Compile a disjunction; stop words score nothing beside other words."""
    tags = snapshot.columns.languages.categories or ("",)
    compiled: list[QueryPlan] = []
    for part, stop_word_tags in zip(parts, find_stop_word_languages(parts, tags), strict=True):
        if isinstance(part, nodes.Term) and stop_word_tags:
            compiled.append(_compile_stop_word(part, stop_word_tags, frozenset(tags) - stop_word_tags, snapshot))
        else:
            compiled.append(compile_query(part, names, snapshot))
    return plans.OrPlan(tuple(compiled))


def find_stop_word_languages(parts: Sequence[Node], tags: Iterable[str]) -> list[frozenset[str]]:
    """Return for each part of a disjunction the languages in which it is a stop word.

    A language in which all parts are stop words is left out.
    """
    words = [
        fold_word(part.text) if isinstance(part, nodes.Term) and part.field == "text" and not part.exact else None
        for part in parts
    ]
    stop_words = {tag: _STOP_WORDS.get(get_algorithm(tag), frozenset()) for tag in tags}
    mixed_tags = [tag for tag in stop_words if not stop_words[tag].issuperset(words)]
    return [frozenset(tag for tag in mixed_tags if word in stop_words[tag]) for word in words]


def _compile_stop_word(
    term: nodes.Term, stop_word_tags: frozenset[str], other_tags: frozenset[str], snapshot: Snapshot
) -> QueryPlan:
    """Compile a word that is a stop word in some languages only."""
    unscored = plans.UnscoredPlan(_compile_field(_list_spellings(term.text, snapshot), term.field))
    if not other_tags:
        return unscored
    scored = _compile_terms(term, snapshot)
    return plans.OrPlan((_restrict_to_languages(scored, other_tags), _restrict_to_languages(unscored, stop_word_tags)))


def _restrict_to_languages(plan: QueryPlan, tags: Iterable[str]) -> QueryPlan:
    return plans.AndPlan((plan, FilterPlan(partial(columns.match_languages, tags=tuple(tags)))))


def _build_filter(
    node: nodes.LanguageClause | nodes.DateClause | nodes.AddedClause | nodes.StatusClause, snapshot: Snapshot
) -> Callable[[columns.ArticleColumns], columns.Mask]:
    match node:
        case nodes.LanguageClause(language):
            prefix = f"{language.casefold()}-"
            tags = snapshot.columns.languages.categories
            matching_tags = tuple(tag for tag in tags if f"{tag.casefold()}-".startswith(prefix))
            return partial(columns.match_languages, tags=matching_tags)
        case nodes.DateClause(first, last, possible):
            return partial(columns.match_period, first=_to_ordinal(first), last=_to_ordinal(last), possible=possible)
        case nodes.AddedClause(first, last):
            return partial(columns.match_added, first=_to_ordinal(first), last=_to_ordinal(last))
        case nodes.StatusClause(status):
            return partial(columns.match_status, status=status)


def _to_ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _compile_terms(node: nodes.Term | nodes.Phrase, snapshot: Snapshot) -> QueryPlan:
    """Compile stemmed words; words of the text score by the title as well."""
    spellings = _list_spellings(node.text, snapshot)
    if node.field != "text":
        return _compile_field(spellings, node.field)
    match spellings:
        case [((stem,), None)]:
            return plans.TitledTermPlan(stem.encode())
    return plans.AndMaybePlan(_compile_field(spellings, "text"), _compile_field(spellings, "title"))


def _compile_field(spellings: Sequence[StemSpelling], field: str) -> QueryPlan:
    """Compile the stems of each language, limited to articles of that language."""
    parts = []
    for stems, tags in spellings:
        keys = tuple(map(str.encode, stems))
        plan = plans.TermPlan(field, keys[0]) if len(keys) == 1 else plans.StemPhrasePlan(field, keys)
        parts.append(plan if tags is None else _restrict_to_languages(plan, tags))
    return parts[0] if len(parts) == 1 else plans.OrPlan(tuple(parts))


def _compile_spans(node: Node, snapshot: Snapshot) -> QueryPlan:
    """Compile a node of spans; a single term needs no positions."""
    plan = _plan_spans(node, snapshot)
    if not isinstance(plan, PhrasePlan) or len(plan.keys) > 1 or plan.tags is not None:
        return plans.SpansPlan(plan)
    return plans.TitledTermPlan(plan.keys[0]) if plan.field == "text" else plans.TermPlan(plan.field, plan.keys[0])


def _plan_spans(node: Node, snapshot: Snapshot) -> SpanPlan:
    """Plan a node that has spans."""
    plan_part = partial(_plan_spans, snapshot=snapshot)
    if isinstance(node, nodes.TermNode):
        if node.field == "about":
            return span_plans.AboutPlan((_plan_terms(node, "text", snapshot),))
        return _plan_terms(node, node.field, snapshot)
    match node:
        case nodes.Or(parts):
            return span_plans.SpanUnionPlan(tuple(map(plan_part, parts)))
        case nodes.Near(parts, distance, ordered):
            return span_plans.NearPlan(tuple(map(plan_part, parts)), distance, ordered)
        case nodes.NotNear(wanted, unwanted, distance):
            return span_plans.NotNearPlan((plan_part(wanted),), plan_part(unwanted), distance)
        case nodes.SameUnit(parts, unit):
            return span_plans.SameUnitPlan(tuple(map(plan_part, parts)), unit)
        case nodes.AtLeast(part, count):
            return span_plans.AtLeastPlan((plan_part(part),), count)
        case nodes.InQuotation(part):
            return span_plans.QuotationPlan((plan_part(part),))
    raise TypeError(f"{type(node).__name__} has no places; it cannot stand near anything.")


def _plan_terms(node: nodes.TermNode, field: str, snapshot: Snapshot) -> SpanPlan:
    """Plan words; those that languages stem differently are planned for each."""
    parts: list[SpanPlan]
    match node:
        case nodes.Term(text, exact=True) | nodes.Phrase(text, exact=True):
            forms = list_query_forms(text, get_algorithm(""))
            return PhrasePlan(field, tuple(FormGroup((form.encode(),)) for form, _ in forms))
        case nodes.Wildcard() | nodes.Fuzzy():
            return PhrasePlan(field, (expand_pattern(snapshot, node)[0],))
        case nodes.Term(text) | nodes.Phrase(text):
            parts = [
                PhrasePlan(field, tuple(map(str.encode, stems)), tags)
                for stems, tags in _list_spellings(text, snapshot)
            ]
        case nodes.Window():
            parts = list(_iter_window_plans(node, field, snapshot))
    return parts[0] if len(parts) == 1 else span_plans.SpanUnionPlan(tuple(parts))


def _list_spellings(text: str, snapshot: Snapshot) -> list[StemSpelling]:
    """Return the stems of a text, and the languages that stem it so; None where all do."""
    groups = _group_languages(lambda algorithm: stem_query(text, algorithm), snapshot)
    return [(stems, tags) for stems, tags in groups if stems]


def _iter_window_plans(window: nodes.Window, field: str, snapshot: Snapshot) -> Iterator[SpanPlan]:
    """Yield a plan for each group of languages; a stem that occurs twice in its stems must match twice."""

    def stem_words(algorithm: str) -> tuple[tuple[str, ...], ...]:
        return tuple(filter(None, (stem_query(word, algorithm) for word in window.words)))

    for stems, tags in _group_languages(stem_words, snapshot):
        counts = Counter(PhrasePlan(field, tuple(map(str.encode, word)), tags) for word in stems)
        yield span_plans.WindowPlan(tuple(counts), tuple(counts.values()), window.distance)


def _group_languages(
    stem: Callable[[str], ResultT], snapshot: Snapshot
) -> Iterator[tuple[ResultT, tuple[str, ...] | None]]:
    """Yield each result of stemming by the algorithm of a language, with the languages that give it; None: all do."""
    tags_by_result: dict[ResultT, list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        tags_by_result.setdefault(stem(get_algorithm(tag)), []).append(tag)
    for result, tags in tags_by_result.items():
        yield result, None if len(tags_by_result) == 1 else tuple(tags)

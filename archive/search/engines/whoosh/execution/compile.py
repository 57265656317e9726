"""Compile query nodes to plans, with small words weighed less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeGuard

from whoosh.lang.stopwords import stoplists

from archive.search.analysis.analyzer import fold_word, get_algorithm, list_query_forms, stem_query
from archive.search.engines.whoosh.execution.lexicon import expand_pattern
from archive.search.engines.whoosh.execution.plans import (
    ALL_UNSCORED,
    AllPlan,
    AndMaybePlan,
    AndNotPlan,
    AndPlan,
    EmptyFieldPlan,
    FilterPlan,
    OrPlan,
    QueryPlan,
    SpansPlan,
    StemPhrasePlan,
    TermPlan,
    TitledTermPlan,
    UnscoredPlan,
)
from archive.search.engines.whoosh.execution.span_plans import (
    AboutPlan,
    AtLeastPlan,
    NearPlan,
    NotNearPlan,
    PhrasePlan,
    QuotationPlan,
    SameUnitPlan,
    SpanPlan,
    SpanUnionPlan,
    WindowPlan,
)
from archive.search.engines.whoosh.storage.columns import (
    QUOTE_START,
    UNKNOWN_KEY,
    ArticleColumns,
    Mask,
    match_added,
    match_authors,
    match_keys,
    match_languages,
    match_outlets,
    match_period,
    match_status,
    match_undated,
)
from archive.search.engines.whoosh.storage.inverted import FormGroup
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.nodes import (
    AddedClause,
    And,
    AtLeast,
    DateClause,
    Fuzzy,
    InQuotation,
    LanguageClause,
    MissingClause,
    NameClause,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    StatusClause,
    Term,
    Wildcard,
    Window,
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
StemSpelling = tuple[tuple[str, ...], tuple[str, ...] | None]
"""The stems of some words, and the languages that stem them so; None: all do."""

_MISSING_PLANS: Mapping[str, QueryPlan] = {
    "outlet": FilterPlan(partial(match_outlets, keys=(UNKNOWN_KEY,))),
    "author": FilterPlan(partial(match_authors, keys=(UNKNOWN_KEY,))),
    "lang": FilterPlan(partial(match_languages, tags=("",))),
    "date": FilterPlan(match_undated),
    "credit": EmptyFieldPlan("credit"),
    "place": EmptyFieldPlan("place"),
    "quote": AndNotPlan(ALL_UNSCORED, TermPlan("text", QUOTE_START)),
}
_KEY_FILTERS: Mapping[str, Callable[..., Mask]] = {
    "outlet": match_outlets, "author": match_authors, "speaker": match_keys, "id": match_keys,
}  # fmt: skip


def compile_query(node: Node | None, names: NameKeys, snapshot: Snapshot) -> QueryPlan:
    """Compile `node` for this snapshot."""
    match node:
        case None:
            return AllPlan()
        case Not(part):
            return AndNotPlan(ALL_UNSCORED, compile_query(part, names, snapshot))
        case And(parts):
            return _compile_and(parts, names, snapshot)
        case Or(parts):
            return _compile_or(parts, names, snapshot)
        case NameClause(field):
            return FilterPlan(partial(_KEY_FILTERS[field], keys=names.get(node, ())))
        case Term(exact=False) | Phrase(exact=False) if node.field != "about":
            return _compile_terms(node, snapshot)
        case MissingClause(field):
            return _MISSING_PLANS[field]
        case LanguageClause() | DateClause() | AddedClause() | StatusClause():
            return FilterPlan(_build_filter(node, snapshot))
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


def _compile_and(parts: tuple[Node, ...], names: NameKeys, snapshot: Snapshot) -> QueryPlan:
    """Compile a conjunction: the required parts, without the negated ones."""
    wanted = tuple(compile_query(part, names, snapshot) for part in parts if not isinstance(part, Not))
    unwanted = tuple(compile_query(part.part, names, snapshot) for part in parts if isinstance(part, Not))
    plan = AndPlan(wanted) if wanted else ALL_UNSCORED
    return AndNotPlan(plan, OrPlan(unwanted)) if unwanted else plan


def _compile_or(parts: tuple[Node, ...], names: NameKeys, snapshot: Snapshot) -> QueryPlan:
    """Compile a disjunction; stop words score nothing beside other words."""
    tags = snapshot.columns.languages.categories or ("",)
    return OrPlan(
        tuple(
            _compile_stop_word(part, stop_word_tags, frozenset(tags) - stop_word_tags, snapshot)
            if isinstance(part, Term) and stop_word_tags
            else compile_query(part, names, snapshot)
            for part, stop_word_tags in zip(parts, find_stop_word_languages(parts, tags), strict=True)
        )
    )


def _compile_stop_word(
    term: Term, stop_word_tags: frozenset[str], other_tags: frozenset[str], snapshot: Snapshot
) -> QueryPlan:
    """Compile a word that is a stop word in some languages only."""
    unscored = UnscoredPlan(_compile_field(list(iter_spellings(term.text, snapshot)), term.field))
    if not other_tags:
        return unscored
    scored = _compile_terms(term, snapshot)
    return OrPlan((_restrict_to_languages(scored, other_tags), _restrict_to_languages(unscored, stop_word_tags)))


def _restrict_to_languages(plan: QueryPlan, tags: Iterable[str]) -> QueryPlan:
    return AndPlan((plan, FilterPlan(partial(match_languages, tags=tuple(tags)))))


def _build_filter(
    node: LanguageClause | DateClause | AddedClause | StatusClause, snapshot: Snapshot
) -> Callable[[ArticleColumns], Mask]:
    match node:
        case LanguageClause(language):
            tags = snapshot.columns.languages.categories
            return partial(match_languages, tags=tuple(tag for tag in tags if _is_in_language(tag, language)))
        case DateClause(first, last, possible):
            return partial(match_period, first=_to_ordinal(first), last=_to_ordinal(last), possible=possible)
        case AddedClause(first, last):
            return partial(match_added, first=_to_ordinal(first), last=_to_ordinal(last))
        case StatusClause(status):
            return partial(match_status, status=status)


def _is_in_language(tag: str, language: str) -> bool:
    tag, language = tag.casefold(), language.casefold()
    return tag == language or tag.startswith(f"{language}-")


def _to_ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _compile_terms(node: Term | Phrase, snapshot: Snapshot) -> QueryPlan:
    """Compile stemmed words; words of the text score by the title as well."""
    spellings = list(iter_spellings(node.text, snapshot))
    if node.field != "text":
        return _compile_field(spellings, node.field)
    match spellings:
        case [((stem,), None)]:
            return TitledTermPlan(stem.encode())
    return AndMaybePlan(_compile_field(spellings, "text"), _compile_field(spellings, "title"))


def _compile_field(spellings: Sequence[StemSpelling], field: str) -> QueryPlan:
    """Compile the stems of each language, limited to articles of that language."""
    match spellings:
        case [(stems, None)]:
            return _compile_stems(stems, field)
    return OrPlan(tuple(_restrict_to_languages(_compile_stems(stems, field), tags or ()) for stems, tags in spellings))


def _compile_stems(stems: tuple[str, ...], field: str) -> QueryPlan:
    keys = tuple(stem.encode() for stem in stems)
    return TermPlan(field, keys[0]) if len(keys) == 1 else StemPhrasePlan(field, keys)


def _compile_spans(node: Node, snapshot: Snapshot) -> QueryPlan:
    """Compile a node of spans; a single term needs no positions."""
    plan = build_span_plan(node, snapshot)
    if not isinstance(plan, PhrasePlan) or len(plan.keys) > 1 or plan.tags is not None:
        return SpansPlan(plan)
    return TitledTermPlan(plan.keys[0]) if plan.field == "text" else TermPlan(plan.field, plan.keys[0])


def build_span_plan(node: Node, snapshot: Snapshot) -> SpanPlan:
    """Build the plan of a node that has spans."""

    def build_part(part: Node) -> SpanPlan:
        return build_span_plan(part, snapshot)

    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window() if node.field == "about":
            return AboutPlan((_plan_terms(node, "text", snapshot),))
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return _plan_terms(node, node.field, snapshot)
        case Or(parts):
            return SpanUnionPlan(tuple(map(build_part, parts)))
        case Near(parts, distance, ordered):
            return NearPlan(tuple(map(build_part, parts)), distance, ordered)
        case NotNear(wanted, unwanted, distance):
            return NotNearPlan((build_part(wanted),), build_part(unwanted), distance)
        case SameUnit(parts, unit):
            return SameUnitPlan(tuple(map(build_part, parts)), unit)
        case AtLeast(part, count):
            return AtLeastPlan((build_part(part),), count)
        case InQuotation(part):
            return QuotationPlan((build_part(part),))
    raise TypeError(f"{type(node).__name__} has no places; it cannot stand near anything.")


def iter_spellings(text: str, snapshot: Snapshot) -> Iterator[StemSpelling]:
    """Yield the stems of a text, and the languages that stem it so; None where all do."""
    tags_by_stems: dict[tuple[str, ...], list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        tags_by_stems.setdefault(stem_query(text, get_algorithm(tag)), []).append(tag)
    for stems, tags in tags_by_stems.items():
        if stems:
            yield stems, None if len(tags_by_stems) == 1 else tuple(tags)


def _plan_terms(node: Term | Phrase | Wildcard | Fuzzy | Window, field: str, snapshot: Snapshot) -> SpanPlan:
    match node:
        case Term(text, exact=True) | Phrase(text, exact=True):
            forms = list_query_forms(text, get_algorithm(""))
            return PhrasePlan(field, tuple(FormGroup((form.encode(),)) for form, _ in forms))
        case Term(text) | Phrase(text):
            return _plan_stems(text, field, snapshot)
        case Wildcard() | Fuzzy():
            return PhrasePlan(field, (expand_pattern(snapshot, node)[0],))
        case Window(words, distance):
            return _plan_window(words, distance, field, snapshot)


def _plan_stems(text: str, field: str, snapshot: Snapshot) -> SpanPlan:
    parts = [
        PhrasePlan(field, tuple(stem.encode() for stem in stems), tags)
        for stems, tags in iter_spellings(text, snapshot)
    ]
    return parts[0] if len(parts) == 1 else SpanUnionPlan(tuple(parts))


def _plan_window(words: Sequence[str], distance: int, field: str, snapshot: Snapshot) -> SpanPlan:
    """Plan a window; a stem that occurs twice in a language's stems must match twice."""
    tags_by_stems: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        stems = tuple(stem_query(word, get_algorithm(tag)) for word in words)
        tags_by_stems.setdefault(tuple(filter(None, stems)), []).append(tag)
    plans = []
    for stems, tags in tags_by_stems.items():
        languages = None if len(tags_by_stems) == 1 else tuple(tags)
        counts = Counter(PhrasePlan(field, tuple(map(str.encode, word)), languages) for word in stems)
        plans.append(WindowPlan(tuple(counts), tuple(counts.values()), distance))
    return plans[0] if len(plans) == 1 else SpanUnionPlan(tuple(plans))

"""The vocabulary of the index: forms as printed, counted by the server, for patterns, completion and spelling."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.search.analysis.analyzer import compile_wildcard, fold_word, get_literal_prefix, stem_query
from archive.search.engines.base import CompoundForms, TermExpansion
from archive.search.engines.opensearch.cluster import Cluster
from archive.search.engines.opensearch.cut_text import FORM, limit_term
from archive.search.engines.opensearch.index_body import FORM_FIELDS
from archive.search.engines.similar_words import MAX_EDITS, measure_edits, rank_similar_words, vary_first_letter
from archive.search.query.nodes import Fuzzy, Wildcard

MAX_FORMS: Final = 500
"""Forms a pattern expands to at most, the most frequent."""
_MAX_SHOWN: Final = 20
_MAX_COUNTED: Final = 50_000  # forms in one answer; the server gives 65,535 at most
_MAX_REGEX: Final = 900  # characters; the server takes 1,000
_SPECIAL = re.compile(r'[.?+*|{}\[\]()"\\#@&<>~^$-]')
FormCounts = list[tuple[str, int]]


def quote_regex(text: str) -> str:
    """Return a text as the server's regular expressions have it."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def count_forms(cluster: Cluster, field: str, regex: str, size: int = _MAX_COUNTED) -> tuple[FormCounts, bool]:
    """Return the forms of a field that match, with their articles, the most frequent first; and whether that is all."""
    if len(regex) > _MAX_REGEX:
        return [], False
    terms = {
        "field": FORM_FIELDS[field],
        "include": regex,
        "size": size,
        "shard_size": _MAX_COUNTED,
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    answer = cluster.search({"size": 0, "track_total_hits": False, "aggs": {"forms": {"terms": terms}}})
    found = answer["aggregations"]["forms"]
    return [(one["key"], one["doc_count"]) for one in found["buckets"]], not found["sum_other_doc_count"]


def expand_pattern(cluster: Cluster, node: Wildcard | Fuzzy) -> tuple[tuple[str, ...], TermExpansion]:
    """Return the forms that a pattern is searched by, and their description."""
    regex, select = _build_wildcard(node.pattern) if isinstance(node, Wildcard) else _build_fuzzy(node.text, node.edits)
    counts, is_whole = count_forms(cluster, node.field, regex)
    wanted = set(select([form for form, _ in counts]))
    ranked = [(form, count) for form, count in counts if form in wanted]
    is_cut = len(ranked) > MAX_FORMS or not is_whole
    forms = tuple(form for form, _ in ranked[:MAX_FORMS])
    return forms, TermExpansion(tuple(ranked[:_MAX_SHOWN]), len(ranked), is_cut)


def _build_wildcard(pattern: str) -> tuple[str, Callable[[Sequence[str]], list[str]]]:
    """Return a regular expression that misses none of the forms, and what selects them; hyphens do not count."""
    pieces = []
    for piece in re.split(r"([*?])", pattern):
        if piece in "*?":
            pieces.append({"*": ".*", "?": ".-?", "": ""}[piece])
        else:
            pieces.append("".join(f"{quote_regex(letter)}-?" for letter in fold_word(piece)))
    match_form, prefix = compile_wildcard(pattern).fullmatch, get_literal_prefix(pattern)
    beginnings = (prefix, *(f"{prefix[:cut]}-{prefix[cut:]}" for cut in range(1, len(prefix))))
    return "".join(pieces), lambda forms: [
        form for form in forms if form.startswith(beginnings) and match_form(form.replace("-", ""))
    ]


def _build_fuzzy(text: str, edits: int) -> tuple[str, Callable[[Sequence[str]], list[str]]]:
    word = fold_word(text)

    def select(forms: Sequence[str]) -> list[str]:
        return _select_near(word, forms, edits)

    return f"{quote_regex(word[:1])}.{{{max(len(word) - 1 - edits, 0)},{len(word) - 1 + edits}}}", select


def _select_near(word: str, forms: Sequence[str], edits: int) -> list[str]:
    found = process.extract(word, forms, scorer=OSA.distance, score_cutoff=edits, limit=None, processor=None)
    return [form for form, _, _ in found]


def complete_prefix(cluster: Cluster, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return the forms that begin so, the most articles first."""
    folded = fold_word(prefix)
    if not folded or not limit:
        return ()
    return tuple(count_forms(cluster, field, f"{quote_regex(folded)}.*", limit)[0])


def find_similar_forms(cluster: Cluster, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return the printed forms that a misspelt word may stand for, the likeliest first."""
    folded = fold_word(word)
    if len(folded) < 3 or not folded.isalpha():
        return ()
    shortest, longest = max(len(folded) - 1 - MAX_EDITS, 0), len(folded) - 1 + MAX_EDITS
    same_letter, _ = count_forms(cluster, "text", f"{quote_regex(folded[0])}.{{{shortest},{longest}}}")
    counts = {form: count for form, count in same_letter if form.isalpha()}
    varied = [form for form in vary_first_letter(folded) if form.isalpha()]
    counts |= dict(zip(varied, count_articles(cluster, [[FORM + form] for form in varied]), strict=True))
    edits = measure_edits(folded, [form for form in counts if form[0] == folded[0]], varied)
    return rank_similar_words({form: n for form, n in edits.items() if counts.get(form)}, counts, limit)


def count_articles(cluster: Cluster, term_lists: Sequence[Sequence[str]]) -> list[int]:
    """Return for each list the number of articles whose text has any of its terms."""
    if not term_lists:
        return []
    filters = {str(number): {"terms": {"words": list(terms)}} for number, terms in enumerate(term_lists)}
    body = {"size": 0, "track_total_hits": False, "aggs": {"words": {"filters": {"filters": filters}}}}
    buckets = cluster.search(body)["aggregations"]["words"]["buckets"]
    return [buckets[str(number)]["doc_count"] for number in range(len(term_lists))]


def count_words(cluster: Cluster, words: Sequence[str], algorithms: Sequence[str]) -> tuple[int, ...]:
    """Return the articles of each word, by the stem of the language with the most."""
    stems = [sorted(_stem_word(word, tuple(algorithms))) for word in words]
    flat = sorted({stem for word in stems for stem in word})
    counts = dict(zip(flat, count_articles(cluster, [[stem] for stem in flat]), strict=True))
    return tuple(max((counts[stem] for stem in word), default=0) for word in stems)


@lru_cache(10_000)
def _stem_word(word: str, algorithms: tuple[str, ...]) -> frozenset[str]:
    stems = [stem_query(word, algorithm) for algorithm in algorithms]
    return frozenset(limit_term(one[0]) for one in stems if len(one) == 1)


def find_compound_forms(cluster: Cluster, words: Sequence[str], algorithms: Sequence[str]) -> tuple[CompoundForms, ...]:
    """Return how each word is printed: as one word, and with which hyphens."""
    if not words:
        return ()
    stems = {word: {limit_term(stem_query(word, algorithm)[0]) for algorithm in algorithms} for word in words}
    hyphenated = _find_hyphenated({stem for word in stems.values() for stem in word}, cluster)
    asked = sorted(hyphenated)
    answers = cluster.search_all([_build_closed_query(stem, hyphenated[stem]) for stem in asked])
    closed = {stem for stem, answer in zip(asked, answers, strict=True) if answer["hits"]["total"]["value"]}
    return tuple(
        CompoundForms(
            bool(stems[word] & closed), tuple(sorted({form for stem in stems[word] for form in hyphenated[stem]}))
        )
        for word in words
    )


def _find_hyphenated(stems: set[str], cluster: Cluster) -> dict[str, list[str]]:
    """Return the forms with a hyphen of each stem."""
    forms: dict[str, list[str]] = {stem: [] for stem in stems}
    regex = f"({'|'.join(map(quote_regex, sorted(stems)))}){FORM}.*"
    body: dict[str, Any] = {
        "size": 0,
        "track_total_hits": False,
        "query": {"exists": {"field": "compounds"}},
        "aggs": {"forms": {"terms": {"field": "compounds", "include": regex, "size": 1_000, "shard_size": 1_000}}},
    }
    if len(regex) <= _MAX_REGEX:
        for bucket in cluster.search(body)["aggregations"]["forms"]["buckets"]:
            stem, _, form = bucket["key"].partition(FORM)
            forms[stem].append(form)
    return forms


def _build_closed_query(stem: str, hyphenated: Sequence[str]) -> dict[str, Any]:
    """Build what asks whether a stem is printed anywhere without a hyphen."""
    term: dict[str, Any] = {"span_term": {"words": stem}}
    if hyphenated:
        forms = [{"span_term": {"words": FORM + limit_term(form)}} for form in hyphenated[:MAX_FORMS]]
        term = {"span_not": {"include": term, "exclude": {"span_or": {"clauses": forms}}}}
    return {"size": 0, "query": term, "track_total_hits": 1, "terminate_after": 1}

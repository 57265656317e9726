"""The index's vocabulary: expansion of wildcards and misspellings, completion.

Forms are ranked over the whole index, the most frequent first; the total and whether the list was
truncated are part of the result.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.search.analysis.analyzer import compile_wildcard, fold_word, get_algorithm, get_literal_prefix, stem_query
from archive.search.engines.base import CompoundForms, TermExpansion
from archive.search.engines.whoosh.storage.array_file import convert_read_errors
from archive.search.engines.whoosh.storage.form_postings import FormGroup, count_articles_with_form, extract_form
from archive.search.engines.whoosh.storage.inverted import FORM, FieldReader
from archive.search.engines.whoosh.storage.segment import SegmentReader
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.budget import check_time
from archive.search.query.nodes import Fuzzy, Wildcard

MAX_FORMS: Final = 500
"""Maximum number of forms a pattern expands to, the most frequent."""
_MAX_SHOWN: Final = 20

FormFilter = Callable[[list[str]], list[str]]


def expand_pattern(snapshot: Snapshot, node: Wildcard | Fuzzy) -> tuple[FormGroup, TermExpansion]:
    """Expand a node to its forms; return them and their description."""
    return snapshot.get_cached(node, lambda: _expand(snapshot, node))


def complete_prefix(snapshot: Snapshot, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return the forms of a field that begin with `prefix`, the most articles first."""
    arguments = (field, fold_word(prefix), limit)
    return snapshot.get_cached(arguments, lambda: _rank_completions(snapshot, *arguments))


def get_word_frequency(snapshot: Snapshot, word: str) -> int:
    """Count the articles with a word in `text`, by the stem of the language with the most."""
    tags = snapshot.columns.languages.categories or ("",)
    stem_lists = {stem_query(word, get_algorithm(tag)) for tag in tags}
    stems = {stems[0].encode() for stems in stem_lists if len(stems) == 1}
    return max((snapshot.get_doc_frequency("text", stem) for stem in stems), default=0)


def find_compound_forms(snapshot: Snapshot, word: str) -> CompoundForms:
    """Return how a word is printed in `text`: as one word, and with which hyphens."""
    return snapshot.get_cached(("compound", word), lambda: _find_compound_forms(snapshot, word))


def _find_compound_forms(snapshot: Snapshot, word: str) -> CompoundForms:
    tags = snapshot.columns.languages.categories or ("",)
    stems = {stem_query(word, get_algorithm(tag))[0].encode() for tag in tags}
    is_closed, hyphenated = False, set()
    for segment in snapshot.segments:
        if (reader := segment.file.fields.get("text")) is None:
            continue
        for stem in stems:
            forms = {extract_form(reader.get_term(number)) for number in reader.find_forms(stem)}
            with_hyphen = {form for form in forms if b"-" in form}
            hyphenated |= with_hyphen
            is_closed = (
                is_closed
                or len(with_hyphen) < len(forms)
                or (reader.find_term(stem) is not None and _count_in_segment(segment, "text", stem) > 0)
            )
    return CompoundForms(is_closed, tuple(sorted(form.decode() for form in hyphenated)))


def _expand(snapshot: Snapshot, node: Wildcard | Fuzzy) -> tuple[FormGroup, TermExpansion]:
    field = "text" if node.field == "about" else node.field
    match node:
        case Wildcard(pattern):
            match_form = compile_wildcard(pattern).fullmatch
            prefix = get_literal_prefix(pattern)
            counts = _count_forms(
                snapshot, field, prefix, lambda forms: [form for form in forms if match_form(form.replace("-", ""))]
            )
        case Fuzzy(text, edits):
            folded_text = fold_word(text)
            counts = _count_forms(snapshot, field, folded_text[:1], _build_edit_filter(folded_text, edits))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    top_forms = ranked[:MAX_FORMS]
    expansion = TermExpansion(tuple(ranked[:_MAX_SHOWN]), len(ranked), len(ranked) > len(top_forms))
    return FormGroup(tuple(sorted(form.encode() for form, _ in top_forms))), expansion


def _build_edit_filter(word: str, edits: int) -> FormFilter:
    def filter_forms(forms: list[str]) -> list[str]:
        candidates = [form for form in forms if abs(len(form) - len(word)) <= edits]
        results = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=edits, limit=None, processor=None)
        return [form for form, _, _ in results]

    return filter_forms


def _count_forms(snapshot: Snapshot, field: str, prefix: str, form_filter: FormFilter) -> Counter[str]:
    """Count the articles of each form that begins with `prefix` and passes the filter."""
    counts: Counter[str] = Counter()
    for segment in snapshot.segments:
        check_time()
        if field in segment.file.fields:
            for form in form_filter(sorted(_list_forms(segment.file.fields[field], prefix.encode(errors="replace")))):
                check_time()
                counts[form] += _count_in_segment(segment, field, form.encode())
    return +counts  # without forms that are never printed


def _rank_completions(snapshot: Snapshot, field: str, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Rank the completions of a prefix.

    A form occurs in at most as many articles as its terms together, a bound known at once. So only
    forms that can still be among the first are counted exactly.
    """
    bounds = _bound_frequencies(snapshot, field, prefix.encode(errors="replace")) if prefix else Counter()
    best: list[tuple[int, str]] = []
    for form, bound in sorted(bounds.items(), key=lambda pair: (-pair[1], pair[0])):
        check_time()
        if len(best) == limit and bound < -best[-1][0]:
            break
        if articles := sum(_count_in_segment(segment, field, form.encode()) for segment in snapshot.segments):
            best = sorted([*best, (-articles, form)])[:limit]
    return tuple((form, -articles) for articles, form in best)


def _bound_frequencies(snapshot: Snapshot, field: str, prefix: bytes) -> Counter[str]:
    """Return for every form and stem with `prefix` the sum of its terms' document frequencies."""
    bounds: Counter[str] = Counter()
    for segment in snapshot.segments:
        if (reader := segment.file.fields.get(field)) is None:
            continue
        for start in (FORM + prefix, prefix):
            first, last = reader.find_prefix_range(start)
            counts = reader.get_doc_frequencies(first, last).tolist()
            for term, articles in zip(reader.get_terms(first, last), counts, strict=True):
                bounds[(extract_form(term) if start[:1] == FORM else term).decode()] += articles
    return bounds


def _list_forms(reader: FieldReader, prefix: bytes) -> set[str]:
    """Return every form that begins with `prefix`, hyphens left out, and every stem that does."""
    beginnings = [prefix, *(prefix[:cut] + b"-" + prefix[cut:] for cut in range(1, len(prefix)))]
    forms = {
        extract_form(term)
        for beginning in beginnings
        for term in reader.get_terms(*reader.find_prefix_range(FORM + beginning))
    }
    first, last = reader.find_prefix_range(prefix)
    stems = reader.get_terms(max(first, reader.find_insertion_point(b" ")), last)
    return {word.decode() for word in forms.union(stems)}


def _count_in_segment(segment: SegmentReader, field: str, form: bytes) -> int:
    """Count the articles of a segment that print this very form."""
    if (reader := segment.file.fields.get(field)) is None:
        return 0
    with convert_read_errors(segment.name):
        return count_articles_with_form(reader, form, segment.size)

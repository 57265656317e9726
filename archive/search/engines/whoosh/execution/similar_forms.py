"""Printed words of the index that a misspelt one may stand for (see `archive.search.engines.similar_words`)."""

from collections.abc import Sequence

from archive.search.analysis.analyzer import fold_word
from archive.search.engines.similar_words import (
    EDIT_WEIGHT,
    MAX_COUNTED,
    MAX_EDITS,
    MIN_LENGTH,
    measure_edits,
    rank_similar_words,
    vary_first_letter,
)
from archive.search.engines.whoosh.storage.array_file import convert_read_errors
from archive.search.engines.whoosh.storage.form_postings import count_articles_with_form, extract_form
from archive.search.engines.whoosh.storage.inverted import FORM, FieldReader
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.budget import check_time


def find_similar_forms(snapshot: Snapshot, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return the forms in `text` that a misspelt word may stand for, each with its articles, the likeliest first."""
    folded_word = fold_word(word)
    if len(folded_word) < MIN_LENGTH or not folded_word.isalpha():
        return ()
    key = ("similar", folded_word, limit)
    return snapshot.get_cached(key, lambda: _find_similar_forms(snapshot, folded_word, limit))


def _find_similar_forms(snapshot: Snapshot, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    readers = [segment.file.fields["text"] for segment in snapshot.segments if "text" in segment.file.fields]
    edits = _measure_candidates(word, readers)
    bounds = {form: sum(_bound_frequency(reader, form.encode()) for reader in readers) for form in edits}
    likeliest = sorted(bounds, key=lambda form: (-bounds[form] * EDIT_WEIGHT ** -edits[form], form))[:MAX_COUNTED]
    counts = {form: _count_articles(snapshot, form.encode()) for form in likeliest}
    return rank_similar_words({form: edits[form] for form in likeliest}, counts, limit)


def _measure_candidates(word: str, readers: Sequence[FieldReader]) -> dict[str, int]:
    """Return the printed forms near a word, each with its edits."""
    edits: dict[str, int] = {}
    for reader in readers:
        check_time()
        forms = [form for form in _list_forms(reader, word[0].encode()) if abs(len(form) - len(word)) <= MAX_EDITS]
        varied = [form for form in vary_first_letter(word) if _is_printed(reader, form)]
        edits |= measure_edits(word, forms, varied)
    return edits


def _list_forms(reader: FieldReader, prefix: bytes) -> list[str]:
    """Return every form and every stem that begins with `prefix`, words of letters only."""
    forms = {extract_form(term) for term in reader.get_terms(*reader.find_prefix_range(FORM + prefix))}
    forms.update(reader.get_terms(*reader.find_prefix_range(prefix)))
    return [form for form in map(bytes.decode, forms) if form.isalpha()]


def _is_printed(reader: FieldReader, form: str) -> bool:
    return form.isalpha() and _bound_frequency(reader, form.encode()) > 0


def _bound_frequency(reader: FieldReader, form: bytes) -> int:
    """Return in how many articles a form is at most printed."""
    first, last = reader.find_prefix_range(FORM + form + FORM)
    stem = reader.find_term(form)
    printed = int(reader.get_doc_frequencies(first, last).sum()) if first < last else 0
    return printed + (0 if stem is None else reader.get_doc_frequency(stem))


def _count_articles(snapshot: Snapshot, form: bytes) -> int:
    """Count the articles that print this very form."""
    total = 0
    for segment in snapshot.segments:
        check_time()
        if (reader := segment.file.fields.get("text")) is not None:
            with convert_read_errors(segment.name):
                total += count_articles_with_form(reader, form, segment.size)
    return total

"""Printed words that a misspelt one may stand for: the nearest by edits, of those the most printed.

A letter more, less, exchanged or changed places is one edit, and so is a letter doubled in the wrong place (`allepo`).
Two edits are tried in words of some length, and only behind the same first letter, which is seldom mistyped.
"""

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.search.analysis.analyzer import fold_word
from archive.search.engines.whoosh.storage.array_file import convert_read_errors
from archive.search.engines.whoosh.storage.form_postings import count_articles_with_form, extract_form
from archive.search.engines.whoosh.storage.inverted import FORM, FieldReader
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.budget import check_time

_MIN_LENGTH: Final = 3  # letters of a word for which others are looked for
_MIN_LENGTH_FOR_TWO: Final = 8  # letters of a word in which two may be wrong
_EDIT_WEIGHT: Final = 20  # so many times as often must a word be printed to be chosen though it is one edit further
_MAX_COUNTED: Final = 40  # candidates whose articles are counted exactly, the most frequent
_MAX_SHARE: Final = 200  # a word printed so many times less than the best one is far-fetched
_BLOCK: Final = 0x50  # code points of a script's small letters, at most


def find_similar_forms(snapshot: Snapshot, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return the forms in `text` that a misspelt word may stand for, each with its articles, the likeliest first."""
    folded_word = fold_word(word)
    if len(folded_word) < _MIN_LENGTH or not folded_word.isalpha():
        return ()
    key = ("similar", folded_word, limit)
    return snapshot.get_cached(key, lambda: _find_similar_forms(snapshot, folded_word, limit))


def _find_similar_forms(snapshot: Snapshot, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    readers = [segment.file.fields["text"] for segment in snapshot.segments if "text" in segment.file.fields]
    edits = _measure_candidates(word, readers)
    bounds = {form: sum(_bound_frequency(reader, form.encode()) for reader in readers) for form in edits}
    likeliest = sorted(bounds, key=lambda form: (-bounds[form] * _EDIT_WEIGHT ** -edits[form], form))[:_MAX_COUNTED]
    counts = {form: _count_articles(snapshot, form.encode()) for form in likeliest}
    scores = {form: count * _EDIT_WEIGHT ** -edits[form] for form, count in counts.items() if count}
    ranked = sorted(scores, key=lambda form: (-scores[form], form))
    return tuple((form, counts[form]) for form in ranked[:limit] if scores[form] * _MAX_SHARE >= scores[ranked[0]])


def _measure_candidates(word: str, readers: Sequence[FieldReader]) -> dict[str, int]:
    """Return the printed forms near a word, each with its edits."""
    most = 2 if len(word) >= _MIN_LENGTH_FOR_TWO else 1
    edits: dict[str, int] = {}
    for reader in readers:
        check_time()
        forms = [form for form in _list_forms(reader, word[0].encode()) if abs(len(form) - len(word)) <= most]
        near = process.extract(word, forms, scorer=OSA.distance, score_cutoff=2, limit=None, processor=None)
        edits |= {form: 1 if _undouble(form) == _undouble(word) else int(distance) for form, distance, _ in near}
        edits |= dict.fromkeys((form for form in _vary_first_letter(word) if _is_printed(reader, form)), 1)
    edits.pop(word, None)
    return {form: n for form, n in edits.items() if n <= most and not _is_far_fetched(word, form)}


def _is_far_fetched(word: str, form: str) -> bool:
    """Return whether a short word would lose or exchange what makes it that word."""
    if len(word) > _MIN_LENGTH + 1:
        return False
    is_exchanged = len(form) == len(word) == _MIN_LENGTH and sorted(form) != sorted(word)
    return is_exchanged or len(form) < len(word)


def _undouble(word: str) -> str:
    """Return a word with each doubled letter single."""
    return "".join(letter for at, letter in enumerate(word) if letter != word[at - 1 : at])


def _vary_first_letter(word: str) -> Iterator[str]:
    """Yield the words that one edit of the first letter may give."""
    letters: Iterable[str] = ascii_lowercase
    if not word[0].isascii():
        start = ord(word[0]) // _BLOCK * _BLOCK
        letters = (chr(code) for code in range(start, start + 2 * _BLOCK) if chr(code).isalpha())
    if len(word) > _MIN_LENGTH + 1:
        for letter in letters:
            yield letter + word[1:]
            yield letter + word
        yield word[1:]
    yield word[1] + word[0] + word[2:]


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

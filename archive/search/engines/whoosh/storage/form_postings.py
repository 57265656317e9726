"""Postings of printed forms, as exact words, patterns and similar spellings need them; derived from those of the terms.

A form other than its stem has a term of its own; the stem as printed is where no other form of it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.storage import postings_codec
from archive.search.engines.whoosh.storage.doc_sets import DOC_SHIFT, build_keys, isin_keys, sort_unique
from archive.search.engines.whoosh.storage.inverted import FORM, FieldReader

_POSITION_MASK: Final = (1 << DOC_SHIFT) - 1
_NO_KEYS: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A group of printed forms (folded, as bytes) searched as one term."""

    forms: tuple[bytes, ...]


FormPostings = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[Any]]
"""Documents, frequencies and positions."""


def merge_form_postings(reader: FieldReader, group: FormGroup) -> FormPostings:
    """Return the postings of a group of forms, derived from the terms."""
    wanted = frozenset(group.forms)
    whole_terms: list[int] = []
    partial_keys: list[NDArray[np.int64]] = []
    for form in group.forms:
        whole_terms.extend(range(*reader.find_prefix_range(FORM + form + FORM)))
        if (stem := reader.find_term(form)) is not None:
            others = [n for n in reader.find_forms(form) if extract_form(reader.get_term(n)) not in wanted]
            if others:
                (stem_keys,) = _iter_keys(reader, [stem])
                other_keys = sort_unique(np.concatenate([*_iter_keys(reader, others)]))
                partial_keys.append(stem_keys[~isin_keys(other_keys, stem_keys)])
            else:
                whole_terms.append(stem)
    keys = sort_unique(np.concatenate([*_iter_keys(reader, whole_terms), *partial_keys, _NO_KEYS]))
    docs: NDArray[Any]
    docs, counts = np.unique(keys >> DOC_SHIFT, return_counts=True)
    positions = keys & _POSITION_MASK
    is_narrow = int(positions.max(initial=0)) <= postings_codec.MAX_NARROW_POSITION
    dtype = postings_codec.NARROW_DTYPE if is_narrow else np.uint32
    return docs.astype(np.int32), counts.astype(np.int32), positions.astype(dtype)


def count_articles_with_form(reader: FieldReader, form: bytes, size: int) -> int:
    """Count the articles, of `size`, that print this very form; positions are not read.

    An article prints the stem as it stands where the stem is more frequent than its other forms.
    """
    numbers = list(range(*reader.find_prefix_range(FORM + form + FORM)))
    stem = reader.find_term(form)
    others = [] if stem is None else reader.find_forms(form)
    if not others and len(numbers) + (stem is not None) == 1:
        return reader.get_doc_frequency(numbers[0] if stem is None else stem)
    remaining = np.zeros(size, np.int64)
    for number, sign in ((stem, 1), *((other, -1) for other in others)):
        if number is not None:
            docs, freqs = reader.read_postings(number)
            remaining[docs] += sign * freqs.astype(np.int64)
    for number in numbers:
        remaining[reader.read_postings(number)[0]] = 1
    return int(np.count_nonzero(remaining))


def extract_form(term: bytes) -> bytes:
    """Return the form in a form term."""
    return term[1:].partition(FORM)[0]


def _iter_keys(reader: FieldReader, numbers: Iterable[int]) -> Iterator[NDArray[np.int64]]:
    """Yield the position keys of these terms; adjacent terms are read together."""
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        run_numbers = [number for _, number in run]
        table = reader.read_table(run_numbers[0], run_numbers[-1] + 1)
        yield build_keys(table.docs, table.freqs, table.positions)

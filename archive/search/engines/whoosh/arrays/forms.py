"""Postings of printed forms, derived from the terms of a segment.

A form that differs from its stem has terms of its own (FORM form FORM stem). A form that equals its
stem has the postings of the stem, less the positions of the stem's other forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays.inverted import FieldReader
from archive.search.engines.whoosh.arrays.sentinels import FORM
from archive.search.engines.whoosh.arrays.sets import sort_unique
from archive.search.engines.whoosh.arrays.spans import DOC_SHIFT, build_keys, isin_keys

_POSITION_MASK = (1 << DOC_SHIFT) - 1
_MAX_NARROW_POSITION = 65_535  # as in `lanes`: the highest position of two bytes


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A group of printed forms (folded, as bytes) searched as one term."""

    forms: tuple[bytes, ...]


FormPostings = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[Any]]
"""Documents, frequencies and positions."""


def merge_form_postings(reader: FieldReader, group: FormGroup) -> FormPostings:
    """Return the postings of a group of forms."""
    wanted = frozenset(group.forms)
    whole_terms: list[int] = []
    partial_keys: list[NDArray[np.int64]] = []
    for form in group.forms:
        whole_terms.extend(range(*reader.find_prefix_range(FORM + form + FORM)))
        if (stem := reader.find_term(form)) is not None:
            others = [
                n for n in reader.find_forms(form) if extract_form(reader.get_term(n)) not in wanted
            ]
            if others:
                partial_keys.append(_subtract_forms(reader, stem, others))
            else:
                whole_terms.append(stem)
    return _split_keys(
        sort_unique(np.concatenate([*_iter_keys(reader, whole_terms), *partial_keys, _NO_KEYS]))
    )


def count_articles_printing(reader: FieldReader, form: bytes, size: int) -> int:
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


_NO_KEYS = np.empty(0, np.int64)


def _iter_keys(reader: FieldReader, numbers: Iterable[int]) -> Iterator[NDArray[np.int64]]:
    """Yield the position keys of these terms; adjacent terms are read together."""
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        run_numbers = [number for _, number in run]
        table = reader.read_table(run_numbers[0], run_numbers[-1] + 1)
        yield build_keys(table.docs, table.freqs, table.positions)


def _subtract_forms(reader: FieldReader, stem: int, others: list[int]) -> NDArray[np.int64]:
    (stem_keys,) = _iter_keys(reader, [stem])
    other_keys = sort_unique(np.concatenate([*_iter_keys(reader, others)]))
    return stem_keys[~isin_keys(other_keys, stem_keys)]


def _split_keys(position_keys: NDArray[np.int64]) -> FormPostings:
    docs: NDArray[Any]
    docs, counts = np.unique(position_keys >> DOC_SHIFT, return_counts=True)
    positions = position_keys & _POSITION_MASK
    narrow = np.uint16 if int(positions.max(initial=0)) <= _MAX_NARROW_POSITION else np.uint32
    return docs.astype(np.int32), counts.astype(np.int32), positions.astype(narrow)

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

from archive.search.engines.whoosh.arrays.inverted import Field
from archive.search.engines.whoosh.arrays.sentinels import FORM
from archive.search.engines.whoosh.arrays.sets import distinct
from archive.search.engines.whoosh.arrays.spans import SHIFT, holds, keys

_LOW = (1 << SHIFT) - 1
_NARROW = 65_535  # as in `lanes`: the highest position of two bytes


@dataclass(frozen=True, slots=True)
class Forms:
    """A group of printed forms (folded, as bytes) searched as one term."""

    forms: tuple[bytes, ...]


Found = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[Any]]
"""Documents, frequencies and positions."""


def gathered(field: Field, forms: Forms) -> Found:
    """Return the postings of a group of forms."""
    wanted = frozenset(forms.forms)
    whole: list[int] = []
    cut: list[NDArray[np.int64]] = []
    for form in forms.forms:
        whole.extend(range(*field.range_of(FORM + form + FORM)))
        if (stem := field.find(form)) is not None:
            others = [n for n in field.forms_of(form) if form_of(field.word(n)) not in wanted]
            if others:
                cut.append(_without(field, stem, others))
            else:
                whole.append(stem)
    return _counted(distinct(np.concatenate([*_keys(field, whole), *cut, _NONE])))


def printing(field: Field, form: bytes, size: int) -> int:
    """Count the articles, of `size`, that print this very form; positions are not read.

    An article prints the stem as it stands where the stem is more frequent than its other forms.
    """
    numbers = list(range(*field.range_of(FORM + form + FORM)))
    stem = field.find(form)
    others = [] if stem is None else field.forms_of(form)
    if not others and len(numbers) + (stem is not None) == 1:
        return field.count(numbers[0] if stem is None else stem)
    left = np.zeros(size, np.int64)
    for number, sign in ((stem, 1), *((other, -1) for other in others)):
        if number is not None:
            docs, freqs = field.postings(number)
            left[docs] += sign * freqs.astype(np.int64)
    for number in numbers:
        left[field.postings(number)[0]] = 1
    return int(np.count_nonzero(left))


def form_of(term: bytes) -> bytes:
    """Return the form in a form term."""
    return term[1:].partition(FORM)[0]


_NONE = np.empty(0, np.int64)


def _keys(field: Field, numbers: Iterable[int]) -> Iterator[NDArray[np.int64]]:
    """Yield the position keys of these terms; adjacent terms are read together."""
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        terms = field.inverted(found[0], found[-1] + 1)
        yield keys(terms.docs, terms.freqs, terms.places)


def _without(field: Field, stem: int, others: list[int]) -> NDArray[np.int64]:
    (own,) = _keys(field, [stem])
    taken = distinct(np.concatenate([*_keys(field, others)]))
    return own[~holds(taken, own)]


def _counted(found: NDArray[np.int64]) -> Found:
    docs: NDArray[Any]
    docs, counts = np.unique(found >> SHIFT, return_counts=True)
    places = found & _LOW
    narrow = np.uint16 if int(places.max(initial=0)) <= _NARROW else np.uint32
    return docs.astype(np.int32), counts.astype(np.int32), places.astype(narrow)

"""Sets of article numbers as arrays do what sets do, however rare or common their numbers are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.search.engines.whoosh.storage import doc_sets

SIZE = 2_000
few = st.sets(st.integers(0, SIZE - 1), max_size=12)
many = few.map(lambda numbers: numbers | set(range(7, SIZE, 3)))
numbers = st.one_of(few, many)


def make_array(members):
    return np.array(sorted(members), np.int32)


@given(numbers, numbers)
def test_a_number_is_located_where_it_stands(docs, candidates):
    rows_by_number = {number: row for row, number in enumerate(sorted(docs))}

    rows = doc_sets.find_rows(make_array(docs), make_array(candidates), SIZE)

    assert rows.tolist() == [rows_by_number.get(number, -1) for number in sorted(candidates)]


@given(numbers, numbers)
def test_common_and_union_are_those_of_sets(first, second):
    both = make_array(first), make_array(second)

    assert doc_sets.intersect_docs(*both, SIZE).tolist() == sorted(first & second)
    assert doc_sets.union_docs(list(both), SIZE).tolist() == sorted(first | second)
    assert doc_sets.isin_docs(*both, SIZE).tolist() == [number in first for number in sorted(second)]

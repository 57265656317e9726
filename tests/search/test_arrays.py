"""Small parts of the executor, against plain Python."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.engines.whoosh.execution.ranking import select_candidates, sort_rows
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.array_file import ByteCache

SIZE = 200
numbers = st.sets(st.integers(0, SIZE - 1), max_size=60)


def make_array(values):
    return np.array(sorted(values), np.int32)


@given(numbers, numbers)
def test_sets_are_sets(first, second):
    a, b = make_array(first), make_array(second)

    assert set(doc_sets.intersect_docs(a, b, SIZE).tolist()) == first & second
    assert set(doc_sets.union_docs([a, b], SIZE).tolist()) == first | second
    assert doc_sets.isin_docs(a, b, SIZE).tolist() == [value in first for value in sorted(second)]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=80),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_the_best_are_those_of_a_full_sort(keys, first, length):
    docs = np.arange(len(keys), dtype=np.int32)
    makers = [lambda docs, _, at=at: np.array([keys[doc][at] for doc in docs]) for at in (0, 1)]

    makers.append(lambda docs, _: -docs)
    last = min(first + length, len(keys))
    selected = sort_rows(docs, select_candidates(docs, makers, last), makers)[first:last] if first < last else docs[:0]

    order = sorted(docs.tolist(), key=lambda doc: (-keys[doc][0], -keys[doc][1], doc))
    assert selected.tolist() == order[first : first + length]


class Thing:
    def __init__(self, nbytes):
        self.nbytes = nbytes


def test_a_cache_never_grows_beyond_its_bytes():
    cache = ByteCache(100)
    for number in range(50):
        cache.get(("segment", number), lambda: Thing(30))

    assert len(cache) == 3
    assert cache.nbytes == 90


def test_a_cache_forgets_what_was_asked_for_longest_ago():
    cache = ByteCache(60)
    first = cache.get(("a", 1), lambda: Thing(30))
    cache.get(("a", 2), lambda: Thing(30))
    cache.get(("a", 1), lambda: Thing(30))
    cache.get(("a", 3), lambda: Thing(30))

    assert cache.get(("a", 1), lambda: Thing(30)) is first


def test_a_cache_forgets_segments_that_are_gone():
    cache = ByteCache(100)
    cache.get(("a", 1), lambda: Thing(30))
    cache.get(("b", 1), lambda: Thing(30))

    cache.retain_segments({"b"})

    assert (len(cache), cache.nbytes) == (1, 30)


@pytest.mark.parametrize("size", [10, 100_000])
def test_membership_is_the_same_searched_or_tabled(size):
    docs, candidates = make_array(range(0, size, 3)), make_array({0, 3, 4, 9})

    assert doc_sets.isin_docs(docs, candidates, size).tolist() == [True, True, False, True]

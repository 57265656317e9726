"""Counts of facets equal plain counts, for any number of articles and values."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.engines.base import MAX_FACET_VALUES
from archive.search.engines.whoosh.execution.facets import count_facet
from archive.search.engines.whoosh.storage.columns import IndexRow, build_columns
from archive.search.query.request import FacetName

MANY = 400  # authors and outlets: more than are shown, and more than most draws have articles


def make_row(pk, outlet, authors):
    return IndexRow(pk, pk, outlet, tuple(sorted(authors)), 735_000, 735_000, 735_000, "en", "")


ROWS = st.lists(
    st.tuples(st.integers(0, MANY), st.sets(st.integers(1, MANY), max_size=3)),
    min_size=1,
    max_size=150,
)


@pytest.mark.parametrize("facet", [FacetName.OUTLET, FacetName.AUTHOR])
@given(rows=ROWS, data=st.data())
def test_the_most_frequent_values_come_first_and_nobody_last(facet, rows, data):
    columns = build_columns([make_row(pk, *one) for pk, one in enumerate(rows, start=1)])
    docs = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1)))
    values = [
        value
        for outlet, authors in (rows[doc] for doc in docs)
        for value in ([outlet] if facet is FacetName.OUTLET else authors or [0])
    ]
    counts = Counter(values)
    nobody = counts.pop(0, 0)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_FACET_VALUES]
    expected = (*ranked, *([(None, nobody)] if nobody else []))

    assert count_facet(columns, facet, np.array(docs), frozenset()) == expected


@given(rows=ROWS, ticked=st.sets(st.sampled_from([None, *range(1, MANY + 100)]), max_size=4))
def test_what_is_ticked_is_always_there(rows, ticked):
    columns = build_columns([make_row(pk, *one) for pk, one in enumerate(rows, start=1)])
    counts = Counter(outlet or None for outlet, _ in rows)

    facet_counts = dict(count_facet(columns, FacetName.OUTLET, np.arange(len(rows)), frozenset(ticked)))

    assert {value: facet_counts[value] for value in ticked} == {value: counts[value] for value in ticked}

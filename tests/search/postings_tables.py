"""Postings made term by term."""

import numpy as np

from archive.search.engines.whoosh.storage.inverted import PostingsTable


def build_table(postings):
    """A table of (term, document, positions) in this order."""
    terms = []
    counts = []
    docs, freqs, positions = [], [], [np.empty(0, np.uint32)]
    for term, doc, doc_positions in postings:
        if not terms or terms[-1] != term:
            terms.append(term)
            counts.append(0)
        counts[-1] += 1
        docs.append(doc)
        freqs.append(len(doc_positions))
        positions.append(doc_positions)
    return PostingsTable(
        terms,
        np.array(counts, np.int64),
        np.array(docs, np.int32),
        np.array(freqs, np.int32),
        np.concatenate(positions),
    )

"""Postings gathered by word while articles are written: no sorting of millions of tuples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

Posting = tuple[str, bytes, int, float, bytes]


class GroupedPool:
    """Stands in for Whoosh's sorting pool. Memory is bounded by whoever commits in batches.

    Articles come in the order of their numbers, so the postings of a word are in order too.
    """

    def __init__(self) -> None:
        self.fieldnames: set[str] = set()
        self._fields: dict[str, dict[bytes, list[tuple[int, float, bytes]]]] = {}

    def add(self, item: Posting) -> None:
        """Take in one posting: field, word, number of the article, weight, places."""
        field, word, number, weight, places = item
        found = self._fields.get(field)
        if found is None:
            self.fieldnames.add(field)
            found = self._fields[field] = defaultdict(list)
        found[word].append((number, weight, places))

    def iter_postings(self) -> Iterator[Posting]:
        """Every posting by field, word and number."""
        for field in sorted(self._fields):
            found = self._fields[field]
            for word in sorted(found):
                for number, weight, places in found[word]:
                    yield field, word, number, weight, places

    def cleanup(self) -> None:
        """Let go of everything; there are no files."""
        self._fields.clear()

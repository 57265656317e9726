"""Query nodes of words and their nearness compiled to span queries of one field.

Each shape compiled here is exact; any other raises `UncertainSpans`, and the articles that may match are then read and
compared one by one (see `verification`). What makes a shape exact: of every occurrence of a node the server lists one
that lies within it, and nothing that is none; so what holds of a shorter stretch whenever it holds of a longer one can
be asked of its listing. Distances to a neighbour are not of this kind: rows of words are asked as conditions on words.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, permutations, product
from math import factorial, prod
from typing import Final

from archive.search.analysis.analyzer import list_query_forms, stem_query
from archive.search.engines.opensearch.cut_text import FORM, PARAGRAPH, SENTENCE, limit_term
from archive.search.engines.opensearch.span_queries import (
    Leaf,
    Slot,
    SpanQuery,
    SpanWriter,
    count_clauses,
    write_row,
    write_without,
)
from archive.search.query import nodes
from archive.search.query.nodes import Node, TextUnit

MAX_CLAUSES: Final = 900
"""Terms in spans of one search; the server refuses more than 1,024 clauses, unless it is told otherwise."""
_MAX_ROWS: Final = 120  # orders and alternatives of one node
_BORDERS: Final = {TextUnit.SENTENCE: SENTENCE, TextUnit.PARAGRAPH: PARAGRAPH}
FormExpander = Callable[[nodes.Wildcard | nodes.Fuzzy], Sequence[str]]
Row = list[tuple[Leaf, int]]
"""Leaves in order, each with its greatest distance from the one before."""


class UncertainSpans(Exception):  # noqa: N818 -- a signal, not a failure
    """No span query says exactly what this node does."""


class SpanCompiler:
    """Compiler of nodes for articles stemmed by one algorithm.

    `shared` collects pairs of words that conditions compare: where two of them stand at one place, the
    conditions are not exact.
    """

    def __init__(self, field: str, algorithm: str, expand_forms: FormExpander, max_clauses: int = MAX_CLAUSES) -> None:
        self._max_clauses = max_clauses
        self._writer = SpanWriter(field)
        self._field = field
        self.algorithm = algorithm
        self._expand_forms = expand_forms
        self.shared: set[tuple[Slot, Slot]] = set()

    def compile(self, node: Node) -> list[SpanQuery]:
        """Return span queries of which one matches where the node does; none if it matches nowhere."""
        queries = list(self._iter_queries(node))
        if sum(map(count_clauses, queries)) > self._max_clauses:
            raise UncertainSpans
        return queries

    def _iter_queries(self, node: Node) -> Iterator[SpanQuery]:
        leaves = self.list_leaves(node)
        if leaves is not None:
            yield from map(self._writer.write_leaf, leaves)
            return
        match node:
            case nodes.Or(parts):
                for part in parts:
                    yield from self._iter_queries(part)
            case nodes.Near():
                yield from map(self._write_row, self._list_rows(node))
            case nodes.AtLeast(part, count):
                yield from self._iter_repetitions(part, count)
            case nodes.Window():
                yield from self._iter_windows(node)
            case nodes.InQuotation(part):
                yield from self._iter_quoted(part)
            case _:
                yield from self._list_stretches(node)

    # Words

    def list_leaves(self, node: Node) -> list[Leaf] | None:
        """Return the words and phrases that a node stands for; None if it stands for more than words."""
        match node:
            case nodes.Term(text, exact=True) | nodes.Phrase(text, exact=True):
                exact: Leaf = tuple((FORM + limit_term(form),) for form, _ in list_query_forms(text, "english"))
                return [exact] if exact else []
            case nodes.Term(text) | nodes.Phrase(text):
                stems = tuple((limit_term(stem),) for stem in stem_query(text, self.algorithm))
                return [stems] if stems else []
            case nodes.Wildcard() | nodes.Fuzzy():
                forms = tuple(FORM + limit_term(form) for form in self._expand_forms(node))
                return [(forms,)] if forms else []
            case nodes.Or(parts):
                lists = [self.list_leaves(part) for part in parts]
                return None if None in lists else _merge_words([leaf for leaves in lists for leaf in leaves or ()])
        return None

    # Rows of words

    def _list_rows(self, node: Node) -> list[Row]:
        """Return the rows in which the words of nested `Near` nodes may stand."""
        leaves = self.list_leaves(node)
        if leaves is not None:
            return [[(leaf, 0)] for leaf in leaves]
        match node:
            case nodes.Or(parts):
                return [row for part in parts for row in self._list_rows(part)]
            case nodes.Near(parts, distance, ordered):
                lists = [self._list_rows(part) for part in parts]
                if (1 if ordered else factorial(len(parts))) * prod(map(len, lists)) > _MAX_ROWS:
                    raise UncertainSpans
                orders = [tuple(lists)] if ordered else permutations(lists)
                rows = [_join_rows(row, distance) for order in orders for row in product(*order)]
                return [row for number, row in enumerate(rows) if row not in rows[:number]]
        raise UncertainSpans

    def _write_row(self, row: Row) -> SpanQuery:
        """Write what matches where a row does: conditions from both ends, and one pair as it is.

        The pair is where neighbours have a word in common, which a condition cannot tell from itself.
        """
        leaves, distances = [leaf for leaf, _ in row], [distance for _, distance in row[1:]]
        if not distances:
            return self._writer.write_leaf(leaves[0])
        alike = [at for at in range(len(distances)) if _have_common_words(leaves[at], leaves[at + 1])]
        if len(alike) > 1:
            raise UncertainSpans
        middle = alike[0] if alike else len(distances) - 1
        left = self._writer.write_leaf(leaves[0])
        for at in range(middle):
            self._compare(leaves[at], leaves[at + 1])
            left = self._writer.write_following(leaves[at + 1], left, distances[at])
        return self._writer.write_near(left, self._write_end(leaves, distances, middle + 1), distances[middle])

    def _write_end(self, leaves: Sequence[Leaf], distances: Sequence[int], first: int) -> SpanQuery:
        """Write the leaf of a number as far as the rest of the row follows it."""
        right = self._writer.write_leaf(leaves[-1])
        for at in range(len(leaves) - 2, first - 1, -1):
            self._compare(leaves[at], leaves[at + 1])
            right = self._writer.write_followed(leaves[at], right, distances[at])
        return right

    def _compare(self, first: Leaf, second: Leaf) -> None:
        self.shared |= {(min(pair), max(pair)) for pair in product(first, second)}

    # Stretches of text

    def _list_stretches(self, node: Node) -> list[SpanQuery]:
        """Return queries that list, for every span of the node, a span within it; the later they begin, the later
        they end."""
        leaves = self.list_leaves(node)
        if leaves is not None:
            return list(map(self._writer.write_leaf, leaves))
        match node:
            case nodes.Or(parts):
                return [query for part in parts for query in self._list_stretches(part)]
            case nodes.Near():
                return [self._write_pair(row) for row in self._list_rows(node)]
            case nodes.NotNear(wanted, unwanted, distance):
                excluded = self._write_all_spans(unwanted)
                stretches = self._list_stretches(wanted)
                if excluded is None:
                    return stretches
                gap = 2 * distance
                return [write_without(stretch, excluded, pre=gap, post=gap) for stretch in stretches]
            case nodes.SameUnit(parts, unit):
                return list(self._iter_units(parts, unit))
        raise UncertainSpans

    def _write_pair(self, row: Row) -> SpanQuery:
        if len(row) == 1:
            return self._writer.write_leaf(row[0][0])
        if len(row) > 2:
            raise UncertainSpans
        (first, _), (second, distance) = row
        return self._writer.write_near(self._writer.write_leaf(first), self._writer.write_leaf(second), distance)

    def _iter_units(self, parts: Sequence[Node], unit: TextUnit) -> Iterator[SpanQuery]:
        lists = [self._list_stretches(part) for part in parts]
        if factorial(len(parts)) * prod(map(len, lists)) > _MAX_ROWS:
            raise UncertainSpans
        for order in permutations(lists):
            for sequence in product(*order):
                border = self._writer.write_term(_BORDERS[unit])
                yield write_without(self._writer.write_sequence(sequence), border)

    def _write_all_spans(self, node: Node) -> SpanQuery | None:
        """Write every span of a node, not only the shortest; None if it has none."""
        queries = list(self._iter_all_spans(node))
        return self._writer.write_any(queries) if queries else None

    def _iter_all_spans(self, node: Node) -> Iterator[SpanQuery]:
        leaves = self.list_leaves(node)
        if leaves is not None:
            yield from map(self._writer.write_leaf, leaves)
            return
        match node:
            case nodes.Or(parts):
                for part in parts:
                    yield from self._iter_all_spans(part)
            case nodes.Near():
                for row in self._list_rows(node):
                    yield from self._iter_distances(row)
            case _:
                raise UncertainSpans

    def _iter_distances(self, row: Row) -> Iterator[SpanQuery]:
        if len(row) == 1:
            yield self._writer.write_leaf(row[0][0])
            return
        if len(row) > 2:
            raise UncertainSpans
        (first, _), (second, most) = row
        for distance in range(1, most + 1):
            left, right = self._writer.write_leaf(first), self._writer.write_leaf(second)
            yield self._writer.write_at_distance(left, right, distance)
            if self._writer.clauses > self._max_clauses:
                raise UncertainSpans

    # Counts, windows, quotations

    def _iter_repetitions(self, part: Node, count: int) -> Iterator[SpanQuery]:
        if count == 1:
            yield from self._iter_queries(part)
        elif beginnings := list(self._iter_beginnings(part)):
            yield self._writer.write_sequence([self._writer.write_any(beginnings)] * count)

    def _iter_beginnings(self, part: Node) -> Iterator[SpanQuery]:
        """Yield the single words at which a span begins, to be counted."""
        for row in self._list_rows(part):
            leaves = [leaf for leaf, _ in row]
            if any(_have_common_words(first, second) for first, second in pairwise(leaves)):
                raise UncertainSpans
            words: list[tuple[Leaf, int]] = []
            for leaf, distance in row:
                words.append(((leaf[0],), distance))
                words += [((slot,), 1) for slot in leaf[1:]]
            if any(_have_common_words(first[0], second[0]) for first, second in pairwise(words)):
                raise UncertainSpans
            yield self._write_end([leaf for leaf, _ in words], [distance for _, distance in words[1:]], 0)

    def _iter_windows(self, window: nodes.Window) -> Iterator[SpanQuery]:
        stems = [stem_query(word, self.algorithm) for word in window.words]
        words = [tuple(map(limit_term, word)) for word in stems if word]
        if any(len(word) > 1 for word in words):
            raise UncertainSpans
        slop = 2 * window.distance + 1 - len(words)
        if not words or (slop < 0 and len(words) > 1 and len(set(words)) == len(words)):
            raise UncertainSpans
        if len(set(words)) == len(words):
            clauses = [self._writer.write_term(word) for (word,) in words]
            yield (
                clauses[0] if len(words) == 1 else {"span_near": {"clauses": clauses, "slop": slop, "in_order": False}}
            )
            return
        if factorial(len(words)) > _MAX_ROWS or slop < 0:
            raise UncertainSpans
        self.shared |= {((first,), (second,)) for (first,) in words for (second,) in words if first < second}
        for order in sorted(set(permutations(words))):
            yield write_row([self._writer.write_term(word) for (word,) in order], slop)

    def _iter_quoted(self, part: Node) -> Iterator[SpanQuery]:
        """Yield the queries of a part within a quotation, asked of the quoted passages alone."""
        if self._field not in ("words", "quoted") or not all(map(_can_be_quoted, nodes.walk_nodes(part))):
            raise UncertainSpans
        inside = SpanCompiler("quoted", self.algorithm, self._expand_forms, self._max_clauses)
        yield from inside.compile(part)
        self.shared |= inside.shared


def _can_be_quoted(node: Node) -> bool:
    """Return whether a node means the same within a passage as in the text around it."""
    if isinstance(node, nodes.NotNear | nodes.AtLeast):
        return False
    return not isinstance(node, nodes.TermNode) or node.field == "text"


def _merge_words(leaves: list[Leaf]) -> list[Leaf]:
    """Return leaves without duplicates, the single words among them as one."""
    words = dict.fromkeys(term for leaf in leaves if len(leaf) == 1 for term in leaf[0])
    phrases = dict.fromkeys(leaf for leaf in leaves if len(leaf) > 1)
    return [*([(tuple(words),)] if words else []), *phrases]


def _join_rows(rows: Sequence[Row], distance: int) -> Row:
    """Join rows to one, each at most `distance` after the one before."""
    joined = list(rows[0])
    for row in rows[1:]:
        joined += [(row[0][0], distance), *row[1:]]
    return joined


def _have_common_words(first: Leaf, second: Leaf) -> bool:
    return bool({term for slot in first for term in slot} & {term for slot in second for term in slot})

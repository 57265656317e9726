"""Random indexes and random questions, and what Whoosh's own searcher makes of them.

Made from a `random.Random` that Hypothesis draws: whole indexes drawn value by value take too long.
"""

from functools import partial
from pathlib import Path
from random import Random

from whoosh import query as whoosh
from whoosh.matching import AndMaybeMatcher, AndNotMatcher, ListMatcher

from archive.search.engines.base import IndexDocument
from archive.search.engines.whoosh.storage.columns import (
    NO_END,
    NO_START,
    UNKNOWN_KEY,
    match_authors,
    match_languages,
    match_outlets,
    match_period,
    match_undated,
)
from archive.search.engines.whoosh.storage.schema import FilterQuery
from archive.search.engines.whoosh.storage.segment import SegmentFile

WORDS = ["dam", "flood", "talk", "talks", "us", "the", "of", "sieg", "rive"]
TAGS = ["", "en", "pt", "pt-BR"]


def draw_entry(chance: Random, pk: int) -> IndexDocument:
    """An article of a few words from a small vocabulary."""
    title = _draw_words(chance, 4)
    days = sorted(chance.choices(range(735_000, 735_020), k=2))
    return IndexDocument(
        pk=pk,
        title=title,
        text=f"{title}\x1e{_draw_words(chance, 14)}",
        language=chance.choice(TAGS),
        outlet=chance.choice([None, 1, 2, 3]),
        authors=tuple(chance.choices(range(1, 5), k=chance.randrange(3))),
        earliest=chance.choice([None, days[0], days[0]]),
        latest=chance.choice([None, days[1], days[1]]),
    )


def draw_commit(chance: Random) -> tuple[list[IndexDocument], list[int]]:
    """Articles to put in (some for the second time), and articles to take out."""
    pks = chance.sample(range(1, 26), k=chance.randrange(10))
    return [draw_entry(chance, pk) for pk in pks], chance.sample(range(1, 26), k=chance.randrange(4))


def draw_tree(chance: Random, depth: int = 3) -> whoosh.Query:
    """A random Whoosh query of any kind that the engine builds."""
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(_LEAVES)(chance)
    parts = [draw_tree(chance, depth - 1) for _ in range(chance.randrange(2, 5))]
    kind = chance.choice([whoosh.And, whoosh.Or, whoosh.AndNot, whoosh.AndMaybe, whoosh.Require])
    return kind(parts) if kind in (whoosh.And, whoosh.Or) else kind(*parts[:2])


class SoundMatcher(AndNotMatcher):
    """Whoosh's own forgets to look when the excluded list begins before the first article, and
    looks beyond the last one."""

    def _find_first(self):
        self._find_next()

    def _find_next(self):
        return super()._find_next() if self.a.is_active() else None


class SoundAndNot(whoosh.AndNot):
    """AND NOT without that fault."""

    def matcher(self, searcher, context=None):
        return SoundMatcher(self.a.matcher(searcher, context), self.b.matcher(searcher, context))


class SoundMaybeMatcher(AndMaybeMatcher):
    """Whoosh's own, when told to skip, leaves the second list behind where the first went on."""

    def skip_to(self, number):
        moved = self.a.skip_to(number)
        self._first_b()
        return moved


class SoundAndMaybe(whoosh.AndMaybe):
    """AND MAYBE without that fault."""

    def matcher(self, searcher, context=None):
        return SoundMaybeMatcher(self.a.matcher(searcher, context), self.b.matcher(searcher, context))


class RowsQuery(FilterQuery):
    """A filter that looks at article after article."""

    def __init__(self, test):
        self.test = test

    def matcher(self, searcher, context=None):  # noqa: ARG002 -- Whoosh's signature
        reader = searcher.reader()
        rows = list(_iter_rows(reader)) if reader.doc_count_all() else []
        docs = [number for number, row in enumerate(rows) if not reader.is_deleted(number) and self.test(row)]
        return ListMatcher(docs, weights=[0.0] * len(docs))


def _iter_rows(reader):
    """Each article of a segment as a mapping of what the columns hold of it."""
    columns = SegmentFile(Path(reader.storage().folder), reader.segment().segment_id()).read_columns()
    for number in range(len(columns)):
        yield {
            "outlet": columns.outlets.categories[columns.outlets.codes[number]],
            "language": columns.languages.categories[columns.languages.codes[number]],
            "authors": [
                columns.authors.categories[code]
                for credited, code in zip(columns.credited, columns.authors.codes, strict=True)
                if credited == number
            ],
            "days": (int(columns.earliest[number]), int(columns.latest[number])),
        }


def _is_in_period(row, first, last, possible):
    begins, ends = row["days"]
    if (begins, ends) == (NO_START, NO_END):
        return False
    low, high = (NO_START if first is None else first), (NO_END if last is None else last)
    return ends >= low and begins <= high if possible else begins >= low and ends <= high


_ROW_TESTS = {
    match_outlets: lambda row, keys: row["outlet"] in keys,
    match_authors: lambda row, keys: any(author in keys for author in row["authors"] or (UNKNOWN_KEY,)),
    match_languages: lambda row, tags: row["language"] in tags,
    match_period: _is_in_period,
    match_undated: lambda row: row["days"] == (NO_START, NO_END),
}

_SOUND = {whoosh.AndNot: SoundAndNot, whoosh.AndMaybe: SoundAndMaybe}


def replace_faulty_nodes(query: whoosh.Query) -> whoosh.Query:
    """The same query without Whoosh's faults in AND NOT and AND MAYBE, with filters row by row."""
    if isinstance(query, FilterQuery):
        return RowsQuery(partial(_ROW_TESTS[query.compute_mask.func], **query.compute_mask.keywords))
    query = query.apply(replace_faulty_nodes)
    kind = _SOUND.get(type(query))
    return kind(query.a, query.b) if kind else query


def score_with_whoosh(snapshot, query: whoosh.Query) -> dict[int, float]:
    """(primary key → score) as Whoosh's matchers find and score them."""
    pks = snapshot.columns.pks.tolist()
    scores = {}
    for leaf, offset in snapshot.searcher.leaf_searchers():
        matcher = replace_faulty_nodes(query).matcher(leaf, leaf.context(needs_current=True))
        while matcher.is_active():
            scores[pks[matcher.id() + offset]] = matcher.score()
            matcher.next()
    return scores


def _draw_words(chance: Random, most: int) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randrange(most + 1)))


def _draw_field(chance: Random) -> str:
    return chance.choice(["text", "text", "title"])


def _draw_term(chance: Random) -> whoosh.Query:
    return whoosh.Term(_draw_field(chance), chance.choice([*WORDS, "absent"]), boost=chance.choice([1.0, 2.5]))


def _draw_phrase(chance: Random) -> whoosh.Query:
    words = chance.choices(WORDS, k=chance.randrange(1, 4))
    return whoosh.Phrase(_draw_field(chance), words, slop=chance.choice([1, 1, 1, 3]))


def _draw_numbers(chance: Random) -> list[int]:
    return chance.choices(range(5), k=chance.randrange(3))


def _draw_period(chance: Random) -> whoosh.Query:
    first, last = (chance.choice([None, *range(735_000, 735_020)]) for _ in range(2))
    return FilterQuery(match_period, first=first, last=last, possible=chance.random() < 0.5)


_LEAVES = [
    _draw_term,
    _draw_term,
    _draw_term,
    _draw_phrase,
    _draw_phrase,
    _draw_period,
    lambda chance: FilterQuery(match_outlets, keys=_draw_numbers(chance)),
    lambda chance: FilterQuery(match_authors, keys=_draw_numbers(chance)),
    lambda chance: FilterQuery(match_languages, tags=chance.choices([*TAGS, "xx"], k=chance.randrange(3))),
    lambda _: FilterQuery(match_undated),
    lambda _: whoosh.Every(),
    lambda chance: whoosh.Prefix(_draw_field(chance), chance.choice(["t", "fl", "z"])),
]

"""The two engines agree: the same articles, totals, facets, months and orders by date, for every kind of query."""

from random import Random
from uuid import uuid4

import pytest

from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.engines.base import EngineQuery, HistogramInterval, IndexDocument, SortKey
from archive.search.engines.opensearch.address import parse_address
from archive.search.engines.opensearch.engine import OpenSearchEngine
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.query import nodes as q
from archive.search.query.request import UNCERTAIN, FacetName, ReprintGroups, SortOrder
from tests.search.test_execution import DAYS, NAMES, STATUSES, TAGS, VOCABULARY, draw_tree

pytestmark = [pytest.mark.opensearch, pytest.mark.timeout(900)]
WORDS = [
    *VOCABULARY,
    "cease-fire",
    "ceasefire",
    "cease",
    "fire",
    "négociations",
    "negociations",
    "C++",
    "C",
    "U.S.",
    "東京都",
]
SINGLE = [word for word in WORDS if word not in ("cease-fire", "東京都")]
ARTICLES = 150
MOST = 10_000


def draw_text(chance, longest=22):
    """Sentences, paragraphs and quoted passages of a small vocabulary."""
    text, is_quoted = "", False
    for word in chance.choices(WORDS, k=chance.randrange(longest)):
        if not is_quoted and chance.random() < 0.08:
            text, is_quoted = f"{text}“", True
        text += word.capitalize() if not text or text[-1:] in "\n“" or text.endswith(". ") else word
        if is_quoted and chance.random() < 0.25:
            text, is_quoted = f"{text}”", False
        text += chance.choice([" ", " ", " ", " ", " ", ". ", ". ", ".\n\n", ", "])
    return text + ("”" if is_quoted else "")


def draw_article(chance, pk):
    title = " ".join(chance.choices(WORDS, k=chance.randrange(4)))
    first, last = sorted(chance.choices(DAYS, k=2))
    return IndexDocument(
        pk,
        title,
        PART_SEPARATOR.join((title, draw_text(chance, 6), draw_text(chance))),
        chance.choice(TAGS),
        chance.choice([None, 1, 2, 3]),
        tuple(chance.choices(range(1, 5), k=chance.randrange(3))),
        chance.choice([None, first, first]),
        chance.choice([None, last, first]),
        credit=chance.choice(["", "the wire", f"the wire {PART_SEPARATOR} dam talks"]),
        place=chance.choice(["", "Dam"]),
        added=chance.choice([None, *DAYS]),
        status=chance.choice(STATUSES),
    )


def draw_selection(chance):
    values = {
        FacetName.OUTLET: [None, 1, 2, 3, 99],
        FacetName.AUTHOR: [None, 1, 2, 3, 4, 99],
        FacetName.YEAR: [None, UNCERTAIN, 2013, 2014],
        FacetName.LANGUAGE: [None, "en", "fr", "pt-BR"],
    }
    facets = chance.sample(list(FacetName), k=chance.choice([0, 0, 1, 2]))
    return {facet: frozenset(chance.sample(values[facet], k=chance.randrange(0, 3))) for facet in facets}


def draw_query(chance, node):
    return EngineQuery(
        query=node,
        name_keys=NAMES,
        selected=draw_selection(chance),
        sort=chance.choice([SortOrder.NEWEST, SortOrder.OLDEST, (SortKey.OUTLET, SortKey.OLDEST), (SortKey.ADDED,)]),
        offset=chance.choice([0, 0, 3]),
        limit=chance.choice([5, MOST]),
        hidden_keys=frozenset(chance.sample(range(1, ARTICLES), k=chance.choice([0, 3]))),
        within_keys=chance.choice([None, None, frozenset(range(1, ARTICLES, 2))]),
        interval=chance.choice([*HistogramInterval, None]),
        reprints=chance.choice([None, ReprintGroups(((6, 1, 3), (9, 2), (777, 5, 4), (888, 999)))]),
    )


@pytest.fixture(scope="module")
def engines(opensearch_node, tmp_path_factory):
    chance = Random(17)
    url = f"opensearch://{opensearch_node}/both-{uuid4().hex[:12]}?shards=2&replicas=0"
    both = WhooshSearchEngine(tmp_path_factory.mktemp("both"), 10_000_000), OpenSearchEngine(parse_address(url))
    articles = [draw_article(chance, pk) for pk in range(1, ARTICLES + 1)]
    for engine in both:
        engine.write([*articles[: ARTICLES // 2], draw_article(Random(1), 500)])
        engine.write([*articles[ARTICLES // 2 :], draw_article(Random(2), 7)], [500, 8])
    yield both
    cluster = both[1].cluster
    cluster.client.indices.delete(index=f"{cluster.counter_index},{cluster.resolve(cluster.alias)}")


def compare(engines, chance, draw):
    """Ask both engines one random query."""
    query = draw_query(chance, draw(chance))
    ours, theirs = (engine.find(query) for engine in engines)
    for name in ("total", "facets", "months", "undated", "imprecise", "possible", "documents"):
        assert getattr(theirs, name) == getattr(ours, name), (name, query)
    assert {node: one.total for node, one in theirs.expansions.items()} == {
        node: one.total for node, one in ours.expansions.items()
    }, query  # their articles may differ: that engine counts deleted ones, too
    assert [(hit.pk, hit.reprints) for hit in theirs.hits] == [(hit.pk, hit.reprints) for hit in ours.hits], query
    assert theirs.collapsed_count == ours.collapsed_count


def test_the_same_articles_facets_months_and_orders(engines):
    chance = Random(1)
    for _ in range(120):
        compare(engines, chance, draw_tree)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_same_articles_facets_months_and_orders_many_times(engines):
    chance = Random(2)
    for _ in range(5_000):
        compare(engines, chance, draw_tree)


def test_the_same_articles_by_relevance(engines):
    chance = Random(3)
    for _ in range(30):
        query = EngineQuery(query=draw_tree(chance), name_keys=NAMES, limit=MOST, facets=(), interval=None)
        ours, theirs = (engine.find(query) for engine in engines)
        assert {hit.pk for hit in theirs.hits} == {hit.pk for hit in ours.hits}, query
        assert [hit.score for hit in theirs.hits] == sorted((hit.score for hit in theirs.hits), reverse=True)


# The classes of the proof on Lucene: operators of words and their nearness, alone and nested


def draw_term(chance):
    return q.Term(chance.choice(WORDS))


def draw_phrase(chance):
    return q.Phrase(" ".join(chance.choices(WORDS, k=chance.choice([2, 3]))))


def draw_flat(chance):
    kind = chance.random()
    if kind < 0.6:
        return draw_term(chance)
    if kind < 0.8:
        return draw_phrase(chance)
    return q.Or(tuple(chance.choice([draw_term, draw_phrase])(chance) for _ in range(chance.choice([2, 3]))))


def draw_distance(chance):
    return chance.choice([1, 1, 2, 3, 4, 5, 8])


def draw_near(chance, draw=draw_flat):
    return q.Near((draw(chance), draw(chance)), draw_distance(chance), chance.random() < 0.5)


def draw_nested(chance):
    parts = [draw_near(chance), chance.choice([draw_flat, draw_near])(chance)]
    chance.shuffle(parts)
    return q.Near(tuple(parts), draw_distance(chance), chance.random() < 0.5)


def draw_unit(chance, count=2):
    return q.SameUnit(tuple(draw_flat(chance) for _ in range(count)), chance.choice(list(q.TextUnit)))


CLASSES = {
    "W/n, PRE/n of words": lambda c: draw_near(c, draw_term),
    "phrase": draw_phrase,
    "W/n, PRE/n of phrases and OR groups": draw_near,
    "nested W/n, PRE/n": draw_nested,
    "chain of three": lambda c: q.Near(tuple(draw_flat(c) for _ in "abc"), draw_distance(c), c.random() < 0.5),
    "NOT W/n": lambda c: q.NotNear(draw_flat(c), draw_flat(c), draw_distance(c)),
    "NOT W/n of W/n": lambda c: q.NotNear(draw_flat(c), draw_near(c), c.choice([1, 2, 3, 4])),
    "W/S, W/P": draw_unit,
    "W/S, W/P of three": lambda c: draw_unit(c, 3),
    "ATLEAST of a word": lambda c: q.AtLeast(draw_term(c), c.randint(2, 5)),
    "ATLEAST of an OR": lambda c: q.AtLeast(q.Or((draw_term(c), draw_term(c))), c.randint(2, 5)),
    "ATLEAST of a phrase": lambda c: q.AtLeast(draw_phrase(c), c.randint(1, 3)),
    "ATLEAST of W/n": lambda c: q.AtLeast(draw_near(c, draw_term), c.randint(2, 4)),
    "quote of words": lambda c: q.InQuotation(draw_flat(c)),
    "quote of W/n": lambda c: q.InQuotation(draw_near(c)),
    "quote of nested": lambda c: q.InQuotation(draw_nested(c)),
    "quote of W/S": lambda c: q.InQuotation(draw_unit(c)),
    "window": lambda c: q.Window(tuple(c.sample(SINGLE, c.randint(2, 4))), c.randint(2, 12)),
    "window of words twice": lambda c: q.Window(tuple(c.choices(SINGLE, k=c.randint(2, 4))), c.randint(2, 12)),
}


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_operators_finds_the_same(engines, name):
    chance = Random(name)
    nodes = [CLASSES[name](chance) for _ in range(25)]
    check_nodes(engines, nodes)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_operators_finds_the_same_many_times(engines, name):
    chance = Random(f"{name} many times")
    check_nodes(engines, [CLASSES[name](chance) for _ in range(400)])


def check_nodes(engines, nodes):
    wrong = []
    for node in nodes:
        query = EngineQuery(query=node, limit=MOST, sort=SortOrder.NEWEST, facets=(), interval=None)
        ours, theirs = ([hit.pk for hit in engine.find(query).hits] for engine in engines)
        if ours != theirs:
            wrong.append((node, "more", sorted(set(theirs) - set(ours)), "less", sorted(set(ours) - set(theirs))))
    assert not wrong, (len(wrong), wrong[:3])

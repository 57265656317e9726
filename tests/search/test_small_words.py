"""Small words of a language are found like any other and weigh nothing beside others."""

import pytest

from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.execution.compile import find_stop_word_languages
from archive.search.query.nodes import And, Or, Phrase, Term


@pytest.mark.parametrize(
    ("words", "small"),
    [
        (["What", "dam"], [{"en"}, set()]),
        (["die", "dam"], [{"de"}, set()]),
        (["die", "the"], [{"de"}, {"en"}]),
        (["to", "be"], [set(), set()]),
        (["été", "dam"], [{"fr"}, set()]),
    ],
)
def test_a_word_is_small_in_its_language_and_beside_others(words, small):
    assert find_stop_word_languages([Term(word) for word in words], ["en", "de", "fr"]) == list(map(set, small))


@pytest.mark.parametrize("part", [Term("the", exact=True), Term("the", "title"), Phrase("the")])
def test_a_word_asked_for_in_particular_is_never_small(part):
    assert find_stop_word_languages([part, Term("dam")], ["en"]) == [set(), set()]


@pytest.fixture
def engine(tmp_path):
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    texts = ["the dam", "the siege the the the", "a dam", "a siege of a dam"]
    engine.write([IndexDocument(pk, "", text, "en", None, (), None, None) for pk, text in enumerate(texts, start=1)])
    return engine


def test_any_of_finds_small_words_and_weighs_the_others(engine):
    query = EngineQuery(query=Or((Term("the"), Term("dam"))))
    scores = {hit.pk: hit.score for hit in engine.find(query).hits}
    assert set(scores) == {1, 2, 3, 4}
    assert scores[2] == 0
    assert scores[1] == scores[3] > 0
    explanation = engine.explain(query, 1)
    assert [term.term for term in explanation.terms] == ["dam"]
    assert explanation.score == pytest.approx(scores[1])


def test_all_of_weighs_small_words_too(engine):
    both = engine.find(EngineQuery(query=And((Term("the"), Term("dam"))), use_proximity=False)).hits
    alone = engine.find(EngineQuery(query=Term("dam"), use_proximity=False)).hits
    assert [hit.pk for hit in both] == [1]
    assert both[0].score > max(hit.score for hit in alone if hit.pk == 1)

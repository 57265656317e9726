"""Small words of a language are found like any other and weigh nothing beside others."""

import pytest

from archive.search.engines.contract import Entry, Question
from archive.search.engines.whoosh.engine import WhooshArchive
from archive.search.engines.whoosh.running.small_words import small_in
from archive.search.query import And, Or, Phrase, Term


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
    assert small_in([Term(word) for word in words], ["en", "de", "fr"]) == list(map(set, small))


@pytest.mark.parametrize("part", [Term("the", exact=True), Term("the", "title"), Phrase("the")])
def test_a_word_asked_for_in_particular_is_never_small(part):
    assert small_in([part, Term("dam")], ["en"]) == [set(), set()]


@pytest.fixture
def engine(tmp_path):
    engine = WhooshArchive(tmp_path, 1_000_000)
    texts = ["the dam", "the siege the the the", "a dam", "a siege of a dam"]
    engine.write([Entry(pk, "", text, "en", None, (), None, None)
                  for pk, text in enumerate(texts, start=1)])  # fmt: skip
    return engine


def test_any_of_finds_small_words_and_weighs_the_others(engine):
    asked = Question(query=Or((Term("the"), Term("dam"))))
    found = {one.pk: one.score for one in engine.find(asked).page}
    assert set(found) == {1, 2, 3, 4}
    assert found[2] == 0
    assert found[1] == found[3] > 0
    told = engine.explain(asked, 1)
    assert [one.word for one in told.words] == ["dam"]
    assert told.score == pytest.approx(found[1])


def test_all_of_weighs_small_words_too(engine):
    both = engine.find(Question(query=And((Term("the"), Term("dam"))), nearness=False)).page
    alone = engine.find(Question(query=Term("dam"), nearness=False)).page
    assert [one.pk for one in both] == [1]
    assert both[0].score > max(one.score for one in alone if one.pk == 1)

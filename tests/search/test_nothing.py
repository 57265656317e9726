"""Nothing found: which word is to blame, and what would find something."""

import pytest

from archive.search.no_results import ProposalKind
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode, SearchRequest
from archive.search.service import search
from tests import factories

pytestmark = pytest.mark.django_db


def find(text="", match=MatchMode.ALL, **asked):
    node = parse_query(text, mode=match).node
    return search(SearchRequest(query=node, text=text, match=match, **asked))


def titles(page):
    return [hit.article.title for hit in page.hits]


def test_any_of_the_words_is_a_wider_question_with_the_same_limits():
    factories.article("Both", body="siege talks", published="2016")
    factories.article("One", body="siege", published="2016")
    factories.article("Late", body="siege", published="2017")

    page = find("siege talks year:2016", match=MatchMode.ANY)

    assert titles(page) == ["Both", "One"]


def test_nothing_found_says_why_and_what_would_find_something():
    factories.article("Aleppo talks", body="The siege of Aleppo.", published="2016-02")
    factories.article("Undated siege", body="siege talks")

    nothing = find("siege tlaks date:2016-02").no_results

    assert [(word.text, word.count) for word in nothing.terms] == [("siege", 2), ("tlaks", 0)]
    found = {(one.kind, one.changed_part, one.replacement): one for one in nothing.proposals}
    assert found[ProposalKind.SPELLING, "tlaks", "talks"].text == "siege talks date:2016-02"
    assert found[ProposalKind.WITHOUT, "tlaks", ""].count == 1
    assert found[ProposalKind.ANY, "", ""].count == 1
    for one in nothing.proposals:
        assert find(one.text).total == one.count > 0
    assert find("siege talks date:2015").no_results.undated == 1


def test_any_of_the_words_is_proposed_with_what_it_finds_whatever_operators_were_typed():
    factories.article("One", body="siege")
    factories.article("Other", body="talks")
    factories.article("Neither", body="harvest")

    text = "blockade OR (siege talks) OR (harvest AND truce)"
    (wider,) = [one for one in find(text).no_results.proposals if one.kind is ProposalKind.ANY]

    assert wider.count == find(text, MatchMode.ANY).total == find(wider.text).total == 2


def test_what_is_proposed_where_any_word_will_do_finds_as_much_when_read_so():
    factories.article("Siege", body="siege of the town", published="2016")
    factories.article("Talks", body="talks", published="2016")

    nothing = find("siege AND tlaks date:2016", MatchMode.ANY).no_results

    assert nothing.proposals
    for one in nothing.proposals:
        assert find(one.text, MatchMode.ANY).total == find(one.text).total == one.count > 0


def test_nothing_near_proposes_the_words_anywhere():
    factories.article("Far", body="siege " + "word " * 20 + "talks")

    (loosened,) = [one for one in find("siege W/3 talks").no_results.proposals if one.kind is ProposalKind.LOOSENED]

    assert (loosened.text, loosened.count) == ("siege talks", 1)


def test_words_of_a_chain_are_proposed_anywhere_and_in_the_spelling_of_the_archive():
    factories.article("Far", body="siege " + "word " * 20 + "talks " + "word " * 20 + "envoy")
    factories.article("Near", body="envoy at siege talks")

    proposals = [
        *find("siege W/3 tlaks W/3 envoy").no_results.proposals,
        *find("siege W/1 talks W/1 envoy").no_results.proposals,
    ]

    found = {one.kind: (one.text, one.count) for one in proposals}
    assert found[ProposalKind.SPELLING] == ("siege W/3 talks W/3 envoy", 1)
    assert found[ProposalKind.LOOSENED] == ("siege talks envoy", 2)


def test_what_is_found_needs_no_explanation():
    factories.article("Aleppo")

    assert find("aleppo").no_results is None
    assert find("").no_results is None

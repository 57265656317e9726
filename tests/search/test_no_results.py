"""Explanations of empty results: the terms without articles, and proposals that have some."""

import pytest

from archive.search.no_results import ProposalKind
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode, SearchRequest
from archive.search.service import search
from tests import factories

pytestmark = pytest.mark.django_db


def find_page(text="", match=MatchMode.ALL, **options):
    node = parse_query(text, mode=match).node
    return search(SearchRequest(query=node, text=text, match=match, **options))


def get_titles(page):
    return [hit.article.title for hit in page.hits]


def test_any_of_the_words_is_a_wider_question_with_the_same_limits():
    factories.article("Both", body="siege talks", published="2016")
    factories.article("One", body="siege", published="2016")
    factories.article("Late", body="siege", published="2017")

    page = find_page("siege talks year:2016", match=MatchMode.ANY)

    assert get_titles(page) == ["Both", "One"]


def test_nothing_found_says_why_and_what_would_find_something():
    factories.article("Aleppo talks", body="The siege of Aleppo.", published="2016-02")
    factories.article("Undated siege", body="siege talks")

    explanation = find_page("siege tlaks date:2016-02").no_results

    assert [(word.text, word.count) for word in explanation.terms] == [("siege", 2), ("tlaks", 0)]
    proposals_by_kind = {
        (proposal.kind, proposal.changed_part, proposal.replacement): proposal for proposal in explanation.proposals
    }
    assert proposals_by_kind[ProposalKind.SPELLING, "tlaks", "talks"].text == "siege talks date:2016-02"
    assert proposals_by_kind[ProposalKind.WITHOUT, "tlaks", ""].count == 1
    assert proposals_by_kind[ProposalKind.ANY, "", ""].count == 1
    for proposal in explanation.proposals:
        assert find_page(proposal.text).total == proposal.count > 0
    assert find_page("siege talks date:2015").no_results.undated == 1


def test_any_of_the_words_is_proposed_with_what_it_finds_whatever_operators_were_typed():
    factories.article("One", body="siege")
    factories.article("Other", body="talks")
    factories.article("Neither", body="harvest")

    text = "blockade OR (siege talks) OR (harvest AND truce)"
    (wider,) = [proposal for proposal in find_page(text).no_results.proposals if proposal.kind is ProposalKind.ANY]

    assert wider.count == find_page(text, MatchMode.ANY).total == find_page(wider.text).total == 2


def test_what_is_proposed_where_any_word_will_do_finds_as_much_when_read_so():
    factories.article("Siege", body="siege of the town", published="2016")
    factories.article("Talks", body="talks", published="2016")

    explanation = find_page("siege AND tlaks date:2016", MatchMode.ANY).no_results

    assert explanation.proposals
    for proposal in explanation.proposals:
        assert find_page(proposal.text, MatchMode.ANY).total == find_page(proposal.text).total == proposal.count > 0


def test_nothing_near_proposes_the_words_anywhere():
    factories.article("Far", body="siege " + "word " * 20 + "talks")

    (loosened,) = [
        proposal
        for proposal in find_page("siege W/3 talks").no_results.proposals
        if proposal.kind is ProposalKind.LOOSENED
    ]

    assert (loosened.text, loosened.count) == ("siege talks", 1)


def test_words_of_a_chain_are_proposed_anywhere_and_in_the_spelling_of_the_archive():
    factories.article("Far", body="siege " + "word " * 20 + "talks " + "word " * 20 + "envoy")
    factories.article("Near", body="envoy at siege talks")

    proposals = [
        *find_page("siege W/3 tlaks W/3 envoy").no_results.proposals,
        *find_page("siege W/1 talks W/1 envoy").no_results.proposals,
    ]

    proposals_by_kind = {proposal.kind: (proposal.text, proposal.count) for proposal in proposals}
    assert proposals_by_kind[ProposalKind.SPELLING] == ("siege W/3 talks W/3 envoy", 1)
    assert proposals_by_kind[ProposalKind.LOOSENED] == ("siege talks envoy", 2)


def test_what_is_found_needs_no_explanation():
    factories.article("Aleppo")

    assert find_page("aleppo").no_results is None
    assert find_page("").no_results is None

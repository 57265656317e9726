"""A search as its address, and the tree of a question altered."""

from datetime import date

import pytest
from django.test import RequestFactory

from archive.search.language.altering import without_each
from archive.search.request import FacetName, Sort
from archive.search.syntax import parse
from archive.web.address import BadAddress
from archive.web.searching.narrowing import possibly, within
from archive.web.searching.search_address import SearchAddress, visible

FULL = "/search/?q=flood+-dam&outlet=gazette&outlet=courier&year=2024&sort=newest&page=2"


def read(address: str) -> SearchAddress:
    return SearchAddress.read(RequestFactory().get(address))


@pytest.mark.parametrize("address", [FULL, "/search/", "/search/?q=%22a+b%22", "/search/?page=3"])
def test_an_address_is_written_as_it_was_read(address):
    assert str(read(address)) == address


def test_an_address_asks_what_it_says():
    request = read(FULL).request(parse("flood -dam").node)

    assert request.selected[FacetName.OUTLET] == ("gazette", "courier")
    assert (request.sort, request.offset, request.limit) == (Sort.NEWEST, 20, 20)


def test_everything_comes_newest_first_and_a_question_by_relevance():
    assert read("/search/").order(None) == Sort.NEWEST
    assert read("/search/?q=a").order(parse("a").node) == Sort.RELEVANCE
    assert read("/search/?sort=oldest").order(None) == Sort.OLDEST


def test_ticking_forgets_the_page_and_ticking_again_unticks():
    here = read(FULL)

    assert str(here.toggled(FacetName.OUTLET, "gazette")) == (
        "/search/?q=flood+-dam&outlet=courier&year=2024&sort=newest"
    )
    assert here.toggled(FacetName.YEAR, "2024").selected.keys() == {"outlet"}
    assert here.toggled(FacetName.AUTHOR, "a").toggled(FacetName.AUTHOR, "a").page == 1
    assert here.only(FacetName.OUTLET, "x").selected["outlet"] == ("x",)


def test_a_new_question_keeps_the_narrowing_and_forgets_the_page():
    here = read(FULL)

    assert here.kept() == [
        ("outlet", "gazette"), ("outlet", "courier"), ("year", "2024"), ("sort", "newest"),
    ]  # fmt: skip
    assert str(here.asking("boom")).startswith("/search/?q=boom&outlet=gazette")
    assert "page" not in str(here.asking("boom"))
    assert str(here.unnarrowed()) == "/search/?q=flood+-dam&sort=newest"


@pytest.mark.parametrize("value", ["a b", "<b>", '"x"', "x" * 101, "../x", "a:b"])
def test_what_no_facet_can_hold_is_refused_with_a_way_on(value):
    with pytest.raises(BadAddress) as refused:
        SearchAddress.read(RequestFactory().get("/search/", {"q": "boom", "outlet": value}))

    assert refused.value.repair == "/search/?q=boom"


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("", "date:2024-03"),
        ("*", "date:2024-03"),
        ("boom", "boom date:2024-03"),
        ("boom -dam", "boom -dam date:2024-03"),
        ("boom OR dam", "(boom OR dam) date:2024-03"),
        ("boom AND (dam", "boom dam date:2024-03"),
    ],
)
def test_a_question_for_one_month_still_asks_the_same(text, narrowed):
    parsed = parse(text)

    assert within(parsed, text, date(2024, 3, 1), date(2024, 3, 31)) == narrowed


def test_what_is_possible_is_asked_of_every_period():
    asked = parse("boom (date:2024 OR -after:2023-05)").node

    assert possibly(asked) == parse("boom (date~:2024 OR -date~:[2023-05-01 TO *])").node


def test_each_part_can_be_left_out():
    assert [part for part, _ in without_each(parse("a b").node)] == list(parse("a b").node.parts)
    assert [rest for _, rest in without_each(parse("a b").node)] == [
        parse("b").node,
        parse("a").node,
    ]
    assert without_each(parse("a").node) == without_each(None) == []


def test_what_no_page_can_hold_is_shown_as_a_sign():
    assert visible("a\0b\x85c\td") == "a�b�c\td"

"""Search parameters in addresses, and changes of a query tree."""

from datetime import date

import pytest
from django.test import RequestFactory

from archive.pages.search.query_periods import allow_possible_dates, restrict_to_period
from archive.search.no_results import list_without_each
from archive.search.query.parser import parse_query
from archive.search.query.request import FacetName, SortOrder
from archive.web.page_errors import InvalidParameter
from archive.web.search_params import SearchParams, mask_control_characters

FULL = "/search/?q=flood+-dam&outlet=gazette&outlet=courier&year=2024&sort=newest&page=2"


def read_params(address: str) -> SearchParams:
    return SearchParams.from_request(RequestFactory().get(address))


@pytest.mark.parametrize("address", [FULL, "/search/", "/search/?q=%22a+b%22", "/search/?page=3"])
def test_an_address_is_written_as_it_was_read(address):
    assert str(read_params(address)) == address


def test_an_address_asks_what_it_says():
    request = read_params(FULL).build_search_request(parse_query("flood -dam").node)

    assert request.selected[FacetName.OUTLET] == ("gazette", "courier")
    assert (request.sort, request.offset, request.limit) == (SortOrder.NEWEST, 20, 20)


def test_everything_comes_newest_first_and_a_question_by_relevance():
    assert read_params("/search/").get_sort(None) == SortOrder.NEWEST
    assert read_params("/search/?q=a").get_sort(parse_query("a").node) == SortOrder.RELEVANCE
    assert read_params("/search/?sort=oldest").get_sort(None) == SortOrder.OLDEST


def test_ticking_forgets_the_page_and_ticking_again_unticks():
    params = read_params(FULL)

    assert str(params.toggle_filter(FacetName.OUTLET, "gazette")) == (
        "/search/?q=flood+-dam&outlet=courier&year=2024&sort=newest"
    )
    assert params.toggle_filter(FacetName.YEAR, "2024").selected.keys() == {"outlet"}
    assert params.toggle_filter(FacetName.AUTHOR, "a").toggle_filter(FacetName.AUTHOR, "a").page == 1


def test_a_new_question_keeps_the_narrowing_and_forgets_the_page():
    params = read_params(FULL)

    assert params.get_filter_fields() == [
        ("outlet", "gazette"),
        ("outlet", "courier"),
        ("year", "2024"),
        ("sort", "newest"),
    ]
    assert str(params.replace_params(text="boom")).startswith("/search/?q=boom&outlet=gazette")
    assert "page" not in str(params.replace_params(text="boom"))
    assert str(params.replace_params(selected={})) == "/search/?q=flood+-dam&sort=newest"


@pytest.mark.parametrize("value", ["a b", "<b>", '"x"', "x" * 101, "../x", "a:b"])
def test_what_no_facet_can_hold_is_refused_with_a_way_on(value):
    with pytest.raises(InvalidParameter) as error:
        SearchParams.from_request(RequestFactory().get("/search/", {"q": "boom", "outlet": value}))

    assert error.value.suggested_url == "/search/?q=boom"


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
    parsed = parse_query(text)

    assert restrict_to_period(parsed, text, date(2024, 3, 1), date(2024, 3, 31)) == narrowed


def test_what_is_possible_is_asked_of_every_period():
    node = parse_query("boom (date:2024 OR -after:2023-05)").node

    assert allow_possible_dates(node) == parse_query("boom (date~:2024 OR -date~:[2023-05-01 TO *])").node


def test_each_part_can_be_left_out():
    assert [part for part, _ in list_without_each(parse_query("a b").node)] == list(parse_query("a b").node.parts)
    assert [remaining for _, remaining in list_without_each(parse_query("a b").node)] == [
        parse_query("b").node,
        parse_query("a").node,
    ]
    assert list_without_each(parse_query("a").node) == list_without_each(None) == []


def test_what_no_page_can_hold_is_shown_as_a_sign():
    assert mask_control_characters("a\0b\x85c\td") == "a�b�c\td"

"""Query parameters of pages, and the errors for invalid ones."""

import pytest
from django.test import RequestFactory

from archive.web.page_errors import InvalidParameter
from archive.web.params import QueryParams, build_url

PAGES = [
    ("", 1),
    ("page=1", 1),
    ("page=12", 12),
    ("page=+3+", 3),
    ("page=0", None),
    ("page=-1", None),
    ("page=x", None),
    ("page=1.5", None),
    ("page=%D9%A3", 3),
    ("page=99999999", None),
    ("page=%00", None),
    ("page=" + "9" * 5000, None),
]


def read_params(query: str) -> QueryParams:
    return QueryParams(RequestFactory().get(f"/outlets/?{query}"))


@pytest.mark.parametrize(("query", "page"), PAGES)
def test_pages_are_counted_one_two_three(query, page):
    if page:
        assert read_params(query).get_page_number() == page
        return
    with pytest.raises(InvalidParameter) as refused:
        read_params(query).get_page_number()
    assert refused.value.suggested_url == "/outlets/"
    assert len(str(refused.value)) < 200


def test_a_choice_names_what_there_is():
    with pytest.raises(InvalidParameter, match="Choose one of: newest, oldest"):
        read_params("sort=best").get_choice("sort", ("newest", "oldest"), "newest")


def test_several_values_come_once_each_in_the_order_given():
    assert read_params("outlet=b&outlet=a&outlet=b&outlet=").get_list("outlet") == ("b", "a")


def test_too_many_values_are_refused():
    with pytest.raises(InvalidParameter, match="101 values"):
        read_params("&".join(f"outlet={number}" for number in range(101))).get_list("outlet")


@pytest.mark.parametrize("value", ["%00", "a%01b", "%7F", "x" * 5000])
def test_a_repair_leaves_out_only_the_fault(value):
    with pytest.raises(InvalidParameter) as refused:
        read_params(f"name={value}&sort=newest").get_text("name")
    assert refused.value.suggested_url == "/outlets/?sort=newest"


def test_an_altered_address_keeps_the_rest():
    params = read_params("country=Velmora&page=3&kind=")

    assert params.build_url_with(sort="newest", page="") == "/outlets/?country=Velmora&sort=newest"
    assert params.build_page_url(1) == "/outlets/?country=Velmora"
    assert params.build_page_url(4) == "/outlets/?country=Velmora&page=4"


def test_addresses_are_written_so_that_they_can_be_read():
    assert build_url("/search/", {"q": 'a&b="c"'}) == "/search/?q=a%26b%3D%22c%22"
    assert build_url("/search/") == "/search/"

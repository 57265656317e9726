"""What an address may ask for, and what it is told when it asks for something else."""

import pytest
from django.test import RequestFactory

from archive.web.address import Asked, BadAddress, address

PAGES = [
    ("", 1),
    ("page=1", 1),
    ("page=12", 12),
    ("page=+3+", 3),
    ("page=0", None),
    ("page=-1", None),
    ("page=x", None),
    ("page=1.5", None),
    ("page=%D9%A3", None),
    ("page=99999999", None),
    ("page=%00", None),
    ("page=" + "9" * 5000, None),
]


def asked(query: str) -> Asked:
    return Asked(RequestFactory().get(f"/outlets/?{query}"))


@pytest.mark.parametrize(("query", "page"), PAGES)
def test_pages_are_counted_one_two_three(query, page):
    if page:
        assert asked(query).page() == page
        return
    with pytest.raises(BadAddress) as refused:
        asked(query).page()
    assert refused.value.repair == "/outlets/"
    assert len(str(refused.value)) < 200


def test_a_choice_names_what_there_is():
    with pytest.raises(BadAddress, match="Choose one of: newest, oldest"):
        asked("sort=best").choice("sort", ("newest", "oldest"), "newest")


def test_several_values_come_once_each_in_the_order_given():
    assert asked("outlet=b&outlet=a&outlet=b&outlet=").several("outlet") == ("b", "a")


def test_too_many_values_are_refused():
    with pytest.raises(BadAddress, match="101 values"):
        asked("&".join(f"outlet={number}" for number in range(101))).several("outlet")


@pytest.mark.parametrize("value", ["%00", "a%01b", "%7F", "x" * 5000])
def test_a_repair_leaves_out_only_the_fault(value):
    with pytest.raises(BadAddress) as refused:
        asked(f"name={value}&sort=newest").text("name")
    assert refused.value.repair == "/outlets/?sort=newest"


def test_an_altered_address_keeps_the_rest():
    here = asked("country=Velmora&page=3&kind=")

    assert here.altered(sort="newest", page="") == "/outlets/?country=Velmora&sort=newest"
    assert here.at_page(1) == "/outlets/?country=Velmora"
    assert here.at_page(4) == "/outlets/?country=Velmora&page=4"


def test_addresses_are_written_so_that_they_can_be_read():
    assert address("/search/", {"q": 'a&b="c"'}) == "/search/?q=a%26b%3D%22c%22"
    assert address("/search/") == "/search/"

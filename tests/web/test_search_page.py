"""The results page."""

import pytest
from django.utils import timezone

from archive.templatetags.archive_text import format_day
from tests import factories
from tests.web import harbour_articles
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive():
    harbour_articles.create_articles()


def test_says_how_many_where_when_and_what_has_no_place_in_time(client):
    page = get_search_page(client, "harbour")

    assert get_texts(page, "h1") == ["32 articles in 2 outlets"]
    assert get_texts(page, ".result-period") == ["March 2023 – June 2024; 1 undated"]
    assert get_texts(page, ".separate-counts li") == ["1 undated", "1 without an exact month"]
    assert page.select_one("input[name=q]")["value"] == "harbour"


def test_marks_what_was_found_and_nothing_of_the_source_is_markup(client):
    page = get_search_page(client, "boom harbour")

    assert get_texts(page, ".card .headline mark")[0] == "Harbour"
    assert "<b>closed</b>" in page.select_one(".card .headline").get_text()
    assert {"boom", "harbour"} <= {word.casefold() for word in get_texts(page, ".snippet mark")}
    assert not page.select(".card b, .card script")


def test_every_facet_value_leads_to_as_many_as_it_says(client):
    for name, address in zip(*get_texts_and_links(get_search_page(client, "harbour"), ".facet li a"), strict=True):
        count = int(name.rsplit(" ", 1)[1])
        assert get_texts(parse_page(client.get(address)), "h1")[0].split()[0] == str(count), name


def test_every_bar_and_row_leads_to_as_many_as_it_says(client):
    page = get_search_page(client, "harbour")
    for label, address in zip(*get_texts_and_links(page, ".data-table tbody tr"), strict=False):
        count = label.rsplit(" ", 1)[1]
        assert get_texts(parse_page(client.get(address)), "h1")[0].split()[0] == count, label
    assert get_links(page, ".bars a") == get_links(page, ".data-table a")


def get_texts_and_links(page, selector):
    """The texts of elements, and the addresses of their links."""
    return get_texts(page, selector), get_links(page, f"{selector} a" if selector.endswith("tr") else selector)


def test_several_values_are_ticked_shown_as_chips_and_taken_away(client):
    page = get_search_page(client, "harbour", outlet=["gazette", "courier"], year="2024")

    assert get_texts(page, ".facet a[aria-current]") == [
        "Harbour Gazette 10",
        "The Courier 6",
        "2024 16",
    ]
    assert get_texts(page, ".chips a") == [
        "Remove Harbour Gazette",
        "Remove The Courier",
        "Remove 2024",
    ]
    assert get_links(page, ".chips a")[2] == "/search/?q=harbour&outlet=gazette&outlet=courier"
    hidden = [(tag["name"], tag["value"]) for tag in page.select(".search-box input[type=hidden]")]
    assert hidden == [("outlet", "gazette"), ("outlet", "courier"), ("year", "2024")]


def test_a_tick_on_page_two_leads_to_page_one(client):
    page = get_search_page(client, "harbour", page=2)

    assert get_texts(page, ".paging p") == ["21–32 of 32"]
    assert not [address for address in get_links(page, ".facet a, .sort-links a, .bars a") if "page=" in address]
    assert page.select_one("ol.cards")["start"] == "21"


def test_orders_are_links_and_everything_has_no_relevance(client):
    assert get_texts(get_search_page(client, "harbour"), ".sort-links a") == [
        "relevance",
        "newest first",
        "oldest first",
    ]
    assert get_texts(get_search_page(client), ".sort-links a") == ["newest first", "oldest first"]
    assert get_texts(get_search_page(client), ".sort-links a[aria-current]") == ["newest first"]
    oldest = get_search_page(client, "harbour", sort="oldest", page=2)
    assert get_texts(oldest, ".headline")[-1] == "Undated harbour"


def test_a_card_keeps_the_question_for_the_article(client):
    address = get_links(get_search_page(client, "boom"), ".card .headline a")[0]

    assert address.endswith("?q=boom")
    assert get_texts(parse_page(client.get(address)), ".text mark") == ["boom"]


def test_a_long_time_is_shown_by_years(client):
    factories.article("Harbour begun", published="1951-05-01", body="None.")
    page = get_search_page(client, "harbour")

    rows = get_texts(page, ".data-table tbody tr")
    assert rows[:3] == ["1951 1", "2023 15", "2024 16"]
    assert "year=1951" in get_links(page, ".data-table a")[0]
    narrowed = get_search_page(client, "harbour", year=["1951", "2023"])
    assert get_texts(narrowed, ".data-table tbody tr") == ["1951 1", "2023 15"]
    assert get_links(narrowed, ".data-table a")[0] == "/search/?q=harbour&year=1951"


def test_a_search_costs_the_same_however_much_it_finds(client, django_assert_max_num_queries):
    client.get("/search/?q=harbour")
    for query in ("harbour", "trams", ""):
        with django_assert_max_num_queries(12):
            client.get("/search/", {"q": query})


def test_a_printout_says_what_was_asked_how_it_was_narrowed_and_ordered_and_when(client):
    page = get_search_page(client, "harbour <b>", outlet=["gazette", "courier"], year="2024", match="any")

    print_record = dict(zip(get_texts(page, ".print-record dt"), get_texts(page, ".print-record dd"), strict=True))
    assert print_record.pop("Date of search") == format_day(timezone.now().date())
    assert print_record == {
        "Archive": "Cuttings",
        "Search": "harbour <b>",
        "Outlet": "Harbour Gazette, The Courier",
        "Year": "2024",
        "Sorted by": "relevance",
        "Results": "1–16 of 16",
    }


def test_a_printout_of_nothing_found_says_what_was_asked_too(client):
    page = get_search_page(client, "zzyzx", outlet="gazette", sort="oldest")

    assert get_texts(page, ".print-record dd")[:4] == ["Cuttings", "zzyzx", "Harbour Gazette", "oldest first"]
    assert "Results" not in get_texts(page, ".print-record dt")
    assert get_texts(get_search_page(client), ".print-record dd")[1] == "All articles"

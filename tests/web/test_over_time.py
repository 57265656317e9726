"""Searches, outlets and authors compared over time, as numbers and as a share of what is held."""

import pytest

from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(db):
    gazette = factories.outlet("Gazette", slug="gazette")
    for title, published in (
        ("Ferry", "2024-01-03"),
        ("Ferry again", "2024-01-05"),
        ("Bridge", "2024-01-09"),
        ("Trams", "2024-01-10"),
        ("Trams again", "2024-02-10"),
        ("Bridge again", "2024-05-01"),
        ("Ferry some day", "2024"),
        ("Ferry undated", ""),
    ):
        factories.article(title, published=published, body="None.", outlet=gazette if "again" in title else None)
    apply_queue()


def show(client, **values):
    return parse_page(client.get("/compare/searches/", values))


def read_rows(page) -> list[list[str]]:
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def test_numbers_and_shares_stand_in_a_table_and_nothing_held_is_not_zero(archive, client):
    page = show(client, q=["ferry", "bridge"])

    assert read_rows(page) == [
        ["January 2024", "2 50.0 %", "1 25.0 %", "4"],
        ["February 2024", "0 0.0 %", "0 0.0 %", "1"],
        ["March 2024", "no articles held"],
        ["April 2024", "no articles held"],
        ["May 2024", "0 0.0 %", "1 100.0 %", "1"],
    ]
    assert "not shown: 1 undated not shown: 1 dated less exactly" in get_texts(page, ".series figcaption")[0]


def test_charts_share_a_scale_lead_to_articles_and_show_gaps(archive, client):
    page = show(client, q=["ferry", "bridge"], show="count")

    ferry, bridge, held = page.select(".series svg")
    assert get_links(ferry, "a") == ["/search/?q=ferry+date%3A2024-01"]
    heights = [[float(bar["height"]) for bar in chart.select(".bar")] for chart in (ferry, bridge, held)]
    assert heights == [[56.0], [28.0, 28.0], [56.0, 14.0, 14.0]]
    assert [len(chart.select(".not-held")) for chart in (ferry, bridge, held)] == [2, 2, 2]


def test_outlets_are_compared_within_a_search(archive, client):
    page = show(client, q=['outlet:"gazette"', "no:outlet"], within="ferry OR trams", by="year")

    assert read_rows(page) == [["2024", "2 40.0 %", "3 60.0 %", "5"]]


def test_a_query_that_cannot_be_read_keeps_its_place_and_says_why(archive, client):
    response = client.get("/compare/searches/", {"q": ["ferry", "date:2016-13-45"], "within": "bogus:x"})
    page = parse_page(response)

    assert response.status_code == 400
    assert [box["value"] for box in page.select(".series-form input[name=q]")] == ["ferry", "date:2016-13-45", "", ""]
    assert len(page.select(".field-error")) == 2


def test_nothing_found_and_nothing_asked_are_pages(archive, client):
    assert show(client).select_one("form.series-form")
    assert show(client, q="zzyzx").select_one(".empty")
    assert client.get("/compare/searches/?by=day").status_code == 400


def test_a_long_time_is_shown_in_years(archive, client):
    factories.article("Ferry of old", published="1900-01-03")
    apply_queue()

    page = show(client, q="ferry", by="month")
    assert "these are years" in page.select_one("main [role=status]").text
    assert len(read_rows(page)) == 125


def test_it_reads_no_rows_and_costs_the_same_for_any_archive(archive, client, django_assert_max_num_queries):
    show(client, q="ferry")
    with django_assert_max_num_queries(10):
        show(client, q=["ferry", "bridge", "trams", "none"])


def test_the_results_of_a_search_lead_there_with_their_filters(archive, client):
    page = parse_page(client.get("/search/", {"q": "ferry", "year": "2024"}))

    (link,) = [link for link in get_links(page, "main a") if link.startswith("/compare/searches/")]
    assert link == "/compare/searches/?q=ferry+date%3A2024"

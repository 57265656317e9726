"""Pages of years, months and days, and of articles without a day."""

import pytest

from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def articles():
    courier = factories.outlet("The Courier", slug="courier")
    factories.article("Harbour closed", outlet=courier, published="2024-03-14")
    factories.article("Boom down", outlet=factories.outlet("Gazette"), published="2024-03-14")
    factories.article("No outlet", published="2024-03-14")
    factories.article("Spring", outlet=courier, published="2024-03")
    factories.article("That year", outlet=courier, published="2024")
    factories.article("About then", outlet=courier, published="2024~")
    factories.article("Long ago", outlet=courier, published="1998-05-01")
    factories.article("Some day", outlet=courier)
    factories.article("Hidden", published="2024-03-14", withdrawn_at="2025-01-01T00:00Z")


def get_page(client, address):
    return parse_page(client.get(address))


def test_years_count_what_is_certainly_of_them_and_link_to_months(client):
    page = get_page(client, "/dates/")

    assert get_texts(page, ".years tbody th") == ["2024", "1998"]
    assert get_texts(page, ".years td.number") == ["5", "1"]
    assert get_links(page, ".month-cell") == ["/dates/2024/03/", "/dates/1998/05/"]
    assert get_texts(page, ".undated-section a") == [
        "1 article without a date",
        "3 articles with an approximate date",
    ]


def test_a_year_lists_what_has_no_single_month(client):
    page = get_page(client, "/dates/2024/")

    assert get_texts(page, ".page-lead") == ["5 articles from 2024; 1 more possibly."]
    assert get_texts(page, ".card h3") == ["That year"]
    assert get_texts(page, ".data-table tbody tr") == ["March 2024 4"]
    assert get_texts(page, "#months + ul a") == ["March 2024 4"]
    assert get_links(page, "#months + ul a") == ["/dates/2024/03/"]
    assert get_texts(page, ".previous-next a") == ["← 1998"]


def test_a_month_is_a_calendar_and_a_list_with_the_dayless_last(client):
    page = get_page(client, "/dates/2024/03/")

    assert get_texts(page, ".page-lead") == ["4 articles from March 2024; 2 more possibly."]
    assert get_links(page, "a.day") == ["/dates/2024/03/14/"]
    assert get_texts(page, "a.day") == ["14 3"]
    assert get_texts(page, ".card h3")[-1] == "Spring"
    outlets = sorted(get_texts(page, "#outlets + ul a"))
    assert outlets == ["Gazette 1", "Outlet unknown 1", "The Courier 2"]


def test_a_day_is_a_front_page_outlet_by_outlet(client):
    page = get_page(client, "/dates/2024/03/14/")

    assert get_texts(page, ".column h2") == ["Gazette", "The Courier", "Outlet unknown"]
    assert get_texts(page, ".item h3") == ["Boom down", "Harbour closed", "No outlet"]
    assert get_texts(page, ".page-lead") == ["3 articles from 14 March 2024; 3 more possibly."]
    assert get_texts(page, ".previous-next a") == ["← 1 May 1998"]
    assert get_links(page, ".breadcrumb-list a") == ["/dates/", "/dates/2024/", "/dates/2024/03/"]


def test_what_may_be_of_a_day_is_found_by_following_the_link(client):
    address = get_links(get_page(client, "/dates/2024/03/14/"), ".page-lead a")[0]

    assert get_texts(get_page(client, address), "h1")[0].startswith("6 articles")


def test_undated_articles_are_listed_apart_from_roughly_dated_ones(client):
    undated = get_page(client, "/dates/undated/")
    rough = get_page(client, "/dates/undated/?shelf=approximate")

    assert get_texts(undated, ".tabs a") == ["Undated 1", "Approximate dates 3"]
    assert get_texts(undated, ".card h3") == ["Some day"]
    assert sorted(get_texts(rough, ".card h3")) == ["About then", "Spring", "That year"]
    assert sorted(get_texts(rough, ".card .uncertain")) == ["2024", "March 2024", "about 2024"]


@pytest.mark.parametrize("address", ["/dates/2024/13/", "/dates/2024/02/30/", "/dates/0000/"])
def test_a_date_that_does_not_exist_is_said_not_to(address, client):
    response = client.get(address)

    assert response.status_code == 404
    assert "in the calendar" in get_texts(parse_page(response), ".page-lead")[0]


@pytest.mark.parametrize("address", ["/dates/0001/01/01/", "/dates/9999/12/31/", "/dates/1800/"])
def test_a_time_without_articles_is_an_ordinary_page(address, client):
    page = get_page(client, address)

    assert get_texts(page, ".page-lead")[0].startswith("No articles from")
    assert page.select(".previous-next a")

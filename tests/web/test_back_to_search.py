"""The link from an article back to the search that led there."""

import pytest

from tests import factories
from tests.web import harbour_articles
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive():
    harbour_articles.create_articles()


@pytest.mark.parametrize(
    "search",
    [
        "/search/?q=harbour&page=2",
        "/search/?q=harbour&outlet=gazette&outlet=courier&author=ellery&sort=oldest&page=2",
        "/search/?q=closed+or+trams+spring&match=any&as_typed=closed&sort=newest&page=2",
        "/search/?q=harbour&printings=apart",
        "/search/?outlet=gazette&year=undated",
        "/search/?page=2",
    ],
)
def test_every_hit_leads_back_to_where_it_was_found(search, client):
    ways = get_links(parse_page(client.get(search)), ".card .headline a")

    assert ways
    for way in ways:
        page = parse_page(client.get(way))
        assert get_links(page, ".hit-navigation a")[0] == search


def test_finding_inside_the_article_keeps_the_way_back(client):
    search = "/search/?q=harbour&outlet=gazette&sort=oldest&page=2"
    page = parse_page(client.get(get_links(parse_page(client.get(search)), ".card .headline a")[0]))
    form = page.select_one("form.find-form")
    fields = {box["name"]: box.get("value", "") for box in form.select("input")}
    here = page.select_one("link[rel=canonical]")["href"].removeprefix("http://testserver")

    found = parse_page(client.get(here, fields | {"find": "none"}))

    assert get_texts(found, ".text mark") == ["None"]
    assert get_links(found, ".hit-navigation a")[0] == search


def test_the_box_of_the_article_asks_as_the_box_of_the_search_does(client):
    search = parse_page(client.get("/search/?q=harbour&outlet=gazette&match=any&sort=oldest"))
    article = parse_page(client.get(get_links(search, ".card .headline a")[0]))

    def get_form_values(page):
        return [(one.get("name"), one.get("value")) for one in page.select(".search-box input")]

    assert get_form_values(article) == get_form_values(search)


def test_an_address_of_before_still_leads_back(client):
    article = factories.article("Harbour lights")

    page = parse_page(client.get(f"{article.get_absolute_url()}?q=harbour"))

    assert get_links(page, ".hit-navigation a")[0] == "/search/?q=harbour"


@pytest.mark.parametrize("rest", ["page=x", "sort=loud", "outlet=%3Cb%3E", "match=some"])
def test_what_no_search_can_be_narrowed_by_does_not_keep_an_article_from_being_read(rest, client):
    article = factories.article("Harbour lights", body="Lights at the harbour.")

    page = parse_page(client.get(f"{article.get_absolute_url()}?q=harbour&{rest}"))

    assert get_links(page, ".hit-navigation a")[0] == "/search/?q=harbour"
    assert get_texts(page, ".text mark") == ["harbour"]


def test_an_article_that_no_search_led_to_has_no_way_back(client):
    article = factories.article("Harbour lights")

    assert not parse_page(client.get(article.get_absolute_url())).select(".hit-navigation")


def test_why_a_hit_stands_where_it_does_leads_back_to_its_page(client):
    search = "/search/?q=harbour&outlet=gazette&sort=relevance&page=2"
    factories.article("Harbour", outlet=None)

    why = parse_page(client.get(get_links(parse_page(client.get(search)), "a.explanation")[0]))

    assert get_links(why, ".kicker a") == [search]


def test_the_address_of_an_article_is_escaped_where_it_stands(client):
    article = factories.article("Harbour lights", body="Lights.")

    answer = client.get(article.get_absolute_url(), {"q": '"><script>alert(1)</script>'})

    assert b"<script>alert" not in answer.content


def walk_results(client, address, rel, steps):
    """The addresses of this article and the next ones, by the links between them."""
    addresses = [address]
    for _ in range(steps):
        page = parse_page(client.get(addresses[-1]))
        addresses += get_links(page, f".hit-navigation a[rel~={rel}]")
    return addresses


@pytest.mark.parametrize("search", ["/search/?q=harbour&sort=oldest", "/search/?outlet=gazette"])
def test_the_next_and_the_previous_result_lead_from_page_to_page_in_order(search, client):
    pages = [parse_page(client.get(address)) for address in (search, f"{search}&page=2")]
    shown = [link for page in pages for link in get_links(page, ".card .headline a")]

    assert walk_results(client, shown[18], "next", 2) == shown[18:21]
    assert walk_results(client, shown[20], "prev", 2) == shown[20:17:-1]
    assert len(walk_results(client, shown[-1], "next", 1)) == len(walk_results(client, shown[0], "prev", 1)) == 1


def test_an_article_says_which_result_it_is(client):
    page = parse_page(client.get(get_links(get_search_page(client, "harbour", page=2), ".card .headline a")[1]))

    assert "Result 22 of 32" in get_texts(page, ".hit-navigation")[0]


def test_an_article_that_the_search_does_not_find_there_has_no_neighbours(client):
    article = factories.article("Elsewhere", body="None.")
    for rest in ("q=harbour", "q=harbour&page=99", "q=(", "q=elsewhere&page=3"):
        page = parse_page(client.get(f"{article.get_absolute_url()}?{rest}"))
        assert not get_links(page, ".hit-navigation a[rel]"), rest

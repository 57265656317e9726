"""The results page in any-word mode: what it says, and that its links keep the mode."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web import harbour_articles
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
ASKED = "trams or closed spring"


@pytest.fixture(autouse=True)
def archive():
    harbour_articles.create_articles()


def get_number(page):
    return int(get_texts(page, "h1")[0].split()[0])


def test_typed_operators_do_not_keep_the_other_words_from_being_any_and_the_page_says_so(client):
    page = get_search_page(client, ASKED, match="any")

    assert get_number(page) == 32
    assert get_number(get_search_page(client, ASKED)) == 1
    assert "Interpreted as trams OR closed OR spring" in get_texts(page, ".query-explanation p")
    assert get_texts(page, ".match-mode") == ["Matching any of the words, best matches first. Match all words"]


def test_any_of_the_words_is_offered_wherever_it_asks_something_else(client):
    wider = get_links(get_search_page(client, ASKED), ".match-mode a")[0]

    assert get_number(parse_page(client.get(wider))) == 32
    assert get_links(parse_page(client.get(wider)), ".match-mode a") == ["/search/?q=trams+or+closed+spring"]
    assert not get_search_page(client, "trams or closed").select(".match-mode")


def test_where_nothing_is_found_any_of_the_words_leads_to_as_many_as_it_says(client):
    page = get_search_page(client, "(trams closed) or (spring boom)")

    (way,) = [one for one in page.select(".related-searches a") if "Any of these words" in one.text]
    assert way.select_one(".count").text == "32 articles"
    assert get_number(parse_page(client.get(way["href"]))) == 32


def test_every_way_on_finds_as_many_as_it_says(client):
    page = get_search_page(client, ASKED, match="any")

    for way in page.select(".facet li a, .data-table tbody tr:has(a)"):
        link = way if way.name == "a" else way.select_one("a")
        count = int(way.get_text(" ").split()[-1])
        assert get_number(parse_page(client.get(link["href"]))) == count, link["href"]


def test_what_is_taken_away_and_followed_is_what_the_page_found(client):
    page = get_search_page(client, ASKED, match="any", outlet="courier")
    found = get_number(page)

    ways = {urlsplit(way).path: way for way in get_links(page, ".export-links a")}
    table = b"".join(client.get(ways["/search.csv"]).streaming_content).decode()
    assert len(table.strip().splitlines()) == found + 1
    assert client.get(ways["/search.atom"]).content.decode().count("<entry>") == found


@pytest.mark.parametrize(
    ("form", "given", "query", "found"),
    [
        ("form.refine-form", {"within": "boom"}, f"({ASKED}) AND boom", 30),
        ("form.refine-form", {"within": "nobody spring"}, f"({ASKED}) AND (nobody spring)", 31),
        ("form.advanced-form", {"all": "closed boom"}, f"({ASKED}) AND (closed AND boom)", 30),
        ("form.advanced-form", {"none": "boom tram"}, f"({ASKED}) AND NOT boom AND NOT tram", 1),
        ("form.advanced-form", {"title": "trams"}, f"({ASKED}) AND title:trams", 1),
        (
            "form.date-range-form",
            {"from": "2024-03-01", "until": "2024-03-31"},
            "(trams OR closed OR spring) date:2024-03",
            1,
        ),
    ],
)
def test_forms_narrow_what_any_of_the_words_found(form, given, query, found, client):
    address = "/search/advanced/" if "advanced" in form else "/search/"
    form_element = parse_page(client.get(address, {"q": ASKED, "match": "any"})).select_one(form)
    fields = {box["name"]: box.get("value", "") for box in form_element.select("input")}

    answer = client.get(form_element["action"], fields | given)

    parameters = parse_qs(urlsplit(answer["Location"]).query)
    assert (parameters["q"], parameters["match"]) == ([query], ["any"])
    assert get_number(parse_page(client.get(answer["Location"]))) == found


def test_an_article_found_by_any_of_the_words_is_marked_by_each(client):
    (way,) = get_links(get_search_page(client, "spring AND boom trams", match="any"), ".card .headline a")

    page = parse_page(client.get(way))
    assert get_texts(page, "h1") == ["Trams"]
    assert get_links(page, ".hit-navigation a")[0] == "/search/?q=spring+AND+boom+trams&match=any"

"""The search page: what was understood, what was found, and every way on."""

import pytest

from archive.errors import StaleIndex
from archive.search.indexing import apply_queue
from tests import factories
from tests.web.pages import links, soup, texts

pytestmark = pytest.mark.django_db

FAULTS = ('"', "(", "AND", "a*", "bogus:x", "date:2016-13-45", "date:nonsense", "x" * 5000, "a\0b",
          "title:[a TO", "\x1b[31m", "*ppo")  # fmt: skip


@pytest.fixture(autouse=True)
def archive(settings):
    gazette = factories.outlet("Harbour Gazette", slug="gazette")
    courier = factories.outlet("The Courier", slug="courier")
    ellery = factories.author("Maud Ellery", slug="ellery")
    for number in range(30):
        factories.article(
            f"Harbour <b>closed</b> {number}",
            outlet=gazette if number % 3 else courier,
            by=(ellery,),
            published=f"{2023 + number % 2}-0{3 + number % 4}-10",
            body="The boom is down at the harbour & nobody asked.",
            language="en",
        )
    factories.article("Undated harbour", outlet=gazette, body="None.")
    factories.article("Harbour in spring", outlet=courier, body="None.", published="2024-03~")
    factories.article("Trams", body="None runs.", published="2024-03-11")
    apply_queue()


def get(client, query="", **parameters):
    return soup(client.get("/search/", {"q": query, **parameters}))


def test_says_how_many_where_when_and_what_has_no_place_in_time(client):
    page = get(client, "harbour")

    assert texts(page, "h1") == ["32 articles in 2 outlets"]
    assert texts(page, ".span") == ["March 2023 – June 2024; 1 undated"]
    assert texts(page, ".apart li") == ["1 undated", "1 of no single month"]
    assert page.select_one("input[name=q]")["value"] == "harbour"


def test_marks_what_was_found_and_nothing_of_the_source_is_markup(client):
    page = get(client, "boom harbour")

    assert texts(page, ".card .headline mark")[0] == "Harbour"
    assert "<b>closed</b>" in page.select_one(".card .headline").get_text()
    assert {"boom", "harbour"} <= {word.casefold() for word in texts(page, ".snippet mark")}
    assert not page.select(".card b, .card script")


def test_every_facet_value_leads_to_as_many_as_it_says(client):
    for name, address in zip(*both(get(client, "harbour"), ".facet li a"), strict=True):
        count = int(name.rsplit(" ", 1)[1])
        assert texts(soup(client.get(address)), "h1")[0].split()[0] == str(count), name


def test_every_bar_and_row_leads_to_as_many_as_it_says(client):
    page = get(client, "harbour")
    for label, address in zip(*both(page, ".as-table tbody tr"), strict=False):
        count = label.rsplit(" ", 1)[1]
        assert texts(soup(client.get(address)), "h1")[0].split()[0] == count, label
    assert links(page, ".bars a") == links(page, ".as-table a")


def both(page, selector):
    """What elements say, and where their links lead."""
    return texts(page, selector), links(
        page, f"{selector} a" if selector.endswith("tr") else selector
    )


def test_several_values_are_ticked_shown_as_chips_and_taken_away(client):
    page = get(client, "harbour", outlet=["gazette", "courier"], year="2024")

    assert texts(page, ".facet a[aria-current]") == [
        "Harbour Gazette 10",
        "The Courier 6",
        "2024 16",
    ]
    assert texts(page, ".chips a") == [
        "Remove Harbour Gazette", "Remove The Courier", "Remove 2024",
    ]  # fmt: skip
    assert links(page, ".chips a")[2] == "/search/?q=harbour&outlet=gazette&outlet=courier"
    hidden = [(tag["name"], tag["value"]) for tag in page.select(".box input[type=hidden]")]
    assert hidden == [("outlet", "gazette"), ("outlet", "courier"), ("year", "2024")]


def test_a_tick_on_page_two_leads_to_page_one(client):
    page = get(client, "harbour", page=2)

    assert texts(page, ".paging p") == ["21–32 of 32"]
    assert not [
        address for address in links(page, ".facet a, .sort a, .bars a") if "page=" in address
    ]
    assert page.select_one("ol.cards")["start"] == "21"


def test_orders_are_links_and_everything_has_no_relevance(client):
    assert texts(get(client, "harbour"), ".sort a") == ["by relevance", "newest", "oldest"]
    assert texts(get(client), ".sort a") == ["newest", "oldest"]
    assert texts(get(client), ".sort a[aria-current]") == ["newest"]
    oldest = get(client, "harbour", sort="oldest", page=2)
    assert texts(oldest, ".headline")[-1] == "Undated harbour"


def test_a_card_keeps_the_question_for_the_article(client):
    address = links(get(client, "boom"), ".card .headline a")[0]

    assert address.endswith("?q=boom")
    assert texts(soup(client.get(address)), ".text mark") == ["boom"]


def test_a_repaired_question_runs_and_says_so(client):
    response = client.get("/search/", {"q": "harbour AND (boom"})
    page = soup(response)

    assert response.status_code == 200
    assert texts(page, ".understood li")
    assert "harbour boom" in texts(page, ".understood code")
    assert page.select_one("input[name=q]")["value"] == "harbour AND (boom"
    assert page.select_one(".understood")["role"] == "status"


@pytest.mark.parametrize("query", FAULTS)
def test_a_question_that_cannot_run_is_explained_beside_the_box(query, client):
    response = client.get("/search/", {"q": query})
    page = soup(response)

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert texts(page, ".understood li, .nothing"), query
        return
    assert texts(page, "[role=alert] p")[0]
    assert page.select_one("[role=alert]").has_attr("autofocus")
    for address in links(page, "[role=alert] a"):
        assert client.get(address).status_code == 200


def test_the_wrong_part_is_marked_and_the_rest_is_as_typed(client):
    page = get(client, "boom date:2016-13-45 down")

    assert texts(page, ".as-typed mark") == ["2016-13-45"]
    assert page.select_one(".as-typed").get_text() == "boom date:2016-13-45 down"


def test_a_period_says_what_else_is_possible_and_leads_to_it(client):
    page = get(client, "harbour date:2024-04")
    way = page.select_one(".span a")

    wider = soup(client.get(way["href"]))

    assert way.get_text() == "1 more possibly in range"
    more = int(texts(wider, "h1")[0].split()[0]) - int(texts(page, "h1")[0].split()[0])
    assert more == 1


def test_nothing_found_offers_the_same_with_less_and_what_it_would_find(client):
    page = get(client, "harbour trams", outlet="gazette")

    assert texts(page, "h1") == ["Nothing found"]
    assert texts(page, ".nothing .way-list a") == ["Without trams 21 articles"]
    assert get(client, "zzyzx").select_one(".nothing a[href='/help/search/']")
    ticked = get(client, "trams", outlet="gazette")
    assert texts(ticked, ".nothing .way-list a")[0] == "The same question, not narrowed 1 article"


def test_a_page_beyond_the_end_says_where_the_end_is(client):
    response = client.get("/search/", {"q": "harbour", "page": 999_999})
    page = soup(response)

    assert response.status_code == 404
    assert "32" in texts(page, "[role=alert]")[0]
    assert links(page, "main .button") == ["/search/?q=harbour&page=2"]


def test_a_long_time_is_shown_by_years(client):
    factories.article("Harbour begun", published="1951-05-01", body="None.")
    page = get(client, "harbour")

    rows = texts(page, ".as-table tbody tr")
    assert rows[:3] == ["1951 1", "2023 15", "2024 16"]
    assert "year=1951" in links(page, ".as-table a")[0]
    narrowed = get(client, "harbour", year=["1951", "2023"])
    assert texts(narrowed, ".as-table tbody tr") == ["1951 1", "2023 15"]
    assert links(narrowed, ".as-table a")[0] == "/search/?q=harbour&year=1951"


def test_a_search_costs_the_same_however_much_it_finds(client, django_assert_max_num_queries):
    client.get("/search/?q=harbour")
    for query in ("harbour", "trams", ""):
        with django_assert_max_num_queries(12):
            client.get("/search/", {"q": query})


def test_an_index_that_cannot_answer_is_said_to_be_the_trouble(client, monkeypatch):
    def refuse(request):
        raise StaleIndex("The index is of another version. Run `python manage.py rebuild_index`.")

    monkeypatch.setattr("archive.web.views.search.search", refuse)
    response = client.get("/search/?q=harbour")

    assert response.status_code == 503
    assert "rebuild_index" in texts(soup(response), "[role=alert] p")[0]

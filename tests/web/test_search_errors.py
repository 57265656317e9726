"""The results page with repairs, syntax errors, no results, and without an index."""

import pytest

from archive.errors import StaleIndex
from archive.search.indexing.change_queue import get_engine
from tests.web import harbour_articles
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db

FAULTS = ('"', "(", "AND", "a*", "bogus:x", "date:2016-13-45", "date:nonsense", "x" * 5000, "a\0b",
          "title:[a TO", "\x1b[31m", "*ppo")  # fmt: skip


@pytest.fixture(autouse=True)
def archive():
    harbour_articles.create_articles()


def test_a_repaired_question_runs_and_says_so(client):
    response = client.get("/search/", {"q": "harbour AND (boom"})
    page = parse_page(response)

    assert response.status_code == 200
    assert get_texts(page, ".query-explanation li")
    assert "harbour boom" in get_texts(page, ".query-explanation code")
    assert page.select_one("input[name=q]")["value"] == "harbour AND (boom"
    assert page.select_one(".query-explanation")["role"] == "status"


@pytest.mark.parametrize("query", FAULTS)
def test_a_question_that_cannot_run_is_explained_beside_the_box(query, client):
    response = client.get("/search/", {"q": query})
    page = parse_page(response)

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert get_texts(page, ".query-explanation li, .no-results"), query
        return
    assert get_texts(page, "[role=alert] p")[0]
    assert page.select_one("[role=alert]").has_attr("autofocus")
    for address in get_links(page, "[role=alert] a"):
        assert client.get(address).status_code == 200


def test_the_wrong_part_is_marked_and_the_rest_is_as_typed(client):
    page = get_search_page(client, "boom date:2016-13-45 down")

    assert get_texts(page, ".query-text mark") == ["2016-13-45"]
    assert page.select_one(".query-text").get_text() == "boom date:2016-13-45 down"


def test_a_period_says_what_else_is_possible_and_leads_to_it(client):
    page = get_search_page(client, "harbour date:2024-04")
    way = page.select_one(".result-period a")

    wider = parse_page(client.get(way["href"]))

    assert way.get_text() == "1 more possibly from this period"
    more = int(get_texts(wider, "h1")[0].split()[0]) - int(get_texts(page, "h1")[0].split()[0])
    assert more == 1


def test_nothing_found_offers_the_same_with_less_and_what_it_would_find(client):
    page = get_search_page(client, "harbour trams", outlet="gazette")

    assert get_texts(page, "h1") == ["No articles match"]
    assert get_texts(page, ".single-words li") == ["harbour 21 articles", "trams no articles"]
    assert get_texts(page, ".related-searches a") == [
        "Without trams 21 articles",
        "Any of these words 21 articles",
    ]
    for address in get_links(page, ".related-searches a"):
        assert get_texts(parse_page(client.get(address)), "h1")[0].startswith("21 articles")
    assert get_search_page(client, "zzyzx").select_one(".no-results a[href='/help/search/']")
    ticked = get_search_page(client, "trams", outlet="gazette")
    assert get_texts(ticked, ".related-searches a")[0] == "The same search without filters 1 article"


def test_a_page_beyond_the_end_says_where_the_end_is(client):
    response = client.get("/search/", {"q": "harbour", "page": 999_999})
    page = parse_page(response)

    assert response.status_code == 404
    assert "32" in get_texts(page, "[role=alert]")[0]
    assert get_links(page, "main .button") == ["/search/?q=harbour&page=2"]


def test_an_index_that_cannot_answer_is_said_to_be_the_trouble(client, monkeypatch, caplog):
    def refuse(request):
        raise StaleIndex("The index is of another version. Run `python manage.py rebuild_index`.")

    monkeypatch.setattr("archive.pages.search.views.search", refuse)
    response = client.get("/search/?q=harbour")

    assert response.status_code == 503
    assert "cannot be read just now" in get_texts(parse_page(response), "[role=alert] p")[0]
    assert "rebuild_index" not in response.content.decode()
    assert "rebuild_index" in caplog.text


def test_readers_are_told_that_the_operator_has_to_repair_a_damaged_index(client, settings, caplog):
    (path,) = get_engine().store.live_folder.glob("*.words")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"harbour")] ^= 4
    path.write_bytes(raw)

    for address in ("/search/?q=harbour", "/search.csv?q=harbour", "/search/suggestions.json?q=ha"):
        response = client.get(address)
        page_text = response.content.decode()

        assert response.status_code == 503, address
        assert "cannot be read just now" in page_text
        assert "rebuild_index" not in page_text
        assert str(settings.CUTTINGS_HOME) not in page_text
    assert "rebuild_index" in caplog.text


def test_no_page_gives_advice_for_a_command_line(settings):
    folder = settings.ASSETS_DIR / "templates"
    advice = ("manage.py", "--map", "--format", "CUTTINGS_", "_index`")

    found = [
        (str(path.relative_to(folder)), words)
        for path in folder.rglob("*.html")
        for words in advice
        if words in path.read_text()
    ]

    assert found == []

"""Completions as JSON, and as a page for readers without script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.pages.search.views import MAX_LENGTH
from archive.search.indexing.change_queue import apply_queue, get_engine
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
ADDRESS, PAGE = "/search/suggestions.json", "/search/suggestions/"
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture(autouse=True)
def archive():
    gazette = factories.outlet("Harbour Gazette", slug="gazette")
    gazette.aliases.create(name="The Quay")
    for number in range(12):
        author = factories.author(f"Hart {number}", slug=f"hart-{number}")
        factories.article(f"Harbour {number}", outlet=gazette, by=(author,), published="2024-03")
    apply_queue()


def get_completions(client, typed):
    return client.get(ADDRESS, {"q": typed}).json()


def test_suggestions_say_what_they_are_and_how_many_there_are(client):
    answer = get_completions(client, "flood outlet:qu")

    assert answer == {
        "told": "1 suggestion",
        "suggestions": [
            {
                "text": 'flood outlet:"Harbour Gazette"',
                "shown": '"Harbour Gazette"',
                "says": "outlet, also The Quay · 12 articles",
            }
        ],
    }
    assert get_completions(client, "zzyzx") == {"told": "No suggestions", "suggestions": []}


@pytest.mark.parametrize(
    "typed",
    ["", "\x00", "a\x00b", "((((", '"' * 300, "outlet:" * 40, "date:[", "\\", "a*", "\u202e\ud7ff",
     HOSTILE, "author:" + HOSTILE, "%", "outlet:%_", "x" * (MAX_LENGTH + 1), "漢字", "é" * 100],
)  # fmt: skip
def test_whatever_is_typed_there_is_an_answer(typed, client):
    answer = client.get(ADDRESS, {"q": typed})

    assert answer.status_code == 200
    assert len(answer.json()["suggestions"]) <= 10
    assert answer["Content-Type"] == "application/json"


def test_a_sign_of_the_database_is_a_sign(client):
    assert get_completions(client, "author:%")["suggestions"] == []
    assert get_completions(client, "author:h_rt")["suggestions"] == []


@pytest.mark.parametrize(("typed", "queries"), [("har", 3), ("author:h", 1), ("lang:", 0), ('"har', 0), ("", 0)])
def test_queries_do_not_depend_on_how_much_there_is(typed, queries, client):
    client.get(ADDRESS, {"q": typed})
    with CaptureQueriesContext(connection) as captured:
        client.get(ADDRESS, {"q": typed})

    assert len(captured) == queries


def test_the_same_again_is_kept_or_answered_without_a_body(client):
    first = client.get(ADDRESS, {"q": "har"})
    again = client.get(ADDRESS, {"q": "har"}, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, max-age=60"


def test_only_reading_is_offered(client):
    assert client.post(ADDRESS).status_code == 405


def test_an_index_that_cannot_be_read_is_said_not_hidden(client, monkeypatch):
    from archive.errors import SearchError

    def broken(*_):
        raise SearchError("The index is damaged.")

    monkeypatch.setattr(type(get_engine()), "complete_prefix", broken)
    answer = client.get(ADDRESS, {"q": "har"})

    assert answer.status_code == 503
    assert answer.json()["error"].startswith("The search index cannot be read just now.")
    assert client.get(PAGE, {"q": "har"}).status_code == 503


def test_without_script_they_are_links_that_keep_how_it_was_narrowed(client):
    page = parse_page(client.get(PAGE, {"q": "auth", "outlet": "gazette"}))
    assert get_texts(page, ".completion-list code") == ["author:"]
    (next_page,) = get_links(page, ".completion-list a")
    assert next_page == f"{PAGE}?q=author%3A&outlet=gazette"

    page = parse_page(client.get(next_page))
    assert len(get_links(page, ".completion-list a")) == 10
    assert get_links(page, ".completion-list a")[0] == "/search/?q=author%3A%22Hart+0%22&outlet=gazette"


def test_what_is_typed_is_never_markup(client):
    factories.article("Odd", by=(factories.author(HOSTILE, slug="odd"),))
    apply_queue()
    page = parse_page(client.get(PAGE, {"q": "author:script"}))

    assert HOSTILE.replace('"', " ").replace("  ", " ") in page.get_text()
    assert not page.select("script:not([src])")
    assert get_texts(parse_page(client.get(PAGE, {"q": HOSTILE})), "h1") == ["Suggestions"]


def test_the_box_offers_the_page_to_who_has_no_script(client):
    page = parse_page(client.get("/help/"))

    assert page.select_one(".search-box noscript button")["formaction"] == PAGE
    assert page.select_one("[data-suggestions]")["data-suggestions"] == ADDRESS

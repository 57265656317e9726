"""The API for reading: what it says is what the pages say."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from archive.models import Article, Collection, Quotation, Redirect
from tests.web.crawling import FORGED
from tests.web.pages import get_texts, parse_page
from tests.web.sample import create_all_pages

API = "/api/v1/"


@pytest.fixture
def pages(db):
    return create_all_pages(2)


def ask(client, path, status=200, **headers):
    response = client.get(path if path.startswith("/") else API + path, headers=headers)
    assert response.status_code == status, response.content[:500]
    return json.loads(response.content) if response.content else {}


def strip_site(address):
    return address.removeprefix("http://testserver")


def walk(client, path):
    """All items of a list, page by page."""
    items, address = [], path
    while address:
        page = ask(client, strip_site(address))
        items += page["items"]
        address = page["next"]
        assert page["changed"] is False
    return items


def test_page_and_api_say_the_same(client, pages):
    """Totals, titles and counts as people read them, and as programs do."""
    searched = ask(client, "search?q=harbour")
    page = parse_page(client.get("/search/?q=harbour"))
    assert [item["title"] for item in searched["items"]] == get_texts(page, ".result h2 a, .result h3 a, .card h3 a")
    assert str(searched["total"]) in get_texts(page, "h1, .result-count, .results-summary")[0]

    for name in ("outlets", "authors"):
        for item in walk(client, f"{name}?limit=1"):
            record = parse_page(client.get(strip_site(item["url"])))
            assert item["name"] in get_texts(record, "h1")[0]
            assert ask(client, strip_site(item["api_url"]))["holdings"] == item["holdings"]
            total = ask(client, f"search?{name.rstrip('s')}={item['slug']}")["total"]
            assert item["holdings"]["articles"] == total

    identifier = searched["items"][0]["identifier"]
    article = ask(client, f"articles/{identifier}")
    shown = parse_page(client.get(strip_site(article["url"]), follow=True))
    assert article["title"] in get_texts(shown, "h1")[0]
    for paragraph in article["text"].split("\n\n"):
        assert paragraph in " ".join(get_texts(shown, "#text"))


def test_a_file_beside_a_page_is_the_answer_of_the_api(client, pages):
    article, statement = Article.objects.listed().first(), Quotation.objects.multi_outlet().get()
    pairs = {
        "/outlets.json": "outlets",
        "/outlets/courier.json": "outlets/courier",
        "/authors/maud-ellery.json": "authors/maud-ellery",
        "/collections/harbour.json": "collections/harbour",
        f"/articles/{article.identifier}.json": f"articles/{article.identifier}",
        f"{article.get_absolute_url().rstrip('/')}.json": f"articles/{article.identifier}",
        f"/quotations/{statement.identifier}.json": f"statements/{statement.identifier}",
        "/speakers.json": "speakers",
        "/stories.json": "stories",
        "/captures/1.json": "captures/1",
    }
    for beside, path in pairs.items():
        assert ask(client, beside) == ask(client, path), beside
    assert ask(client, "/search.json?q=gate&limit=2")["total"] == ask(client, "search?q=gate")["total"]
    assert ask(client, "/outlets/nowhere.json", 404)["code"] == "not-found"


def test_a_list_is_walked_to_its_end_once_each(client, pages):
    listed = set(Article.objects.listed().values_list("identifier", flat=True))
    for sort in ("newest", "oldest", "added"):
        identifiers = [item["identifier"] for item in walk(client, f"articles?sort={sort}&limit=4")]
        assert sorted(identifiers) == sorted(listed), sort
    dates = [item["earliest"] for item in walk(client, "articles?limit=3") if item["earliest"]]
    assert dates == sorted(dates, reverse=True)
    found = walk(client, "search?printings=apart&limit=5")
    assert sorted(item["identifier"] for item in found) == sorted(listed)
    gate = {
        item["identifier"] for item in walk(client, "articles?outlet=courier&first=2024-03-01&last=2024-03-02&limit=1")
    }
    assert gate == set(
        Article.objects.filter(
            outlet__slug="courier", earliest__gte="2024-03-01", latest__lte="2024-03-02"
        ).values_list("identifier", flat=True)
    )


def test_a_walk_says_that_the_archive_changed(client, pages):
    first = ask(client, "search?q=harbour&limit=1")
    assert "/" not in first["generation"]  # it names no file
    Article.objects.listed().first().delete()
    assert ask(client, strip_site(first["next"]))["changed"] is True


def test_search_says_how_it_was_read_and_counts(client, pages):
    answer = ask(client, "search?q=harbor%20closed%20-xyzzy&year=2024&sort=oldest")
    assert answer["query"]["canonical"]
    assert answer["query"]["parts"][0]["text"] == "harbor"
    assert {facet["name"] for facet in answer["facets"]} == {"outlet", "author", "year", "language"}
    histogram = answer["histogram"]
    assert (
        sum(month["count"] for month in histogram["months"]) + histogram["imprecise"] + histogram["undated"]
        == (answer["total"])
    )
    assert any(fragment["matched"] for item in answer["items"] for fragment in item["title_fragments"])
    repaired = ask(client, "search?q=(harbour")
    assert repaired["query"]["repairs"][0]["offset"] == 0
    further = ask(client, strip_site(ask(client, "search?q=harbour&limit=1")["next"]))
    assert further["facets"] is None
    assert further["items"]


def test_fields_choose_what_is_sent(client, pages):
    page = ask(client, "search?q=harbour&fields=identifier,title")
    assert all(set(item) == {"identifier", "title"} for item in page["items"])
    assert page["total"]
    assert set(ask(client, "outlets/courier?fields=name")) == {"name"}
    assert ask(client, "outlets?fields=nme", 400)["code"] == "unknown-field"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("search?q=harbour%20AND%20OR%20gate", 400, "operators-meet"),
        ("search?sort=best", 400, "invalid-value"),
        ("search?year=%00", 400, "invalid-parameter"),
        ("search?limit=0", 400, "invalid-value"),
        ("search?query=harbour", 400, "unknown-parameter"),
        ("search?cursor=!!", 400, "invalid-cursor"),
        ("search?cursor=WzEsMl0", 400, "invalid-cursor"),
        ("articles?cursor=WyJhIiwiYiIsMV0", 400, "invalid-cursor"),
        ("articles?outlet=nowhere", 400, "unknown-record"),
        ("articles?first=yesterday", 400, "invalid-value"),
        ("articles/zzzzzzzz", 404, "not-found"),
        ("nothing", 404, "not-found"),
        ("captures/999999999999999999999999", 404, "not-found"),
    ],
)
def test_errors_are_problems(client, db, path, status, code):
    response = client.get(API + path)
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["detail"]


def test_a_query_error_shows_the_place_and_a_query_that_runs(client, pages):
    problem = ask(client, "search?q=harbour%20AND%20OR%20gate", 400)
    assert (problem["offset"], problem["length"]) == (8, 6)
    ask(client, f"search?q={problem['suggestion']}")


def test_a_wrong_method_is_a_problem(client, db):
    response = client.delete(API + "outlets")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]


def test_a_cursor_of_another_list_is_refused(client, pages):
    cursor = ask(client, "search?q=harbour&limit=1")["next"].partition("cursor=")[2]
    assert ask(client, f"search?q=gate&cursor={cursor}", 400)["code"] == "cursor-of-another-list"


def test_forged_identifiers_are_never_a_fault(client, pages):
    for (
        path
    ) in "outlets/{} authors/{} collections/{} speakers/{} articles/{} statements/{} stories/{} captures/{}".split():
        for value in FORGED:
            response = client.get(API + path.format(value))
            assert response.status_code in (400, 404) or not value, (path, value)


def test_withdrawn_articles_are_nowhere_but_at_their_address(client, pages):
    withdrawn = Article.objects.withdrawn().get()
    collection = Collection.objects.get()
    collection.articles.add(withdrawn)
    problem = ask(client, f"articles/{withdrawn.identifier}", 410)
    assert problem["code"] == "withdrawn"
    assert "Asked for." in problem["detail"]
    for part in ("evidence", "captures", "quotations"):
        ask(client, f"articles/{withdrawn.identifier}/{part}", 410)
    for path in ("articles", "articles?collection=harbour", "search?q=letters", "articles?sort=added"):
        assert withdrawn.identifier not in json.dumps(ask(client, path)), path


def test_what_has_not_changed_is_not_sent_again(client, pages):
    article = Article.objects.listed().first()
    address = f"{API}articles/{article.identifier}"
    first = client.get(address)
    assert first["Last-Modified"]
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    article.section = "Elsewhere"
    article.save()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_former_names_redirect(client, pages):
    Redirect.objects.create(old_path="/outlets/old-courier/", new_path="/outlets/courier/")
    response = client.get(f"{API}outlets/old-courier?fields=name")
    assert (response.status_code, strip_site(response["Location"])) == (301, f"{API}outlets/courier?fields=name")


QUERIES = {
    "search?q=harbour": 10,
    "articles": 6,
    "outlets": 4,
    "authors": 4,
    "collections": 3,
    "stories": 4,
    "statements": 3,
    "speakers": 5,
    "articles/…": 7,
}


def test_the_number_of_queries_does_not_grow(client, pages):
    counts = {}
    article = Article.objects.listed().exclude(membership=None).first()
    for name in QUERIES:
        path = name.replace("…", article.identifier)
        ask(client, path)
        with CaptureQueriesContext(connection) as asked:
            ask(client, path)
        counts[name] = len(asked)
    assert counts == QUERIES


def test_the_page_about_the_api_runs_only_scripts_of_ours(client, db):
    response = client.get("/api/")
    assert resolve("/api/").url_name == "api-description"
    page = parse_page(response)
    assert {tag.get("src", "")[:8] for tag in page.select("script:not([type])")} == {"/static/"}
    assert "unsafe" not in response["Content-Security-Policy"]
    assert ask(client, "openapi.json")["openapi"].startswith("3.1")

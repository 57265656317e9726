"""Searches within one outlet, author, collection or story, from its page."""

import pytest

from archive.models import Collection, Story
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    """The records whose three articles are searched."""
    gazette, ellery = (
        factories.outlet("Harbour Gazette", slug="gazette"),
        factories.author("Maud Ellery", slug="ellery"),
    )
    inside = [
        factories.article(
            f"Harbour {number}", outlet=gazette, by=(ellery,), published="2024-03-14", body="Shut. Trams."
        )
        for number in range(3)
    ]
    factories.article("Harbour elsewhere", body="Shut.", outlet=factories.outlet("Courier"))
    story = Story.objects.create(name="The closing")
    for article in inside:
        story.memberships.create(article=article)
    apply_queue()
    collection = Collection.objects.create(name="Port papers", slug="port")
    collection.articles.set(inside)
    return [gazette, ellery, collection, story]


def test_each_record_is_searched_from_its_page_and_named_as_a_chip(records, client):
    for record in records:
        form = parse_page(client.get(record.get_absolute_url())).select_one("form.scope-form")
        hidden = {box["name"]: box["value"] for box in form.select("input[type=hidden]")}
        page = parse_page(client.get(form["action"], hidden | {"q": "harbour"}))

        assert get_texts(page, "h1") == ["3 articles in 1 outlet"], record
        assert get_texts(page, ".chips a") == [f"Remove {record}"]
        wider = parse_page(client.get(get_links(page, ".chips a")[0]))
        assert get_texts(wider, "h1") == ["4 articles in 2 outlets"]


def test_a_scope_is_kept_by_facets_files_and_forms_and_counted_alike(records, client):
    page = parse_page(client.get("/search/?q=harbour&collection=port"))
    story = f"story={records[3].identifier}"

    ways = get_links(page, ".facet a, .sort-links a, .export-links a[download], .bars a, .advanced-link")
    assert all("collection=port" in way for way in ways)
    assert get_texts(page, ".facet:first-of-type .count") == ["3"]
    assert b"".join(client.get("/search.csv?collection=port").streaming_content).count(b"\n") == 4
    both = parse_page(client.get(f"/search/?collection=port&{story}"))
    assert get_texts(both, "h1") == ["3 articles in 1 outlet"]
    assert len(get_texts(both, ".chips a")) == 2


def test_a_scope_that_is_none_finds_nothing_and_says_so(records, client):
    for address in ("/search/?q=harbour&collection=nowhere", "/search/?story=zzzzzzzz"):
        page = parse_page(client.get(address))
        assert get_texts(page, "h1") == ["No articles match"]
        assert "in this archive." in get_texts(page, ".query-explanation li")[0]
    assert client.get("/search/?collection=<b>").status_code == 400


def test_stories_are_found_by_the_words_of_their_articles(records, client):
    for query, names in (("trams", ["The closing"]), ("zzyzx", []), ("harbour date:2024", ["The closing"])):
        page = parse_page(client.get("/stories/", {"q": query, "outlets": "any"}))
        assert get_texts(page, ".record-list h2") == names
        assert page.select_one("main [name=q]")["value"] == query
    assert client.get("/stories/?q=(").status_code in (200, 400)
    assert client.get("/stories/?q=author:*").status_code == 400

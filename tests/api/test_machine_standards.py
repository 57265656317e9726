"""Feeds by pages, suggestions for browsers, and the archive as a data set, as their standards want them."""

import json

import feedparser
import pytest

from archive.search.indexing.change_queue import apply_queue
from archive.web import feeds
from tests import factories
from tests.web.pages import parse_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/new.atom", "/search.atom?q=harbour"])
def test_a_feed_leads_from_page_to_page_to_every_article(address, client, monkeypatch):
    for module in (feeds, __import__("archive.api.feeds", fromlist=["FEED_SIZE"])):
        monkeypatch.setattr(module, "FEED_SIZE", 2)
    titles = {factories.article(f"Harbour {number}").title for number in range(5)}
    apply_queue()
    read, previous = [], ""
    while address:
        page = feedparser.parse(client.get(address).content)
        links = {link.rel: link.href for link in page.feed.links}
        assert links.get("previous", "") == previous
        assert links["first"] == links["self"] if not read else "page=1" not in links["first"]
        read += [entry.title for entry in page.entries]
        previous, address = links["self"], links.get("next", "").removeprefix("http://testserver")

    assert len(read) == len(titles)
    assert set(read) == titles


def test_a_browser_completes_what_is_typed(client):
    factories.article(outlet=factories.outlet("The Harbour Gazette"))
    apply_queue()
    description = client.get("/opensearch.xml").content.decode()
    assert 'template="http://testserver/search/suggestions.opensearch.json?q={searchTerms}"' in description

    response = client.get("/search/suggestions.opensearch.json", {"q": "outlet:harb"})

    assert response["Content-Type"] == "application/x-suggestions+json"
    typed, texts, descriptions, addresses = response.json()
    assert typed == "outlet:harb"
    assert len(texts) == len(descriptions) == len(addresses) > 0
    assert client.get(addresses[0]).status_code == 200


def test_the_front_page_describes_the_archive_as_a_data_set(client, settings):
    settings.SITE_NAME = 'The "Port" <Archive>'
    factories.article(published="2024-03-14")
    apply_queue()
    page = parse_page(client.get("/"))

    dataset = json.loads(page.select_one("script[type='application/ld+json']").string)

    assert dataset["@type"] == "Dataset"
    assert dataset["name"] == settings.SITE_NAME
    assert 50 <= len(dataset["description"]) <= 5_000
    assert dataset["temporalCoverage"] == "2024-03-14/2024-03-14"
    for row in dataset["distribution"]:
        response = client.get(row["contentUrl"])
        assert response["Content-Type"].partition(";")[0] == row["encodingFormat"]

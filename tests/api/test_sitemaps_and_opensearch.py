"""Sitemaps, robots.txt and the OpenSearch description."""

from xml.etree import ElementTree

import pytest

from archive.api import sitemaps
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web import sample
from tests.web.pages import get_links, parse_page

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "o": "http://a9.com/-/spec/opensearch/1.1/",
}


def read_addresses(response) -> list[str]:
    tree = ElementTree.fromstring(response.content)
    return [node.text.removeprefix("http://testserver") for node in tree.findall(".//s:loc", NAMES)]


def test_the_map_names_every_page_and_every_page_answers(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "URLS_PER_FILE", 5)
    kinds = sample.create_all_pages(2)
    factories.article("Hidden", withdrawn_at="2025-01-01T00:00Z")
    apply_queue()

    named = [
        address for file in read_addresses(client.get("/sitemap.xml")) for address in read_addresses(client.get(file))
    ]

    assert len(named) == len(set(named))
    wanted = "home outlet author collection article story quotation speaker stories"
    assert {kinds[kind] for kind in wanted.split()} <= {*named}
    assert kinds["withdrawn"] not in named
    assert {client.get(address).status_code for address in named} == {200}


@pytest.mark.parametrize("file", ["articles.xml?p=99", "articles.xml?p=x", "pages.xml?p=2", "nothing.xml"])
def test_there_is_no_empty_part_of_the_map(file, client):
    assert client.get(f"/sitemap-{file}").status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-pages.xml"])
def test_the_map_is_only_read(address, client):
    assert client.get(address)["Content-Type"] == "application/xml; charset=utf-8"
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_a_part_of_the_map_is_found_under_the_name_it_had_before(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "URLS_PER_FILE", 2)
    for _ in range(3):
        factories.article()

    first, second = (client.get(f"/sitemap-articles-{number}.xml", follow=True) for number in (1, 2))

    assert [len(read_addresses(first)), len(read_addresses(second))] == [2, 1]
    assert first.redirect_chain == [("/sitemap-articles.xml", 301)]


def test_the_map_costs_no_query_more_with_more_articles(client, django_assert_num_queries):
    for _ in range(3):
        factories.article()

    with django_assert_num_queries(14):
        client.get("/sitemap.xml")
    with django_assert_num_queries(3):
        client.get("/sitemap-articles.xml")


def test_a_browser_can_learn_the_search(client):
    (address,) = get_links(parse_page(client.get("/help/")), "link[rel=search]")
    tree = ElementTree.fromstring(client.get(address).content)

    templates = [node.attrib["template"] for node in tree.findall("o:Url", NAMES)]

    assert templates == [
        "http://testserver/search/?q={searchTerms}",
        "http://testserver/search.atom?q={searchTerms}&page={startPage?}",
        "http://testserver/search/suggestions.opensearch.json?q={searchTerms}",
        "http://testserver/opensearch.xml",
    ]


def test_robots_are_told_the_sitemap_and_the_forbidden_paths(client):
    robots = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert {"Disallow: /search/?*&", "Disallow: /search/*/", "Disallow: /search."} <= set(robots.splitlines())

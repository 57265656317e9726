"""The cache of counts by index generation."""

import pytest

from archive.models import Article
from archive.search.indexing.change_queue import apply_queue
from archive.web import cache
from archive.web.cache import cached_by_generation
from tests import factories
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db


def count_calls() -> list[int]:
    calls: list[int] = []
    for _ in range(2):
        cached_by_generation("a count", lambda: calls.append(1))
    return calls


def test_a_count_is_made_once_while_the_index_stands():
    factories.article("One")
    apply_queue()

    assert count_calls() == [1]


def test_nothing_kept_is_used_while_a_change_waits():
    factories.article("One")
    apply_queue()
    factories.article("Two")

    assert count_calls() == [1, 1]


def test_a_new_article_counts_at_once_on_every_page(client):
    outlet = factories.outlet("Gazette", slug="gazette")
    for title in ("One", "Two"):
        factories.article(title, outlet=outlet, published="2024-03-14")
        apply_queue()
        client.get("/")
        client.get("/outlets/gazette/")

    assert get_texts(parse_page(client.get("/")), "h1") == ["2 articles in 1 outlet, 14 March 2024"]
    assert get_texts(parse_page(client.get("/outlets/")), ".directory .number")[1:] == ["2"]
    assert get_texts(parse_page(client.get("/outlets/gazette/")), "#articles") == ["2 articles"]


def test_a_withdrawn_article_counts_no_more(client):
    row = factories.article("One", published="2024-03-14")
    apply_queue()
    client.get("/dates/2024/")
    row.withdrawn_at = "2025-01-01T00:00Z"
    row.save()
    apply_queue()

    assert get_texts(parse_page(client.get("/dates/2024/")), ".page-lead") == ["No articles from 2024."]


def test_a_renamed_outlet_shows_at_once(client):
    outlet = factories.outlet("Gazette", slug="gazette")
    factories.article("One", outlet=outlet, published="2024-03-14")
    apply_queue()
    client.get("/dates/2024/")
    outlet.name = "Harbour Gazette"
    outlet.save()

    page = parse_page(client.get("/dates/2024/"))

    assert Article.objects.count() == 1
    assert get_texts(page, "#outlets + ul a") == ["Harbour Gazette 1"]


def test_only_so_many_counts_are_kept(monkeypatch):
    monkeypatch.setattr(cache, "MAX_ENTRIES", 3)
    factories.article("One")
    apply_queue()
    for number in range(10):
        cached_by_generation(("count", number), lambda found=number: found)

    assert len(cache._cache) == 3

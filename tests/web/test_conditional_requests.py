"""Conditional requests: a page is sent again only where it changed."""

import pytest

from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web import sample

pytestmark = pytest.mark.django_db


def get_again(client, address: str, first):
    return client.get(address, headers={"if-none-match": first["ETag"]})


def test_every_kind_of_page_that_did_not_change_is_a_304_without_a_body(client):
    pages = sample.create_all_pages(2) | {"search": "/search/?q=harbour", "feed": "/new.atom"}
    del pages["original"]  # no bytes are kept
    apply_queue()
    for kind, address in pages.items():
        second = get_again(client, address, client.get(address))
        assert (second.status_code, second.content) == (304, b""), kind


@pytest.mark.parametrize("address", ["/", "/outlets/", "/outlets/gazette/", "/search/?q=harbour"])
def test_a_new_article_changes_the_pages_that_count_it(address, client):
    outlet = factories.outlet("Gazette", slug="gazette")
    factories.article("Harbour", outlet=outlet, published="2024-03-14")
    apply_queue()
    first = client.get(address)
    factories.article("Harbour again", outlet=outlet, published="2024-03-15")
    apply_queue()

    assert get_again(client, address, first).status_code == 200


def test_an_edit_changes_the_page_of_the_article(client):
    row = factories.article("Harbour", body="Closed.")
    first = client.get(row.get_absolute_url())
    row.body = "Open."
    row.save()

    assert get_again(client, row.get_absolute_url(), first).status_code == 200


def test_what_a_reader_chose_is_not_sent_to_another(client):
    first = client.get("/help/")
    client.cookies["theme"] = "dark"

    assert get_again(client, "/help/", first).status_code == 200
    assert "Cookie" in first["Vary"]
    assert first["Cache-Control"] == "no-cache"

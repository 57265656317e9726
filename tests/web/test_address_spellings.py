"""Addresses that are spelled otherwise lead to the page."""

import unicodedata
from urllib.parse import quote

import pytest

from archive.models import Collection
from tests import factories
from tests.web.pages import parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    outlet = factories.outlet("Le Phare déçu", slug="le-phare-déçu")
    factories.outlet("BBC", slug="BBC-News")
    Collection.objects.create(name="Ports", slug="ports")
    return factories.article(
        "Harbour", outlet=outlet, by=(factories.author("Maud Ellery", slug="maud-ellery"),), published="2024-03-14"
    )


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/Outlets/", "/outlets/"),
        ("/outlets//", "/outlets/"),
        ("/outlets.atom/", "/outlets.atom"),
        ("/outlets/LE-PHARE-DÉÇU/", "/outlets/le-phare-déçu/"),
        (unicodedata.normalize("NFD", "/outlets/le-phare-déçu/"), "/outlets/le-phare-déçu/"),
        ("/outlets/le-phare-decu/", "/outlets/le-phare-déçu/"),
        ("/outlets/Le Phare Déçu/?sort=oldest", "/outlets/le-phare-déçu/?sort=oldest"),
        ("/outlets/bbc/", "/outlets/BBC-News/"),
        ("/Authors/Maud_Ellery.atom", "/authors/maud-ellery.atom"),
        ("/collections/PORTS/", "/collections/ports/"),
        ("/DATES/2024/03/", "/dates/2024/03/"),
    ],
)
def test_an_address_in_another_spelling_leads_to_the_page(typed, page, article, client):
    path, _, query = typed.partition("?")
    answer = client.get(quote(path) + (f"?{query}" if query else ""))

    assert answer.status_code == 301
    assert answer["Location"] == quote(page, safe="/?=")
    assert client.get(answer["Location"]).status_code == 200


def test_an_identifier_in_capitals_leads_to_the_article(article, client):
    answer = client.get(f"/articles/{article.identifier.upper()}/", follow=True)

    assert answer.status_code == 200
    assert "Harbour" in parse_page(answer).h1.text


@pytest.mark.parametrize(
    "path",
    [
        "/outlets/NOBODY/",
        "/outlets/le-phare-déçu/x/",
        "/Admin/",
        "/OUTLETS/%00/",
        "/outlets/" + "A" * 400 + "/",
        "/%5Cx/",
        "/.//evil.example/",
        "/authors/%25%3F%23/",
        "/articles/AAAAAAAA/",
        "/dates/2024/13/",
    ],
)
def test_what_no_page_is_meant_by_is_not_found(path, article, client):
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {404, 405}

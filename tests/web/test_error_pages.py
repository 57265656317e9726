"""Error pages of impossible addresses: a clear message and a link that works."""

from itertools import product

import pytest

from tests.web import sample
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db

LISTS = {
    "outlets": "/outlets/",
    "outlet": "/outlets/harbour-gazette/",
    "authors": "/authors/",
    "author": "/authors/maud-ellery/",
    "collection": "/collections/harbour/",
    "undated": "/dates/undated/",
    "year": "/dates/2024/",
    "month": "/dates/2024/03/",
    "day": "/dates/2024/03/01/",
    "search": "/search/",
}
PAGES = [
    ("0", 400),
    ("-1", 400),
    ("x", 400),
    ("1.5", 400),
    ("999999", 404),
    ("99999999999999", 400),
    ("\0", 400),
    ("\x1b[31m", 400),
    ("9" * 5000, 400),
    ("1 OR 1=1", 400),
    ("", 200),
    ("1", 200),
]
PARAMETERS = ("q", "outlet", "author", "year", "language", "sort", "section", "name", "country",
              "kind", "shelf", "page", "nothing")  # fmt: skip
BAD = ("\0", "a\x01b", "x" * 5000, "%", "'; DROP TABLE archive_article;--", "🕳" * 600, "\ud7ff")


@pytest.mark.parametrize("kind", LISTS)
def test_a_page_number_that_cannot_be_is_explained(kind, client):
    sample.create_plain_pages()
    for page, status in PAGES:
        response = client.get(LISTS[kind], {"page": page})

        assert response.status_code == status, page[:20]
        if status != 200:
            error_page = parse_page(response)
            assert get_texts(error_page, "[role=alert]")[0]
            assert client.get(get_links(error_page, "main .button")[0]).status_code == 200


@pytest.mark.parametrize("kind", LISTS)
def test_nothing_in_any_parameter_is_a_fault_of_ours(kind, client):
    sample.create_plain_pages(1)
    for name, value in product(PARAMETERS, BAD):
        response = client.get(LISTS[kind], {name: value})
        assert response.status_code in (200, 400), (name, value[:10])
        if response.status_code == 400:
            assert get_texts(parse_page(response), "[role=alert]")[0]


@pytest.mark.parametrize(
    "address",
    [
        "/outlets/%00/",
        "/authors/a%01/",
        "/collections/%00/",
        "/%00",
        "/outlets/none/",
        "/x" * 900,
        "/articles/%00%00%00%00%00%00%00%00/",
        "/dates/20240/",
        "/captures/-1/original/",
    ],
)
def test_a_path_that_leads_nowhere_helps_on(address, client):
    response = client.get(address)
    page = parse_page(response)

    assert response.status_code == 404
    assert page.select("[role=alert]")
    assert page.select("form[role=search]")


def test_a_fault_of_ours_is_owned_without_needing_anything(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("archive.pages.browse.views.directory.list_outlets", lambda _: 1 / 0)

    response = client.get("/outlets/")

    assert response.status_code == 500
    assert get_texts(parse_page(response), "h1") == ["Something went wrong on our side"]


def test_a_host_that_is_not_served_here_is_refused_in_words(client):
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert b"evil.example" not in answer.content

"""Pages of captures: the original bytes, without active content."""

import hashlib

import pytest

from archive.storage.payloads import get_payload_path
from tests import factories
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db


def store_capture(content: bytes, **fields):
    """A capture whose bytes are in the store."""
    digest = hashlib.sha256(content).hexdigest()
    capture = factories.capture(factories.article(), length=len(content), **fields)
    capture.payload.delete = None
    payload = type(capture.payload).objects.create(sha256=digest, size=len(content), media_type="text/html")
    capture.payload = payload
    capture.save()
    get_payload_path(digest).parent.mkdir(parents=True)
    get_payload_path(digest).write_bytes(content)
    return capture


def test_markup_is_shown_as_the_text_it_is(client):
    capture = store_capture("<script>alert('é')</script>".encode("cp1252"), encoding="cp1252")

    response = client.get(f"/captures/{capture.pk}/original/")

    assert response.content.decode() == "<script>alert('é')</script>"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_what_is_not_text_is_only_to_be_saved(client):
    capture = store_capture(b"%PDF\x00\xff\xfe")

    response = client.get(f"/captures/{capture.pk}/original/")

    assert response.content == b"%PDF\x00\xff\xfe"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["original/", "", "text/", "capture.warc.gz"])
def test_bytes_that_are_gone_are_said_to_be_and_not_where_they_should_lie(path, client, settings):
    capture = factories.capture(factories.article("Here still"))

    response = client.get(f"/captures/{capture.pk}/{path}")

    assert str(settings.PAYLOAD_ROOT) not in response.content.decode()
    if path:  # else the frame beside the text says it
        assert response.status_code == 404
        assert "is missing" in get_texts(parse_page(response), ".page-lead")[0]


@pytest.mark.parametrize("number", [0, 404, 2**63 - 1, 2**63, 10**30])
def test_no_such_capture_is_no_page(number, client):
    assert client.get(f"/captures/{number}/original/").status_code == 404


def test_the_original_stands_inert_beside_the_text(client):
    capture = store_capture(b"<script>alert(1)</script>")

    response = client.get(f"/captures/{capture.pk}/")
    frame = parse_page(response).select_one("iframe")
    inside = client.get(frame["src"])

    assert frame["sandbox"] == []  # nothing is allowed
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert inside["Content-Type"].startswith("text/plain")
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in inside["Content-Security-Policy"]
    assert "alert" not in response.content.decode()


def test_no_original_of_a_withdrawn_article_stands_beside_anything(client):
    capture = store_capture(b"Dawn.")
    type(capture.article).objects.update(withdrawn_at="2025-01-01T00:00Z")

    assert client.get(f"/captures/{capture.pk}/").status_code == 404

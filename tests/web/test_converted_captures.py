"""Pages of captures that were converted: their pages, pictures and text, and the original as a download."""

import io

import pytest

from archive.formats.conversion import ocr
from archive.formats.documents import SourceDocument
from archive.ingest.pipeline import ingest
from archive.models import Article, Capture, Evidence
from archive.storage.payloads import read_record_text
from tests.formats.document_builders import build_docx, build_pdf, render_png
from tests.ingest.article_reading import BODY, make_document
from tests.ingest.test_ocr import PRINTED
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db
PDF = build_pdf(
    [("Ferry ramp collapses", 60, 760, 24), ("By Nora Whitlock", 60, 720, 10), ("The wall was down.", 60, 690, 10)],
    [("It will be built again.", 60, 760, 10)],
)


def take_in(content: bytes, media_type: str) -> Capture:
    document: SourceDocument = make_document(content, media_type=media_type, source="file")
    ingest([document], source="a test")
    return Capture.objects.select_related("article", "text_payload").get()


def test_the_text_of_a_conversion_is_kept_and_its_evidence_refers_to_it(client):
    capture = take_in(PDF, "application/pdf")

    text = read_record_text(capture)
    for row in Evidence.objects.exclude(start=None):
        assert text[row.start : row.end] == row.words
    title = Evidence.objects.get(field="title", start__isnull=False)
    assert title.rule == "a heading, on page 1"
    edits = client.get(f"/captures/{capture.pk}/text/")
    assert edits.status_code == 200
    assert capture.article.body == "The wall was down.\n\nIt will be built again."


def test_the_pages_of_a_pdf_stand_beside_the_text_as_pictures(client):
    capture = take_in(PDF, "application/pdf")

    page = parse_page(client.get(f"/captures/{capture.pk}/"))
    sources = [image["src"] for image in page.select(".converted-pages img")]
    picture = client.get(sources[1])

    assert get_texts(page, ".converted-pages h3") == ["Page 1", "Page 2"]
    assert "It will be built again." in get_texts(page, ".converted-text")[1]
    assert page.select("iframe") == []
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Content-Type"] == "image/png"
    assert "sandbox" in picture["Content-Security-Policy"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/captures/{capture.pk}/pages/3/").status_code == 404


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (PDF, "application/pdf", "pdf"),
        (
            build_docx("By Nora Whitlock", BODY, title="Harbour closed"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
    ],
)
def test_the_original_of_a_conversion_is_only_to_be_saved(content, media_type, suffix, client):
    capture = take_in(content, media_type)

    response = client.get(f"/captures/{capture.pk}/original/")

    assert response.content == content
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Disposition"].endswith(f'.{suffix}"')
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_document_without_pages_shows_the_text_that_it_was_converted_to(client):
    content = build_docx("By Nora Whitlock", BODY, title="Harbour closed")
    capture = take_in(content, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")

    page = parse_page(client.get(f"/captures/{capture.pk}/"))

    assert get_texts(page, ".converted-text")[0].startswith("Harbour closed")
    assert page.select(".converted-pages img") == []
    assert client.get(f"/captures/{capture.pk}/pages/1/").status_code == 404


@pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")
def test_an_article_read_by_ocr_says_so_and_shows_its_picture(client):
    capture = take_in(render_png(PRINTED), "image/png")
    article = Article.objects.get()

    page = parse_page(client.get(article.get_absolute_url()))
    notice = page.select_one(".ocr-source")
    picture = client.get(notice.select_one("img")["src"])

    assert "read by OCR" in notice.get_text()
    assert "mean confidence" in notice.get_text()
    assert picture["Content-Type"] == "image/png"
    assert b"".join(io.BytesIO(picture.content)).startswith(b"\x89PNG")
    article.withdrawn_at = capture.taken_in_at
    article.save()
    assert client.get(f"/captures/{capture.pk}/pages/1/").status_code in {404, 410}

"""Pictures of cuttings and scanned PDF are read by OCR where it is installed, marked as such, else refused."""

import pytest

from archive.errors import UnreadableDocument
from archive.extraction.registry import extract
from archive.formats.conversion import ocr
from archive.formats.conversion.conversion import convert_document, convert_here
from archive.formats.detection.cuttings import detect_picture, is_page_picture, list_folder_suffixes
from archive.formats.documents import ExtractionOptions, SkippedItem, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.ingest.sources import SourceReader
from tests.formats.container_builders import build_zip
from tests.formats.document_builders import build_pdf, build_scan, render_png, set_lines
from tests.ingest.article_reading import TODAY, get_authors, make_document

PRINTED = build_pdf(
    [
        ("Ferry ramp collapses", 40, 790, 26),
        ("By Nora Whitlock", 40, 750, 12),
        ("14 March 2019", 40, 730, 12),
        *set_lines(
            ["The harbour was closed on Thursday after the", "soundings were found to be false."], 40, 700, 12, 15
        ),
    ]
)
PNG = render_png(PRINTED)
needs_tesseract = pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")


@needs_tesseract
def test_a_picture_of_a_cutting_is_read_and_says_so():
    document = make_document(PNG, media_type="image/png")
    article = extract(document, ExtractionOptions(today=TODAY, keys=FIELD_KEYS))

    assert (article.title, article.published) == ("Ferry ramp collapses", "2019-03-14")
    assert get_authors(article) == ["Nora Whitlock"]
    assert article.body == "The harbour was closed on Thursday after the soundings were found to be false."
    assert article.recipe == "png-ocr/1"
    note = next(finding for finding in article.findings if finding.rule.startswith("read by OCR (tesseract"))
    assert "mean confidence" in note.rule
    assert note.status == "inferred"


@needs_tesseract
def test_a_scanned_pdf_is_read_page_by_page():
    converted = convert_document(build_scan(PRINTED), "pdf")

    assert converted.is_ocr
    assert converted.text.startswith("# Ferry ramp collapses\n\nBy Nora Whitlock")


def test_words_that_lie_unseen_under_a_scan_are_marked_as_read_by_ocr_before():
    converted = convert_document(PRINTED.replace(b" Tf ", b" Tf 3 Tr "), "pdf")

    assert converted.is_ocr
    assert converted.text.startswith("# Ferry ramp collapses")
    assert [note.rule.startswith("read by OCR before") for note in converted.notes] == [True]


def test_without_tesseract_a_picture_and_a_scan_are_refused_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)

    for content, kind in ((PNG, "png"), (build_scan(PRINTED), "pdf")):
        with pytest.raises(UnreadableDocument, match="where Tesseract is installed"):
            convert_here(content, kind)


@needs_tesseract
def test_a_picture_of_something_else_is_refused():
    with pytest.raises(UnreadableDocument, match=r"no text that can be read.*300 dots"):
        convert_document(render_png(build_pdf([("X", 40, 790, 90)])), "png")


@needs_tesseract
def test_a_picture_that_is_damaged_is_refused():
    with pytest.raises(UnreadableDocument, match="damaged"):
        convert_document(PNG[:200], "png")


@pytest.mark.parametrize(
    ("name", "names", "is_of_page"),
    [
        ("cutting.png", ["cutting.png"], False),
        ("cutting.png", ["cutting.png", "page.html"], False),
        ("Page_files/logo.png", ["Page_files/logo.png", "Page.html"], True),
        ("Seite-Dateien/logo.png", ["Seite-Dateien/logo.png"], True),
        ("img/2019/logo.png", ["img/2019/logo.png", "index.html"], True),
        ("logo.png", ["logo.png", "style.css", "index.html"], True),
        ("scans/1.tif", ["scans/1.tif", "scans/2.tif"], False),
    ],
)
def test_pictures_of_saved_pages_are_no_cuttings(name, names, is_of_page):
    assert is_page_picture(name, list_folder_suffixes(names)) is is_of_page


@pytest.mark.parametrize(("name", "count"), [("cutting.png", 1), ("folder/cutting.png", 1), ("Page_files/a.png", 0)])
def test_an_uploaded_picture_is_a_cutting_unless_it_lies_in_the_folder_of_a_page(name, count, tmp_path):
    path = tmp_path / "00001"
    path.write_bytes(PNG)

    with SourceReader([str(path)], display_names={str(path): name}) as sources:
        items = list(sources.iter_items())

    assert sum(isinstance(item, SourceDocument) for item in items) == count


@pytest.mark.parametrize(
    ("head", "name"),
    [(PNG, "png"), (b"GIF89a", "gif"), (b"BM\x01\x02\x03\x04\0\0\0\0", "bmp"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"),
     (b"\xff\xd8\xff\xe0", "jpeg"), (b"RIFF1234WEBP", "webp"), (b"\0\0\0\x0cjP  \r\n", "jp2"), (b"BMW cars", "")],
)  # fmt: skip
def test_pictures_are_known_by_their_first_bytes(head, name):
    assert detect_picture(head) == name


def test_a_lone_picture_in_a_folder_or_a_zip_is_taken_and_one_of_a_page_is_passed_over(tmp_path):
    folder = tmp_path / "in"
    (folder / "Page_files").mkdir(parents=True)
    (folder / "Page_files" / "logo.png").write_bytes(PNG)
    (folder / "cutting.png").write_bytes(PNG)
    (folder / "scans.zip").write_bytes(build_zip({"a.png": PNG, "Page_files/b.png": PNG}))

    with SourceReader([str(folder)], store_containers=False) as sources:
        items = list(sources.iter_items())

    assert [item.media_type for item in items if isinstance(item, SourceDocument)] == ["image/png"] * 2
    assert ["saved web page" in item.reason for item in items if isinstance(item, SkippedItem)] == [True, True]

"""Files of office programs are told apart by what is in them; others are refused with the next step."""

import struct
import zipfile
from contextlib import suppress

import pytest

from archive.errors import UnknownFormat
from archive.formats.detection.detection import HEAD_SIZE, detect_format
from archive.formats.detection.package_kinds import detect_ole_kind, detect_zip_kind
from tests.formats.document_builders import build_docx, build_epub, build_odt, build_package, build_pdf, build_rtf

OOXML = {"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}


def build_ole(*names: str, at_end: bool = False) -> bytes:
    """An OLE2 file whose directory has these names, in its second sector or further back."""
    sector = 300 if at_end else 0
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32], head[48:52] = struct.pack("<H", 9), struct.pack("<L", sector)
    entries = b""
    for name in ("Root Entry", *names):
        encoded = name.encode("utf-16-le") + b"\0\0"
        entries += encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded)) + b"\1" * 62
    return bytes(head) + b"\0" * 512 * sector + entries


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("docx", build_docx("Words")),
        ("odt", build_odt("Words")),
        ("epub", build_epub(("A", "b"))),
        ("rtf", build_rtf("Words")),
        ("pdf", build_pdf([("Words", 50, 700, 10)])),
        ("pdf", b"\xef\xbb\xbf\r\n" + build_pdf([("Words", 50, 700, 10)])),
    ],
)
def test_a_document_is_known_by_its_content_whatever_its_name(name, content):
    for file_name in (f"file.{name}", "file", "file.txt", "file.zip"):
        assert detect_format(content[:HEAD_SIZE], file_name).file_format.name == name


def test_a_package_is_known_whatever_the_order_of_its_parts():
    late = {"word/media/image1.png": "x", "word/document.xml": "<x/>", "docProps/app.xml": "x", **OOXML}

    assert detect_zip_kind(build_package(late), "") == "docx"
    assert detect_zip_kind(build_package(OOXML | {"xl/workbook.xml": "x"}), "") == "xlsx"
    assert detect_zip_kind(build_package({"content.xml": "x", "META-INF/manifest.xml": "x"}), ".ods") == "ods"
    assert detect_zip_kind(build_package({"META-INF/container.xml": "x"}), ".epub") == "epub"
    assert detect_zip_kind(build_package({"big.bin": "x" * HEAD_SIZE})[:HEAD_SIZE], ".docx") == "docx"


def test_a_folder_that_is_called_word_makes_no_word_document():
    assert detect_zip_kind(build_package({"word/article.html": "<html>"}), ".zip") == "zip"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (build_package(OOXML | {"ppt/presentation.xml": "x"}), "a PowerPoint presentation"),
        (build_package(OOXML | {"xl/workbook.bin": "x"}), "a binary Excel workbook"),
        (build_package({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "a presentation"),
        (build_package({"mimetype": "application/vnd.sun.xml.writer"}), "OpenOffice 1"),
        (build_package({"mimetype": "application/hwp+zip"}), "Hangul"),
        (build_package({"Index/Document.iwa": "x"}), "Apple Pages"),
        (build_package({"FixedDocSeq.fdseq": "x"}), "an XPS print"),
        (build_ole("EncryptedPackage", "EncryptionInfo"), "with a password"),
        (build_ole("PowerPoint Document"), "a PowerPoint presentation"),
    ],
)
def test_other_kinds_are_refused_by_name_with_a_step(content, words):
    with pytest.raises(UnknownFormat, match=words) as refusal:
        detect_format(content[:HEAD_SIZE], "file.bin")

    assert any(word in str(refusal.value) for word in ("take that in", "Save"))


@pytest.mark.parametrize(
    ("kind", "names"),
    [("doc", ("WordDocument", "1Table")), ("xls", ("Workbook",)), ("msg", ("__nameid_version1.0",))],
)
def test_old_office_files_are_told_apart_by_their_streams(kind, names):
    assert detect_ole_kind(build_ole(*names), "") == kind
    assert detect_ole_kind(build_ole(*names, at_end=True)[:HEAD_SIZE], f".{kind}") == kind


def test_an_old_office_file_that_says_nothing_is_refused_with_what_to_save_it_as():
    with pytest.raises(UnknownFormat, match=r"\.docx"):
        detect_ole_kind(build_ole("Contents"), ".bin")


def test_cut_files_are_told_or_refused_and_never_a_fault():
    for content in (build_docx("Words"), build_ole("WordDocument"), build_epub(("A", "b"))):
        for size in (4, 8, 20, 40, 76, 100, 600, 1000):
            with suppress(UnknownFormat):
                assert detect_format(content[:size], "file") is not None


def test_a_compressed_mimetype_is_no_hindrance():
    content = build_package(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": "x"}, compression=zipfile.ZIP_DEFLATED
    )

    assert detect_zip_kind(content, "") == "epub"


@pytest.mark.parametrize("name", ["table.xls", "table.html", "table.txt", "table"])
def test_a_table_under_another_name_is_known_by_the_names_of_its_columns(name):
    table = "sep=;\r\nÜberschrift;Zeitung;Volltext\r\nFähre;Bote;Text\r\n"

    for encoding in ("utf-8", "cp1252"):
        assert detect_format(table.encode(encoding), name).file_format.name == "csv"


def test_json_that_is_called_a_web_page_is_json():
    assert detect_format(b'[{"title": "a", "text": "b"}]', "export.html").file_format.name == "json"

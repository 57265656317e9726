"""Broken and hostile documents are refused in bounded time, and take nothing down."""

import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.formats.conversion import conversion_process
from archive.formats.conversion.conversion import convert_document, render_page
from archive.formats.conversion.library_time import LibraryTime
from tests.formats.document_builders import build_docx, build_epub, build_odt, build_package, build_pdf, build_rtf

SAMPLES = {
    "docx": build_docx("By Nora Whitlock", "Words of it.", title="Title"),
    "odt": build_odt("By Nora Whitlock", "Words of it.", title="Title"),
    "epub": build_epub(("Title", "Words of it.")),
    "rtf": build_rtf("Words of it.", title="Title"),
    "pdf": build_pdf([("Title", 60, 700, 20), ("Words of it.", 60, 650, 10)], [("More", 60, 700, 10)]),
}
PACKAGE = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": '<R><r Type="http://x/officeDocument" Target="word/document.xml"/></R>',
}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(SAMPLES)), st.integers(0, 10**6), st.integers(0, 10**6), st.binary(min_size=1, max_size=6)
)
def test_cut_and_changed_documents_are_read_or_refused(kind, cut, position, change):
    sample = SAMPLES[kind]
    position %= len(sample)
    content = sample[:position] + change + sample[position + len(change) :]
    content = content[: len(content) - (cut % len(sample) if cut % 3 else 0)]

    try:
        converted = convert_document(content, kind)
    except UnreadableDocument:
        return
    assert list(converted.page_starts) == sorted(converted.page_starts)


def build_word_xml(body: str) -> bytes:
    return build_package(PACKAGE | {"word/document.xml": body}, zipfile.ZIP_DEFLATED)


def build_page_tree(tree: bytes) -> bytes:
    objects = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages" + tree + b">>endobj\n"
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF"


def build_circular_forms(count: int) -> bytes:
    """Return a PDF of forms each of which shows all of them."""
    calls = b" ".join(b"/F%d Do" % number for number in range(count))
    forms = b"".join(b"/F%d %d 0 R" % (number, 6 + number) for number in range(count))
    stream = b"/Length %d>>stream\n%s\nendstream" % (len(calls), calls)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>>",
        b"<<" + stream,
        b"<</XObject<<" + forms + b">>>>",
        *[b"<</Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R" + stream] * count,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


HOSTILE = {
    "a ZIP bomb": (build_word_xml("<d><body>" + " " * 40_000_000 + "</body></d>"), "docx"),
    "XML that is deep": (build_word_xml("<d><body>" + "<sdt>" * 100_000 + "</body></d>"), "docx"),
    "entities that grow": (
        build_word_xml(
            '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY c SYSTEM "file:///etc/passwd">]><d><body><p><r><t>&b;&c;</t></r></p></body></d>'
        ),
        "docx",
    ),
    "an XML that is none": (build_word_xml("no xml"), "docx"),
    "RTF of braces": (b"{\\rtf1" + b"{" * 200_000, "rtf"),
    "RTF of links": (b"{\\rtf1" + b"{\\field{\\*\\fldinst{HYPERLINK \"x\"" * 5_000, "rtf"),
    "RTF of fonts": (b"{\\rtf1{\\fonttbl" + b"\\f1" * 50_000 + b"}", "rtf"),
    "a PDF whose pages are its parents": (build_page_tree(b"/Count 99999999/Kids[2 0 R 2 0 R]"), "pdf"),
    "a PDF that says it has many pages": (build_page_tree(b"/Count 90/Kids[]"), "pdf"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_documents_are_refused_in_time(kind):
    content, format_name = HOSTILE[kind]
    begun = time.process_time()

    with pytest.raises(UnreadableDocument):
        convert_document(content, format_name)

    assert time.process_time() - begun < 2


def test_a_pdf_whose_parts_show_one_another_is_refused_for_what_it_is():
    with pytest.raises(UnreadableDocument, match="show one another over and over"):
        convert_document(build_circular_forms(2), "pdf")

    assert convert_document(SAMPLES["pdf"], "pdf").text.startswith("# Title")


def test_the_time_of_a_library_grows_with_the_document():
    small, large = LibraryTime(500), LibraryTime(5_000_000)

    assert small._seconds_left < 0.6
    assert large._seconds_left > 50


def test_a_crash_of_the_library_ends_its_process_only(monkeypatch):
    conversion_process._process.stop()
    monkeypatch.setattr(conversion_process.sys, "executable", "/bin/false")  # ends at once, as after a crash

    with pytest.raises(UnreadableDocument, match="brought the library down"):
        convert_document(SAMPLES["pdf"], "pdf")
    monkeypatch.undo()

    assert convert_document(SAMPLES["pdf"], "pdf").text.startswith("# Title")


def test_a_page_is_drawn_as_a_picture_and_one_that_is_not_there_is_refused():
    assert render_page(SAMPLES["pdf"], 2).startswith(b"\x89PNG\r\n")
    for number in (0, 3, 10**9):
        with pytest.raises(UnreadableDocument, match=f"no page {number}"):
            render_page(SAMPLES["pdf"], number)

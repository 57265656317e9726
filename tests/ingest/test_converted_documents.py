"""Word, OpenDocument, RTF, EPUB and PDF documents of one article are read by the rules of print."""

import pytest

from archive.errors import UnreadableDocument
from archive.extraction.registry import extract
from archive.formats.conversion import office_conversion
from archive.formats.conversion.conversion import convert_document
from archive.formats.documents import ExtractionOptions
from archive.formats.fields import FIELD_KEYS
from archive.formats.media_types import CONVERTED_FORMATS
from tests.formats.document_builders import (
    build_docx,
    build_epub,
    build_odt,
    build_package,
    build_pdf,
    build_rtf,
    set_lines,
)
from tests.ingest.article_reading import BODY, TODAY, are_spans_exact, get_authors, make_document

TITLE = "Ferry ramp collapses at Harrowby"
PARAGRAPHS = BODY.split("\n\n")
HEAD = ("By Nora Whitlock", "14 March 2019")
MEDIA_TYPES = {name: media_type for media_type, name in CONVERTED_FORMATS.items()}
PRINTED = [
    (TITLE, 60, 760, 24),
    *set_lines(HEAD, 60, 720, pitch=20),
    *set_lines(
        ["The harbour was closed on Thursday after the soundings were found to be false, the",
         "ministry said."], 60, 670),
    *set_lines(
        ["Nobody had been told, and the ships lay outside the boom all night with their lights on.",
         "The pilots will meet on Friday to decide whether they go back to work."], 60, 632),
]  # fmt: skip
ONE_OF_EACH = {
    "docx": build_docx(*HEAD, *PARAGRAPHS, title=TITLE),
    "odt": build_odt(*HEAD, *PARAGRAPHS, title=TITLE),
    "rtf": build_rtf(*HEAD, *PARAGRAPHS, title=TITLE),
    "epub": build_epub((TITLE, *HEAD, *PARAGRAPHS), title="Something else"),
    "pdf": build_pdf(PRINTED),
}


def read_converted(content: bytes, format_name: str):
    document = make_document(content, media_type=MEDIA_TYPES[format_name])
    return extract(document, ExtractionOptions(today=TODAY, keys=FIELD_KEYS))


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_document_of_one_article_gives_title_author_date_and_text(kind):
    article = read_converted(ONE_OF_EACH[kind], kind)

    assert article.title == TITLE
    assert get_authors(article) == ["Nora Whitlock"]
    assert article.published == "2019-03-14"
    assert article.body.startswith("The harbour was closed on Thursday after the soundings were found to be false")
    assert article.body.endswith("whether they go back to work.")
    assert article.recipe == f"{kind}/1"
    assert are_spans_exact(article, article.converted_text)


def test_what_the_file_says_of_itself_is_never_shown_as_author_or_date():
    properties = {"author": "Jane Office", "title": "Document1"}
    word = build_docx(TITLE, *PARAGRAPHS, properties=properties)
    info = "/Author (Jane Office) /Title (Document1) /CreationDate (D:20200102030405Z)"
    for content, kind in ((word, "docx"), (build_pdf(PRINTED[:1] + PRINTED[3:], info=info), "pdf")):
        article = read_converted(content, kind)

        assert (article.title, article.authors, article.published) == (TITLE, (), "")
        rejected = [finding for finding in article.findings if "properties of the file" in finding.rule]
        assert {"Jane Office", "Document1"} <= {finding.value for finding in rejected}
        assert not any(finding.chosen for finding in rejected)


CHANGED = (
    '<w:p><w:r><w:t xml:space="preserve">Kept, </w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>'
    "<w:ins><w:r><w:t>inserted</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
    "<w:hyperlink><w:r><w:t>, linked</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>New line</w:t></w:r></w:p>"
)
BOXED = (
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    "<w:r><w:t>Beside the box</w:t></w:r></w:p>"
)
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Field</w:t></w:r></w:p>'
)
NEW_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:t>Second page</w:t></w:r></w:p>'


def test_a_word_document_is_read_as_its_reader_sees_it():
    text = convert_document(build_docx("Plain words.", title="Title", xml=[CHANGED, BOXED, FIELD, NEW_PAGE]), "docx")

    assert text.text == (
        "# Title\n\nPlain words.\n\nKept, inserted, linked\nNew line\n\nBeside the box\n\nBoxed\n\nField\n\fSecond page"
    )
    assert [note.text for note in text.notes] == ["1", "1"]  # deleted, hidden
    assert text.text[text.page_starts[1] :] == "Second page"


def test_a_table_that_lays_out_a_page_is_read_cell_by_cell():
    import docx

    from tests.formats.document_builders import save_document

    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Harbour closed"
    table.cell(0, 1).text = "By Ada Quill\n2 April 2019"
    for paragraph in BODY.split("\n\n"):
        table.cell(0, 1).add_paragraph(paragraph)

    text = convert_document(save_document(document), "docx").text

    assert text.split("\n\n") == ["Harbour closed", "By Ada Quill\n2 April 2019", *PARAGRAPHS]


def test_tables_of_a_word_document_keep_their_rows():
    import docx

    from tests.formats.document_builders import save_document

    document = docx.Document()
    table = document.add_table(2, 2)
    for number, words in enumerate(("HD", "A title", "BY", "Nora Whitlock")):
        table.cell(number // 2, number % 2).text = words

    assert convert_document(save_document(document), "docx").text == "HD\tA title\nBY\tNora Whitlock"


@pytest.mark.parametrize(
    ("code_page", "words"), [("1251", "Привет, мир"), ("1256", "مرحبا بالعالم"), ("1250", "Žluťoučký")]
)
def test_rtf_is_read_in_its_code_page(code_page, words):
    assert convert_document(build_rtf(words, code_page=code_page), "rtf").text == words


def test_a_font_with_a_charset_of_its_own_is_read_in_that_and_the_others_in_windows_1252():
    source = (
        rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset0 Arial;}}"
        rb"\pard\f0 \'cf\'f0\'e8\'e2\'e5\'f2 \f1 caf\'e9\par}"
    )

    assert convert_document(source, "rtf").text == "Привет café"


def test_text_right_behind_the_code_page_of_rtf_is_kept():
    text = convert_document(rb"{\rtf1\ansi\ansicpg1252 The harbour closed\par Nobody was told.\par}", "rtf").text

    assert text == "The harbour closed\n\nNobody was told."


def test_rtf_keeps_pages_cells_and_links_and_leaves_out_what_is_deleted():
    source = (
        rb"{\rtf1\ansi\ansicpg1252{\info{\title Harbour}{\author Jane}{\creatim\yr2019\mo3\dy4}} One\u8217?s "
        rb"\u-10179?\u-8704?{\field{\*\fldinst{HYPERLINK \"http://x.example/\"}}{\fldrslt{ a link}}}"
        rb"{\deleted\revauth1 gone}\par\page Two\\page\par"
        rb"\trowd\cellx1\cellx2\intbl HD\cell Title\cell\row}"
    )
    converted = convert_document(source, "rtf")

    assert converted.text == "One’s 😀 a link\n\fTwo\\page\n\nHD\tTitle"
    assert converted.properties == {"title": "Harbour", "creator": "Jane", "created": "2019-03-04"}
    assert [note.rule for note in converted.notes] == ["left out: passages that tracked changes delete"]


def test_a_masthead_above_the_headline_names_the_outlet():
    page = [
        ("The Selworth Courier", 60, 790, 30),
        ("Thursday, March 14, 2019 | Page A3", 60, 765, 9),
        ("NEWS", 60, 745, 12),
        (TITLE, 60, 715, 20),
        ("By Nora Whitlock", 60, 690, 10),
        *PRINTED[3:],
    ]
    article = read_converted(build_pdf(page), "pdf")

    assert (article.title, article.outlet, article.published) == (TITLE, "The Selworth Courier", "2019-03-14")
    assert article.section == "NEWS"


def test_the_day_in_the_head_of_a_page_is_read_beside_its_number():
    page = [("Selworth Courier · 14 March 2019 · 3", 60, 800, 8), PRINTED[0], *PRINTED[3:]]

    assert read_converted(build_pdf(page), "pdf").published == "2019-03-14"


def test_a_second_headline_as_large_as_the_title_is_said_to_be_there():
    sentence = "Nobody had been told of it, and the ships lay outside the boom all night with their lights on, he said."
    page = [(TITLE, 60, 780, 20), (sentence, 60, 740, 10), ("Trams return to the quay", 60, 500, 20),
            (sentence, 60, 460, 10)]  # fmt: skip
    article = read_converted(build_pdf(page), "pdf")

    assert article.title == TITLE
    assert "Trams return to the quay" in article.body
    assert any("may begin another article" in finding.rule for finding in article.findings)


def test_larger_type_makes_a_title_and_bold_type_a_byline_where_no_style_does():
    import docx
    from docx.shared import Pt

    from tests.formats.document_builders import save_document

    document = docx.Document()
    for text, size, is_bold in (("Harbour desk", 0, False), (TITLE, 20, True), ("Nora Whitlock", 0, True)):
        run = document.add_paragraph().add_run(text)
        run.bold = is_bold
        run.font.size = Pt(size) if size else None
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    article = read_converted(save_document(document), "docx")

    assert (article.title, get_authors(article)) == (TITLE, ["Nora Whitlock"])
    assert article.body.startswith("The harbour was closed")


COLUMN = [
    "The harbour was closed on the",
    "Thursday after the soundings were",
    "found to be false, the ministry of",
    "the ports said. Nobody had been",
]
SECOND = [
    "told of it, and all the ships lay",
    "outside the boom through the night",
    "with their lights on. The pilots",
    "will meet on Friday at the quay.",
]


def test_columns_are_read_one_after_the_other_under_their_headline():
    page = [(TITLE, 60, 760, 24), *set_lines(COLUMN, 60, 700), *set_lines(SECOND, 240, 700)]
    interleaved = [page[0], *(line for pair in zip(page[1:5], page[5:], strict=True) for line in pair)]

    for lines in (page, interleaved):
        text = convert_document(build_pdf(lines), "pdf").text
        assert text == f"# {TITLE}\n\n{' '.join(COLUMN)} {' '.join(SECOND)}"


def test_labels_beside_values_are_read_row_by_row():
    values = (TITLE, "Nora Whitlock of this paper", "412 words and more", "14 March 2019, a Thursday")
    rows = list(zip(("HD", "BY", "WC", "PD"), values, strict=True))
    page = []
    for number, (label, value) in enumerate(rows):
        page += [(label, 60, 700 - 14 * number, 10), (value, 110, 700 - 14 * number, 10)]

    text = convert_document(build_pdf(page), "pdf").text

    assert text.split("\n\n") == [f"{label}\t{value}" for label, value in rows]


def test_indented_paragraphs_of_one_line_are_paragraphs():
    lines = [("The harbour was closed on the Thursday after", 72), ("the soundings were found to be false.", 60),
             ("Nobody had been told of it before.", 72), ("The pilots will meet on Friday to decide whether", 72),
             ("they go back to work at the quay.", 60)] * 2  # fmt: skip
    page = [(TITLE, 60, 760, 24), *((words, left, 700 - 12 * n, 10) for n, (words, left) in enumerate(lines))]

    assert len(convert_document(build_pdf(page), "pdf").text.split("\n\n")) == 7


def test_running_heads_and_page_numbers_are_set_apart_and_kept_as_evidence():
    def build_page(number, lines):
        return [
            ("The Selworth Courier", 60, 800, 8),
            *set_lines(lines, 60, 740),
            (f"Page {number} of 3", 280, 30, 8),
        ]

    lines = [f"{words} at the place of number {word}." for words in COLUMN for word in ("one", "two")]
    pages = [build_page(1, [TITLE, *lines]), build_page(2, lines[::-1]), build_page(3, lines)]
    converted = convert_document(build_pdf(*pages), "pdf")

    assert "Courier" not in converted.text
    assert "Page" not in converted.text
    assert [note.text for note in converted.notes[:2]] == ["The Selworth Courier", "Page 1 of 3"]
    assert len(converted.page_starts) == 3


def test_evidence_of_a_print_names_its_page():
    pages = [
        PRINTED,
        set_lines(["It was the third time in a year, said the mayor.", "© 2019 The Courier"], 60, 760, pitch=30),
    ]
    article = read_converted(build_pdf(*pages), "pdf")

    rules = {finding.field: finding.rule for finding in article.findings if finding.start is not None}
    assert rules["title"] == "a heading, on page 1"
    assert any(finding.rule.endswith("on page 2") for finding in article.findings)


def test_words_divided_at_line_ends_are_joined_only_where_that_is_certain():
    lines = [
        "It is about the regulation of fares, the long-term plans and the har-",
        "bour that lies beside the quay, where the reg-",
        "ulation of fares was once decided, with long-",
        "term plans in mind and a declara-",
        "tion of the council of the town about them.",
    ]
    converted = convert_document(build_pdf(set_lines(lines, 60, 700)), "pdf")

    assert "the har-bour that" in converted.text  # nothing says whether it is one word
    assert "the regulation of fares was" in converted.text
    assert "with long-term plans" in converted.text
    assert "a declaration of" in converted.text
    assert [note.text for note in converted.notes] == ["2", "2"]


def test_a_page_that_lies_on_its_side_is_read():
    assert TITLE in convert_document(build_pdf(PRINTED, rotate=90), "pdf").text


REFUSED = {
    "a PDF with a password": (
        build_pdf(PRINTED, trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
                  f" /O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<00> <00>]"),
        "pdf", "with a password"),
    "a PDF that is cut off": (b"%PDF-1.7 and no more", "pdf", "cut off or damaged"),
    "an empty PDF": (build_pdf([]), "pdf", "without any text"),
    "a PDF of a library": (build_pdf(*[[]] * 601), "pdf", "601 pages"),
    "a Word document cut off": (ONE_OF_EACH["docx"][:3000], "docx", "cut off or damaged"),
    "an empty Word document": (build_docx(), "docx", "without any text"),
    "a Word document that names no text": (
        build_package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), "docx", "save it again"),
    "an ODT with a password": (
        build_package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>",
                       "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "odt", "with a password"),
    "a book": (build_epub(*[(f"Chapter {n}", "words " * 200) for n in range(6)]), "epub", r"\.zip"),
    "a locked book": (
        build_epub(("A", "b"), extra={"META-INF/encryption.xml":
                   '<e><CipherReference URI="OEBPS/chapter%200.xhtml"/></e>'}), "epub", "locked"),
    "an RTF without text": (rb"{\rtf1\ansi }", "rtf", "without any text"),
    "an old Word document": (b"\xd0\xcf\x11\xe0", "doc", "save it as .docx"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_by_what_it_is(kind, monkeypatch):
    monkeypatch.setattr(office_conversion.shutil, "which", lambda _: None)
    content, format_name, words = REFUSED[kind]

    with pytest.raises(UnreadableDocument, match=words):
        convert_document(content, format_name)


def test_a_book_of_many_pages_is_no_article():
    pages = [[(f"Page of number {number}, with words.", 60, 700, 10)] for number in range(101)]

    with pytest.raises(UnreadableDocument, match="It has 101 pages: a book or an issue"):
        read_converted(build_pdf(*pages), "pdf")


def test_old_word_documents_are_converted_where_libreoffice_is(tmp_path, monkeypatch):
    (tmp_path / "new.docx").write_bytes(ONE_OF_EACH["docx"])
    program = tmp_path / "soffice"
    program.write_text(
        f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\ncp {tmp_path}/new.docx "$2/document.docx"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(office_conversion.shutil, "which", lambda _: str(program))

    assert read_converted(b"\xd0\xcf\x11\xe0", "doc").title == TITLE

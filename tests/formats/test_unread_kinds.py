"""Files that are not read: each refused by what it is, with a next step; junk of systems passed over."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.errors import UnknownFormat
from archive.formats.detection.detection import detect_format
from archive.formats.detection.unread_kinds import describe_junk, describe_unread_file, find_kind_by_magic
from tests.formats.container_builders import build_zip
from tests.ingest.file_reading import get_documents, get_refusals, get_skipped_records, read_items

BINARY = bytes(range(40)) * 20
KINDS = [
    #    name, first bytes, what it is called, the step
    ("paper.pages", build_zip({"Index/Document.iwa": b"x"}), "Apple Pages", "Export To › Word"),
    ("table.numbers", build_zip({"Index/Document.iwa": b"x"}), "Apple Numbers", "Export To › CSV"),
    ("talk.key", build_zip({"Index/Document.iwa": b"x"}), "presentation", "Word document or plain text"),
    ("talk.pptx", build_zip({"[Content_Types].xml": b"x", "ppt/a.xml": b"x"}), "presentation", "plain text"),
    ("notes.one", b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + BINARY, "OneNote", "Word or PDF"),
    ("book.mobi", bytes(60) + b"BOOKMOBI" + BINARY, "Kindle", "EPUB"),
    ("book.azw3", bytes(60) + b"BOOKMOBI" + BINARY, "Kindle", "EPUB"),
    ("scan.djvu", b"AT&TFORM" + BINARY, "DjVu", "PDF"),
    ("photo.heic", b"\0\0\0\x18ftypheic" + BINARY, "photo", "JPEG or PNG"),
    ("talk.mp3", b"ID3\x04" + BINARY, "sound or video", "transcript"),
    ("articles.sqlite", b"SQLite format 3\0" + BINARY, "database", "CSV or JSON Lines"),
    ("archive.pst", b"!BDN" + BINARY, "Outlook", "mbox"),
    ("archive.ost", b"!BDN" + BINARY, "Outlook", "mbox"),
    ("Inbox.dbx", b"\xcf\xad\x12\xfe" + BINARY, "Outlook Express", "Thunderbird"),
    ("mail.p7m", BINARY, "encrypted or signed", "with your key"),
    ("text.asc", b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "encrypted or signed", "with your key"),
    ("film.torrent", b"d8:announce35:http://x", "torrent", "Fetch what it points to"),
    ("page.lnk", b"L\0\0\0\x01\x14\x02\0" + BINARY, "shortcut", "the file it leads to"),
    ("page.html.part", b"<html>", "download that has not finished", "download it again"),
    ("page.crdownload", b"<html>" + BINARY, "download that has not finished", "download it again"),
    ("print.xps", build_zip({"FixedDocSeq.fdseq": b"x"}), "XPS", "PDF"),
    ("letter.wps", BINARY, "old word processor", "LibreOffice"),
    ("book.lit", b"ITOLITLS" + BINARY, "old format", "EPUB"),
    ("crawl.warc.gz.open", b"\x1f\x8b" + BINARY, "still being written", "off its name"),
    ("winmail.dat", b"\x78\x9f\x3e\x22" + BINARY, "TNEF", "one by one"),
    ("data.parquet", b"PAR1" + BINARY, "statistics", "CSV"),
    ("setup.exe", b"MZ\x90\0" + BINARY, "program", "no article"),
    ("meeting.ics", b"BEGIN:VCALENDAR\nVERSION:2.0\n", "calendar", "no article"),
    ("feeds.opml", b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', "list of feeds", "address"),
    ("sitemap.xml", b'<?xml version="1.0"?>\n<urlset xmlns="x"><url/></urlset>', "sitemap", "save the pages"),
    ("page.xml", b'<?xml version="1.0"?><!-- x --><alto xmlns="x"/>', "words of a scanned page", "plain text"),
    (
        "letter.fodt",
        b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:x"/>',
        "flat XML",
        ".odt",
    ),
    ("print.ps", b"%!PS-Adobe-3.0\n", "PostScript", "PDF"),
    ("text.gdoc", b'{"url": "https://docs.example/x"}', "a link to a document of Google", "Microsoft Word"),
    ("text.tex", b"\\documentclass{article}", "LaTeX", "PDF"),
    ("film.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "subtitles", "transcript"),
    ("wiki.zim", b"ZIM\x04" + BINARY, "ZIM", "HTML"),
    ("paper.dat", BINARY, "of a kind that is not known", "plain text, HTML or DOCX"),
    ("paper.xyz", BINARY, "a kind that is not known|of a kind that is not known", "plain text, HTML or DOCX"),
    ("paper.xyz", b"words and words", "a kind that is not known", ".txt"),
]


@pytest.mark.parametrize(("name", "content", "kind", "step"), KINDS, ids=[row[0] for row in KINDS])
def test_a_file_that_is_not_read_is_named_with_the_next_step(name, content, kind, step, tmp_path):
    ((_, reason),) = get_refusals(read_items(tmp_path, content, name))

    assert re.search(kind, reason), reason
    assert step in reason


@pytest.mark.parametrize(("name", "content", "kind", "step"), KINDS, ids=[row[0] for row in KINDS])
def test_no_refusal_gives_advice_that_only_a_shell_can_follow(name, content, kind, step, tmp_path):
    reasons = [reason for _, reason in get_refusals(read_items(tmp_path, content, name))]

    assert not any(re.search(r"--\w|\bjq\b|\bpip\b|\bapt\b|CUTTINGS_|`", reason) for reason in reasons)


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "desktop.ini", ".DS_Store", "~$report.docx", "._page.html", ".~lock.table.ods#", "Inbox.msf"],
)
def test_files_of_the_system_are_passed_over(name, tmp_path):
    items = read_items(tmp_path, build_zip({name: b"x", "page.txt": b"A title\n\nWords of a text."}), "a.zip")

    assert get_skipped_records(items) == [name]
    assert len(get_documents(items)) == 1
    assert get_refusals(items) == []


def test_articles_with_names_like_those_are_no_junk():
    assert [describe_junk(name) for name in ("thumbs.db.txt", "desktop.html", "$report.docx", "lock.txt")] == [""] * 4


@pytest.mark.parametrize(
    "text", ["MZ was the name of the boat.", "ID3 tags are", "RIFF raff", "PAR1 is a course", "BZ"]
)
def test_texts_that_begin_like_other_files_are_texts(text):
    detected = detect_format(f"{text}\n\nWords of a text.".encode(), "a.txt")

    assert detected is not None
    assert detected.file_format.name == "text"


@given(st.binary(max_size=300), st.sampled_from(["", ".txt", ".pdf", ".html", ".zip", ".xyz", ".eml", ".key", ".gz"]))
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_bytes_have_a_format_or_a_reason(content, suffix):
    try:
        detect_format(content, f"a{suffix}")
    except UnknownFormat as error:
        reason = str(error)
    else:
        reason = "It has one."
    assert reason.endswith((".", ")"))
    assert len(reason) > 8
    find_kind_by_magic(content)
    assert describe_unread_file(content.decode("latin-1"), suffix)

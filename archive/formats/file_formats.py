"""Table of the file formats that are read: how each is recognised, what its records are, what reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, BinaryIO, Final

from archive.formats.documents import InnerFile, SourceItem, SourceLocation
from archive.formats.export_types import (
    ENEX_TYPE,
    NEWSML_TYPE,
    NITF_TYPE,
    REFERENCE_TYPES,
    WORDPRESS_TYPE,
    XML_TYPE,
)
from archive.formats.media_types import (
    CONVERTED_FORMATS,
    CSV_TYPE,
    FEED_ENTRY_TYPE,
    HTML_TYPE,
    JSON_ENTRY_TYPE,
    JSON_TYPE,
    MAIL_TYPE,
    PICTURE_TYPES,
    TEXT_TYPE,
)
from archive.formats.streams import SizeLimits

FormatReader = Callable[[BinaryIO, SourceLocation, SizeLimits, str], Iterator[SourceItem | InnerFile]]
"""Function that yields the documents of a stream; its last argument is the media type of the format's records."""

_REFERENCE_SUFFIXES: Final = {"ris": (".ris",), "bibtex": (".bib", ".bibtex"), "enw": (".enw",)}
"""Suffixes of files of references that no other program writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A file format: its name, the media type of its records, its own, what reads it, and the signs it is known by.

    `reader` is a module of this package and a function in it, imported with the first file of the format;
    `several_test` one that returns whether a file, by its bytes and media type, holds several articles.
    `signatures` are first bytes, `opening` a pattern of the text's beginning, `root_tags` local names of an XML root.
    `suffixes` decide last. Kinds of ZIP and old Office files are told apart in `package_kinds`, PDF in `detection`.
    """

    name: str
    record_media_type: str
    file_media_type: str
    reader: str
    several_test: str = ""
    is_container: bool = True
    signatures: tuple[bytes, ...] = ()
    opening: str = ""
    root_tags: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()


FILE_FORMATS: Final = {
    form.name: form
    for form in (
        FileFormat(
            name="text", record_media_type=TEXT_TYPE, file_media_type=TEXT_TYPE,
            reader="press.press_files.read_text_file",
            several_test="press.press_files.holds_press_text", is_container=False,
            suffixes=("", ".txt", ".text", ".md", ".markdown"),
        ),
        FileFormat(
            name="html", record_media_type=HTML_TYPE, file_media_type=HTML_TYPE,
            reader="press.press_pages.read_page_file",
            several_test="press.press_pages.holds_several_pages", is_container=False,
            suffixes=(".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".shtml"),
        ),
        FileFormat(
            name="jsonl", record_media_type=JSON_TYPE, file_media_type="application/x-ndjson",
            reader="structured.json_lines.read_lines", suffixes=(".jsonl", ".ndjson", ".json"),
        ),
        FileFormat(
            name="json", record_media_type=JSON_TYPE, file_media_type="application/json",
            reader="structured.json_documents.read_json_document",
        ),
        FileFormat(
            name="xlsx", record_media_type=CSV_TYPE, reader="structured.workbooks.read_workbook",
            file_media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        FileFormat(
            name="xls", record_media_type=CSV_TYPE, file_media_type="application/vnd.ms-excel",
            reader="structured.workbooks.read_workbook", root_tags=("workbook",),
        ),
        FileFormat(
            name="ods", record_media_type=CSV_TYPE, reader="structured.workbooks.read_workbook",
            file_media_type="application/vnd.oasis.opendocument.spreadsheet",
        ),
        FileFormat(
            name="csv", record_media_type=CSV_TYPE, file_media_type="text/csv", reader="structured.tables.read_table",
            suffixes=(".csv", ".tsv"),
        ),
        FileFormat(
            name="feed", record_media_type=FEED_ENTRY_TYPE, file_media_type="application/xml",
            reader="web.feeds.read_feed",
        ),
        FileFormat(
            name="jsonfeed", record_media_type=JSON_ENTRY_TYPE, file_media_type="application/feed+json",
            reader="web.feeds.read_json_feed",
        ),
        FileFormat(
            name="mhtml", record_media_type=HTML_TYPE, file_media_type="multipart/related",
            reader="web.mhtml.read_mhtml",
            suffixes=(".mht", ".mhtml"),
        ),
        FileFormat(
            name="mail", record_media_type=MAIL_TYPE, file_media_type=MAIL_TYPE, reader="mail.mail.read_mail",
            suffixes=(".eml", ".mail", ".email"),
        ),
        FileFormat(
            name="mbox", record_media_type=MAIL_TYPE, file_media_type="application/mbox", reader="mail.mail.read_mbox",
            suffixes=(".mbox", ".mbx"),
        ),
        FileFormat(
            name="msg", record_media_type=MAIL_TYPE, file_media_type="application/vnd.ms-outlook",
            reader="mail.outlook.read_outlook_message",
        ),
        FileFormat(
            name="emlx", record_media_type=MAIL_TYPE, file_media_type="message/x-emlx", reader="mail.mail.read_emlx",
            suffixes=(".emlx",),
        ),
        FileFormat(
            name="warc", record_media_type=HTML_TYPE, file_media_type="application/warc", reader="web.warc.read_warc",
            signatures=(b"WARC/", b"filedesc://"),
        ),
        FileFormat(
            name="zip", record_media_type=HTML_TYPE, file_media_type="application/zip",
            reader="containers.packs.read_zip",
        ),
        FileFormat(
            name="bzip2", record_media_type=HTML_TYPE, file_media_type="application/x-bzip2",
            reader="containers.compression.read_bzip2", signatures=(b"BZh",),
        ),
        FileFormat(
            name="xz", record_media_type=HTML_TYPE, file_media_type="application/x-xz",
            reader="containers.compression.read_xz",
            signatures=(b"\xfd7zXZ\0",),
        ),
        FileFormat(
            name="zstd", record_media_type=HTML_TYPE, file_media_type="application/zstd",
            reader="containers.compression.read_zstd", signatures=(b"\x28\xb5\x2f\xfd",),
        ),
        FileFormat(
            name="7z", record_media_type=HTML_TYPE, file_media_type="application/x-7z-compressed",
            reader="containers.unpacking.read_pack", signatures=(b"7z\xbc\xaf\x27\x1c",),
        ),
        FileFormat(
            name="rar", record_media_type=HTML_TYPE, file_media_type="application/vnd.rar",
            reader="containers.unpacking.read_pack", signatures=(b"Rar!\x1a\x07",),
        ),
        FileFormat(
            name="tar", record_media_type=HTML_TYPE, file_media_type="application/x-tar",
            reader="containers.packs.read_tar",
            suffixes=(".tar", ".tgz"),
        ),
        *(  # whether a picture is a cutting is told in `cuttings`, so it has no signature here
            FileFormat(
                name=name, record_media_type=media_type, file_media_type=media_type, is_container=False,
                reader="records.read_file" if name in PICTURE_TYPES else "press.press_documents.read_convertible_file",
                several_test="" if name in PICTURE_TYPES else "press.press_documents.holds_press_export",
                signatures=(b"{\\rtf",) if name == "rtf" else (),
            )
            for media_type, name in CONVERTED_FORMATS.items()
        ),
        FileFormat(
            name="webarchive", record_media_type=HTML_TYPE, file_media_type="application/x-webarchive",
            reader="web.webarchive.read_webarchive", suffixes=(".webarchive",),
        ),
        FileFormat(
            name="wordpress", record_media_type=WORDPRESS_TYPE, file_media_type="application/xml",
            reader="exports.wordpress.read_wordpress",
        ),
        FileFormat(
            name="nitf", record_media_type=NITF_TYPE, file_media_type=NITF_TYPE,
            reader="exports.xml_records.read_xml_records",
        ),
        FileFormat(
            name="newsml", record_media_type=NEWSML_TYPE, file_media_type="application/vnd.iptc.g2.newsmessage+xml",
            reader="exports.xml_records.read_xml_records",
        ),
        FileFormat(
            name="enex", record_media_type=ENEX_TYPE, file_media_type=ENEX_TYPE,
            reader="exports.xml_records.read_xml_records", suffixes=(".enex",),
        ),
        FileFormat(
            name="xml", record_media_type=XML_TYPE, file_media_type=XML_TYPE,
            reader="exports.xml_tables.read_xml_table",
        ),
        *(
            FileFormat(
                name=name, record_media_type=media_type, file_media_type=media_type,
                reader="exports.reference_files.read_references", suffixes=_REFERENCE_SUFFIXES.get(name, ()),
            )
            for name, media_type in REFERENCE_TYPES.items()
        ),
    )
}  # fmt: skip
FORMAT_NAMES: Final = tuple(sorted(FILE_FORMATS))
"""Values accepted by `--format`."""


def load_reader(file_format: FileFormat) -> FormatReader:
    """Return the function that reads a format, from the module that has it."""
    reader: FormatReader = _load_function(file_format.reader)
    return reader


def holds_several_articles(file_format: FileFormat, content: bytes) -> bool:
    """Return whether a file of a format whose files are mostly one article holds several."""
    return bool(file_format.several_test) and bool(
        _load_function(file_format.several_test)(content, file_format.record_media_type)
    )


@cache
def _load_function(path: str) -> Any:
    """Return a function by the names of its module in this package and its own."""
    module_name, _, function_name = path.rpartition(".")
    return getattr(import_module(f"archive.formats.{module_name}"), function_name)

"""Table of the file formats that are read: how each is recognised, what its records are, what reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import BinaryIO, Final

from archive.formats.documents import (
    CSV_TYPE,
    DOC_TYPE,
    DOCX_TYPE,
    EPUB_TYPE,
    FEED_ENTRY_TYPE,
    HTML_TYPE,
    JSON_ENTRY_TYPE,
    JSON_TYPE,
    MAIL_TYPE,
    ODT_TYPE,
    PDF_TYPE,
    PICTURE_TYPES,
    RTF_TYPE,
    TEXT_TYPE,
    InnerFile,
    SourceItem,
    SourceLocation,
)
from archive.formats.streams import SizeLimits

FormatReader = Callable[[BinaryIO, SourceLocation, SizeLimits, str], Iterator[SourceItem | InnerFile]]
"""Function that yields the documents of a stream; its last argument is the media type of the format's records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A file format: its name, the media type of its records, its own, what reads it, and the signs it is known by.

    `reader` is a module of this package and a function in it, imported with the first file of the format.
    `signatures` are first bytes, `opening` a pattern of the text's beginning, `root_tags` local names of an XML root.
    `suffixes` decide last. Kinds of ZIP and old Office files are told apart in `package_kinds`, PDF in `detection`.
    """

    name: str
    record_media_type: str
    file_media_type: str
    reader: str
    is_container: bool = True
    signatures: tuple[bytes, ...] = ()
    opening: str = ""
    root_tags: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()


FILE_FORMATS: Final = {
    form.name: form
    for form in (
        FileFormat(
            name="text", record_media_type=TEXT_TYPE, file_media_type=TEXT_TYPE, reader="records.read_file",
            is_container=False, suffixes=("", ".txt", ".text", ".md", ".markdown"),
        ),
        FileFormat(
            name="html", record_media_type=HTML_TYPE, file_media_type=HTML_TYPE, reader="records.read_file",
            is_container=False, suffixes=(".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".shtml"),
        ),
        FileFormat(
            name="jsonl", record_media_type=JSON_TYPE, file_media_type="application/x-ndjson",
            reader="records.read_lines", suffixes=(".jsonl", ".ndjson", ".json"),
        ),
        FileFormat(
            name="json", record_media_type=JSON_TYPE, file_media_type="application/json",
            reader="json_documents.read_json_document",
        ),
        FileFormat(
            name="csv", record_media_type=CSV_TYPE, file_media_type="text/csv", reader="tables.read_table",
            suffixes=(".csv", ".tsv"),
        ),
        FileFormat(
            name="feed", record_media_type=FEED_ENTRY_TYPE, file_media_type="application/xml", reader="feeds.read_feed",
        ),
        FileFormat(
            name="jsonfeed", record_media_type=JSON_ENTRY_TYPE, file_media_type="application/feed+json",
            reader="feeds.read_json_feed",
        ),
        FileFormat(
            name="mhtml", record_media_type=HTML_TYPE, file_media_type="multipart/related", reader="records.read_mhtml",
            suffixes=(".mht", ".mhtml"),
        ),
        FileFormat(
            name="mail", record_media_type=MAIL_TYPE, file_media_type=MAIL_TYPE, reader="mail.read_mail",
            suffixes=(".eml", ".mail", ".email"),
        ),
        FileFormat(
            name="mbox", record_media_type=MAIL_TYPE, file_media_type="application/mbox", reader="mail.read_mbox",
            suffixes=(".mbox", ".mbx"),
        ),
        FileFormat(
            name="emlx", record_media_type=MAIL_TYPE, file_media_type="message/x-emlx", reader="mail.read_emlx",
            suffixes=(".emlx",),
        ),
        FileFormat(
            name="warc", record_media_type=HTML_TYPE, file_media_type="application/warc", reader="warc.read_warc",
            signatures=(b"WARC/", b"filedesc://"),
        ),
        FileFormat(
            name="zip", record_media_type=HTML_TYPE, file_media_type="application/zip", reader="packs.read_zip",
        ),
        FileFormat(
            name="tar", record_media_type=HTML_TYPE, file_media_type="application/x-tar", reader="packs.read_tar",
            suffixes=(".tar", ".tgz"),
        ),
        FileFormat(
            name="pdf", record_media_type=PDF_TYPE, file_media_type=PDF_TYPE, reader="records.read_file",
            is_container=False,
        ),
        FileFormat(
            name="docx", record_media_type=DOCX_TYPE, file_media_type=DOCX_TYPE, reader="records.read_file",
            is_container=False,
        ),
        FileFormat(
            name="doc", record_media_type=DOC_TYPE, file_media_type=DOC_TYPE, reader="records.read_file",
            is_container=False,
        ),
        FileFormat(
            name="odt", record_media_type=ODT_TYPE, file_media_type=ODT_TYPE, reader="records.read_file",
            is_container=False,
        ),
        FileFormat(
            name="rtf", record_media_type=RTF_TYPE, file_media_type=RTF_TYPE, reader="records.read_file",
            is_container=False, signatures=(b"{\\rtf",),
        ),
        FileFormat(
            name="epub", record_media_type=EPUB_TYPE, file_media_type=EPUB_TYPE, reader="records.read_file",
            is_container=False,
        ),
        *(  # of cuttings; whether a picture is one is told in `cuttings`, so it has no signature here
            FileFormat(
                name=name, record_media_type=media_type, file_media_type=media_type, reader="records.read_file",
                is_container=False,
            )
            for name, media_type in PICTURE_TYPES.items()
        ),
    )
}  # fmt: skip
FORMAT_NAMES: Final = tuple(sorted(FILE_FORMATS))
"""Values accepted by `--format`."""


@cache
def load_reader(file_format: FileFormat) -> FormatReader:
    """Return the function that reads a format, from the module that has it."""
    module_name, _, function_name = file_format.reader.rpartition(".")
    reader: FormatReader = getattr(import_module(f"archive.formats.{module_name}"), function_name)
    return reader

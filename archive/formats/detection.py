"""File format detection, by content first and by file name second; the list of formats."""

import codecs
import json
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from archive.errors import UnknownFormat
from archive.formats.documents import (
    CSV_TYPE,
    DOC_TYPE,
    DOCX_TYPE,
    EPUB_TYPE,
    FEED_ENTRY_TYPE,
    HTML_TYPE,
    JSON_ENTRY_TYPE,
    JSON_TYPE,
    ODT_TYPE,
    PDF_TYPE,
    RTF_TYPE,
    TEXT_TYPE,
)
from archive.formats.fields import FIELD_KEYS
from archive.formats.package_kinds import OLE_MAGIC, ZIP_MAGIC, detect_ole_kind, detect_zip_kind

HEAD_SIZE: Final = 65_536  # bytes that are examined
PAGE_ASSET: Final = "a picture, a style or other furniture of a page"
_GZIP: Final = b"\x1f\x8b"
_WARC: Final = (b"WARC/", b"filedesc://")
_JSON_OBJECT: Final = re.compile(rb'\{\s*"[^"\\]{1,100}"\s*:')
_JSON_FEED: Final = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?://(?:www\.)?jsonfeed\.org/')
_MAIL_HEADER: Final = re.compile(r"[A-Za-z][\w-]{1,60}:[ \t]")
_MIME_VERSION: Final = re.compile(r"^mime-version:", re.IGNORECASE | re.MULTILINE)
_PAGE_TAG: Final = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)(?=[\s>])")
_FRAGMENT_TAG: Final = re.compile(r"<[a-z][a-z0-9]*[\s>/]")
_FEED_TAG: Final = re.compile(r"<(?:rss|feed|channel|rdf|[a-z][\w.-]{0,40}:(?:rdf|feed|rss))(?=[\s>])")
_CELL: Final = re.compile(r'"[^"]{0,200}"|[^,;\t|"]{1,200}')
_PDF_MAGIC: Final = b"%PDF-"
MAX_PDF_OFFSET: Final = 1024
"""Bytes that may stand before the mark of a PDF, as readers of PDF allow."""
_BLANK_BYTES: Final = b"\xef\xbb\xbf \t\r\n"
_SUFFIXES: Final = {
    "": "text", ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".php": "html", ".asp": "html",
    ".aspx": "html", ".shtml": "html",
}  # fmt: skip
_ASSET_SUFFIXES: Final = frozenset(
    ".css .js .mjs .map .woff .woff2 .ttf .otf .eot .ico .png .jpg .jpeg .gif .webp .avif .svg .bmp"
    " .tif .tiff .mp3 .mp4 .m4a .webm .ogg .wav .mov .avi .cdx .cdxj .download".split()
)
_ASSET_MAGIC: Final = (
    b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"wOFF", b"wOF2", b"\x00\x00\x01\x00",
    b"ID3", b"OggS", b"\x1aE\xdf\xa3",
)  # fmt: skip
_UNSUPPORTED_MAGIC: Final = {
    b"7z\xbc\xaf": "a 7z archive. Unpack it first",
    b"Rar!": "a RAR archive. Unpack it first",
    b"BZh": "packed by bzip2. Unpack it first",
    b"\xfd7zXZ": "packed by xz. Unpack it first",
    b"\x28\xb5\x2f\xfd": "packed by zstd. Unpack it first",
    b"SQLite format 3": "a database. Write its articles out as JSON Lines or CSV first",
}


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format: its name, the media type of its records, and its own."""

    name: str
    record_media_type: str
    file_media_type: str
    is_container: bool = True


FILE_FORMATS: Final = {
    form.name: form
    for form in (
        FileFormat("text", TEXT_TYPE, TEXT_TYPE, is_container=False),
        FileFormat("html", HTML_TYPE, HTML_TYPE, is_container=False),
        FileFormat("jsonl", JSON_TYPE, "application/x-ndjson"),
        FileFormat("csv", CSV_TYPE, "text/csv"),
        FileFormat("feed", FEED_ENTRY_TYPE, "application/xml"),
        FileFormat("jsonfeed", JSON_ENTRY_TYPE, "application/feed+json"),
        FileFormat("mhtml", HTML_TYPE, "multipart/related"),
        FileFormat("warc", HTML_TYPE, "application/warc"),
        FileFormat("zip", HTML_TYPE, "application/zip"),
        FileFormat("tar", HTML_TYPE, "application/x-tar"),
        FileFormat("pdf", PDF_TYPE, PDF_TYPE, is_container=False),
        FileFormat("docx", DOCX_TYPE, DOCX_TYPE, is_container=False),
        FileFormat("doc", DOC_TYPE, DOC_TYPE, is_container=False),
        FileFormat("odt", ODT_TYPE, ODT_TYPE, is_container=False),
        FileFormat("rtf", RTF_TYPE, RTF_TYPE, is_container=False),
        FileFormat("epub", EPUB_TYPE, EPUB_TYPE, is_container=False),
        FileFormat("xlsx", CSV_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        FileFormat("xls", CSV_TYPE, "application/vnd.ms-excel"),
        FileFormat("ods", CSV_TYPE, "application/vnd.oasis.opendocument.spreadsheet"),
        FileFormat("msg", HTML_TYPE, "application/vnd.ms-outlook"),
    )
}
FORMAT_NAMES: Final = tuple(sorted(FILE_FORMATS))
"""Values accepted by `--format`."""


@dataclass(frozen=True, slots=True)
class DetectedFormat:
    """The detected format of a file, and whether the whole file is gzipped."""

    file_format: FileFormat
    is_gzip: bool

    @property
    def is_container(self) -> bool:
        """Whether records are parts of the file rather than the file itself."""
        return self.is_gzip or self.file_format.is_container

    @property
    def file_media_type(self) -> str:
        """Media type of the file itself."""
        return "application/gzip" if self.is_gzip else self.file_format.file_media_type


def detect_format(head: bytes, name: str, *, format_name: str | None = None) -> DetectedFormat | None:
    """Return the format of a file with these first bytes; None for page assets. Raises UnknownFormat."""
    is_gzip = head.startswith(_GZIP)
    content = head
    if is_gzip:
        content = b""
        with suppress(zlib.error):
            content = zlib.decompressobj(wbits=31).decompress(head, HEAD_SIZE)
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = PurePath(path.stem)
    suffix = path.suffix.lower()
    if suffix not in _ASSET_SUFFIXES and len(head) < HEAD_SIZE and not head.strip(_BLANK_BYTES):
        reason = "It is empty but for a mark or white space." if head else "It is empty. There is nothing to take in."
        raise UnknownFormat(reason)
    detected_name = format_name or _detect_by_magic(content, suffix) or _detect_by_text(content, suffix)
    if not detected_name:
        if suffix in _ASSET_SUFFIXES or (suffix not in _SUFFIXES and content.startswith(_ASSET_MAGIC)):
            return None
        detected_name = _detect_by_suffix(content, suffix)
    return DetectedFormat(FILE_FORMATS[detected_name], is_gzip)


def _detect_by_magic(head: bytes, suffix: str) -> str:
    if head.startswith(ZIP_MAGIC):
        return detect_zip_kind(head, suffix)
    if head.startswith(OLE_MAGIC):
        return detect_ole_kind(head, suffix)
    if head.lstrip(_BLANK_BYTES + b"\0").startswith(_PDF_MAGIC) or (
        suffix == ".pdf" and _PDF_MAGIC in head[: MAX_PDF_OFFSET + len(_PDF_MAGIC)]
    ):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_WARC):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    for magic, description in _UNSUPPORTED_MAGIC.items():
        if head.startswith(magic):
            raise UnknownFormat(f"It is {description}.")
    return ""


def _detect_by_text(head: bytes, suffix: str) -> str:
    """Return the format given by the beginning of the text, or an empty string."""
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"{") and _JSON_FEED.search(head):
        return "jsonfeed"
    if suffix in {".js", ".css", ".svg"}:
        return ""
    text = _decode_head(head)
    first_tag = _find_first_tag(text)
    if _PAGE_TAG.match(first_tag) or (_SUFFIXES.get(suffix) == "html" and _FRAGMENT_TAG.match(first_tag)):
        return "html"
    if _FEED_TAG.match(first_tag):
        return "feed"
    if _MAIL_HEADER.match(text) and _MIME_VERSION.search(text, 0, 4000):
        return "mhtml"
    return "csv" if suffix in {"", ".txt", ".text"} and _is_table(text) else ""


def _detect_by_suffix(head: bytes, suffix: str) -> str:
    """Return the format of a text file given by its suffix."""
    format_name = _SUFFIXES.get(suffix)
    if format_name == "csv":
        return "csv"
    if format_name is None or format_name == "html":
        if _decode_head(head).lstrip("\ufeff \t\r\n").startswith("<?xml"):
            raise UnknownFormat("It is XML, but no feed and no web page: no reader knows it.")
        raise UnknownFormat(
            f"No reader knows ‘{suffix}’ files like this one. Known are web pages, MHTML, WARC, ARC, WACZ, feeds, .txt,"
            " .md, .jsonl and .csv, and these in .gz, .zip and .tar. Save it as one of these."
        )
    if format_name == "text":
        return "jsonl" if _has_json_first_line(head) else "text"
    _reject_single_json(head)
    return "jsonl"


def _decode_head(head: bytes) -> str:
    """Decode the first bytes well enough to search them for tags."""
    for magic, codec in (
        (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
        (b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0\0\0", "utf-32-le"),
        (b"\0\0\0<", "utf-32-be"), (b"\x4c\x6f\xa7\x94", "cp037"),
    ):  # fmt: skip
        if head.startswith(magic):
            return head[: len(head) // 4 * 4].decode(codec, "ignore")
    return head.decode("utf-8-sig", "replace")


def _find_first_tag(text: str) -> str:
    """Return the text from its first tag that is no comment, doctype or XML declaration."""
    position = 0
    for _ in range(50):
        window = text[position : position + 2000]
        position += len(window) - len(window.lstrip("\ufeff \t\r\n\x0c"))
        begin = text[position : position + 15].lower()
        if begin.startswith("<!--"):
            end = text.find("-->", position) + 3
        elif begin.startswith("<?"):
            end = text.find("?>", position) + 2
        elif begin.startswith("<!doctype") and "html" not in text[position : position + 20].lower():
            end = _find_doctype_end(text, position)
        else:
            break
        if end <= position:
            return ""
        position = end
    return text[position : position + 100].lower()


def _find_doctype_end(text: str, position: int) -> int:
    close, inner = text.find(">", position), text.find("[", position)
    if 0 <= inner < close:
        close = text.find("]", inner)
        close = text.find(">", close) if close >= 0 else -1
    return close + 1


def _is_table(text: str) -> bool:
    """Return whether the first line names columns that are article fields."""
    line = text.partition("\n")[0][:4000]
    if line.startswith(("{", "[")) or not any(delimiter in line for delimiter in ",;\t|"):
        return False
    cells = {cell.strip('" \r').lower() for cell in _CELL.findall(line)}
    fields = [field for field, keys in FIELD_KEYS.items() if cells & {key.lower() for key in keys}]
    return "title" in fields and len(fields) > 1


def _has_json_first_line(head: bytes) -> bool:
    """Return whether the first line is a JSON object; a very long line is judged by its start."""
    first, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not newline:
        return _JSON_OBJECT.match(first) is not None
    try:
        return first.startswith(b"{") and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _reject_single_json(head: bytes) -> None:
    """Raise UnknownFormat for a single JSON document that is not one object per line."""
    first, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownFormat("It is JSON in UTF-16, where lines cannot be told. Save it as UTF-8.")
    if first.lstrip().startswith(b"[") or (newline and first.strip() == b"{"):
        raise UnknownFormat(
            "It is one JSON document, not one object a line. Turn it into JSON Lines first: each"
            " object of the list on a line of its own."
        )

"""File format detection, by content first and by file name second; the list of formats."""

import codecs
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from archive.containers import warc
from archive.errors import UnknownFormat
from archive.ingest.extractors.registry import CSV, FEED_ENTRY, HTML, JSON, JSON_ENTRY, TEXT
from archive.ingest.fields import KEYS

HEAD: Final = 65_536  # bytes that are examined


@dataclass(frozen=True, slots=True)
class Form:
    """A file format: its name, the media type of its records, and its own."""

    name: str
    media_type: str
    payload_type: str
    is_container: bool = True


FORMS: Final = {
    form.name: form
    for form in (
        Form("text", TEXT, TEXT, is_container=False),
        Form("html", HTML, HTML, is_container=False),
        Form("jsonl", JSON, "application/x-ndjson"),
        Form("csv", CSV, "text/csv"),
        Form("feed", FEED_ENTRY, "application/xml"),
        Form("jsonfeed", JSON_ENTRY, "application/feed+json"),
        Form("mhtml", HTML, "multipart/related"),
        Form("warc", HTML, "application/warc"),
        Form("zip", HTML, "application/zip"),
        Form("tar", HTML, "application/x-tar"),
    )
}
NAMES: Final = tuple(sorted(FORMS))
"""Values accepted by `--format`."""

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OBJECT: Final = re.compile(rb'\{\s*"[^"\\]{1,100}"\s*:')
_JSON_FEED: Final = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?://(?:www\.)?jsonfeed\.org/')
_HEADER: Final = re.compile(r"[A-Za-z][\w-]{1,60}:[ \t]")
_MIME: Final = re.compile(r"^mime-version:", re.IGNORECASE | re.MULTILINE)
_PAGE: Final = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)(?=[\s>])")
_FRAGMENT: Final = re.compile(r"<[a-z][a-z0-9]*[\s>/]")
_FEED: Final = re.compile(r"<(?:rss|feed|channel|rdf|[a-z][\w.-]{0,40}:(?:rdf|feed|rss))(?=[\s>])")
_CELLS: Final = re.compile(r'"[^"]{0,200}"|[^,;\t|"]{1,200}')
EMPTY: Final = "It is empty. There is nothing to take in."
WHITE_SPACE: Final = "It is empty but for a mark or white space."
_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
_SUFFIXES: Final = {
    "": "text", ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".php": "html", ".asp": "html",
    ".aspx": "html", ".shtml": "html",
}  # fmt: skip
_FURNITURE: Final = frozenset(
    ".css .js .mjs .map .woff .woff2 .ttf .otf .eot .ico .png .jpg .jpeg .gif .webp .avif .svg .bmp"
    " .tif .tiff .mp3 .mp4 .m4a .webm .ogg .wav .mov .avi .cdx .cdxj .download".split()
)
_FURNITURE_MAGIC: Final = (
    b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"wOFF", b"wOF2", b"\x00\x00\x01\x00",
    b"ID3", b"OggS", b"\x1aE\xdf\xa3",
)  # fmt: skip
_FOREIGN: Final = {
    b"%PDF-": "a PDF. Save its text as plain text first",
    b"{\\rtf": "RTF. Save it as plain text first",
    b"\xd0\xcf\x11\xe0": "an office document. Save it as plain text first",
    b"7z\xbc\xaf": "a 7z archive. Unpack it first",
    b"Rar!": "a RAR archive. Unpack it first",
    b"BZh": "packed by bzip2. Unpack it first",
    b"\xfd7zXZ": "packed by xz. Unpack it first",
    b"\x28\xb5\x2f\xfd": "packed by zstd. Unpack it first",
    b"SQLite format 3": "a database. Write its articles out as JSON Lines or CSV first",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The detected format of a file, and whether the whole file is gzipped."""

    form: Form
    is_gzip: bool

    @property
    def is_container(self) -> bool:
        """Whether records are parts of the file rather than the file itself."""
        return self.is_gzip or self.form.is_container

    @property
    def payload_type(self) -> str:
        """Media type of the file itself."""
        return "application/gzip" if self.is_gzip else self.form.payload_type


def kind_of(head: bytes, name: str, *, told: str | None = None) -> Kind | None:
    """Return the format of a file with these first bytes; None for page assets (image, stylesheet).

    Raises UnknownFormat, which lists the known formats.
    """
    is_gzip = head.startswith(_GZIP)
    opened = _opened(head) if is_gzip else head
    path = PurePath(name)
    suffix = (PurePath(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()
    if suffix not in _FURNITURE and len(head) < HEAD and not head.strip(_BLANK):
        raise UnknownFormat(WHITE_SPACE if head else EMPTY)
    if told is not None:
        return Kind(FORMS[told], is_gzip)
    found = _by_content(opened) or _by_text(opened, suffix)
    if found:
        return Kind(FORMS[found], is_gzip)
    is_furniture = suffix not in _SUFFIXES and opened.startswith(_FURNITURE_MAGIC)
    if suffix in _FURNITURE or is_furniture:
        return None
    return Kind(FORMS[_by_name(opened, suffix)], is_gzip)


def _by_content(head: bytes) -> str:
    """Return the format given by magic bytes, or an empty string."""
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(warc.FIRST_BYTES):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    for magic, words in _FOREIGN.items():
        if head.startswith(magic):
            raise UnknownFormat(f"It is {words}.")
    return ""


def _by_text(head: bytes, suffix: str) -> str:
    """Return the format given by the beginning of the text, or an empty string."""
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"{") and _JSON_FEED.search(head):
        return "jsonfeed"
    if suffix in {".js", ".css", ".svg"}:
        return ""
    text = _as_text(head)
    start = _first_tag(text)
    if _PAGE.match(start) or (_SUFFIXES.get(suffix) == "html" and _FRAGMENT.match(start)):
        return "html"
    if _FEED.match(start):
        return "feed"
    if _HEADER.match(text) and _MIME.search(text, 0, 4000):
        return "mhtml"
    return "csv" if suffix in {"", ".txt", ".text"} and _is_table(text) else ""


def _by_name(head: bytes, suffix: str) -> str:
    """Return the format of a text file given by its suffix."""
    form = _SUFFIXES.get(suffix)
    if form == "csv":
        return "csv"
    if form is None or form == "html":
        if _as_text(head).lstrip("\ufeff \t\r\n").startswith("<?xml"):
            raise UnknownFormat("It is XML, but no feed and no web page: no reader knows it.")
        raise UnknownFormat(
            f"No reader knows ‘{suffix}’ files like this one. Known are web pages, MHTML, WARC,"
            " ARC, WACZ, feeds, .txt, .md, .jsonl and .csv, and these in .gz, .zip and .tar."
            " Save it as one of these."
        )
    if form == "text":
        return "jsonl" if _first_line_is_object(head) else "text"
    _refuse_whole_documents(head)
    return "jsonl"


def _opened(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return b""


def _as_text(head: bytes) -> str:
    """Decode the first bytes well enough to search them for tags."""
    for mark, codec in (
        (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
        (b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0\0\0", "utf-32-le"),
        (b"\0\0\0<", "utf-32-be"), (b"\x4c\x6f\xa7\x94", "cp037"),
    ):  # fmt: skip
        if head.startswith(mark):
            return head[: len(head) // 4 * 4].decode(codec, "ignore")
    return head.decode("utf-8-sig", "replace")


def _first_tag(text: str) -> str:
    """Return the text from its first tag that is no comment, doctype or XML declaration."""
    at = 0
    for _ in range(50):
        at += len(text[at : at + 2000]) - len(text[at : at + 2000].lstrip("\ufeff \t\r\n\x0c"))
        begin = text[at : at + 15].lower()
        if begin.startswith("<!--"):
            end = text.find("-->", at) + 3
        elif begin.startswith("<?"):
            end = text.find("?>", at) + 2
        elif begin.startswith("<!doctype") and "html" not in text[at : at + 20].lower():
            end = _after_doctype(text, at)
        else:
            break
        if end <= at:
            return ""
        at = end
    return text[at : at + 100].lower()


def _after_doctype(text: str, at: int) -> int:
    """Return the end offset of a doctype, its internal subset included."""
    close, inner = text.find(">", at), text.find("[", at)
    if 0 <= inner < close:
        close = text.find("]", inner)
        close = text.find(">", close) if close >= 0 else -1
    return close + 1


def _is_table(text: str) -> bool:
    """Return whether the first line names columns that are article fields."""
    line = text.partition("\n")[0][:4000]
    if line.startswith(("{", "[")) or not any(mark in line for mark in ",;\t|"):
        return False
    cells = {cell.strip('" \r').lower() for cell in _CELLS.findall(line)}
    named = [field for field, keys in KEYS.items() if cells & {key.lower() for key in keys}]
    return "title" in named and len(named) > 1


def _first_line_is_object(head: bytes) -> bool:
    """Return whether the first line is a JSON object; a very long line is judged by its start."""
    first, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not newline:
        return _OBJECT.match(first) is not None
    try:
        return first.startswith(b"{") and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _refuse_whole_documents(head: bytes) -> None:
    """Raise UnknownFormat for a single JSON document that is not one object per line."""
    first, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownFormat("It is JSON in UTF-16, where lines cannot be told. Save it as UTF-8.")
    if first.lstrip().startswith(b"[") or (newline and first.strip() == b"{"):
        raise UnknownFormat(
            "It is one JSON document, not one object a line. Turn it into JSON Lines first: each"
            " object of the list on a line of its own."
        )

"""File format detection, by content first and by file name second."""

import codecs
import json
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from archive.errors import UnknownFormat
from archive.formats.detection import unread_kinds
from archive.formats.detection.cuttings import detect_picture
from archive.formats.detection.mail_signs import detect_mail
from archive.formats.detection.package_kinds import OLE_MAGIC, ZIP_MAGIC, detect_ole_kind, detect_zip_kind
from archive.formats.detection.shortcuts import is_property_list, reject_shortcut
from archive.formats.detection.signatures import ASSIGNMENT, detect_reference_format, detect_xml_format
from archive.formats.fields import find_fields
from archive.formats.file_formats import FILE_FORMATS, FileFormat

HEAD_SIZE: Final = 65_536  # bytes that are examined
PAGE_ASSET: Final = "a picture, a style or other furniture of a page"
PACKINGS: Final = ("bzip2", "xz", "zstd")  # of a file whose format shows only inside
_GZIP: Final = b"\x1f\x8b"
_JSON_OBJECT: Final = re.compile(rb'\{\s*"[^"\\]{1,100}"\s*:')
_TABLE_SUFFIXES: Final = frozenset(("", ".txt", ".text", ".xls", ".tab", ".dat"))
_WORKBOOK_SUFFIXES: Final = frozenset((".xls", ".xlsx"))
_JSON_LIST: Final = re.compile(rb'\[\s{0,99}\{\s{0,99}"[^"\\]{1,100}"\s{0,9}:')

_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_WIDE_JSON: Final = re.compile(rb"[\x1e\[{]\0|\0[\x1e\[{]")
_JSON_FEED: Final = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?://(?:www\.)?jsonfeed\.org/')
_PAGE_TAG: Final = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)(?=[\s>])")
_FRAGMENT_TAG: Final = re.compile(r"<[a-z][a-z0-9]*[\s>/]")
_FEED_TAG: Final = re.compile(r"<(?:rss|feed|channel|rdf|[a-z][\w.-]{0,40}:(?:rdf|feed|rss))(?=[\s>])")
_ROOT_TAG: Final = re.compile(r"<(?:[a-z][\w.-]{0,40}:)?([a-z][\w.-]{0,60})(?=[\s>/])")
_SEPARATOR_LINE: Final = re.compile(r"\ufeff?sep=[,;\t|]\s?", re.IGNORECASE)
_CELL: Final = re.compile(r'"[^"]{0,200}"|[^,;\t|"]{1,200}')
_PDF_MAGIC: Final = b"%PDF-"
MAX_PDF_OFFSET: Final = 1024
"""Bytes that may stand before the mark of a PDF, as readers of PDF allow."""
_BLANK_BYTES: Final = b"\xef\xbb\xbf \t\r\n"
_FORMATS_BY_SUFFIX: Final = {suffix: form.name for form in FILE_FORMATS.values() for suffix in form.suffixes}
_OPENINGS: Final = {form.name: re.compile(form.opening) for form in FILE_FORMATS.values() if form.opening}
_ROOTS: Final = {root: form.name for form in FILE_FORMATS.values() for root in form.root_tags}
_ASSET_SUFFIXES: Final = frozenset(
    ".css .js .mjs .map .woff .woff2 .ttf .otf .eot .ico .png .jpg .jpeg .gif .webp .avif .svg .bmp"
    " .tif .tiff .mp3 .mp4 .m4a .webm .ogg .wav .mov .avi .cdx .cdxj .download".split()
)
_ASSET_MAGIC: Final = (
    b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"wOFF", b"wOF2", b"\x00\x00\x01\x00",
    b"ID3", b"OggS", b"\x1aE\xdf\xa3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DetectedFormat:
    """The detected format of a file, whether the whole file is gzipped, and whether it holds several articles."""

    file_format: FileFormat
    is_gzip: bool
    has_several: bool = False

    @property
    def is_container(self) -> bool:
        """True if records are parts of the file rather than the file itself."""
        return self.is_gzip or self.has_several or self.file_format.is_container

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
    if unfinished_kind := unread_kinds.find_unfinished_kind(suffix):
        raise UnknownFormat(unfinished_kind.build_reason())
    if suffix not in _ASSET_SUFFIXES and len(head) < HEAD_SIZE and not head.strip(_BLANK_BYTES):
        reason = "It is empty but for a mark or white space." if head else "It is empty. There is nothing to take in."
        raise UnknownFormat(reason)
    packing = next((name for name in PACKINGS if content.startswith(FILE_FORMATS[name].signatures)), "")
    detected_name = packing or format_name or _detect_by_magic(content, suffix) or _detect_by_text(content, suffix)
    if not detected_name:
        is_asset = content.startswith(_ASSET_MAGIC) or detect_picture(content)
        if suffix in _ASSET_SUFFIXES or (is_asset and suffix not in _FORMATS_BY_SUFFIX):
            return None
        if kind := unread_kinds.find_kind_by_magic(content):
            raise UnknownFormat(kind.build_reason())
        detected_name = _detect_by_suffix(content, suffix)
    return DetectedFormat(FILE_FORMATS[detected_name], is_gzip)


def detect_cutting(head: bytes) -> DetectedFormat | None:
    """Return the format of a picture that may be that of a cutting; None for what OCR does not read."""
    format_name = detect_picture(head)
    return DetectedFormat(FILE_FORMATS[format_name], is_gzip=False) if format_name else None


def _detect_by_magic(head: bytes, suffix: str) -> str:
    if head.startswith(ZIP_MAGIC):
        if zipped_kind := unread_kinds.find_zipped_kind(suffix):
            raise UnknownFormat(zipped_kind.build_reason())
        return _check_is_read(detect_zip_kind(head, suffix))
    if head.startswith(OLE_MAGIC):
        return _check_is_read(detect_ole_kind(head, suffix))
    if head.lstrip(_BLANK_BYTES + b"\0").startswith(_PDF_MAGIC) or (
        suffix == ".pdf" and _PDF_MAGIC in head[: MAX_PDF_OFFSET + len(_PDF_MAGIC)]
    ):
        return "pdf"
    for form in FILE_FORMATS.values():
        if form.signatures and head.startswith(form.signatures):
            return form.name
    reject_shortcut(head, suffix)
    if is_property_list(head) and (b"WebMainResource" in head or suffix == ".webarchive"):
        return "webarchive"
    if head[257:262] == b"ustar":
        return "tar"
    return ""


def _check_is_read(format_name: str) -> str:
    if format_name not in FILE_FORMATS:
        raise UnknownFormat(f"It is of the format ‘{format_name}’, which is not read yet. Save it as plain text first.")
    return format_name


def _detect_by_text(head: bytes, suffix: str) -> str:
    """Return the format given by the beginning of the text, or an empty string."""
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"{") and _JSON_FEED.search(head):
        return "jsonfeed"
    if suffix in {".js", ".css", ".svg"}:
        return ""
    text = _decode_head(head)
    first_tag = _find_first_tag(text)
    if tag_format := _detect_by_tag(first_tag, text, suffix):
        return tag_format
    if mail_format := detect_mail(text, suffix):
        return mail_format
    stripped_text = text.lstrip("\ufeff \t\r\n")
    if opening := next((name for name, pattern in _OPENINGS.items() if pattern.match(stripped_text)), ""):
        return opening
    if first_tag and (suffix == ".xml" or stripped_text.startswith("<?xml")) and _lists_articles(text):
        return "xml"
    return "csv" if suffix in _TABLE_SUFFIXES and _is_table_of_bytes(head, text) else ""


def _detect_by_tag(first_tag: str, text: str, suffix: str) -> str:
    """Return the format of a page or of XML by its first tag, or of references; a page may be a mere piece of one."""
    if _PAGE_TAG.match(first_tag):
        return "xls" if suffix in _WORKBOOK_SUFFIXES else "html"  # some programs write their tables as a page
    if (root := _ROOT_TAG.match(first_tag)) and root[1] in _ROOTS:
        return _ROOTS[root[1]]
    if export_format := detect_xml_format(first_tag, text) or detect_reference_format(text):
        return export_format
    if _FEED_TAG.match(first_tag):
        return "feed"
    return "html" if _FORMATS_BY_SUFFIX.get(suffix) == "html" and _FRAGMENT_TAG.match(first_tag) else ""


def _lists_articles(text: str) -> bool:
    """Return whether an XML of no known kind has elements with a title and a text in them."""
    from archive.formats.detection.record_names import find_record_name  # noqa: PLC0415 -- only such files need its library

    return bool(find_record_name(text))


def _detect_by_suffix(head: bytes, suffix: str) -> str:
    """Return the format of a text file given by its suffix."""
    format_name = _FORMATS_BY_SUFFIX.get(suffix, "")
    if format_name == "html" and (misnamed := _detect_misnamed(head)):
        return misnamed
    if format_name in {"", "html"} or FILE_FORMATS[format_name].signatures:
        raise UnknownFormat(unread_kinds.describe_unread_file(_decode_head(head), suffix))
    if format_name == "text":
        return _detect_json(head, "") or "text"
    return _detect_json(head, suffix) or format_name if format_name == "jsonl" else format_name


def _detect_misnamed(head: bytes) -> str:
    """Return the format of a file that is called a web page and has no tags: of a table or of JSON."""
    return "csv" if _is_table_of_bytes(head, _decode_head(head)) else _detect_json(head, "")


def _is_table_of_bytes(head: bytes, text: str) -> bool:
    """Return whether a text is a table; its names may be in the encoding of Windows."""
    return _is_table(text) or ("\ufffd" in text[:4000] and _is_table(head.decode("cp1252", "replace")))


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
    line, _, rest = text.partition("\n")
    if _SEPARATOR_LINE.fullmatch(line):  # as Excel writes it above the names
        line = rest.partition("\n")[0]
    line = line[:4000]
    if line.startswith(("{", "[")) or not any(delimiter in line for delimiter in ",;\t|"):
        return False
    fields = {field for cell in _CELL.findall(line) for field in find_fields(cell.strip('" \r'))}
    return "title" in fields and len(fields) > 1


def _detect_json(head: bytes, suffix: str) -> str:
    """Return `jsonl` for objects one a line, `json` for a document in any other layout, and nothing for other text.

    A first line longer than the bytes at hand is judged by its start and by the name of the file.
    """
    if head.startswith(_WIDE_MARKS) or _WIDE_JSON.match(head):
        return "json" if suffix else ""
    stripped = head.lstrip(_BLANK_BYTES)
    if suffix and stripped.startswith(b"\x1e"):  # a sequence as in RFC 7464
        return "json"
    first, newline, rest = stripped.partition(b"\n")
    if not newline and _JSON_OBJECT.match(first) and len(head) >= HEAD_SIZE:
        return "json" if suffix == ".json" else "jsonl"
    if (first.startswith(b"[") and suffix) or _JSON_LIST.match(stripped):
        return "json"
    if suffix == ".json" and ASSIGNMENT.match(stripped):
        return "json"
    if not first.startswith(b"{"):
        return ""
    if not _is_json_object(first):
        is_document = suffix or _JSON_OBJECT.match(stripped)
        return "json" if is_document and (not newline or first.strip() == b"{" or suffix == ".json") else ""
    is_alone = suffix not in {".jsonl", ".ndjson"} and not rest.strip() and len(head) < HEAD_SIZE
    return "json" if is_alone else "jsonl"


def _is_json_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False

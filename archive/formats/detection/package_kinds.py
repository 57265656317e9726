"""Kinds of ZIP and of OLE2 file: Word, OpenDocument, EPUB, Excel, Outlook, told by the names inside; others refused."""

import re
from typing import Final

from archive.errors import UnknownFormat

ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE_MARKS: Final = ("[Content_Types].xml", "_rels/.rels", "docProps/")
_LOCAL_NAME: Final = re.compile(rb"PK\x03\x04.{22}(?P<size>..)..", re.DOTALL)
_STORED_MIMETYPE: Final = re.compile(rb"PK\x03\x04.{26}mimetype(?P<type>application/[a-z0-9.+-]{1,80})", re.DOTALL)
MAX_NAMES: Final = 2000
_SUFFIX_KINDS: Final = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".odt": "odt", ".ott": "odt", ".ods": "ods", ".ots": "ods", ".epub": "epub",
}  # fmt: skip
_MEDIA_KINDS: Final = {
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.text-master": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}
_REFUSED_MEDIA: Final = {
    "presentation": "a presentation. Open it, save its text as .docx or .odt, and take that in",
    "vnd.sun.xml": "a document of OpenOffice 1. Open it in LibreOffice, save it as .odt, and take that in",
    "opendocument": "an OpenDocument drawing, formula or database, no text. Save its text as .odt, and take that in",
    "hwp": "a document of Hangul. Open it, save it as .docx, and take that in",
}
_PAGES_ADVICE: Final = "Open it in Pages, export it as Word (.docx) or PDF, and take that in"
_REFUSED_FOLDERS: Final = {
    "ppt/": "a PowerPoint presentation. Open it, save its text as .docx or .txt, and take that in",
    "visio/": "a Visio drawing. Export its text as .docx or .txt, and take that in",
}
_REFUSED_NAMES: Final = {
    "Index/Document.iwa": f"a document of Apple Pages or Keynote. {_PAGES_ADVICE}",
    "index.apxl": "a Keynote presentation. Export it as PDF, and take that in",
    "FixedDocSeq.fdseq": "an XPS print. Print it to PDF, and take that in",
    "FixedDocumentSequence.fdseq": "an XPS print. Print it to PDF, and take that in",
    "AndroidManifest.xml": "a program for Android, no text",
    "META-INF/MANIFEST.MF": "a program (a Java archive), no text",
}
_OLE_STREAMS: Final = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "__properties_version1.0": "msg",
    "__nameid_version1.0": "msg",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
    "VisioDocument": "visio",
    "Quill": "publisher",
}
_OLE_SUFFIXES: Final = {".doc": "doc", ".dot": "doc", ".xls": "xls", ".xlt": "xls", ".msg": "msg", ".ppt": "ppt"}
_REFUSED_OLE: Final = {
    "encrypted": "an Office document with a password. Open it, save it without a password, and take that in",
    "ppt": "a PowerPoint presentation. Open it, save its text as .docx or .txt, and take that in",
    "visio": "a Visio drawing. Export its text as .docx or .txt, and take that in",
    "publisher": "a Publisher document. Open it, save it as PDF or .docx, and take that in",
    "": (
        "an old Office file of a kind that cannot be told. Open it, save it as .docx (a text), .xlsx (a table) or .eml"
        " (a message), and take that in"
    ),
}
_DIRECTORY_ENTRY_SIZE: Final = 128
MAX_DIRECTORY_ENTRIES: Final = 64


def detect_zip_kind(head: bytes, suffix: str) -> str:
    """Return the format of a ZIP with these first bytes: `docx`, `odt`, …, or `zip`. Raises UnknownFormat."""
    if match := _STORED_MIMETYPE.match(head):
        return _find_media_kind(match["type"].decode("ascii"))
    return find_package_kind(_list_local_names(head), suffix) or _SUFFIX_KINDS.get(suffix, "zip")


def _find_media_kind(media_type: str) -> str:
    """Return the format that the media type of an OpenDocument or EPUB file names."""
    if kind := _MEDIA_KINDS.get(media_type):
        return kind
    for mark, description in _REFUSED_MEDIA.items():
        if mark in media_type:
            raise UnknownFormat(f"It is {description}.")
    return "zip"


def find_package_kind(names: list[str], suffix: str = "") -> str:
    """Return the format that the names in a ZIP tell, empty if none does. Raises UnknownFormat for known others."""
    known = frozenset(names)
    is_package = any(name.startswith(_PACKAGE_MARKS) for name in names)
    if "META-INF/container.xml" in known:
        return "epub"
    if "META-INF/manifest.xml" in known and "content.xml" in known:
        return "ods" if suffix in {".ods", ".ots"} else "odt"
    if is_package and any(name.startswith("word/") for name in names):
        return "docx"
    if is_package and any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in known:
            raise UnknownFormat("It is a binary Excel workbook (.xlsb). Save it as .xlsx, and take that in.")
        return "xlsx"
    for folder, description in _REFUSED_FOLDERS.items():
        if is_package and any(name.startswith(folder) for name in names):
            raise UnknownFormat(f"It is {description}.")
    for name, description in _REFUSED_NAMES.items():
        if name in known:
            raise UnknownFormat(f"It is {description}.")
    return ""


def _list_local_names(head: bytes) -> list[str]:
    """Return the names of the files that begin in the first bytes of a ZIP."""
    names = []
    for match in _LOCAL_NAME.finditer(head):
        size = int.from_bytes(match["size"], "little")
        if 0 < size <= 300:
            names.append(head[match.end() : match.end() + size].decode("utf-8", "replace"))
        if len(names) >= MAX_NAMES:
            break
    return names


def detect_ole_kind(head: bytes, suffix: str) -> str:
    """Return the format of an OLE2 file with these first bytes: `doc`, `xls` or `msg`. Raises UnknownFormat."""
    streams = _list_directory_names(head)
    kind = next((kind for name, kind in _OLE_STREAMS.items() if name in streams), "")
    if not kind:  # the directory lies further back: a name found anywhere, else the suffix
        marks = ((name.encode("utf-16-le") + b"\0\0", kind) for name, kind in _OLE_STREAMS.items() if len(name) > 4)
        kind = next((kind for mark, kind in marks if mark in head), "") or _OLE_SUFFIXES.get(suffix, "")
    if kind in _REFUSED_OLE:
        raise UnknownFormat(f"It is {_REFUSED_OLE[kind]}.")
    return kind


def _list_directory_names(head: bytes) -> set[str]:
    """Return the names in the first directory sector of an OLE2 file, as far as it lies in the first bytes."""
    if len(head) < 76:
        return set()
    sector_size = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    start = (int.from_bytes(head[48:52], "little") + 1) * sector_size
    names = set()
    for offset in range(start, min(start + MAX_DIRECTORY_ENTRIES * _DIRECTORY_ENTRY_SIZE, len(head)), 128):
        size = int.from_bytes(head[offset + 64 : offset + 66], "little")
        if 2 < size <= 64:
            names.add(head[offset : offset + size - 2].decode("utf-16-le", "replace"))
    return names

"""Parts of documents that are ZIP files (DOCX, ODT, EPUB), with bounds on their number, size and growth."""

import io
import zipfile
from typing import Any, Final

from lxml import etree

from archive.errors import UnreadableDocument
from archive.formats.faults import describe_fault
from archive.formats.streams import MAX_RATIO, READ_ERRORS

MAX_PARTS: Final = 10_000
MAX_PACKAGE_BYTES: Final = 200_000_000  # of all parts, opened; pictures among them
MAX_XML_BYTES: Final = 50_000_000  # of one part that is parsed
MAX_PROPERTY_LENGTH: Final = 1000
_MIN_GROWTH: Final = 1_000_000  # bytes; smaller parts may be packed to any ratio

_SAVE_TEXT: Final = "Open it in its program, save the text of the article as plain text, and take that in."


def open_package(content: bytes, kind: str) -> zipfile.ZipFile:
    """Open a document that is a ZIP, after checking what it would open to; `kind` names it in refusals.

    Reading a part never gives more than the size it states, so that checking the sizes stated is enough.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        entries = package.infolist()
    except READ_ERRORS as error:
        raise UnreadableDocument(
            f"It is {kind} that is cut off or damaged ({describe_fault(error)}). Fetch it again, or open it and save it"
            " anew."
        ) from error
    if len(entries) > MAX_PARTS:
        raise UnreadableDocument(f"It is {kind} of more than {MAX_PARTS:,} parts, as no article is. {_SAVE_TEXT}")
    for entry in entries:
        if entry.file_size > _MIN_GROWTH and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise UnreadableDocument(
                f"It is {kind} that opens to more than {MAX_RATIO} times its size, as no text does. {_SAVE_TEXT}"
            )
        if entry.filename.endswith((".xml", ".rels", "html")) and entry.file_size > MAX_XML_BYTES:
            raise UnreadableDocument(
                f"It is {kind} with a part larger than {MAX_XML_BYTES / 1_000_000:g} MB. {_SAVE_TEXT}"
            )
    if sum(entry.file_size for entry in entries) > MAX_PACKAGE_BYTES:
        raise UnreadableDocument(
            f"It is {kind} that opens to more than {MAX_PACKAGE_BYTES / 1_000_000:g} MB. {_SAVE_TEXT}"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableDocument(f"It is {kind} with a password. Open it, save it without one, and take that in.")
    return package


def parse_part(package: zipfile.ZipFile, name: str, kind: str) -> Any:
    """Return the root of an XML part; entities, outside DTDs and the network are never used."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(package.read(name), parser)
    except (*READ_ERRORS, KeyError, etree.LxmlError) as error:
        raise UnreadableDocument(
            f"It is {kind} that is damaged ({describe_fault(error)}). Fetch it again, or open it and save it anew."
        ) from error


def find_local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def read_property_texts(package: zipfile.ZipFile, name: str, kind: str) -> dict[str, str]:
    """Return the texts of a part of properties (Dublin Core among them) by their names; none without a sound part."""
    texts: dict[str, str] = {}
    try:
        root = parse_part(package, name, kind)
    except UnreadableDocument:  # the text is what matters
        return {}
    for element in root.iter():
        if isinstance(element.tag, str) and not len(element) and (text := (element.text or "").strip()):
            texts.setdefault(find_local_name(element), text[:MAX_PROPERTY_LENGTH])
    return texts

"""Exports of press databases as documents (DOCX, ODT, RTF, PDF): converted to text, then cut as text is."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.conversion import convert_document, sample_pdf
from archive.formats.documents import CONVERTED_FORMATS, SourceItem, SourceLocation
from archive.formats.press_databases import find_press_database, unify_lines
from archive.formats.press_files import find_text_database, read_press_text
from archive.formats.records import find_size_limit
from archive.formats.streams import READ_ERRORS, SizeLimits, read_whole

MAX_HINT_BYTES: Final = 50_000_000  # of the main part of a package that is searched
_MAIN_PARTS: Final = ("word/document.xml", "content.xml")
_HINTS: Final = re.compile(
    rb"End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van document|DOCUMENTS?\b|Load-Date"
    rb"|LOAD-DATE|LexisNexis|Factiva|Document [A-Z]{2,12}0|Dokument [A-Z]{2,12}0|Documento [A-Z]{2,12}0|ProQuest"
    rb"|Europresse|Article Name:|NewsBank|[a-z]\xc2\xb7(?:19|20)\d{6}\xc2\xb7|\\'b7(?:19|20)\d{6}\\'b7|\\u183\b"
    rb"|EBSCO|GALE\||GBI-Genios"
)
"""Words in the bytes of exports; without them a document is not converted here, which takes time."""


def holds_press_export(content: bytes, media_type: str) -> bool:
    """Return whether a document is an export of a press database."""
    if not _may_be_export(content):
        return False
    try:
        return find_text_database(_convert(content, CONVERTED_FORMATS[media_type])) is not None
    except UnreadableDocument:
        return False  # its reader says why


def read_convertible_file(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield a document as one record; if it is an export of a press database, each article of its text."""
    content = read_whole(stream, find_size_limit(limits, media_type))
    format_name = CONVERTED_FORMATS[media_type]
    if not holds_press_export(content, media_type):
        yield location.build_document(content, media_type)
        return
    location = location.enter_step(("text", format_name), encoding="utf-8")
    yield from read_press_text(_convert(content, format_name), location, limits)


def _convert(content: bytes, format_name: str) -> bytes:
    return convert_document(content, format_name).text.encode()


def _may_be_export(content: bytes) -> bool:
    """Return whether the bytes of a document have words of an export; of a PDF, its first pages and its last."""
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = [name for name in _MAIN_PARTS if name in package.namelist()]
                with package.open(names[0] if names else package.namelist()[0]) as part:
                    return _HINTS.search(part.read(MAX_HINT_BYTES)) is not None
        except (*READ_ERRORS, IndexError):
            return False
    if b"%PDF-" in content[:1100]:
        try:
            text = sample_pdf(content)
        except UnreadableDocument:
            return False
        return find_press_database(unify_lines(text), min_weight=1) is not None
    return _HINTS.search(content) is not None

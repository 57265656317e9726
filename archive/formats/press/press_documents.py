"""Exports of press databases as documents (DOCX, ODT, RTF, PDF): converted to text, then cut as text is."""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.conversion.conversion import convert_document, sample_pdf
from archive.formats.conversion.converted_text import ConvertedText
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.media_types import CONVERTED_FORMATS
from archive.formats.press.press_databases import PressDatabase, find_press_database, unify_lines
from archive.formats.press.press_files import read_press_text
from archive.formats.records import find_size_limit
from archive.formats.streams import READ_ERRORS, SizeLimits, read_whole

MAX_HINT_BYTES: Final = 50_000_000  # of the main part of a package that is searched
_MAIN_PARTS: Final = ("word/document.xml", "content.xml")
_HINTS: Final = re.compile(
    rb"End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van document|DOCUMENTS?\b|Load-Date"
    rb"|LOAD-DATE|LexisNexis|Client/Matter|Job Number"
    rb"|Factiva|Document [A-Z]{2,12}0|Dokument [A-Z]{2,12}0|Documento [A-Z]{2,12}0|ProQuest"
    rb"|Europresse|Article Name:|NewsBank|[a-z]\xc2\xb7(?:19|20)\d{6}\xc2\xb7|\\'b7(?:19|20)\d{6}\\'b7|\\u183\b"
    rb"|EBSCO|GALE\||GBI-Genios"
)
"""Words in the bytes of exports; without them a document is not converted here, which takes time."""


def holds_press_export(content: bytes, media_type: str) -> bool:
    """Return whether a document is an export of a press database; one that cannot be converted is refused later."""
    try:
        return _convert_export(content, media_type) is not None
    except UnreadableDocument:
        return False


def read_convertible_file(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield a document as one record; if it is an export of a press database, each article of its text."""
    content = read_whole(stream, find_size_limit(limits, media_type))
    converted = _convert_export(content, media_type)
    if converted is None:
        yield location.build_document(content, media_type)
        return
    location = location.enter_step(("text", CONVERTED_FORMATS[media_type]), encoding="utf-8")
    yield from read_press_text(converted.text.encode(), location, limits)
    if converted.notes:
        yield location.skip(f"running heads, page numbers and the like, {len(converted.notes):,} in all")


def _convert_export(content: bytes, media_type: str) -> ConvertedText | None:
    """Return the text of a document that is an export; None for others. Raises UnreadableDocument of an export only."""
    database = _find_database(content)
    if database is None:
        return None
    try:
        converted = _convert(content, CONVERTED_FORMATS[media_type])
    except UnreadableDocument as error:
        if not isinstance(database, PressDatabase):
            return None  # its extractor says why
        raise UnreadableDocument(f"It is an export of {database.name}. {error} {database.advice}.") from error
    return converted if find_press_database(unify_lines(converted.text)) is not None else None


@lru_cache(maxsize=1)
def _convert(content: bytes, format_name: str) -> ConvertedText:
    """Return the text of a document; it is asked for when the file is opened and when it is read."""
    return convert_document(content, format_name)


def _find_database(content: bytes) -> PressDatabase | bool | None:
    """Return the database that a PDF is an export of, True for another document that may be an export, else None."""
    if b"%PDF-" not in content[:1100]:
        return _may_be_export(content) or None
    try:
        return find_press_database(unify_lines(sample_pdf(content)), min_weight=1)
    except UnreadableDocument:
        return None


def _may_be_export(content: bytes) -> bool:
    """Return whether the bytes of a document have words of an export."""
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = [name for name in _MAIN_PARTS if name in package.namelist()]
                with package.open(names[0] if names else package.namelist()[0]) as part:
                    return _HINTS.search(part.read(MAX_HINT_BYTES)) is not None
        except (*READ_ERRORS, IndexError):
            return False
    return _HINTS.search(content) is not None

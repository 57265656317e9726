"""Text of documents of word processors, e-books and prints, converted without their programs (entry point)."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from archive.errors import UnreadableDocument
from archive.formats.conversion.conversion_process import convert_in_process, render_in_process, sample_in_process
from archive.formats.conversion.converted_text import ConvertedText
from archive.formats.media_types import PICTURE_TYPES

_SAVE_AS_TEXT: Final = "Open it, save it as plain text, and take that in."
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0d-\x1f\x7f]")
_UNSTORABLE: Final = re.compile("[\ud800-\udfff]")
_NATIVE_FORMATS: Final = frozenset({"pdf", *PICTURE_TYPES})
"""Formats whose libraries are no Python."""
Converter = Callable[[bytes], ConvertedText]


def convert_document(content: bytes, format_name: str) -> ConvertedText:
    """Return the text of a document in this format. Raises UnreadableDocument."""
    if format_name in _NATIVE_FORMATS:
        return convert_in_process(content, format_name)
    return convert_here(content, format_name)


def render_page(content: bytes, number: int) -> bytes:
    """Return the picture (PNG) of a page of a PDF. Raises UnreadableDocument."""
    return render_in_process(content, number)


def sample_pdf(content: bytes) -> str:
    """Return the text of the first pages of a PDF and of its last, without layout. Raises UnreadableDocument."""
    return sample_in_process(content)


def convert_here(content: bytes, format_name: str) -> ConvertedText:
    """Return the same, converted in this process."""
    converter = _load_converter(format_name)
    if converter is None:
        raise UnreadableDocument(f"Files of the format ‘{format_name}’ are not read yet. {_SAVE_AS_TEXT}")
    try:
        return _clean(converter(content))
    except RecursionError as error:
        raise UnreadableDocument(f"Its parts are nested deeper than in any article. {_SAVE_AS_TEXT}") from error


def _clean(converted: ConvertedText) -> ConvertedText:
    """Return a text without characters that cannot be stored; all positions in it stay."""
    return replace(converted, text=_UNSTORABLE.sub("\ufffd", _CONTROL.sub(" ", converted.text)))


def _load_converter(format_name: str) -> Converter | None:
    """Return the converter of a format; its libraries are imported only when a document needs them."""
    match format_name:
        case "docx":
            from archive.formats.conversion.word_documents import convert_docx as converter  # noqa: PLC0415
        case "pdf":
            from archive.formats.conversion.pdf_documents import convert_pdf as converter  # noqa: PLC0415
        case "odt":
            from archive.formats.conversion.open_documents import convert_odt as converter  # noqa: PLC0415
        case "rtf":
            from archive.formats.conversion.rtf_documents import convert_rtf as converter  # noqa: PLC0415
        case "epub":
            from archive.formats.conversion.epub_books import convert_epub as converter  # noqa: PLC0415
        case "doc":
            from archive.formats.conversion.office_conversion import convert_doc as converter  # noqa: PLC0415
        case _ if format_name in PICTURE_TYPES:
            from archive.formats.conversion.ocr import convert_picture  # noqa: PLC0415

            return partial(convert_picture, format_name=format_name)
        case _:
            return None
    return converter

"""Conversion of PDF: the characters of each page with their boxes, read by PDFium; scanned pages are told apart."""

import re
import struct
import zlib
from collections import Counter
from contextlib import closing
from dataclasses import replace
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium_c

from archive.errors import Remedy, UnreadableDocument
from archive.formats.conversion import ocr
from archive.formats.conversion.converted_text import ConversionNote, ConvertedText
from archive.formats.conversion.library_time import LibraryTime
from archive.formats.conversion.page_layout import PrintedLine, order_lines
from archive.formats.conversion.pdf_characters import (
    PageCharacter,
    iter_characters,
    iter_pieces,
    iter_right_to_left_pieces,
)
from archive.formats.conversion.printed_text import build_printed_text

MAX_PAGES: Final = 600  # exports of press databases have many articles, each on its pages
SAMPLE_PAGES: Final = 3
MAX_CHARS: Final = 2_000_000
SCAN_DOTS: Final = 300  # an inch
MAX_PICTURE_SIDE: Final = 1400  # dots, of a picture to look at
MAX_SCAN_SIDE: Final = 6000  # dots
MIN_PAGE_CHARS: Final = 25  # a page with fewer characters and a picture is a scan
MAX_UNKNOWN_SHARE: Final = 0.2  # of characters that the PDF's fonts do not name
UNSEEN_RULE: Final = (
    "read by OCR before it came here: its words lie unseen under a picture, and how sure they are is lost"
)
_PASSWORD_ERROR: Final = 4
_UNKNOWN_CHARS: Final = re.compile("[\ufffd\ufffe\uffff\ue000-\uf8ff\x01\x03-\x08\x0e-\x1f]")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_PROPERTY_NAMES: Final = {"Title": "title", "Author": "creator", "CreationDate": "created", "Subject": "subject"}


def convert_pdf(content: bytes) -> ConvertedText:
    """Return the text of a PDF; pages without text are read by OCR. Raises UnreadableDocument."""
    with closing(_open_pdf(content)) as document:
        page_count = len(document)
        if page_count > MAX_PAGES:
            raise UnreadableDocument(
                f"It is a PDF of {page_count:,} pages, more than are read at once ({MAX_PAGES}). Save it in parts, or"
                " the pages of each article as a PDF of their own, and take those in."
            )
        pages: list[list[PrintedLine]] = []
        notes: list[ConversionNote] = []
        scanned: list[int] = []
        has_unseen = False
        library_time = LibraryTime(len(content))
        for number in range(1, page_count + 1):
            lines, page_notes, is_scan = _read_page(document, number, library_time)
            pages.append(lines)
            notes += [note for note in page_notes if note.rule != UNSEEN_RULE or not has_unseen]
            has_unseen = has_unseen or any(note.rule == UNSEEN_RULE for note in page_notes)
            scanned += [number] if is_scan else []
        is_ocr = bool(scanned) and _read_scanned_pages(document, scanned, pages, notes)
        properties = _read_properties(document)
    if not any(pages):
        raise UnreadableDocument("It is a PDF without any text. There is nothing to take in.")
    return replace(build_printed_text(pages, properties, notes), is_ocr=is_ocr or has_unseen)


def _read_scanned_pages(
    document: Any, scanned: list[int], pages: list[list[PrintedLine]], notes: list[ConversionNote]
) -> bool:
    """Read pages that are pictures by OCR, and return whether it was done. Raises UnreadableDocument for a scan."""
    kind = "a PDF without text, such as a scan" if not any(pages) else "a PDF with scanned pages"
    if not ocr.is_installed():
        if not any(pages):
            raise UnreadableDocument(f"It is {kind}. {ocr.INSTALL_ADVICE}", remedy=Remedy.INSTALL_OCR)
        numbers = ", ".join(map(str, scanned[:20]))
        notes.append(
            ConversionNote(numbers, "pages without text that can be read, such as scans: Tesseract reads them")
        )
        return False
    if len(scanned) > ocr.MAX_PAGES:
        raise UnreadableDocument(
            f"It is {kind}, of {len(scanned)} pages: an issue, no article (at most {ocr.MAX_PAGES}). Save the pages of"
            " each article as a PDF of their own, and take those in."
        )
    quality = ocr.ReadingQuality()
    for number in scanned:
        pages[number - 1] = (ocr.read_picture(_render_page(document, number), number, quality) or [[]])[0]
    if len(scanned) == len(pages):
        ocr.check_quality(quality, kind)
    notes.append(quality.describe())
    return True


def _render_page(document: Any, number: int) -> bytes:
    """Return the picture of a page in shades of grey (PGM)."""
    with closing(document[number - 1]) as page:
        width, height = page.get_size()
        scale = min(SCAN_DOTS / 72, MAX_SCAN_SIDE / max(width, height, 1.0))
        bitmap = page.render(scale=scale, grayscale=True)
        row_size = bitmap.stride
        rows = bytes(bitmap.buffer)
        picture = b"".join(rows[row * row_size : row * row_size + bitmap.width] for row in range(bitmap.height))
        return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + picture


def read_sample(content: bytes) -> str:
    """Return the text of the first pages and of the last, without layout. Raises UnreadableDocument."""
    with closing(_open_pdf(content)) as document:
        numbers = sorted({*range(min(SAMPLE_PAGES, len(document))), len(document) - 1} - {-1})
        with LibraryTime(len(content)).spend():
            return "\n".join(document[number].get_textpage().get_text_range() for number in numbers)


def render_picture(content: bytes, number: int) -> bytes:
    """Return the picture of a page in colours (PNG), at the size of a screen. Raises UnreadableDocument."""
    with closing(_open_pdf(content)) as document:
        if not 1 <= number <= min(len(document), MAX_PAGES):
            raise UnreadableDocument(f"The PDF has no page {number}.")
        with LibraryTime(len(content)).spend():
            loaded_page = document[number - 1]
        with closing(loaded_page) as page:
            width, height = page.get_size()
            scale = min(MAX_PICTURE_SIDE / max(width, height, 1.0), 2.0)
            bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
            rows, stride, size = bytes(bitmap.buffer), bitmap.stride, bitmap.width * 3
            lines = b"".join(b"\0" + rows[row * stride : row * stride + size] for row in range(bitmap.height))
            header = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)  # 8 bits of red, green, blue
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(block)) + kind + block + struct.pack(">I", zlib.crc32(kind + block))
        for kind, block in chunks
    )


def _open_pdf(content: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            reason = "It is a PDF that opens only with a password. Open it, save or print it as a PDF without one, and"
            raise UnreadableDocument(f"{reason} take that in.") from error
        reason = "It is a PDF that is cut off or damaged, or uses a security that is not known. Fetch it again, or open"
        raise UnreadableDocument(f"{reason} it and save it anew.") from error


def _read_properties(document: Any) -> dict[str, str]:
    """Return what the PDF says of itself, which nobody has to have looked at."""
    metadata = document.get_metadata_dict(skip_empty=True)
    properties = {_PROPERTY_NAMES[key]: text[:1000] for key, text in metadata.items() if key in _PROPERTY_NAMES}
    return {name: text.replace("\0", "").strip() for name, text in properties.items()}


def _read_page(
    document: Any, number: int, library_time: LibraryTime
) -> tuple[list[PrintedLine], list[ConversionNote], bool]:
    """Return the lines of a page, notes on it, and whether it is a scan."""
    try:
        with library_time.spend():
            page = document[number - 1]
            opened_text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], [ConversionNote("", "a page that is damaged and cannot be read", number)], False
    with closing(page), closing(opened_text) as text_page:
        characters = list(iter_characters(text_page, page.get_height()))
        words = "".join(character.text for character in characters).split()
        text = "".join(words)
        unknown_count = len(_UNKNOWN_CHARS.findall(text))
        is_unknown = unknown_count > MAX_UNKNOWN_SHARE * max(1, len(text))
        if is_unknown or len(text) < MIN_PAGE_CHARS:
            has_picture = any(item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3))
            if is_unknown and text:
                return [], [ConversionNote("", "the fonts of a page do not say which letters they show", number)], True
            if has_picture:
                return [], [], True
        is_unseen = sum(character.is_unseen for character in characters) * 2 > len(characters)
    lines, notes = _build_page(characters, text, number)
    return lines, [*notes, *([ConversionNote("", UNSEEN_RULE, number)] if is_unseen else [])], False


def _build_page(
    characters: list[PageCharacter], text: str, number: int
) -> tuple[list[PrintedLine], list[ConversionNote]]:
    angles = Counter(character.angle for character in characters)
    upright = angles.most_common(1)[0][0] if angles else 0
    upright_characters = [character for character in characters if character.angle == upright]
    is_right_to_left = len(_RIGHT_TO_LEFT.findall(text)) * 2 > len(text)
    build_pieces = iter_right_to_left_pieces if is_right_to_left else iter_pieces
    notes = []
    turned = "".join(character.text for character in characters if character.angle != upright).strip()
    if turned:
        notes.append(ConversionNote(turned[:200], "left out: words set at another angle", number))
    return order_lines(list(build_pieces(upright_characters)), number, is_right_to_left=is_right_to_left), notes

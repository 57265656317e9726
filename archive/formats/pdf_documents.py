"""Conversion of PDF: the characters of each page with their boxes, read by PDFium; scanned pages are told apart."""

import ctypes
import math
import re
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium_c

from archive.errors import UnreadableDocument
from archive.formats import ocr
from archive.formats.converted_text import ConversionNote, ConvertedText
from archive.formats.page_layout import DROP_CAP_RATIO, PagePiece, PrintedLine, group_rows, order_lines
from archive.formats.printed_text import build_printed_text

MAX_PAGES: Final = 100
SAMPLE_PAGES: Final = 3
MAX_PAGE_CHARS: Final = 60_000
MAX_CHARS: Final = 2_000_000
SCAN_DOTS: Final = 300  # an inch
MAX_PICTURE_SIDE: Final = 1400  # dots, of a picture to look at
MAX_SCAN_SIDE: Final = 6000  # dots
MIN_PAGE_CHARS: Final = 25  # a page with fewer characters and a picture is a scan
MAX_UNKNOWN_SHARE: Final = 0.2  # of characters that the PDF's fonts do not name
ASCENT: Final = 0.8  # of the size of type, above the baseline
WORD_GAP_EMS: Final = 0.2
SPLIT_GAP_EMS: Final = 0.7  # a gutter may be as narrow; what it parts wrongly is joined again in a column
_LINE_END_HYPHEN: Final = 2
_PASSWORD_ERROR: Final = 4
_UNKNOWN_CHARS: Final = re.compile("[\ufffd\ufffe\uffff\ue000-\uf8ff\x01\x03-\x08\x0e-\x1f]")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT_RUN: Final = re.compile(
    r"[0-9\u0660-\u0669\u06f0-\u06f9A-Za-zÀ-ɏ](?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*"
    r"[0-9\u0660-\u0669\u06f0-\u06f9A-Za-zÀ-ɏ])?"
)
_ARABIC_FORM: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]")
_LIGATURES: Final = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BOLD_WEIGHT: Final = 600
_PROPERTY_NAMES: Final = {"Title": "title", "Author": "creator", "CreationDate": "created", "Subject": "subject"}


@dataclass(frozen=True, slots=True)
class _TypeFace:
    """The angle (in right angles), the size and the weight that the letters of one object have."""

    angle: int
    size: float
    is_bold: bool


@dataclass(slots=True)
class _Character:
    """A character and its box, upright, from the upper left corner of the page; `lead` is the space before it."""

    text: str
    lead: str
    left: float
    top: float
    right: float
    bottom: float
    angle: int
    size: float
    is_bold: bool


def convert_pdf(content: bytes) -> ConvertedText:
    """Return the text of a PDF; pages without text are read by OCR. Raises UnreadableDocument."""
    with closing(_open_pdf(content)) as document:
        page_count = len(document)
        if page_count > MAX_PAGES:
            raise UnreadableDocument(
                f"It is a PDF of {page_count:,} pages: a book or an issue, no article (at most {MAX_PAGES}). Save the"
                " pages of each article as a PDF of their own, and take those in."
            )
        pages: list[list[PrintedLine]] = []
        notes: list[ConversionNote] = []
        scanned: list[int] = []
        for number in range(1, page_count + 1):
            lines, page_notes, is_scan = _read_page(document, number)
            pages.append(lines)
            notes += page_notes
            scanned += [number] if is_scan else []
        is_ocr = bool(scanned) and _read_scanned_pages(document, scanned, pages, notes)
        properties = _read_properties(document)
    if not any(pages):
        raise UnreadableDocument("It is a PDF without any text. There is nothing to take in.")
    return replace(build_printed_text(pages, properties, notes), is_ocr=is_ocr)


def _read_scanned_pages(
    document: Any, scanned: list[int], pages: list[list[PrintedLine]], notes: list[ConversionNote]
) -> bool:
    """Read pages that are pictures by OCR, and return whether it was done. Raises UnreadableDocument for a scan."""
    kind = "a PDF without text, such as a scan" if not any(pages) else "a PDF with scanned pages"
    if not ocr.is_installed():
        if not any(pages):
            raise UnreadableDocument(f"It is {kind}. {ocr.INSTALL_ADVICE}")
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
        return "\n".join(document[number].get_textpage().get_text_range() for number in numbers)


def render_picture(content: bytes, number: int) -> bytes:
    """Return the picture of a page in colours (PNG), at the size of a screen. Raises UnreadableDocument."""
    with closing(_open_pdf(content)) as document:
        if not 1 <= number <= min(len(document), MAX_PAGES):
            raise UnreadableDocument(f"The PDF has no page {number}.")
        with closing(document[number - 1]) as page:
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


def _read_page(document: Any, number: int) -> tuple[list[PrintedLine], list[ConversionNote], bool]:
    """Return the lines of a page, notes on it, and whether it is a scan."""
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return [], [ConversionNote("", "a page that is damaged and cannot be read", number)], False
    with closing(page), closing(page.get_textpage()) as text_page:
        characters = list(_iter_characters(text_page, page.get_height()))
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
    return *_build_page(characters, text, number), False


def _build_page(characters: list[_Character], text: str, number: int) -> tuple[list[PrintedLine], list[ConversionNote]]:
    angles = Counter(character.angle for character in characters)
    upright = angles.most_common(1)[0][0] if angles else 0
    upright_characters = [character for character in characters if character.angle == upright]
    is_right_to_left = len(_RIGHT_TO_LEFT.findall(text)) * 2 > len(text)
    iter_pieces = _iter_right_to_left_pieces if is_right_to_left else _iter_pieces
    notes = []
    turned = "".join(character.text for character in characters if character.angle != upright).strip()
    if turned:
        notes.append(ConversionNote(turned[:200], "left out: words set at another angle", number))
    return order_lines(list(iter_pieces(upright_characters)), number, is_right_to_left=is_right_to_left), notes


def _iter_characters(text_page: Any, height: float) -> Iterator[_Character]:
    """Yield the characters of a page in the order of the file; pages turned by a right angle are turned back."""
    raw = text_page.raw
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_pointer, x_pointer, y_pointer = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    lead, high_surrogate, address = "", 0, None
    face = _TypeFace(0, 1.0, is_bold=False)
    for index in range(min(pdfium_c.FPDFText_CountChars(raw), MAX_PAGE_CHARS)):
        code = pdfium_c.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high_surrogate = code
            continue
        text = _decode_character(code, high_surrogate)
        high_surrogate = 0
        if not text or text in " \t\r\n":
            lead = "\n" if lead == "\n" or (text and text in "\r\n") else " "
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, box_pointer):
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x_pointer, y_pointer)
        item = ctypes.cast(pdfium_c.FPDFText_GetTextObject(raw, index), ctypes.c_void_p).value
        if item != address:
            address, face = item, _read_type_face(raw, index)
        left, right, baseline = _turn_upright(box, (x.value, y.value), face.angle, height)
        top, bottom = baseline - ASCENT * face.size, baseline + (1 - ASCENT) * face.size  # boxes differ by font
        yield _Character(text, lead, left, top, right, bottom, face.angle, face.size, face.is_bold)
        lead = ""


def _read_type_face(raw: Any, index: int) -> _TypeFace:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4
    size = abs(pdfium_c.FPDFText_GetFontSize(raw, index)) * math.hypot(matrix.c, matrix.d)
    return _TypeFace(angle, size or 1.0, is_bold=pdfium_c.FPDFText_GetFontWeight(raw, index) >= _BOLD_WEIGHT)


def _decode_character(code: int, high_surrogate: int) -> str:
    """Return the character of a code; PDFium writes hyphens at line ends as 2."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if 0xDC00 <= code < 0xE000:
        code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00) if high_surrogate else 0xFFFD
    return chr(code).translate(_LIGATURES) if 0 < code < 0x110000 else ""


def _turn_upright(box: Any, origin: tuple[float, float], angle: int, height: float) -> tuple[float, float, float]:
    """Return the left and right edge of a letter and the height of its baseline, as they are when it is upright."""
    left, right = sorted((box.left, box.right))
    low, high = sorted((box.bottom, box.top))
    match angle:
        case 1:
            return low, high, origin[0]
        case 2:
            return -right, -left, origin[1]
        case 3:
            return -high, -low, -origin[0]
    return left, right, height - origin[1]


def _iter_pieces(characters: list[_Character]) -> Iterator[PagePiece]:
    """Yield runs of characters on one line without wide gaps."""
    run: list[_Character] = []
    for character in characters:
        if run and not _continues(run[-1], character):
            yield _build_piece(run)
            run = []
        run.append(character)
    if run:
        yield _build_piece(run)


def _iter_right_to_left_pieces(characters: list[_Character]) -> Iterator[PagePiece]:
    """Yield the same for Arabic and Hebrew, whose order in the file is no help: by where the letters stand."""
    for row in group_rows(characters):
        run: list[_Character] = []
        for character in sorted(row, key=lambda character: -(character.left + character.right)):
            gap = run[-1].left - character.right if run else 0.0
            if run and gap > SPLIT_GAP_EMS * character.size:
                yield _build_piece(run, is_right_to_left=True)
                run = []
            run.append(replace(character, lead=" " if gap > WORD_GAP_EMS * character.size else ""))
        if run:
            yield _build_piece(run, is_right_to_left=True)


def _order_logically(text: str) -> str:
    """Return a line that was read from right to left with its numbers and Latin words turned round."""
    turned = _LEFT_TO_RIGHT_RUN.sub(lambda run: run.group()[::-1], text)
    return _ARABIC_FORM.sub(lambda char: unicodedata.normalize("NFKC", char.group()), turned)


def _continues(previous: _Character, character: _Character) -> bool:
    if character.lead == "\n" or not 1 / DROP_CAP_RATIO < character.size / previous.size < DROP_CAP_RATIO:
        return False
    overlap = min(previous.bottom, character.bottom) - max(previous.top, character.top)
    height = min(previous.bottom - previous.top, character.bottom - character.top)
    gap = max(character.left - previous.right, previous.left - character.right)
    return overlap >= 0.5 * height and gap <= SPLIT_GAP_EMS * character.size


def _build_piece(run: list[_Character], *, is_right_to_left: bool = False) -> PagePiece:
    sizes = Counter(character.size for character in run)
    text = "".join(character.lead.replace("\n", " ") + character.text for character in run).strip()
    return PagePiece(
        text=_order_logically(text) if is_right_to_left else text,
        left=min(character.left for character in run),
        top=min(character.top for character in run),
        right=max(character.right for character in run),
        bottom=max(character.bottom for character in run),
        size=sizes.most_common(1)[0][0],
        is_bold=all(character.is_bold for character in run),
    )

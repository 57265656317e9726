"""Characters of a page of PDF with their boxes, as PDFium gives them, and the pieces of lines they make up."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import pypdfium2.raw as pdfium_c

from archive.formats.conversion.page_layout import DROP_CAP_RATIO, PagePiece, group_rows

MAX_PAGE_CHARS: Final = 60_000
ASCENT: Final = 0.8  # of the size of type, above the baseline
WORD_GAP_EMS: Final = 0.2
SPLIT_GAP_EMS: Final = 0.7  # a gutter may be as narrow; what it parts wrongly is joined again in a column
_LINE_END_HYPHEN: Final = 2
_LEFT_TO_RIGHT_RUN: Final = re.compile(
    r"[0-9\u0660-\u0669\u06f0-\u06f9A-Za-zÀ-ɏ](?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*"
    r"[0-9\u0660-\u0669\u06f0-\u06f9A-Za-zÀ-ɏ])?"
)
_ARABIC_FORM: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]")
_LIGATURES: Final = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BOLD_WEIGHT: Final = 600


@dataclass(frozen=True, slots=True)
class TypeFace:
    """The angle (in right angles), size and weight of the letters of one object, and whether nobody sees them."""

    angle: int
    size: float
    is_bold: bool
    is_unseen: bool = False


@dataclass(slots=True)
class PageCharacter:
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
    is_unseen: bool = False


def iter_characters(text_page: Any, height: float) -> Iterator[PageCharacter]:
    """Yield the characters of a page in the order of the file; pages turned by a right angle are turned back."""
    raw = text_page.raw
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_pointer, x_pointer, y_pointer = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    lead, high_surrogate, address = "", 0, None
    face = TypeFace(0, 1.0, is_bold=False)
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
        item = pdfium_c.FPDFText_GetTextObject(raw, index)
        if (item_address := ctypes.cast(item, ctypes.c_void_p).value) != address:
            address, face = item_address, _read_type_face(raw, index, item)
        left, right, baseline = _turn_upright(box, (x.value, y.value), face.angle, height)
        top, bottom = baseline - ASCENT * face.size, baseline + (1 - ASCENT) * face.size  # boxes differ by font
        yield PageCharacter(text, lead, left, top, right, bottom, face.angle, face.size, face.is_bold, face.is_unseen)
        lead = ""


def _read_type_face(raw: Any, index: int, item: Any) -> TypeFace:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4
    size = abs(pdfium_c.FPDFText_GetFontSize(raw, index)) * math.hypot(matrix.c, matrix.d)
    is_bold = pdfium_c.FPDFText_GetFontWeight(raw, index) >= _BOLD_WEIGHT
    is_unseen = pdfium_c.FPDFTextObj_GetTextRenderMode(item) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
    return TypeFace(angle, size or 1.0, is_bold=is_bold, is_unseen=is_unseen)


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


def iter_pieces(characters: list[PageCharacter]) -> Iterator[PagePiece]:
    """Yield runs of characters on one line without wide gaps."""
    run: list[PageCharacter] = []
    for character in characters:
        if run and not _continues(run[-1], character):
            yield _build_piece(run)
            run = []
        run.append(character)
    if run:
        yield _build_piece(run)


def iter_right_to_left_pieces(characters: list[PageCharacter]) -> Iterator[PagePiece]:
    """Yield the same for Arabic and Hebrew, whose order in the file is no help: by where the letters stand."""
    for row in group_rows(characters):
        run: list[PageCharacter] = []
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


def _continues(previous: PageCharacter, character: PageCharacter) -> bool:
    if character.lead == "\n" or not 1 / DROP_CAP_RATIO < character.size / previous.size < DROP_CAP_RATIO:
        return False
    overlap = min(previous.bottom, character.bottom) - max(previous.top, character.top)
    height = min(previous.bottom - previous.top, character.bottom - character.top)
    gap = max(character.left - previous.right, previous.left - character.right)
    return overlap >= 0.5 * height and gap <= SPLIT_GAP_EMS * character.size


def _build_piece(run: list[PageCharacter], *, is_right_to_left: bool = False) -> PagePiece:
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

"""Text of pictures of printed pages, read by Tesseract where it is installed, with its confidence."""

import csv
import math
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

from archive.errors import Remedy, UnreadableDocument
from archive.formats.conversion.converted_text import ConversionNote, ConvertedText
from archive.formats.conversion.page_layout import PagePiece, PrintedLine, order_lines
from archive.formats.conversion.printed_text import build_printed_text

PROGRAM: Final = "tesseract"
INSTALL_ADVICE: Final = (
    "Its text is read where Tesseract is installed, which whoever runs the archive can do; then take the file in again."
    " Or type the text, and take that in as a text file."
)
MAX_PAGES: Final = 30
MAX_PAGE_SECONDS: Final = 240  # by the clock, for a picture
MAX_ANSWER_SECONDS: Final = 20
MAX_LANGUAGES: Final = 6
MIN_WORDS: Final = 10
MIN_CONFIDENCE: Final = 45  # of 100, on average: below it is no text, or not one that can be read
UNSURE_CONFIDENCE: Final = 60
SIZE_STEP: Final = 1.6  # between two sizes of type that are told apart
MAX_LISTED_WORDS: Final = 40
POINTS: Final = 72 / 300  # of a pixel, for scans at the usual 300 a inch
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]")


@dataclass(slots=True)
class ReadingQuality:
    """Mean confidence of the words of all pages."""

    confidences: list[float] = field(default_factory=list)
    unsure_words: list[str] = field(default_factory=list)

    def describe(self) -> ConversionNote:
        """Return the note that marks a text as read by OCR."""
        mean = round(sum(self.confidences) / max(1, len(self.confidences)))
        rule = (
            f"read by OCR ({find_version()}, {'+'.join(find_languages())}): mean confidence {mean} of 100,"
            f" {len(self.unsure_words):,} of {len(self.confidences):,} words unsure"
        )
        return ConversionNote(", ".join(self.unsure_words[:MAX_LISTED_WORDS]), rule)


def is_installed() -> bool:
    """Return whether pictures can be read here."""
    return shutil.which(PROGRAM) is not None


def convert_picture(content: bytes, format_name: str, properties: Mapping[str, str] | None = None) -> ConvertedText:
    """Return the text of a picture of a cutting, or of a TIFF of several. Raises UnreadableDocument."""
    kind = f"a picture ({format_name.upper()})"
    if not is_installed():
        raise UnreadableDocument(f"It is {kind}. {INSTALL_ADVICE}", remedy=Remedy.INSTALL_OCR)
    quality = ReadingQuality()
    pages = read_picture(content, 1, quality)
    check_quality(quality, kind)
    converted = build_printed_text(pages, properties or {}, [quality.describe()])
    return ConvertedText(converted.text, converted.properties, converted.page_starts, converted.notes, is_ocr=True)


def check_quality(quality: ReadingQuality, kind: str) -> None:
    """Raise UnreadableDocument where too few words were read, or hardly one for certain."""
    mean = sum(quality.confidences) / max(1, len(quality.confidences))
    if len(quality.confidences) >= MIN_WORDS and mean >= MIN_CONFIDENCE:
        return
    raise UnreadableDocument(
        f"It is {kind} in which OCR finds no text that can be read ({len(quality.confidences)} words, mean confidence"
        f" {mean:.0f} of 100, languages: {', '.join(find_languages())}). Scan it at 300 dots an inch, upright and"
        " sharp, or type the text. Another language is read once whoever runs the archive has installed its data.",
        remedy=Remedy.INSTALL_OCR,
    )


def read_picture(content: bytes, first_page: int, quality: ReadingQuality) -> list[list[PrintedLine]]:
    """Return the lines of a picture by page, and add to the quality; an unreadable picture gives none."""
    pages: dict[int, list[dict[str, str]]] = {}
    for row in csv.DictReader(_run_tesseract(content).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip():
            pages.setdefault(int(row["page_num"]), []).append(row)
    return [
        _build_lines(pages.get(number, []), first_page + number - 1, quality)
        for number in range(1, max(pages, default=0) + 1)
    ]


def _build_lines(rows: Sequence[dict[str, str]], page: int, quality: ReadingQuality) -> list[PrintedLine]:
    """Return the lines of one page from the words of Tesseract's table."""
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
        confidence = float(row["conf"])
        quality.confidences.append(confidence)
        if confidence < UNSURE_CONFIDENCE:
            quality.unsure_words.append(row["text"].strip())
    pieces = [_build_piece(words) for words in lines.values()]
    usual_size = median(piece.size for piece in pieces) if pieces else 0.0
    is_right_to_left = len(_RIGHT_TO_LEFT.findall("".join(row["text"] for row in rows))) * 2 > len(rows)
    pieces = [_round_size(piece, usual_size) for piece in pieces]
    return _level_headings(order_lines(pieces, page, is_right_to_left=is_right_to_left), usual_size)


def _level_headings(lines: Sequence[PrintedLine], usual_size: float) -> list[PrintedLine]:
    """Give the lines of one heading the size of its first."""
    levelled: list[PrintedLine] = []
    for line in lines:
        previous = levelled[-1] if levelled else None
        if (
            previous is not None
            and previous.column == line.column
            and min(previous.size, line.size) > usual_size
            and max(previous.size, line.size) < SIZE_STEP**1.5 * min(previous.size, line.size)
            and line.middle - previous.middle < 2 * max(previous.size, line.size)
        ):
            line = replace(line, size=previous.size)
        levelled.append(line)
    return levelled


def _build_piece(words: Sequence[dict[str, str]]) -> PagePiece:
    boxes = [[int(word[name]) * POINTS for name in ("left", "top", "width", "height")] for word in words]
    return PagePiece(
        text=" ".join(word["text"].strip() for word in words),
        left=min(box[0] for box in boxes),
        top=min(box[1] for box in boxes),
        right=max(box[0] + box[2] for box in boxes),
        bottom=max(box[1] + box[3] for box in boxes),
        size=max(1.0, sorted(box[3] for box in boxes)[-2:][0]),  # the tallest but one: one may be a blot
    )


def _round_size(piece: PagePiece, usual_size: float) -> PagePiece:
    """Give lines of like height one size: the height of a line depends on its letters."""
    ratio = piece.size / usual_size if usual_size else 1.0
    is_usual = 1 / SIZE_STEP < ratio < SIZE_STEP
    return replace(piece, size=usual_size if is_usual else usual_size * SIZE_STEP ** round(math.log(ratio, SIZE_STEP)))


def _run_tesseract(content: bytes) -> str:
    """Return Tesseract's table of the words of a picture. Raises UnreadableDocument where it gives none."""
    mode = "1" if "osd" in _list_installed() else "3"
    with tempfile.TemporaryDirectory(prefix="cuttings-ocr-") as folder:
        picture = Path(folder, "picture")
        picture.write_bytes(content)
        result = _run(
            [str(picture), "stdout", "-l", "+".join(find_languages()), "--psm", mode, "tsv"], MAX_PAGE_SECONDS
        )
    if result is None or result.returncode < 0:
        raise UnreadableDocument(
            "Reading the picture by OCR takes too long. Save it smaller (300 dots an inch are enough), and take it in."
        )
    if result.returncode:
        raise UnreadableDocument(
            "It is a picture that is damaged or of a kind that Tesseract does not open. Open it, save it as PNG, and"
            " take that in."
        )
    return result.stdout.decode("utf-8", "replace")


def _run(arguments: Sequence[str], seconds: float) -> "subprocess.CompletedProcess[bytes] | None":
    """Return the result of running Tesseract; None where it was not done in time."""
    with suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(  # noqa: S603 -- no shell, and no name of the user's
            [PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    return None


def _read_output(argument: str) -> list[str]:
    """Return the lines that Tesseract prints about itself."""
    result = _run([argument], MAX_ANSWER_SECONDS)
    return result.stdout.decode("utf-8", "replace").splitlines() if result else []


@cache
def find_version() -> str:
    """Return the name and version of the program."""
    return " ".join("".join(_read_output("--version")[:1]).split()) or PROGRAM


@cache
def find_languages() -> tuple[str, ...]:
    """Return the languages that are read: all that are installed, up to a number."""
    languages = [name for name in _list_installed() if name not in {"osd", "equ"}]
    return tuple(languages[:MAX_LANGUAGES]) or ("eng",)


@cache
def _list_installed() -> tuple[str, ...]:
    return tuple(
        line.strip() for line in _read_output("--list-langs")[1:] if re.fullmatch(r"[\w/-]{2,40}", line.strip())
    )

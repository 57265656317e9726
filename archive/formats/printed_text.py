"""Text of printed pages: running heads and feet set apart, lines to paragraphs, larger type to headings."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from archive.formats.converted_text import PAGE_END, ConversionNote, ConvertedText
from archive.formats.page_layout import PrintedLine
from archive.text.sentences import END_CHARS, is_unfinished

EDGE_LINES: Final = 3  # lines at the top and at the foot of a page that may be a running head or foot
MIN_REPEAT_SHARE: Final = 0.6  # of the pages
MIN_PARITY_SHARE: Final = 0.8  # of the left or of the right pages after the first
MAX_NOTES: Final = 50
MAX_RUNNING_LENGTH: Final = 200
HEADING_RATIO: Final = 1.2
MAX_HEADING_LENGTH: Final = 300
MAX_HEADING_SHARE: Final = 0.5  # of all words: more than that is no heading, but a text in two sizes
INDENT_EMS: Final = 0.8
SHORT_LINE_EMS: Final = 1.0
LETTER_EMS: Final = 0.55  # width of a letter, on average
PARAGRAPH_GAP: Final = 1.35  # times the usual distance between lines
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:page|seite|pag\.?|p\.|página|pagina|стр\.|صفحة)\s*)?\d{1,4}(?:\s*(?:/|of|von|sur|de|di|из|من)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_PRINT_FOOT: Final = re.compile(r"(?:https?://|file:/|about:)\S{1,1900}(?:\s+\d{1,4}\s*(?:/|of)\s*\d{1,4})?")
_MOMENT: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AP]M)?"
_PRINT_HEAD: Final = re.compile(rf"{_MOMENT}(?:\s+\S.{{0,300}})?|\S.{{0,300}}?\s{_MOMENT}", re.IGNORECASE)
"""What a browser prints at the head of a page: when it was printed, and the page's title."""
_HYPHEN: Final = re.compile(r"[-\u00ad\u2010]$")
_FINAL_PART: Final = re.compile(
    r"(?:[st]ions?|ments?|ings?|ness|i?ty|ities|ically|ously|ations?|ances?|ences?|lich\w{0,2}|keit\w{0,2}|ungen|isch\w{0,2}|mente)\b"
)
"""Endings that are no words: before them a hyphen at the end of a line is one of division."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BULLET: Final = re.compile(r"[•▪●◦‣–—]\s")


@dataclass(slots=True)
class _TextBuilder:
    """Paragraphs of a document as they are put together from its lines."""

    body_size: float
    known_words: frozenset[str]
    has_indents: bool = False
    joined_count: int = 0
    kept_count: int = 0
    pages: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Paragraph:
    lines: list[PrintedLine]
    is_heading: bool = False


def build_printed_text(
    pages: Sequence[Sequence[PrintedLine]], properties: Mapping[str, str], notes: Sequence[ConversionNote] = ()
) -> ConvertedText:
    """Return the text of pages whose lines are in the order of reading."""
    kept_pages, running_notes = _remove_running_lines(pages)
    lines = [line for page in kept_pages for line in page]
    builder = _TextBuilder(_find_body_size(lines), _list_known_words(lines))
    paragraphs = _group_paragraphs(lines, builder)
    levels = _choose_heading_levels(paragraphs)
    page_texts = [""] * len(pages)
    for paragraph, level in zip(paragraphs, levels, strict=True):
        _add_paragraph(page_texts, paragraph, level, builder)
    starts, offset = [], 0
    for text in page_texts:
        starts.append(offset)
        offset += len(text) + len(PAGE_END)
    all_notes = (*notes, *running_notes, *_describe_hyphens(builder))
    text = PAGE_END.join(page_texts)
    return ConvertedText(text, properties, tuple(starts) if len(starts) > 1 else (), all_notes)


def _remove_running_lines(
    pages: Sequence[Sequence[PrintedLine]],
) -> tuple[list[list[PrintedLine]], list[ConversionNote]]:
    """Set apart lines at the edges of pages that come again on others, page numbers, and those of a browser's print."""
    pitch = _find_pitch([line for page in pages for line in page])
    edges = [_find_edge_lines(page, pitch) for page in pages]
    keys = _find_repeated_keys(edges)
    kept_pages, noted_keys = [], set()
    notes: list[ConversionNote] = []
    for page, page_edges in zip(pages, edges, strict=True):
        heights = [line.middle for line in page_edges if _is_page_furniture(line.text)]
        running = {
            id(line)
            for line in page_edges
            if _make_running_key(line) in keys or any(abs(line.middle - height) < 2 for height in heights)
        }
        kept_pages.append([line for line in page if id(line) not in running])
        for line in page:
            key = _make_running_key(line)
            if id(line) in running and key not in noted_keys and len(notes) < MAX_NOTES:
                noted_keys.add(key)
                notes.append(ConversionNote(line.text, "left out: a running head or foot of the page", line.page))
    return kept_pages, notes


def _find_edge_lines(page: Sequence[PrintedLine], pitch: float) -> list[PrintedLine]:
    """Return the lines at the upper and lower edge of a page that stand off from its text, or are set differently."""
    by_height = sorted(page, key=lambda line: line.middle)
    edges: list[PrintedLine] = []
    for lines in (by_height, by_height[::-1]):
        for number in range(1, min(EDGE_LINES * 2, len(lines))):
            line, inner = lines[number - 1], lines[number]
            distance = abs(inner.middle - line.middle) / line.size
            if distance > PARAGRAPH_GAP * pitch or abs(inner.size - line.size) > 0.1 * line.size:
                edges += lines[:number]
                break
    return [line for line in edges if len(line.text) <= MAX_RUNNING_LENGTH]


def _find_repeated_keys(edges: Sequence[Sequence[PrintedLine]]) -> set[tuple[str, int]]:
    """Return the keys of lines that stand on most pages, or on most left or right ones."""
    numbers: dict[tuple[str, int], set[int]] = {}
    for page_number, page in enumerate(edges):
        for line in page:
            numbers.setdefault(_make_running_key(line), set()).add(page_number)
    repeated = set()
    for key, page_numbers in numbers.items():
        parity_count = len(range(max(2 - min(page_numbers) % 2, 1), len(edges), 2))
        min_count = min(MIN_REPEAT_SHARE * len(edges), MIN_PARITY_SHARE * parity_count)
        if len(page_numbers) >= max(2, min_count):
            repeated.add(key)
    return repeated


def _make_running_key(line: PrintedLine) -> tuple[str, int]:
    """Return what is equal for a running head on every page: its words without numbers, and its height."""
    return _DIGITS.sub("#", line.text.casefold()), round(line.middle / 6)


def _is_page_furniture(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_PAGE_NUMBER, _PRINT_FOOT, _PRINT_HEAD))


def _find_body_size(lines: Sequence[PrintedLine]) -> float:
    """Return the size of type that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _list_known_words(lines: Sequence[PrintedLine]) -> frozenset[str]:
    """Return the words that stand whole in a line."""
    words = set()
    for line in lines:
        text = line.text.casefold()
        for match in _WORD.finditer(text):
            if match.start() and match.end() < len(text):
                words.add(match.group())
    return frozenset(words)


def _group_paragraphs(lines: Sequence[PrintedLine], builder: _TextBuilder) -> list[_Paragraph]:
    builder.has_indents = _count_indents(lines) >= 3
    pitch = _find_pitch(lines)
    paragraphs: list[_Paragraph] = []
    previous: PrintedLine | None = None
    for line in lines:
        is_heading = line.size >= HEADING_RATIO * builder.body_size
        is_new = previous is None or _begins_paragraph(previous, line, pitch, builder)
        if is_new or is_heading != paragraphs[-1].is_heading:
            paragraphs.append(_Paragraph([], is_heading))
        paragraphs[-1].lines.append(line)
        previous = line
    return paragraphs


def _count_indents(lines: Sequence[PrintedLine]) -> int:
    return sum(_is_indented(line) and line.indent < 5 * line.size for line in lines)


def _is_indented(line: PrintedLine) -> bool:
    return line.indent > INDENT_EMS * line.size


def _find_pitch(lines: Sequence[PrintedLine]) -> float:
    """Return the usual distance between two lines of a paragraph, in sizes of their type."""
    distances = [
        (line.middle - previous.middle) / line.size
        for previous, line in pairwise(lines)
        if _are_neighbours(previous, line) and line.size and 0.8 < (line.middle - previous.middle) / line.size < 3
    ]
    return median(distances) if distances else 1.2


def _are_neighbours(previous: PrintedLine, line: PrintedLine) -> bool:
    return (previous.page, previous.column) == (line.page, line.column) and line.middle > previous.middle


def _begins_paragraph(previous: PrintedLine, line: PrintedLine, pitch: float, builder: _TextBuilder) -> bool:
    """Return whether a line begins a paragraph, by its distance, its indent, its type and the end of the one before."""
    if abs(line.size - previous.size) > 0.15 * max(line.size, previous.size):
        return True
    if "\t" in line.text or "\t" in previous.text or _BULLET.match(line.text):
        return True
    is_short = _has_room_for(previous, line.text)
    if not _are_neighbours(previous, line):
        if builder.has_indents and not is_short:
            return _is_indented(line)
        return not is_unfinished(previous.text) or is_short
    if (line.middle - previous.middle) / max(line.size, 1.0) > PARAGRAPH_GAP * pitch:
        return True
    if _is_centred(line) or _is_centred(previous):
        return line.is_bold != previous.is_bold
    if line.indent - previous.indent > INDENT_EMS * line.size:
        return True
    return is_short or (line.is_bold != previous.is_bold and previous.text[-1:] in END_CHARS)


def _has_room_for(previous: PrintedLine, text: str) -> bool:
    """Return whether the next word would have stood in a line: if so, its paragraph ends there."""
    if _HYPHEN.search(previous.text) and text[:1].islower():
        return False
    word_length = len(text.split(maxsplit=1)[0]) if text else 0
    return previous.shortfall > (LETTER_EMS * (word_length + 1) + SHORT_LINE_EMS) * previous.size


def _is_centred(line: PrintedLine) -> bool:
    return line.indent > 2 * line.size and abs(line.indent - line.shortfall) < line.size


def _choose_heading_levels(paragraphs: Sequence[_Paragraph]) -> list[int]:
    """Return the level of each paragraph that is a heading: the largest type is the title, after a paper's name."""
    headings = [number for number, paragraph in enumerate(paragraphs) if _may_be_heading(paragraph)]
    levels = [0] * len(paragraphs)
    word_count = sum(len(line.text) for paragraph in paragraphs for line in paragraph.lines)
    heading_size = sum(len(line.text) for number in headings for line in paragraphs[number].lines)
    first_text = next((number for number, paragraph in enumerate(paragraphs) if _is_text(paragraph)), len(paragraphs))
    candidates = [number for number in headings if number < first_text] or headings[:1]
    if not candidates or heading_size > MAX_HEADING_SHARE * word_count:
        return levels
    title = max(candidates, key=lambda number: (round(paragraphs[number].lines[0].size), -number))
    following = [number for number in candidates if number > title + 1]
    if title == candidates[0] and following and len(_join_texts(paragraphs[title]).split()) <= 5:
        title = max(
            following, key=lambda number: (round(paragraphs[number].lines[0].size), -number)
        )  # under a masthead
    levels[title] = 1
    for number in headings:
        if number > title:
            levels[number] = 2
    return levels


def _may_be_heading(paragraph: _Paragraph) -> bool:
    text = _join_texts(paragraph)
    return paragraph.is_heading and len(text) <= MAX_HEADING_LENGTH and sum(map(str.isalpha, text)) > 2


def _is_text(paragraph: _Paragraph) -> bool:
    return not paragraph.is_heading and len(_join_texts(paragraph)) > MAX_HEADING_LENGTH


def _join_texts(paragraph: _Paragraph) -> str:
    return " ".join(line.text for line in paragraph.lines)


def _add_paragraph(page_texts: list[str], paragraph: _Paragraph, level: int, builder: _TextBuilder) -> None:
    """Append a paragraph to the pages that it stands on."""
    for is_first, lines in _split_by_page(paragraph.lines):
        text = _join_printed_lines(lines, builder)
        if level and is_first:
            text = f"{'#' * level} {text}"
        page = lines[0].page - 1
        page_texts[page] += ("\n\n" if page_texts[page] else "") + text


def _split_by_page(lines: Sequence[PrintedLine]) -> Iterator[tuple[bool, Sequence[PrintedLine]]]:
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or lines[number].page != lines[start].page:
            yield start == 0, lines[start:number]
            start = number


def _join_printed_lines(lines: Sequence[PrintedLine], builder: _TextBuilder) -> str:
    """Join the lines of a paragraph; a hyphen at the end of a line goes only where the word is certain."""
    pieces: list[str] = []
    for line in lines:
        text = line.text.replace("\u00ad", "") if line is not lines[-1] else line.text
        if line.text.endswith("\u00ad"):
            text = f"{line.text[:-1].replace(chr(0xAD), '')}\u00ad"
        if pieces and (match := _HYPHEN.search(pieces[-1])) and pieces[-1][-2:-1].isalpha() and text[:1].islower():
            is_certain = match.group() == "\u00ad" or _is_divided_word(pieces[-1], text, builder)
            builder.joined_count += is_certain
            builder.kept_count += not is_certain
            pieces[-1] = pieces[-1][:-1] + ("" if is_certain else "-")
        elif pieces:
            pieces.append(" ")
        pieces.append(text)
    return "".join(pieces)


def _is_divided_word(before: str, after: str, builder: _TextBuilder) -> bool:
    """Return whether a word over two lines is one that is written without a hyphen."""
    first = before[:-1].rsplit(maxsplit=1)[-1].casefold().strip("“”\"'‘’«»([")
    match = _WORD.match(after.casefold())
    if match is None:
        return False
    if f"{first}-{match.group()}" in builder.known_words:
        return False
    return first + match.group() in builder.known_words or _FINAL_PART.fullmatch(match.group()) is not None


def _describe_hyphens(builder: _TextBuilder) -> Iterator[ConversionNote]:
    if builder.joined_count:
        rule = "so many words divided at line ends are joined, as they stand whole elsewhere or end in no word"
        yield ConversionNote(str(builder.joined_count), rule)
    if builder.kept_count:
        rule = "so many hyphens at line ends are kept, as the words may be written with them"
        yield ConversionNote(str(builder.kept_count), rule)

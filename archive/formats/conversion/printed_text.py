"""Text of printed pages: running heads and feet set apart, lines to paragraphs, larger type to headings."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.formats.conversion.converted_text import PAGE_END, ConversionNote, ConvertedText
from archive.formats.conversion.page_layout import PrintedLine
from archive.formats.conversion.running_lines import PARAGRAPH_GAP, are_neighbours, find_pitch, remove_running_lines
from archive.text.names import are_probable_names
from archive.text.sentences import END_CHARS, is_unfinished

OTHER_HEADLINE_RATIO: Final = 0.95  # of the size of the title
HEADING_RATIO: Final = 1.2
MAX_HEADING_LENGTH: Final = 300
MIN_TEXT_LENGTH: Final = 100  # of a paragraph that shows that the head of the page is over
MAX_HEADING_SHARE: Final = 0.5  # of all words: more than that is no heading, but a text in two sizes
MAX_NAME_LENGTH: Final = 100
INDENT_EMS: Final = 0.8
SHORT_LINE_EMS: Final = 1.0
LETTER_EMS: Final = 0.55  # width of a letter, on average
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
    kept_pages, running_notes = remove_running_lines(pages)
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
    all_notes = (*notes, *_note_other_headlines(paragraphs, levels), *running_notes, *_describe_hyphens(builder))
    text = PAGE_END.join(page_texts)
    return ConvertedText(text, properties, tuple(starts) if len(starts) > 1 else (), all_notes)


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
    pitch = find_pitch(lines)
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


def _begins_paragraph(previous: PrintedLine, line: PrintedLine, pitch: float, builder: _TextBuilder) -> bool:
    """Return whether a line begins a paragraph, by its distance, its indent, its type and the end of the one before."""
    if abs(line.size - previous.size) > 0.15 * max(line.size, previous.size):
        return True
    if "\t" in line.text or "\t" in previous.text or _BULLET.match(line.text):
        return True
    is_short = _has_room_for(previous, line.text)
    if not are_neighbours(previous, line):
        if builder.has_indents and not is_short:
            return _is_indented(line)
        return not is_unfinished(previous.text) or is_short
    if (line.middle - previous.middle) / max(line.size, 1.0) > PARAGRAPH_GAP * pitch:
        return True
    if _is_centred(line) or _is_centred(previous):
        return line.is_bold != previous.is_bold
    if line.indent - previous.indent > INDENT_EMS * line.size:
        return True
    if builder.has_indents and _is_indented(line) and previous.text[-1:] in END_CHARS:
        return True  # after a paragraph of a single line
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


def _note_other_headlines(paragraphs: Sequence[_Paragraph], levels: Sequence[int]) -> Iterator[ConversionNote]:
    """Yield headlines as large as the title that have a text of their own."""
    title_size = next((paragraphs[number].lines[0].size for number, level in enumerate(levels) if level == 1), None)
    for number, (paragraph, level) in enumerate(zip(paragraphs, levels, strict=True)):
        is_as_large = title_size is not None and paragraph.lines[0].size >= OTHER_HEADLINE_RATIO * title_size
        if level == 2 and is_as_large and any(map(_is_text, paragraphs[number + 1 : number + 4])):
            rule = "a headline as large as the title, further down: it may begin another article"
            yield ConversionNote(_join_texts(paragraph), rule, paragraph.lines[0].page)


def _may_be_heading(paragraph: _Paragraph) -> bool:
    text = _join_texts(paragraph)
    return paragraph.is_heading and len(text) <= MAX_HEADING_LENGTH and sum(map(str.isalpha, text)) > 2


def _is_text(paragraph: _Paragraph) -> bool:
    text = _join_texts(paragraph)
    return not paragraph.is_heading and len(text) > MIN_TEXT_LENGTH and text[-1] in END_CHARS


def _join_texts(paragraph: _Paragraph) -> str:
    return " ".join(line.text for line in paragraph.lines)


def _add_paragraph(page_texts: list[str], paragraph: _Paragraph, level: int, builder: _TextBuilder) -> None:
    """Append a paragraph to the pages that it stands on."""
    for is_first, lines in _split_by_page(paragraph.lines):
        text = _join_printed_lines(lines, builder)
        if level and is_first:
            text = f"{'#' * level} {text}"
        elif all(line.is_bold for line in lines) and len(text) <= MAX_NAME_LENGTH and are_probable_names(text):
            text = f"**{text}**"  # a byline
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

"""Cut a text export of a press database into its articles, covers and summaries; the record reader of text files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_text
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.media_types import PRESS_TEXT_TYPE
from archive.formats.press.press_databases import NEXIS_NUMBER, PressDatabase, find_press_database, unify_lines
from archive.formats.streams import SizeLimits, format_too_large, read_export
from archive.text.encodings import decode_bytes
from archive.text.normalize import name_key

MAX_ARTICLES: Final = 20_000
MIN_LETTERS: Final = 80  # letters of a part that is an article; covers and footers have fewer
MAX_STRAY_LETTERS: Final = 400  # letters beside the articles that are passed over; more are refused, so that one looks
MIN_COVER_LINES: Final = 3  # lines of a cover below an article; fewer may be of its text
COVER_REASON: Final = "a cover page, a table of contents or a search summary of the export, no article"
_WORD_LINE: Final = re.compile(r"^.*\w.*$", re.MULTILINE)
_ENTRY_MARK: Final = re.compile(
    r"^[ \t#]{0,200}(?:\d{1,5}[.)][ \t]{1,20})?|(?:\.{2,200}|…{1,99}|\t)[ \t.]{0,99}\d{1,5}[ \t]*$"
)
_STRAY_TEXT: Final = (
    "It is text beside the articles of a {name} file, and has none of the lines that an article of {name} has. If it is"
    " an article, save it in a file of its own and take that in."
)
_COUNT: Final = re.compile(
    r"^[ \t#]{0,20}(?:documents?|dokumente?|documentos?|documenten) \((?P<total>\d{1,6})\)",
    re.IGNORECASE | re.MULTILINE,
)
_BROKEN_END: Final = (
    "The {name} file breaks off in this article: the lines that end the others are not there. Export it again; what"
    " stands before is taken in."
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class ExportPart:
    """A part of an export, as offsets in its text: an article, or (with `skip_reason`) none; `problem` refuses it."""

    start: int
    end: int
    name: str = ""
    skip_reason: str = ""
    problem: str = ""


def split_export(text: str, database: PressDatabase) -> list[ExportPart]:
    """Split a text (from `unify_lines`) at the lines that part the articles of its database, covers set apart."""
    parts: list[ExportPart] = []
    starts, ends = _find_lines(text, database)
    for start, end in pairwise(sorted({0, len(text), *starts, *ends})):
        is_before_all = start == 0 and end in starts and 0 not in starts
        is_after_all = end == len(text) and start in ends and start not in starts
        is_outside = is_before_all or is_after_all
        parts += [
            part if part.skip_reason else _judge_part(text, part, database, is_outside=is_outside)
            for part in _split_cover(text, start, end, database)
        ]
        if len(parts) > MAX_ARTICLES:
            raise UnreadableDocument(f"It has more than {MAX_ARTICLES:,} articles. Export it again in parts.")
    numbers = count(1)
    named_parts = [
        part if part.skip_reason else replace(part, name=f"article {next(numbers)}")
        for part in parts
        if text[part.start : part.end].strip()
    ]
    return _mark_broken_end(text, named_parts, database)


def _mark_broken_end(text: str, parts: list[ExportPart], database: PressDatabase) -> list[ExportPart]:
    """Return the parts, the last article refused if it alone lacks what stands at the end of all the others."""
    numbers = [number for number, part in enumerate(parts) if not part.skip_reason]
    if database.closing is None or len(numbers) < 2:
        return parts
    closed = [database.closing.search(text, parts[number].start, parts[number].end) is not None for number in numbers]
    if all(closed[:-1]) and not closed[-1] and not parts[numbers[-1]].problem:
        parts[numbers[-1]] = replace(parts[numbers[-1]], problem=_BROKEN_END.format(name=database.name))
    return parts


def _find_lines(text: str, database: PressDatabase) -> tuple[set[int], set[int]]:
    """Return where the lines stand that begin an article, and where those are over that end one."""
    starts = set() if database.start is None else {match.start() for match in database.start.finditer(text)}
    ends = set() if database.end is None else {match.end() + 1 for match in database.end.finditer(text)}
    return starts, {min(end, len(text)) for end in ends}


def _judge_part(text: str, part: ExportPart, database: PressDatabase, *, is_outside: bool) -> ExportPart:
    """Return a part as an article, as none, or refused; `is_outside` if it is before or after all lines that part."""
    content = text[part.start : part.end]
    has_single_line = any(pattern.search(content) for pattern in database.single)
    letter_count = len(_LETTER.findall(content[: 50 * MIN_LETTERS]))
    if has_single_line or (letter_count >= MIN_LETTERS and not (is_outside and database.single)):
        return replace(part, problem=_find_problem(text, part, database))
    if letter_count < MAX_STRAY_LETTERS:
        return replace(part, skip_reason=COVER_REASON)
    return replace(part, problem=_STRAY_TEXT.format(name=database.name))


def _split_cover(text: str, start: int, end: int, database: PressDatabase) -> list[ExportPart]:
    """Split a part into the cover or summary in it, if it has one, and the article before or after it."""
    lines = [] if database.cover is None else list(database.cover.finditer(text, start, end))
    if not lines:
        return [ExportPart(start, end)]
    first = lines[0].start()
    single_lines = [match.start() for pattern in database.single for match in pattern.finditer(text, start, end)]
    first_single, last_single = min(single_lines, default=end), max(single_lines, default=start)
    if len(_LETTER.findall(text, start, first)) >= MIN_LETTERS:  # an article, and perhaps the next file's cover
        tail_lines = [line for line in lines if line.start() > last_single]
        if len(tail_lines) < MIN_COVER_LINES:
            return [ExportPart(start, end)]
        first = tail_lines[0].start()
        return [ExportPart(start, first), ExportPart(first, end, skip_reason=COVER_REASON)]
    head_lines = [line for line in lines if line.start() < first_single]
    if not head_lines:
        return [ExportPart(start, end)]
    stop = _find_cover_end(text, head_lines, first_single, has_article=first_single < end)
    if stop is None:
        return [ExportPart(start, end, skip_reason=COVER_REASON)]
    return [ExportPart(start, stop, skip_reason=COVER_REASON), ExportPart(stop, end)]


def _find_cover_end(text: str, lines: list[re.Match[str]], end: int, *, has_article: bool) -> int | None:
    """Return where the article below a cover begins: where a title that its table names is printed again.

    Without such a title it begins below the lines of the cover; None if no article is there.
    """
    listed_titles = set()
    for line in _WORD_LINE.finditer(text, lines[0].start(), end):
        title = name_key(_ENTRY_MARK.sub("", line.group()[:300]))
        if line.start() > lines[-1].start() and title in listed_titles:
            return line.start()
        listed_titles.add(title)
    below = text.find("\n", lines[-1].end(), end)
    return below + 1 if has_article and below >= 0 else None


def _find_problem(text: str, part: ExportPart, database: PressDatabase) -> str:
    """Return why a part may be several articles that no line parts; empty if it is one."""
    for pattern in database.single:
        lines = list(pattern.finditer(text, part.start, part.end))
        if len(lines) > 1:
            line = " ".join(lines[1].group().split())[:40]
            return (
                f"Several articles of {database.name} are in it, but where one ends and the next begins cannot be told:"
                f" nothing parts them, and the line ‘{line}’ is there {len(lines)} times. {database.advice}."
            )
    return ""


def find_missing_numbers(text: str, database: PressDatabase, article_count: int) -> str:
    """Return which articles an export announces but does not hold; empty if none."""
    announced = sum(int(match["total"]) for match in _COUNT.finditer(text)) if database.name == "Nexis" else 0
    if announced > article_count:
        return (
            f"Its cover names {announced} documents, and {article_count} are in it. Export the others again, if you"
            " did not take them out."
        )
    missing: list[str] = []
    previous = 0
    for match in NEXIS_NUMBER.finditer(text) if database.name == "Nexis" else ():
        number = int(next(filter(None, match.group("number", "second_number", "third_number"))))
        if previous and previous + 1 < number:
            missing.append(str(previous + 1) if number == previous + 2 else f"{previous + 1} to {number - 1}")
        previous = number
    numbers = ", ".join(missing[:20])
    return f"Its numbers leave out {numbers}. Export these again, if you did not take them out." if missing else ""


def is_headline_list(text: str, database: PressDatabase) -> bool:
    """Return whether an export lists titles without texts."""
    if database.headlines is None or database.headlines.search(text) is None:
        return False
    return not any(pattern.search(text) for pattern in database.single)


def find_text_database(content: bytes) -> PressDatabase | None:
    """Return the press database that a text file is an export of; None if it is none."""
    codec = _UTF16.get(content[:2], "utf-8")
    text = content.decode(codec, "replace")
    if "\ufffd" in text:
        text = decode_bytes(content).text
    return find_press_database(unify_lines(text))


def holds_press_text(content: bytes, _: str = "") -> bool:
    """Return whether a text is an export of a press database."""
    return find_text_database(content) is not None


def read_text_file(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield a text as one document; if it is an export of a press database, each of its articles."""
    content = read_export(stream, limits, holds_press_text)
    if holds_press_text(content):
        yield from read_press_text(content, location, limits)
    else:
        yield location.build_document(content, media_type)


def read_press_text(content: bytes, location: SourceLocation, limits: SizeLimits) -> Iterator[SourceItem]:
    """Yield the articles of a text export as documents; refuse what is several articles that nothing parts."""
    decoded = decode_text(content, charset=location.charset, encoding=location.encoding)
    text = unify_lines(decoded.text)
    database = find_press_database(text, min_weight=1)
    if database is None:
        yield location.build_document(content, PRESS_TEXT_TYPE)
        return
    if is_headline_list(text, database):
        raise UnreadableDocument(
            f"It is a list of headlines from {database.name}, without the texts of the articles. {database.advice}."
        )
    parts = split_export(text, database)
    articles = [part for part in parts if not part.skip_reason]
    if articles == parts and len(parts) == 1 and not parts[0].problem:
        yield location.build_document(content, PRESS_TEXT_TYPE)
        return
    offsets = find_byte_offsets(content, decoded.text, [offset for part in parts for offset in (part.start, part.end)])
    location = replace(location, encoding=_find_inner_encoding(content, decoded.encoding))
    for part in parts:
        yield _build_part(content, location, part, (offsets[part.start], offsets[part.end]), limits)
    if not articles:
        raise UnreadableDocument(f"It is a {database.name} file without the text of an article. {database.advice}.")
    if missing := find_missing_numbers(text, database, len(articles)):
        yield location.refuse(f"It is a {database.name} file that is not whole. {missing}")


def _build_part(
    content: bytes, location: SourceLocation, part: ExportPart, span: tuple[int, int], limits: SizeLimits
) -> SourceItem:
    start, end = span
    part_location = location.enter_step(("cut", start, end), record=part.name)
    if part.skip_reason:
        return part_location.skip(part.skip_reason)
    if part.problem:
        return part_location.refuse(part.problem)
    if end - start > limits.max_document_bytes:
        return part_location.refuse(format_too_large(limits.max_document_bytes))
    return part_location.build_document(content[start:end], PRESS_TEXT_TYPE)


def _find_inner_encoding(content: bytes, encoding: str) -> str:
    """Return the encoding of a part of a file; parts have no byte order mark."""
    if encoding in {"utf-8", "utf-8-sig"}:
        return "utf-8"
    return _UTF16.get(content[:2], encoding) if encoding.startswith("utf-16") else encoding


def find_byte_offsets(content: bytes, text: str, offsets: list[int]) -> dict[int, int]:
    """Return the byte offset of each character offset, all at beginnings of lines or the end of `text`.

    Lines are counted rather than characters encoded again: broken bytes have no one way back.
    """
    codec = _UTF16.get(content[:2])
    line_end = "\n" if "\n" in text else "\r"
    marker = line_end.encode(codec or "ascii")
    mark_size = 2 if codec else len(content) - len(content.removeprefix(b"\xef\xbb\xbf"))
    byte_offsets = {len(text): len(content)}
    at, byte_at = 0, mark_size
    for offset in sorted(set(offsets)):
        if offset == len(text):
            continue
        for _ in range(text.count(line_end, at, offset)):
            byte_at = _find_marker(content, marker, byte_at) + len(marker)
        at, byte_offsets[offset] = offset, byte_at
    return byte_offsets


def _find_marker(content: bytes, marker: bytes, start: int) -> int:
    """Return the next offset of a line end from `start`, aligned to its size."""
    at = content.find(marker, start)
    while at >= 0 and (at - start) % len(marker):
        at = content.find(marker, at + 1)
    if at < 0:
        raise UnreadableDocument("Its lines cannot be told. Save it again as UTF-8.")
    return at

"""Articles of Factiva: with its two-letter codes (HD, BY, SN …), or as lines in the order of the codes without them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from archive.extraction.press_databases.press_lines import PressItem, PressRecord, PressValue, split_items
from archive.formats.press.press_databases import FACTIVA_CODES
from archive.text.byline_words import SECTION_NAMES
from archive.text.dates import find_date
from archive.text.languages import normalize_language_code
from archive.text.names import are_probable_names, find_byline_start
from archive.text.normalize import clean_line, name_key

MAX_HEAD_ITEMS: Final = 14  # lines between the number of words and the text
_CODE: Final = re.compile(r"[ \t]{0,20}(?P<code>[A-Z]{2,3})(?:[ \t\u00a0]*$|(?:\t|[ \u00a0]{2,})[ \t\u00a0]*(?=\S))")
_COLUMN_CODE: Final = re.compile(r"[ \t]{0,20}(?P<code>[A-Z]{2,3}) (?=\S)")
_END_CODES: Final = frozenset("CT RF CO IN NS RE IPC IPD PUB AN ART".split())
_END_VALUE: Final = re.compile(r"[a-z0-9]{2,8} : |Document [A-Z]|^(?:PUB|IPD|IPC|ART|CT) ")
_HEAD_CODES: Final = frozenset("HD BY WC PD SN SC LA LP".split())
MIN_HEAD_CODES: Final = 4  # of a record whose codes one blank parts from their values
_WORDS: Final = re.compile(
    r"\d[\d.,’']{0,8} (?:words?|wörter|wort|mots?|palabras?|parole|palavras|woorden|слов|字|語)", re.IGNORECASE
)
_ID: Final = re.compile(r"(?:Document|Dokument|Documento|文件|文書|Документ) [A-Z][A-Za-z0-9]{11,59}")
_TIME: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?: [A-Z]{2,5})?", re.IGNORECASE)
_SOURCE_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_COUNTED: Final = re.compile(r"\d{1,4}\) (?=\S)")  # titles of lists shown by number
_FIELDS: Final = {
    "HD": "title", "BY": "author", "PD": "published", "SN": "outlet", "LA": "language", "SE": "section",
}  # fmt: skip
_TEXT_CODES: Final = frozenset({"LP", "TD"})
_COPYRIGHT: Final = re.compile(r"(?:copyright|©|\(c\)).*|.*all rights reserved.*", re.IGNORECASE)


def read_factiva(text: str, today: date, roles: dict[int, str] | None = None) -> PressRecord:
    """Read the parts of one article of a Factiva export."""
    record = PressRecord("Factiva")
    items = split_items(text, {}, roles)
    codes = [_find_code(text, item) for item in items]
    if "HD" not in codes:
        codes = _find_column_codes(text, items)
    if "HD" in codes:
        _read_coded(record, text, items, codes)
    else:
        _read_plain(record, items, today)
    return record


def _find_code(text: str, item: PressItem) -> str:
    match = _CODE.match(text, item.line_start, item.end)
    return match["code"] if match and match["code"] in FACTIVA_CODES else ""


def _find_column_codes(text: str, items: Sequence[PressItem]) -> list[str]:
    """Return the codes that one blank parts from their values; below the first of the text only those that end it."""
    codes: list[str] = []
    is_in_text = False
    for item in items:
        match = _COLUMN_CODE.match(text, item.line_start, item.end)
        code = match["code"] if match and match["code"] in FACTIVA_CODES else ""
        is_label = not is_in_text or code == "TD" or (code in _END_CODES and _END_VALUE.search(item.text))
        codes.append(code if is_label else "")
        is_in_text = is_in_text or code in _TEXT_CODES
    return codes if len(set(codes) & _HEAD_CODES) >= MIN_HEAD_CODES else []


def _read_coded(record: PressRecord, text: str, items: Sequence[PressItem], codes: Sequence[str]) -> None:
    """Read the values between the codes."""
    starts = [number for number, code in enumerate(codes) if code]
    for item in items[: starts[0]]:
        record.add_note(item, "left out: a line above the codes")
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        code, values = codes[start], list(items[start:end])
        match = _CODE.match(text, values[0].line_start, values[0].end) or _COLUMN_CODE.match(
            text, values[0].line_start, values[0].end
        )
        value_start = match.end() if match else values[0].start
        if value_start >= values[0].end:
            values = values[1:]
        else:
            values[0].text, values[0].start = clean_line(text[value_start : values[0].end]), value_start
            values[0].line_start = value_start
        if values:
            _add_coded(record, code, values)


def _add_coded(record: PressRecord, code: str, values: list[PressItem]) -> None:
    rule = f"the code {code}"
    if code in _TEXT_CODES:
        ends = [number for number, item in enumerate(values) if _ID.fullmatch(item.text)]
        for item in values[ends[0] :] if ends else ():
            record.add_note(item, "the number of the document")
        values = values[: ends[0]] if ends else values
        if values:
            record.body_spans.append((values[0].line_start, values[-1].end))
    elif code in {"HD", "SN"}:
        title = clean_line(" ".join(item.text for item in values))
        record.add_value(_FIELDS[code], PressValue(title, values[0].start, values[-1].end, f"Factiva: {rule}"))
    else:
        for item in values:
            if code in _FIELDS:
                record.add(_FIELDS[code], item, rule)
            else:
                record.add_note(item, rule)


def _read_plain(record: PressRecord, items: list[PressItem], today: date) -> None:
    """Read lines without codes: the number of words parts title and byline from date, outlet and language."""
    words_at = next((number for number, item in enumerate(items) if _WORDS.fullmatch(item.text)), None)
    if words_at is None:
        words_at = next((n for n, item in enumerate(items) if find_date(item.text, today=today)), len(items)) - 1
        head, below = list(items[: words_at + 1]), items[words_at + 1 :]
    else:
        head, below = list(items[:words_at]), items[words_at + 1 :]
        record.add_note(items[words_at], "the number of words")
    body = below[_read_source_lines(record, below, today) :]
    outlets = [name_key(value.text) for value in record.values.get("outlet", ())]
    while len(head) > 1 and name_key(head[-1].text) in outlets:
        record.add_note(head.pop(), "left out: the name of the outlet below the byline")
    _read_head(record, head)
    ends = [number for number, item in enumerate(body) if _ID.fullmatch(item.text)]
    size = ends[0] if ends else len(body)
    for item in body[size:]:
        rule = "the number of the document" if _ID.fullmatch(item.text) else "left out: a line below the text"
        record.add_note(item, rule)
    text_items = body[:size]
    if last_paragraphs := [number for number, item in enumerate(text_items) if item.role == "body"]:
        for item in text_items[last_paragraphs[-1] + 1 :]:
            record.add_note(item, "left out: a line below the text")
        text_items = text_items[: last_paragraphs[-1] + 1]
    while text_items and text_items[-1].is_furniture:
        record.add_note(text_items.pop(), "left out: a notice of the database")
    if text_items:
        record.body_spans.append((text_items[0].line_start, text_items[-1].end))


def _read_head(record: PressRecord, items: Sequence[PressItem]) -> None:
    """Read the lines above the number of words: a section perhaps, the title, a byline perhaps."""
    lines = []
    for item in items:
        if item.is_furniture:
            record.add_note(item, "left out: a notice of the database")
        else:
            lines.append(item)
    titles = [number for number, item in enumerate(lines) if item.role == "title"]
    if titles:
        title_at, title_end = titles[0], titles[-1] + 1
    else:
        title_end = len(lines) - _count_bylines(lines)
        title_at = max(0, title_end - 1)
    if lines:
        _add_title(record, lines[title_at:title_end])
    for item in lines[title_end:]:
        record.add("author", item, "the line below the title")
    for item in lines[:title_at]:
        if len(item.text.split()) <= 8 and "section" not in record.values:
            record.add("section", item, "the line above the title")
        else:
            record.add_note(item, "left out: a line above the title")


def _count_bylines(lines: Sequence[PressItem]) -> int:
    """Return 1 if the last line of a head is a byline, else 0."""
    if len(lines) < 2:
        return 0
    text, above = lines[-1].text, lines[-2].text
    if find_byline_start(text) is not None:
        return 1
    return int(are_probable_names(text) and name_key(above) not in SECTION_NAMES)


def _add_title(record: PressRecord, items: Sequence[PressItem]) -> None:
    text = clean_line(" ".join(item.text for item in items))
    if items:
        lead = match.end() if (match := _COUNTED.match(text)) else 0
        start, end = items[0].start + lead, items[-1].end
        record.add_value("title", PressValue(text[lead:], start, end, "Factiva: the line above the number of words"))


def _read_source_lines(record: PressRecord, items: Sequence[PressItem], today: date) -> int:
    """Read date, outlet, codes, language and copyright; return the index of the first line of the text."""
    head = list(items[:MAX_HEAD_ITEMS])
    paragraphs = (number for number, item in enumerate(head) if item.role == "body")
    end = next(paragraphs, len(head))
    copyrights = (number for number, item in enumerate(head[:end]) if _COPYRIGHT.fullmatch(item.text))
    languages = (number for number, item in enumerate(head[:end]) if _is_language(item.text))
    last = next(copyrights, next(languages, -1))
    for number, item in enumerate(head[: last + 1] if last >= 0 else head[:2]):
        if "published" not in record.values and find_date(item.text, today=today):
            record.add("published", item, "the line below the number of words")
        elif _COPYRIGHT.fullmatch(item.text):
            record.add_note(item, "the copyright line")
        elif _is_language(item.text) and "outlet" in record.values:
            record.add("language", item, "the line of the language")
        elif "outlet" not in record.values and not _TIME.fullmatch(item.text) and number:
            record.add("outlet", item, "the line below the date")
        else:
            rule = "the code of the source" if _SOURCE_CODE.fullmatch(item.text) else "a line of the head"
            record.add_note(item, f"left out: {rule}")
    return last + 1 if last >= 0 else min(2, len(head))


def _is_language(text: str) -> bool:
    return len(text) > 3 and " " not in text and bool(normalize_language_code(text))

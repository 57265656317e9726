"""Articles whose export names every field: ProQuest, EBSCO, Gale, Genios, NewsBank and PressReader; and Europresse."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Final

from archive.extraction.press_databases.labels import INDEX_LABELS, match_label
from archive.extraction.press_databases.press_lines import (
    PressItem,
    PressRecord,
    PressValue,
    find_tail_start,
    split_items,
)
from archive.text.date_patterns import WEEKDAY_PATTERN
from archive.text.dates import find_date
from archive.text.names import are_probable_names, find_byline_start
from archive.text.normalize import name_key

MAX_HEAD_LINE: Final = 200  # characters
MIN_RUN: Final = 3  # labelled lines in a row that are no text
_HEADINGS: Final = frozenset(map(name_key, "Full Text;Text;Volltext;Texto completo;Texte intégral".split(";")))
_FIELDS: Final = frozenset(
    {"title", "author", "published", "outlet", "section", "dateline", "standfirst", "language", "canonical_url"}
)
_NO_ABSTRACT: Final = re.compile(
    r"(?:no abstract|none|not|no disponible|non disponible|nicht)\b(?: available| verfügbar)?\.?|n/?a", re.IGNORECASE
)
_CITATION: Final = re.compile(r"source citation(?: \([^()]{1,60}\))?:?", re.IGNORECASE)
_NAMING: Final = frozenset({"ProQuest", "Gale"})
"""Databases that name the text; a record without that label has none."""
_DOTTING: Final = frozenset({"EBSCO", "Gale"})
"""Databases that end every title with a full stop."""
_DOTTED: Final = re.compile(r"[^.!?]+[^.!?\s]\.")
_SOURCE_END: Final = re.compile(
    r"\s*(?:;|\[|\(|\s(?:Nr|No|Vol|Jg|Issue|Ausgabe)\b\.?|\s(?:vom|du|del|van)\s*$).*", re.DOTALL
)
_EUROPRESSE_HEADER: Final = re.compile(r"\d[\d\s.,\u202f]{0,8}\s?(?:mots?|words?|palabras|wörter)\b", re.IGNORECASE)
_EUROPRESSE_PAGE: Final = re.compile(r"\bp\.\s?[A-Z]{0,3}-?\d{1,4}\b")
MAX_EUROPRESSE_HEADER: Final = 120  # characters of a line of date without a number of words
HEADER_DEPTH: Final = 4  # lines of a record among which such a line may stand
_WEEKDAY: Final = re.compile(rf"\b{WEEKDAY_PATTERN}\b\.?,?\s*$", re.IGNORECASE)
_ISSUE: Final = re.compile(r",?\s+(?:no|n°|nº|vol)\.?\s?\d{1,9}", re.IGNORECASE)
_EUROPRESSE_ID: Final = re.compile(r".{0,300}?\b[a-zà-ÿ]{2,12}·(?:19|20)\d{6}·\w.*")
_ROLE_RULES: Final = {
    "title": "the title of the page", "author": "the line of authors", "outlet": "the name of the publication",
    "standfirst": "the line below the title",
}  # fmt: skip


def read_indexed(name: str, text: str, today: date, roles: dict[int, str] | None = None) -> PressRecord:
    """Read the parts of one article of an export that names its fields."""
    record = PressRecord(name)
    if name == "Europresse":
        _read_europresse(record, split_items(text, {}, roles), today)
        return record
    items = [part for item in split_items(text, INDEX_LABELS, roles) for part in _split_columns(text, item)]
    start, end = _find_body(items, must_be_named=name in _NAMING)
    for item in sorted(items[:start] + items[end:], key=lambda item: item.field == "source"):  # others say it better
        if item.field:
            _read_label(record, item, today)
    _read_plain_head(record, [item for item in items[:start] if not item.field], today)
    for item in items[end:]:
        if not item.field:
            record.add_note(item, "left out: a line below the text")
    body = _read_run_head(record, items[start:end], today)
    if body:
        record.body_spans.append((body[0].line_start, body[-1].end))
    return record


def _split_columns(text: str, item: PressItem) -> list[PressItem]:
    """Split `Author: Nora Whitlock | Section: News | 149 Words` into its parts."""
    raw = text[item.start : item.end]
    if " | " not in raw or len(raw) > 400:
        return [item]
    parts, offset = [], item.start
    for number, piece in enumerate(raw.split(" | ")):
        start, end = offset, offset + len(piece)
        offset = end + 3
        part = replace(item, text=piece.strip(), start=start, end=end)
        if number and (match := match_label(text, start, end, INDEX_LABELS)):
            part = replace(part, text=text[match.value_start : end].strip(), start=match.value_start)
            part.field, part.label = match.field, match.label
        elif number:
            part.field, part.label = ("note", "of the head") if item.field else ("", "")
        parts.append(part)
    return parts


def _find_body(items: Sequence[PressItem], *, must_be_named: bool) -> tuple[int, int]:
    """Return the range of the text: below its label or heading, else (of some databases) the longest run of lines."""
    for number, item in enumerate(items):
        is_heading = not item.field and name_key(item.text) in _HEADINGS and number + 1 < len(items)
        if item.field == "body" or is_heading:
            if item.field:
                item.line_start, item.field = item.start, ""
            start = number if item.text and not is_heading else number + 1
            end = min(_find_labelled_run(items, start + 1), _find_citation(items, start))
            return start, max(start, find_tail_start(items[:end], start))
    best_size, best = 0, (len(items), len(items))
    if must_be_named:
        return best
    for is_text, group in groupby(range(len(items)), key=lambda number: _is_text(items[number])):
        numbers = list(group)
        size = sum(len(items[number].text) for number in numbers)
        if is_text and size > best_size:
            best_size, best = size, (numbers[0], numbers[-1] + 1)
    return best


def _find_citation(items: Sequence[PressItem], start: int) -> int:
    """Return the index of the heading below a text that says how to cite it."""
    numbers = range(start + 1, len(items))
    return next((number for number in numbers if _CITATION.fullmatch(items[number].text)), len(items))


def _is_text(item: PressItem) -> bool:
    return not item.field and not item.is_furniture


def _find_labelled_run(items: Sequence[PressItem], start: int) -> int:
    """Return the index of the first of several labelled items in a row."""
    count = 0
    for number in range(start, len(items)):
        count = count + 1 if items[number].field else 0
        if count == MIN_RUN:
            return number - MIN_RUN + 1
    return len(items)


def _read_label(record: PressRecord, item: PressItem, today: date) -> None:
    rule = f"the line {item.label}"
    if item.field == "standfirst" and _NO_ABSTRACT.fullmatch(item.text):
        record.add_note(item, f"{rule}: it says that there is none")
    elif item.field == "source":
        _read_source(record, item, today)
    elif item.field == "outlet":
        _add_outlet(record, item, rule)
    elif item.field == "title":
        _add_title(record, item, rule)
    elif item.field in _FIELDS:
        record.add(item.field, item, rule)
    else:
        record.add_note(item, rule)


def _add_title(record: PressRecord, item: PressItem, rule: str) -> None:
    """Add a title without the full stop that some databases end every title with."""
    if record.database in _DOTTING and len(item.text) <= MAX_HEAD_LINE and _DOTTED.fullmatch(item.text):
        rule = f"{record.database}: {rule}, without its full stop"
        record.add_value("title", PressValue(item.text[:-1], item.start, item.end - 1, rule))
    else:
        record.add("title", item, rule)


def _add_outlet(record: PressRecord, item: PressItem, rule: str) -> None:
    """Add `The Selworth Courier` of `The Selworth Courier; Selworth`."""
    name = item.text.partition(";")[0].strip()
    record.add_value("outlet", PressValue(name, item.start, item.start + len(name), f"{record.database}: {rule}"))
    if name != item.text:
        record.add_note(item, rule)


def _read_source(record: PressRecord, item: PressItem, today: date) -> None:
    """Read outlet and date of `The Selworth Courier; Selworth. 14 Mar 2019: A.4.`"""
    rule = f"{record.database}: the line {item.label}"
    printed_date = find_date(item.text, today=today)
    name = item.text[: printed_date.start] if printed_date else item.text
    if name := _SOURCE_END.sub("", name).strip(" ,;.:–—-"):
        record.add_value("outlet", PressValue(name, item.start, item.start + len(name), rule))
    if printed_date:
        record.add("published", item, f"the line {item.label}")
    record.add_note(item, f"the line {item.label}")


def _read_plain_head(record: PressRecord, items: Sequence[PressItem], today: date) -> None:
    """Read the lines above the text that no label names: the title first, then date, outlet and byline."""
    for item in items:
        if item.is_furniture or name_key(item.text) in _HEADINGS:
            record.add_note(item, "left out: a number or a notice of the database")
        elif "title" not in record.values:
            _add_title(record, item, "the first line")
        elif "published" not in record.values and len(item.text) < 60 and find_date(item.text, today=today):
            record.add("published", item, "the date line")
        elif "outlet" not in record.values and len(item.text.split()) <= 10 and "published" in record.values:
            record.add("outlet", item, "the line beside the date")
        elif "author" not in record.values and find_byline_start(item.text) is not None:
            record.add("author", item, "the byline")
        elif name_key(item.text) != name_key(record.values["title"][0].text):
            record.add_note(item, "left out: a line of the head")


def _read_run_head(record: PressRecord, items: list[PressItem], today: date) -> list[PressItem]:
    """Read title, byline and date at the beginning of the text, if they stand there; return the rest."""
    title = record.values["title"][0].text if "title" in record.values else ""
    outlet = name_key(record.values["outlet"][0].text) if "outlet" in record.values else ""
    for number, item in enumerate(items[:-1]):
        is_dated = len(item.text) <= MAX_HEAD_LINE and find_date(item.text, today=today) is not None
        if item.is_furniture or (title and name_key(item.text) == name_key(title)):
            record.add_note(item, "left out: the title, printed again, or a notice of the database")
        elif is_dated and (outlet in name_key(item.text) or not item.text.endswith(".")):
            record.add_note(item, "left out: the line of outlet and date")
        elif not title and len(item.text) <= MAX_HEAD_LINE and not item.text.endswith("."):
            title = item.text
            _add_title(record, item, "the first line")
        elif _is_byline(item.text):
            if "author" not in record.values:
                record.add("author", item, "the line below the title")
            record.add_note(item, "left out: the byline")
        else:
            return items[number:]
    return items[-1:]


def _is_byline(text: str) -> bool:
    return len(text) <= MAX_HEAD_LINE and (find_byline_start(text) is not None or are_probable_names(text))


def _read_europresse(record: PressRecord, items: list[PressItem], today: date) -> None:
    """Read outlet, date, title and authors above the text, by the classes of a page or in their order."""
    header_at = next((n for n, item in enumerate(items) if _is_header(item, today)), None)
    if header_at is None:
        top = enumerate(items[:HEADER_DEPTH])
        header_at = next((n for n, item in top if _is_header_without_length(item, today)), None)
    end = next((n for n, item in enumerate(items) if _EUROPRESSE_ID.fullmatch(item.text)), len(items))
    start = 0
    if header_at is not None:
        has_outlet = header_at > 0 or any(item.role == "outlet" for item in items)
        _read_europresse_header(record, items[header_at], today, has_outlet=has_outlet)
        start = header_at + 1
    if any(item.role in _ROLE_RULES for item in items):
        start = _read_roles(record, items, header_at)
    elif header_at is not None:
        start = _read_ordered_head(record, items, header_at)
    body = list(items[start : max(start, end)])
    while body and (body[-1].is_furniture or body[-1].role == "note"):
        record.add_note(body.pop(), "left out: a notice of the database")
    if body:
        record.body_spans.append((body[0].line_start, body[-1].end))
    for item in items[max(start, end) :]:
        record.add_note(item, "left out: the number of the document, or a line below it")


def _is_header(item: PressItem, today: date) -> bool:
    """Return whether a line has the date and the number of words."""
    if item.role == "header":
        return True
    return len(item.text) < 200 and bool(_EUROPRESSE_HEADER.search(item.text) and find_date(item.text, today=today))


def _is_header_without_length(item: PressItem, today: date) -> bool:
    """Return whether a line at the top has a day of the week before its date, or a page: `jeudi 4 mars 2021, p. 4`."""
    if len(item.text) > MAX_EUROPRESSE_HEADER or item.text.endswith((".", "!", "?", "»")):
        return False
    printed_date = find_date(item.text, today=today)
    if printed_date is None:
        return False
    return bool(_WEEKDAY.search(item.text[: printed_date.start]) or _EUROPRESSE_PAGE.search(item.text))


def _read_europresse_header(record: PressRecord, item: PressItem, today: date, *, has_outlet: bool) -> None:
    """Read `Une, jeudi 4 mars 2021 412 mots, p. 12`; the outlet may stand on the same line of a print."""
    record.add("published", item, "the line of the date")
    printed_date = find_date(item.text, today=today)
    before = _WEEKDAY.sub("", item.text[: printed_date.start] if printed_date else "").strip(" ,")
    if not has_outlet:
        outlet = _ISSUE.split(before, maxsplit=1)[0].strip(" ,")
        before = before[len(outlet) :]
        rule = "Europresse: the line of the date, before it"
        record.add_value("outlet", PressValue(outlet, item.start, item.start + len(outlet), rule))
        before = _ISSUE.sub("", before, count=1)
    if section := before.strip(" ,"):
        at = item.text.find(section)
        rule = "Europresse: the line of the date, before it"
        record.add_value("section", PressValue(section, item.start + at, item.start + at + len(section), rule))
    record.add_note(item, "the line of date, length and page")


def _read_roles(record: PressRecord, items: Sequence[PressItem], header_at: int | None) -> int:
    """Read the lines that classes of the page name; return the index of the first line of the text."""
    last = -1 if header_at is None else header_at
    for number, item in enumerate(items):
        if item.role in _ROLE_RULES:
            record.add(item.role, item, _ROLE_RULES[item.role])
            last = max(last, number)
        elif item.role == "body":
            break
    for number, item in enumerate(items[: last + 1]):
        if item.role not in _ROLE_RULES and number != header_at:
            record.add_note(item, "left out: a line of the head")
    body_at = next((number for number, item in enumerate(items) if item.role == "body"), last + 1)
    for item in items[last + 1 : body_at]:
        if "author" not in record.values and _is_byline(item.text):
            record.add("author", item, "the line below the title")
        else:
            record.add_note(item, "left out: a line of the head")
    return max(last + 1, body_at)


def _read_ordered_head(record: PressRecord, items: Sequence[PressItem], header_at: int) -> int:
    """Read outlet above the header, title and byline below; return the index of the first line of the text."""
    for item in items[: max(0, header_at - 1)]:
        record.add_note(item, "left out: a line above the outlet")
    if header_at:
        record.add("outlet", items[header_at - 1], "the line above the date")
    start = header_at + 1
    if start < len(items):
        record.add("title", items[start], "the line below the date")
        start += 1
    if start < len(items) and _is_byline(items[start].text):
        record.add("author", items[start], "the line below the title")
        start += 1
    return start

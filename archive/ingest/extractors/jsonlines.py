"""Extraction of articles from JSON objects, by the keys that `Reading` maps to fields."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.draft import Draft, clean
from archive.ingest.extractors.forms import CAPTION
from archive.ingest.extractors.furniture import kind_at_the_end
from archive.ingest.extractors.record import (
    MISSING,
    PartedName,
    Record,
    name_in_parts,
    no_text,
    no_title,
    read_record,
    sort_of,
)
from archive.ingest.readers.encodings import Decoded, decode
from archive.text.authorfields import read_author_field
from archive.text.dates import PrintedDate, find_date, read_date, read_edtf
from archive.text.markdown import tidy
from archive.text.names import PrintedName, read_person
from archive.text.normalize import name_key
from archive.text.paragraphs import is_wire, wire_paragraphs

RECIPE: Final = "jsonlines/1"
MOST_AUTHORS: Final = 50

_SIGN_OFF: Final = re.compile(
    r"(?:\A|(?<=[\s.\"]))(?P<words>reuters?|more)(?:\s*(?:\^M|\.{2,}|[\x03-]))*\s*\Z", re.IGNORECASE
)
_NAME_KEYS: Final = (
    "name",
    "literal",
    "full_name",
    "fullName",
    "fullname",
    "display_name",
    "displayName",
    "title",
)
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:?\d{2}.*)?", re.DOTALL)


def read_jsonlines(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of a line. Raises UnreadableDocument if it holds none."""
    decoded = decode(document.content, charset=document.charset, encoding=document.encoding)
    return article_of(read_record(decoded.text), decoded, reading, RECIPE)


def article_of(record: Record, decoded: Decoded, reading: Reading, recipe: str) -> ParsedArticle:
    """Build the article from a record's values under the keys of the reading."""
    draft = Draft(decoded.text)
    keys = reading.keys
    title_key, title = record.look_up(keys["title"])
    if title is MISSING:
        raise no_title(keys["title"])
    body = _body(draft, record, keys["body"])
    if not (text := body or next(_strings(record.look_up(keys["standfirst"])[1]), "").strip()):
        raise no_text(record, keys["body"])
    _say_title(draft, record, title_key, title, text)
    for name in (
        "standfirst",
        "outlet",
        "section",
        "dateline",
        "language",
        "canonical_url",
        "captured",
    ):
        key, value = record.look_up(keys[name])
        if key and value is not None:
            _say(draft, record, name, key, value)
    _say_authors(draft, record, keys["author"])
    _say_date(draft, record, keys["published"], reading)
    draft.say_decoding(decoded)
    return draft.finish(body, encoding=decoded.encoding, recipe=recipe)


def _say_title(draft: Draft, record: Record, key: str, title: object, text: str) -> None:
    """Add the title of the record; where its key is empty, the opening of `text`."""
    if isinstance(title, str | int | float) and not isinstance(title, bool):
        if tidied := tidy(str(title)):
            draft.say("title", tidied, f"key {key}", span=record.span_of(key, str(title)))
            return
    elif title is not None:
        raise UnreadableDocument(
            f"The key {key} holds {sort_of(title)}, not a title. Map the key inside it"
            f" ({key}.…) to the field title."
        )
    draft.infer_title(text, f"the key {key} is empty; the text's beginning stands in")


def _body(draft: Draft, record: Record, keys: tuple[str, ...]) -> str:
    """Return the body in paragraphs; agency sign-offs at its end become credits."""
    key, value = record.look_up(keys)
    if value is MISSING or value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        raise UnreadableDocument(
            f"The key {key} holds {sort_of(value)}, not a text. Map the key inside it"
            f" ({key}.…) to the field body."
        )
    text = _without_sign_off(
        draft, record, key, clean(value.replace("\r\n", "\n").replace("\r", "\n"))
    )
    if is_wire(text):
        paragraphs = wire_paragraphs(text)
        lines = sum(1 for line in text.splitlines() if line.strip())
        if lines > sum(paragraph.count("\n") + 1 for paragraph in paragraphs):
            rule = f"key {key}: lines broken for width are joined into paragraphs"
            draft.say("body", "", rule, status="inferred")
    else:
        border = _BLANK if _BLANK.search(text) else re.compile(r"\n")
        paragraphs = [tidied for part in border.split(text) if (tidied := _tidied(part))]
    return "\n\n".join(_without_credits(draft, record, paragraphs))


def _tidied(part: str) -> str:
    return "\n".join(line for raw in part.split("\n") if (line := tidy(raw)))


def _without_sign_off(draft: Draft, record: Record, key: str, text: str) -> str:
    sign = _SIGN_OFF.search(text[-40:])
    if sign is None:
        return text.strip("\n")
    words = sign["words"]
    at = record.line.rfind(words, record.line.find(f'"{key}"'))
    draft.say(
        "credit",
        words,
        f"key {key}: the sign an agency ends with",
        span=(at, at + len(words)) if at >= 0 else None,
    )
    return text[: len(text) - len(text[-40:]) + sign.start()].rstrip().strip("\n")


def _without_credits(draft: Draft, record: Record, paragraphs: list[str]) -> list[str]:
    """Remove the paragraphs at the end that only give credit."""
    while len(paragraphs) > 1 and len(paragraphs[-1]) <= 200:
        kind = kind_at_the_end(paragraphs[-1])
        if kind is None or not kind.credit or kind is CAPTION:
            break
        line = paragraphs.pop()
        at = record.line.rfind(line)
        draft.say("credit", line, kind.rule, span=(at, at + len(line)) if at >= 0 else None)
    return paragraphs


def _say(draft: Draft, record: Record, name: str, key: str, value: object) -> None:
    """Add a field that is a plain string (or the `name` of an object)."""
    text = next(_strings(value), "")
    if not text.strip():
        return
    span = record.span_of(key, text)
    match name:
        case "canonical_url":
            draft.say_url(text, f"key {key}", span=span)
        case "language":
            draft.say_language(text, f"key {key}", span=span)
        case "captured":
            draft.say_capture(text, f"key {key}")
        case "standfirst":
            draft.say(
                name,
                "\n\n".join(filter(None, map(tidy, text.split("\n\n")))),
                f"key {key}",
                span=span,
            )
        case _:
            draft.say(name, tidy(text), f"key {key}", span=span)


def _say_authors(draft: Draft, record: Record, keys: tuple[str, ...]) -> None:
    key, value = record.look_up(keys)
    if value is MISSING or value is None:
        return
    outlet = name_key(draft.values.get("outlet", ""))
    for listed in value[:MOST_AUTHORS] if isinstance(value, list) else [value]:
        if isinstance(listed, dict) and (parted := name_in_parts(listed)):
            _say_parted(draft, record, key, parted)
            continue
        texts = list(_strings(listed))
        if isinstance(listed, dict) and not any(texts):
            said = json.dumps(listed, ensure_ascii=False)[:300]
            draft.say_credit(said, f"key {key}: an object without a name", span=None)
        for text in texts:
            read = read_author_field(text, is_other=lambda name: name_key(name) == outlet)
            draft.say_author_field(read, text, f"key {key}", span=record.span_of(key, text))


def _say_parted(draft: Draft, record: Record, key: str, parted: PartedName) -> None:
    """Add a person whose family and given name are separate in the record."""
    span = record.span_of_all(key, parted.parts)
    words = draft.original[slice(*span)] if span else parted.spoken
    if (named := read_person(parted.spoken, 0, len(parted.spoken), least=2)) is None:
        draft.say_credit(parted.spoken, f"key {key}: it names nobody", span=span)
        return
    start, end = span or (0, 0)
    placed = PrintedName(named.name, words, start, end, parted.filed)
    draft.say_author(placed, f"key {key}", spanned=span is not None)


def _say_date(draft: Draft, record: Record, keys: tuple[str, ...], reading: Reading) -> None:
    key, value = record.look_up(keys)
    if value is MISSING or value is None:
        return
    text = str(value) if isinstance(value, str | int | float) else next(_strings(value), "")
    dated = _dated(text.strip(), value, reading)
    span = record.span_of(key, text)
    draft.say_date(dated, f"key {key}", span=span)


def _dated(text: str, value: object, reading: Reading) -> PrintedDate:
    """Parse a date in the source's own zone; a number of seconds is UTC."""
    today = reading.today
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > 1e7:
        return _from_epoch(value, reading)
    if (iso := _ISO_DAY.fullmatch(text)) and (dated := find_date(iso[1], today=today)):
        return dated
    found = (
        read_edtf(text, today=today) or read_date(text, today=today) or find_date(text, today=today)
    )
    return found or PrintedDate("", 0, len(text), "it is no date")


def _from_epoch(value: float, reading: Reading) -> PrintedDate:
    try:
        day = (
            datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC)
            .date()
            .isoformat()
        )
    except (OverflowError, ValueError, OSError):
        return PrintedDate("", 0, 0, "no clock counts so far")
    return find_date(day, today=reading.today) or PrintedDate("", 0, 0, "it is no date")


def _strings(value: object) -> Iterator[str]:
    """Yield the texts of a value: itself, the items of a list, the `name` of an object."""
    match value:
        case str():
            yield value
        case int() | float() if not isinstance(value, bool):
            yield str(value)
        case list():
            for part in value[:50]:
                yield from _strings(part)
        case dict():
            named = (value[key] for key in _NAME_KEYS if value.get(key))
            yield from _strings(next(named, ""))
        case _:
            return

"""Articles from JSON objects and table rows."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common import keyed_records
from archive.extraction.common.boilerplate import CAPTION, classify_end_line
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.common.keyed_records import KeyedRecord, StructuredName, build_wrong_type_error
from archive.formats.decoding import DecodedText, decode_text
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.formats.records import split_cells
from archive.text.author_fields import parse_author_field
from archive.text.dates import find_date, parse_epoch, parse_field_date
from archive.text.names import PrintedName, parse_person
from archive.text.normalize import clean_line, make_storable, name_key
from archive.text.sentences import is_wire_text, split_wire_paragraphs

RECIPE: Final = "jsonlines/1"
TABLE_RECIPE: Final = "csv/1"
MAX_AUTHORS: Final = 50

_SIGN_OFF: Final = re.compile(
    r"(?:\A|(?<=[\s.\"]))(?P<words>reuters?|more)(?:\s*(?:\^M|\.{2,}|[\x03-]))*\s*\Z", re.IGNORECASE
)
_NAME_KEYS: Final = "name literal full_name fullName fullname display_name displayName title".split()
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:?\d{2}.*)?", re.DOTALL)
_BLANK: Final = re.compile(r"\n[ \t]*\n")


def read_jsonlines(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a line. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    return build_article(keyed_records.read_record(decoded.text), decoded, options, RECIPE)


def build_article(record: KeyedRecord, decoded: DecodedText, options: ExtractionOptions, recipe: str) -> ParsedArticle:
    """Build the article from a record's values under the keys of the options."""
    draft = ArticleDraft(decoded.text)
    keys = options.keys
    title_key, title = record.look_up(keys["title"])
    if not title_key:
        advice = ", which is mapped to the title. Map another."
        if keys["title"] == FIELD_KEYS["title"]:
            advice = ": call the one that holds the title ‘title’, or map it to the field title."
        raise UnreadableDocument(f"The line has no key {', '.join(keys['title'])}{advice}")
    body = _read_body(draft, record, keys["body"])
    if not (text := body or next(_iter_strings(record.look_up(keys["standfirst"])[1]), "").strip()):
        raise keyed_records.build_no_text_error(record, keys["body"])
    _add_title(draft, record, title_key, title, text)
    for name in ("standfirst", "outlet", "section", "dateline", "language", "canonical_url", "captured"):
        key, value = record.look_up(keys[name])
        if value is not None:
            _add_field(draft, record, name, key, value)
    _add_authors(draft, record, keys["author"])
    _add_date(draft, record, keys["published"], options)
    draft.add_decoding(decoded)
    return draft.build_article(body, encoding=decoded.encoding, recipe=recipe)


def _add_title(draft: ArticleDraft, record: KeyedRecord, key: str, title: object, text: str) -> None:
    """Add the title of the record; where its key is empty, the opening of `text`."""
    if isinstance(title, str | int | float) and not isinstance(title, bool):
        if title_text := clean_line(str(title)):
            draft.add_finding("title", title_text, f"key {key}", span=record.find_span(key, str(title)))
            return
    elif title is not None:
        raise build_wrong_type_error(key, title, noun="title", field="title")
    draft.infer_title(text, f"the key {key} is empty; the text's beginning stands in")


def _read_body(draft: ArticleDraft, record: KeyedRecord, keys: tuple[str, ...]) -> str:
    """Return the body in paragraphs; agency sign-offs at its end become credits."""
    key, value = record.look_up(keys)
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        raise build_wrong_type_error(key, value, noun="text", field="body")
    text = _strip_sign_off(draft, record, key, make_storable(value.replace("\r\n", "\n").replace("\r", "\n")))
    if is_wire_text(text):
        paragraphs = split_wire_paragraphs(text)
        lines = sum(1 for line in text.splitlines() if line.strip())
        if lines > sum(paragraph.count("\n") + 1 for paragraph in paragraphs):
            draft.add_note("", f"key {key}: lines broken for width are joined into paragraphs")
    else:
        parts = _BLANK.split(text) if _BLANK.search(text) else text.split("\n")
        paragraphs = ["\n".join(filter(None, map(clean_line, part.split("\n")))) for part in parts]
    return "\n\n".join(_strip_credits(draft, record, list(filter(None, paragraphs))))


def _strip_sign_off(draft: ArticleDraft, record: KeyedRecord, key: str, text: str) -> str:
    sign_off = _SIGN_OFF.search(text[-40:])
    if sign_off is None:
        return text.strip("\n")
    span = record.find_last_span(sign_off["words"], record.line.find(f'"{key}"'))
    draft.add_finding("credit", sign_off["words"], f"key {key}: the sign an agency ends with", span=span)
    return text[: len(text) - len(text[-40:]) + sign_off.start()].rstrip().strip("\n")


def _strip_credits(draft: ArticleDraft, record: KeyedRecord, paragraphs: list[str]) -> list[str]:
    while len(paragraphs) > 1 and len(paragraphs[-1]) <= 200:
        kind = classify_end_line(paragraphs[-1])
        if kind is None or not kind.is_credit or kind is CAPTION:
            break
        line = paragraphs.pop()
        draft.add_finding("credit", line, kind.rule, span=record.find_last_span(line))
    return paragraphs


def _add_field(draft: ArticleDraft, record: KeyedRecord, field_name: str, key: str, value: object) -> None:
    """Add a field that is a plain string (or the `name` of an object)."""
    text = next(_iter_strings(value), "")
    if not text.strip():
        return
    span = record.find_span(key, text)
    if field_name == "standfirst":
        text = "\n\n".join(filter(None, map(clean_line, text.split("\n\n"))))
    elif field_name not in {"canonical_url", "language", "captured"}:
        text = clean_line(text)
    draft.add_value(field_name, text, f"key {key}", span=span)


def _add_authors(draft: ArticleDraft, record: KeyedRecord, keys: tuple[str, ...]) -> None:
    key, value = record.look_up(keys)
    if value is None:
        return
    outlet = name_key(draft.values.get("outlet", ""))
    authors = value[:MAX_AUTHORS] if isinstance(value, list) else [value]
    for author in authors:
        if isinstance(author, dict) and (structured_name := keyed_records.read_structured_name(author)):
            _add_structured_name(draft, record, key, structured_name)
            continue
        texts = list(_iter_strings(author))
        if isinstance(author, dict) and not any(texts):
            author_json = json.dumps(author, ensure_ascii=False)[:300]
            draft.add_credit(author_json, f"key {key}: an object without a name", span=None)
        for text in texts:
            author_field = parse_author_field(text, is_other=lambda name: name_key(name) == outlet)
            draft.add_author_field(author_field, text, f"key {key}", span=record.find_span(key, text))


def _add_structured_name(draft: ArticleDraft, record: KeyedRecord, key: str, structured_name: StructuredName) -> None:
    """Add a person whose family and given name are separate in the record."""
    span = record.find_joint_span(key, structured_name.parts)
    name = structured_name.display_name
    if (person := parse_person(name, 0, len(name), min_words=2)) is None:
        draft.add_credit(name, f"key {key}: it names nobody", span=span)
        return
    printed = draft.original[slice(*span)] if span else name
    located_name = PrintedName(person.name, printed, *(span or (0, 0)), structured_name.sort_name)
    draft.add_author(located_name, f"key {key}", has_span=span is not None)


def _add_date(draft: ArticleDraft, record: KeyedRecord, keys: tuple[str, ...], options: ExtractionOptions) -> None:
    key, value = record.look_up(keys)
    if value is None:
        return
    text = str(value) if isinstance(value, str | int | float) else next(_iter_strings(value), "")
    today = options.today
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > 1e7:
        printed_date = parse_epoch(value, today=today)
    else:
        day = _ISO_DAY.fullmatch(text.strip())  # of a stamp, in the source's own zone
        printed_date = (find_date(day[1], today=today) if day else None) or parse_field_date(text.strip(), today=today)
    draft.add_date(printed_date, f"key {key}", span=record.find_span(key, text))


def _iter_strings(value: object) -> Iterator[str]:
    """Return the texts of a value: itself, the items of a list, the name of an object."""
    return map(
        str,
        keyed_records.iter_scalars(value, lambda node: next((node[key] for key in _NAME_KEYS if node.get(key)), "")),
    )


class TableRecord(KeyedRecord):
    """Cells of a table row by column name, and the header and row as text."""

    __slots__ = ()
    noun = "column"

    def find_span(self, _: str, value: str) -> tuple[int, int] | None:
        """Return the span of `value` in the row, where quotation marks may be doubled."""
        start = self.line.find("\n") + 1
        for spelling in (value, value.replace('"', '""')):
            at = self.line.find(spelling, start) if spelling.strip() else -1
            if at >= 0:
                return at, at + len(spelling)
        return None


def read_table_row(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a row. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    try:
        names, cells = split_cells(decoded.text)
    except csv.Error as error:
        raise UnreadableDocument(f"The row is no row of a table: {error}.") from error
    if len(cells) > len(names):
        raise UnreadableDocument(
            f"The row has {len(cells)} cells and there are {len(names)} columns. Mend the row: text"
            " with commas in it stands between quotation marks."
        )
    values: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        values.setdefault(name, cell)
        values.setdefault(name.lower(), cell)
    return build_article(TableRecord(values, decoded.text), decoded, options, TABLE_RECIPE)

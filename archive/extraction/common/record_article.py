"""Build an article from the values of a record, whatever format it was written in."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from archive.errors import Remedy, UnreadableDocument
from archive.extraction.common import record_values
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.common.joined_texts import complete_article
from archive.extraction.common.keyed_records import KeyedRecord, build_no_text_error, build_wrong_type_error
from archive.extraction.common.markup_values import read_markup_line
from archive.extraction.common.record_authors import add_record_authors
from archive.extraction.common.record_body import add_standfirst, read_body, read_stand_in
from archive.formats.decoding import DecodedText
from archive.formats.documents import ColumnDateOrder, ExtractionOptions, FindingStatus, ParsedArticle
from archive.formats.fields import DOMAIN_KEYS, FIELD_KEYS, fold_key
from archive.text.date_values import DateReading, parse_date_value
from archive.text.normalize import name_key
from archive.text.urls import get_domain

_NAMELESS_SECTIONS: Final = frozenset(
    ["uncategorized", "uncategorised", "allgemein", "non classe", "sin categoria", "senza categoria", "sem categoria"]
)
"""Categories of articles that have none."""
_WEAK_DATE_KEYS: Final = frozenset("created createdat createdon datecreated timestamp datetime time".split())
"""Keys of a date that may be of the record rather than of the article."""
_SECTION_SEPARATOR: Final = re.compile(r"\s*[|;]\s*")
_UNKNOWN_ORDER: Final = ColumnDateOrder("", "", "")
FieldKeys = Mapping[str, tuple[str, ...]]


def build_article(
    record: KeyedRecord,
    decoded: DecodedText,
    options: ExtractionOptions,
    recipe: str,
    *,
    date_orders: tuple[ColumnDateOrder, ...] = (),
    text_article: ParsedArticle | None = None,
) -> ParsedArticle:
    """Build the article from a record's values under the keys of the options.

    Values may be HTML, lists, or objects that wrap a text; keys that no field takes are `unused_keys` of the article.
    `text_article` is that of a file which the record names and which has the text.
    """
    draft = ArticleDraft(decoded.text)
    keys = options.keys
    title_key, title = record.look_up(keys["title"], record_values.is_text_or_number)
    if not title_key and text_article is None:
        raise _build_no_title_error(record, keys)
    body = text_article.body if text_article else _read_text(draft, record, keys, title)
    add_standfirst(draft, record, keys["standfirst"], body)
    if title is not None or text_article is None:
        _add_title(draft, record, title_key, title, body)
    _add_plain_fields(draft, record, options)
    outlet = name_key(draft.values.get("outlet", ""))
    add_record_authors(draft, record, keys["author"], is_outlet=lambda name: name_key(name) == outlet)
    _add_date(draft, record, options, date_orders)
    draft.add_decoding(decoded)
    domain = _find_domain(record, keys)
    unused_keys = record.find_unused_keys()
    article = draft.build_article(
        body, encoding=decoded.encoding, recipe=recipe, domain=domain, unused_keys=unused_keys
    )
    return complete_article(article, text_article) if text_article else article


def _read_text(draft: ArticleDraft, record: KeyedRecord, keys: FieldKeys, title: object) -> str:
    """Return the text, or what stands in for it. Raises UnreadableDocument without either."""
    body = read_body(draft, record, keys["body"])
    if not body and keys["body"] == FIELD_KEYS["body"]:
        body = read_stand_in(draft, record, record_values.unwrap_text(title))
    if not body:
        _, address = record.look_up(keys["canonical_url"], record_values.is_page_address)
        has_address = record_values.is_page_address(address)
        raise build_no_text_error(record, keys, address=str(address) if has_address else "")
    return body


def _build_no_title_error(record: KeyedRecord, keys: FieldKeys) -> UnreadableDocument:
    names = ", ".join(keys["title"][:3])
    if keys["title"] != FIELD_KEYS["title"]:
        problem = f"The {record.place} has no {record.noun} {names}, which is mapped to the title. Map another."
        return UnreadableDocument(f"{problem} {record.list_keys()}", remedy=Remedy.MAP_FIELDS)
    return UnreadableDocument(
        f"The {record.place} has no {record.noun} {names}: call the one that holds the title ‘title’, and take it in"
        f" again. {record.list_keys()}",
        remedy=Remedy.MAP_FIELDS,
    )


def _add_title(draft: ArticleDraft, record: KeyedRecord, key: str, title: object, text: str) -> None:
    """Add the title of the record; where its key is empty, the opening of `text`."""
    title = record_values.unwrap_text(title)
    if isinstance(title, str | int | float) and not isinstance(title, bool):
        if title_text := read_markup_line(str(title)):
            draft.add_finding("title", title_text, f"{record.noun} {key}", span=record.find_span(key, str(title)))
            return
    elif title is not None:
        raise build_wrong_type_error(record, key, title, field="title")
    draft.infer_title(text, f"the {record.noun} {key} is empty; the text's beginning stands in")


def _add_plain_fields(draft: ArticleDraft, record: KeyedRecord, options: ExtractionOptions) -> None:
    """Add the fields that are a plain string (or the `name` of an object)."""
    keys = options.keys
    _add_field(draft, record, "outlet", *record.look_up(keys["outlet"], record_values.is_name))
    _add_field(draft, record, "section", *record.look_up(keys["section"], _is_section))
    _add_field(draft, record, "dateline", *record.look_up(keys["dateline"], record_values.is_text))
    _add_field(draft, record, "language", *record.look_up(keys["language"], record_values.is_name))
    key, url = record.look_up(keys["canonical_url"], record_values.is_page_address)
    if not record_values.is_page_address(url):  # some write the address where others name the paper
        outlet_key, outlet_value = record.look_up(keys["outlet"], record_values.is_page_address)
        key, url = (outlet_key, outlet_value) if record_values.is_page_address(outlet_value) else (key, url)
    _add_field(draft, record, "canonical_url", key, url)
    key, moment = record.look_up(keys["captured"], record_values.is_text_or_number)
    if moment is not None:
        draft.add_value("captured", _format_moment(moment), f"{record.noun} {key}", span=None)


def _is_section(value: object) -> bool:
    text = next(record_values.iter_strings(value), "") if record_values.is_name(value) else ""
    return bool(text) and name_key(text) not in _NAMELESS_SECTIONS


def _add_field(draft: ArticleDraft, record: KeyedRecord, field_name: str, key: str, value: object) -> None:
    """Add a field that is a plain string (or the `name` of an object); other values are of no use."""
    is_url = field_name == "canonical_url"
    value = record_values.unwrap_text(record_values.parse_json_cell(value))
    if value is None or isinstance(value, bool | int | float) or (not is_url and not record_values.is_name(value)):
        return
    raw_text = next((text for text in record_values.iter_strings(value) if text.strip()), "")
    if not raw_text:
        return
    text = raw_text if field_name in {"canonical_url", "language"} else read_markup_line(raw_text)
    if not text:  # markup alone
        return
    if field_name == "section":  # of several, the first
        text = next(part for part in (*_SECTION_SEPARATOR.split(text), text) if part)
    draft.add_value(field_name, text, f"{record.noun} {key}", span=record.find_span(key, raw_text))


def _format_moment(value: object) -> str:
    """Return a moment as ISO 8601 where it is a number of seconds or milliseconds since 1970."""
    value = record_values.unwrap_moment(value)
    if isinstance(value, int | float) or (
        isinstance(value, str) and value.strip().isdigit() and len(value) in {10, 13}
    ):
        with suppress(OverflowError, ValueError, OSError):
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC).isoformat()
    return str(value)


def _find_domain(record: KeyedRecord, keys: FieldKeys) -> str:
    """Return the domain of the outlet, where the record states one."""
    for names in (DOMAIN_KEYS, keys["outlet"]):
        _, value = record.look_up(names, lambda value: isinstance(value, str) and bool(get_domain(value)))
        domain = get_domain(value) if isinstance(value, str) and " " not in value.strip() else ""
        if domain:
            return domain
    return ""


def _add_date(
    draft: ArticleDraft, record: KeyedRecord, options: ExtractionOptions, date_orders: tuple[ColumnDateOrder, ...]
) -> None:
    """Add the date of the first key whose value is one; else what is wrong with the first that is there."""
    names = options.keys["published"]
    pairs = [pair for pair in record.iter_values(names) if record_values.is_moment(pair[1])]
    if not pairs:
        key, value = record.look_up(names, lambda _: False)
        if value is not None:
            span = record.find_span(key, value if isinstance(value, str) else "")
            draft.add_finding("published", "", f"{record.noun} {key}, but it is no date", span=span, status="unknown")
        return
    readings = [(key, value, _read_date(key, value, options, date_orders)) for key, value in pairs]
    key, value, reading = next((item for item in readings if item[2].date.edtf), readings[0])
    record.use(key)
    remark = record.remarks.get(key, "")
    rule = "; ".join(filter(None, [f"{record.noun} {key}", reading.remark, remark]))
    is_weak = fold_key(key).rpartition(".")[2] in _WEAK_DATE_KEYS and names == FIELD_KEYS["published"]
    if is_weak:
        rule += "; it may be the record's own, but no key names the date published"
    span = record.find_span(key, str(record_values.unwrap_moment(value)))
    status: FindingStatus = "inferred" if is_weak or remark or reading.is_inferred else "stated"
    draft.add_date(reading.date, rule, span=span, status=status)


def _read_date(
    key: str, value: object, options: ExtractionOptions, date_orders: tuple[ColumnDateOrder, ...]
) -> DateReading:
    """Return the date in a value, with the order of day and month that its column has."""
    order = next((order for order in date_orders if order.key == key), _UNKNOWN_ORDER)
    moment = record_values.unwrap_moment(value)
    text = moment if isinstance(moment, str | int | float) else ""
    return parse_date_value(text, today=options.today, order=order.order, order_reason=order.reason)

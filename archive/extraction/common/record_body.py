"""The text and the standfirst of a record, in paragraphs."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from archive.extraction.common import record_values
from archive.extraction.common.boilerplate import CAPTION, classify_end_line
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.common.keyed_records import KeyedRecord, build_wrong_type_error
from archive.extraction.common.markup_values import TextValue, is_markup, read_markup_value
from archive.formats.documents import STAND_IN_TEXT
from archive.formats.fields import BEGINNING_KEYS, DIGEST_KEYS
from archive.text.normalize import make_storable, name_key
from archive.text.sentences import is_wire_text, split_wire_paragraphs

_SIGN_OFF: Final = re.compile(
    r"(?:\A|(?<=[\s.\"]))(?P<words>reuters?|more)(?:\s*(?:\^M|\.{2,}|[\x03-]))*\s*\Z", re.IGNORECASE
)
_STAND_INS: Final = ((BEGINNING_KEYS, "the article's first words"), (DIGEST_KEYS, "the article in short"))
"""Names of keys whose value stands for a text that is not there, and what that value is."""
MIN_STAND_IN: Final = 15  # characters
MAX_CELL: Final = 32_767
"""Characters that a cell of Excel holds; what is longer is cut off without a word."""
_CUT_MARK: Final = re.compile(r"(?:…|\.{3})?\s*\[\+?(?P<count>\d{1,7}) chars\]\s*\Z")
"""The end of a text that a news API cuts off."""
_EXCERPT_END: Final = re.compile(r"(?:\s*(?:…|\.{3}|\[…\]|\[\.{3}\]|\[&hellip;\]))+\s*\Z")
"""The end of an excerpt that a blog makes by itself."""


def read_body(draft: ArticleDraft, record: KeyedRecord, keys: tuple[str, ...]) -> str:
    """Return the body in paragraphs; agency sign-offs at its end become credits."""
    key, value = record.look_up(keys, record_values.is_body)
    if value is None:
        return ""
    if not record_values.is_body(value):
        raise build_wrong_type_error(record, key, value, field="body")
    left_out: Counter[str] = Counter()
    value = record_values.unwrap_text(record_values.parse_json_cell(value))
    if isinstance(value, str):
        paragraphs = _read_paragraphs(draft, record, key, value)
    else:
        texts = map(read_markup_value, record_values.collect_blocks(value, left_out))
        paragraphs = [paragraph for text in texts for paragraph in _add_markup_evidence(draft, record, key, text)]
    if counts := ", ".join(f"{count} {noun}" for noun, count in left_out.items() if count):
        draft.add_note("", f"{record.noun} {key}: left out: {counts}")
    return "\n\n".join(_strip_credits(draft, record, list(filter(None, paragraphs))))


def read_stand_in(draft: ArticleDraft, record: KeyedRecord, title: object) -> str:
    """Return the first words of an article whose text is not in the record, else what holds it in short.

    A subtitle, or the title once more, stands for no text.
    """
    for names, reason in _STAND_INS:
        for key, value in record.iter_values(names):
            raw_text = next(record_values.iter_strings(record_values.unwrap_text(value)), "")
            text = "\n\n".join(read_markup_value(raw_text).paragraphs)
            if len(text) >= MIN_STAND_IN and name_key(text) != name_key(str(title)):
                record.use(key)
                rule = f"{STAND_IN_TEXT}: {record.noun} {key}, {reason}"
                draft.add_finding("body", "", rule, span=record.find_span(key, raw_text), status="inferred")
                return text
    return ""


def _read_paragraphs(draft: ArticleDraft, record: KeyedRecord, key: str, value: str) -> list[str]:
    """Return the paragraphs of a text: of its markup, of a wire's lines, or between blank lines."""
    text = make_storable(value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(value) == MAX_CELL and record.noun == "column":
        draft.add_note(
            "", f"it has {MAX_CELL:,} characters, the most that a cell of Excel holds: its end may be cut off"
        )
    if cut := _CUT_MARK.search(text[-60:]):
        draft.add_note(cut.group().strip(), f"the source cuts the text off here: {cut['count']} more characters")
        text = text[: len(text) - len(text[-60:]) + cut.start()]
    text = _strip_sign_off(draft, record, key, text)
    if is_markup(text):
        return _add_markup_evidence(draft, record, key, read_markup_value(text))
    if not is_wire_text(text):
        return read_markup_value(text).paragraphs
    paragraphs = split_wire_paragraphs(text)
    lines = sum(1 for line in text.splitlines() if line.strip())
    if lines > sum(paragraph.count("\n") + 1 for paragraph in paragraphs):
        draft.add_note("", f"{record.noun} {key}: lines broken for width are joined into paragraphs")
    return paragraphs


def _add_markup_evidence(draft: ArticleDraft, record: KeyedRecord, key: str, text: TextValue) -> list[str]:
    """Return the paragraphs of a value; add what became of its markup, and its captions as credits."""
    if text.is_markup:
        draft.add_note("", f"{record.noun} {key}: {text.describe()}")
    for caption in text.captions:
        draft.add_credit(caption, f"{record.noun} {key}: {CAPTION.rule}", span=record.find_last_span(caption))
    return text.paragraphs


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


def add_standfirst(draft: ArticleDraft, record: KeyedRecord, keys: Iterable[str], body: str) -> None:
    """Add the standfirst, unless it is the body once more."""
    names = [name for name in keys if not record.is_used(name)]  # one may stand for the text
    key, value = record.look_up(names, lambda value: record_values.is_text(value) or isinstance(value, list))
    raw_text = (
        next(record_values.iter_strings(record_values.unwrap_text(value)), "") if key and value is not None else ""
    )
    text = "\n\n".join(read_markup_value(raw_text).paragraphs)
    if not text:
        return
    if body.startswith(_EXCERPT_END.sub("", text).strip()):
        draft.add_note("", f"{record.noun} {key}: it is the beginning of the text once more")
        return
    draft.add_value("standfirst", text, f"{record.noun} {key}", span=record.find_span(key, raw_text))

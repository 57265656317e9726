"""Authors of a record: texts, lists, objects, parts of names in columns of their own."""

import json
import re
from collections.abc import Callable
from typing import Final

from archive.extraction.common import record_values
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.common.keyed_records import KeyedRecord, is_blank
from archive.extraction.common.markup_values import is_markup, read_markup_value
from archive.extraction.common.structured_names import StructuredName, read_structured_name
from archive.formats.fields import fold_key
from archive.text.author_fields import parse_author_field
from archive.text.names import PrintedName, parse_person

MAX_AUTHORS: Final = 50
_GIVEN_NAMES: Final = (
    "author first name; author firstname; first name; given name; forename; vorname; prénom; nombre; nome; voornaam"
    "; imię; имя"
).split("; ")
_FAMILY_NAMES: Final = (
    "author last name; author lastname; last name; family name; surname; nachname; nom de famille; nom; apellido"
    "; apellidos; cognome; sobrenome; achternaam; nazwisko; фамилия"
).split("; ")
_NUMBERED_AUTHOR: Final = re.compile(r"(?:author|autor|auteur|autore|verfasser)(?:name)?\d{1,2}")


def add_record_authors(
    draft: ArticleDraft, record: KeyedRecord, names: tuple[str, ...], *, is_outlet: Callable[[str], bool]
) -> None:
    """Add the authors under the first key called as one of `names`; what is not understood stays a credit."""
    key, value = record.look_up(names, record_values.is_credit)
    if value is None:
        if not key:
            _add_numbered_authors(draft, record, is_outlet)
            _add_name_columns(draft, record)
        return
    if not record_values.is_credit(value):
        record.use(key)
        rule = f"{record.noun} {key} holds a number or the like, which names nobody"
        draft.add_finding("author", "", rule, status="unknown")
        return
    _add_authors(draft, record, key, value, is_outlet)


def _add_authors(
    draft: ArticleDraft, record: KeyedRecord, key: str, value: object, is_outlet: Callable[[str], bool]
) -> None:
    value = record_values.unwrap_text(record_values.parse_json_cell(value))
    rule = f"{record.noun} {key}"
    authors = value if isinstance(value, list) else [value]
    for author in authors[:MAX_AUTHORS]:
        if isinstance(author, dict) and (structured_name := read_structured_name(author)):
            _add_structured_name(draft, record, key, structured_name)
            continue
        texts = [text for text in record_values.iter_strings(author) if text.strip()]
        if isinstance(author, dict) and not texts:
            author_json = json.dumps(author, ensure_ascii=False)[:300]
            draft.add_credit(author_json, f"{rule}: an object without a name", span=None)
        for text in texts:
            _add_author_text(draft, record, key, text, is_outlet)
    if len(authors) > MAX_AUTHORS:
        draft.add_note("", f"{rule}: {len(authors) - MAX_AUTHORS} authors after the first {MAX_AUTHORS} are left out")


def _add_author_text(
    draft: ArticleDraft, record: KeyedRecord, key: str, text: str, is_outlet: Callable[[str], bool]
) -> None:
    span = record.find_span(key, text)
    clean_text = "\n".join(read_markup_value(text).paragraphs) if is_markup(text) else text
    author_field = parse_author_field(clean_text, is_other=is_outlet)
    draft.add_author_field(author_field, clean_text, f"{record.noun} {key}", span=span)


def _add_numbered_authors(draft: ArticleDraft, record: KeyedRecord, is_outlet: Callable[[str], bool]) -> None:
    """Add the authors of columns such as `Author 1` and `Author 2`."""
    for key, value in record.values.items():
        if _NUMBERED_AUTHOR.fullmatch(fold_key(key)) and isinstance(value, str) and value.strip():
            record.use(key)
            _add_author_text(draft, record, key, value, is_outlet)


def _add_name_columns(draft: ArticleDraft, record: KeyedRecord) -> None:
    """Add the author whose family name and given name stand in columns of their own."""
    pairs = [record.look_up(names, record_values.is_text) for names in (_FAMILY_NAMES, _GIVEN_NAMES)]
    (family_key, family), (given_key, given) = pairs
    if draft.credits or not isinstance(family, str) or not isinstance(given, str) or is_blank(given):
        return
    structured_name = read_structured_name({"family": family, "given": given})
    if structured_name is not None:
        record.use(given_key)
        _add_structured_name(draft, record, family_key, structured_name)


def _add_structured_name(draft: ArticleDraft, record: KeyedRecord, key: str, structured_name: StructuredName) -> None:
    """Add a person whose family and given name are separate in the record."""
    span = record.find_joint_span(key, structured_name.parts)
    name = structured_name.display_name
    rule = f"{record.noun} {key}"
    if (person := parse_person(name, 0, len(name), min_words=2)) is None:
        draft.add_credit(name, f"{rule}: it names nobody", span=span)
        return
    printed = draft.original[slice(*span)] if span else name
    located_name = PrintedName(person.name, printed, *(span or (0, 0)), structured_name.sort_name)
    draft.add_author(located_name, rule, has_span=span is not None)

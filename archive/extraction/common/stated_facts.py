"""Facts that a record states of its article, as findings of a draft: the same for feeds, exports and references."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.formats.documents import ExtractionOptions, FindingStatus, ParsedArticle
from archive.text.author_fields import NameOrder, parse_author_field
from archive.text.dates import PrintedDate, find_date, parse_field_date
from archive.text.encodings import DecodedText
from archive.text.names import PrintedName, Span, parse_person
from archive.text.normalize import clean_line, collapse_whitespace

MAX_NAME_GAP: Final = 150  # characters between the parts of one name
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}.{0,12})?")
_SLASHED: Final = re.compile(r"(\d{4})/(\d{0,2})/(\d{0,2})(?:/.{0,60})?")
_TIME_SHARE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d.*", re.DOTALL)
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A value that a record gives for a field, and the rule by which it was read.

    `order` is that of an author's name; `name_parts` are family and given name where the record has them apart. An
    author who is an organisation is a credit. `printed` is the value as the record writes it, if it is not the same.
    """

    field: str
    value: str
    rule: str
    order: NameOrder = ""
    name_parts: tuple[str, str] = ("", "")
    is_organisation: bool = False
    role: str = "author"
    status: FindingStatus = "stated"
    printed: str = ""


def build_stated_article(
    decoded: DecodedText,
    facts: Iterable[StatedFact],
    body: str,
    options: ExtractionOptions,
    *,
    recipe: str,
    captions: Iterable[str] = (),
    remark: str = "",
    domain: str = "",
) -> ParsedArticle:
    """Return the article with this body and these facts. Raises UnreadableDocument without a body.

    `remark` says what became of the markup of the body.
    """
    if not body.strip():
        raise UnreadableDocument("There is no text in it: it has a heading and no words under it.")
    facts = list(facts)
    draft = ArticleDraft(decoded.text)
    if not any(fact.field == "title" and fact.value for fact in facts):
        draft.infer_title(body.partition("\n")[0], "it has no title; the text's beginning stands in")
    add_facts(draft, facts, options)
    for caption in captions:
        draft.add_note(caption, "the caption of a picture", span=find_value_span(draft.original, caption))
    if remark:
        draft.add_note("", remark)
    draft.add_decoding(decoded)
    return draft.build_article(body, encoding=decoded.encoding, recipe=recipe, domain=domain)


def add_facts(draft: ArticleDraft, facts: Iterable[StatedFact], options: ExtractionOptions) -> None:
    """Add facts to a draft, in order; empty ones are none."""
    for fact in facts:
        if not fact.value.strip():
            continue
        span = find_value_span(draft.original, fact.printed or fact.value)
        match fact.field:
            case "author":
                _add_author(draft, fact, span)
            case "published":
                printed_date = parse_stated_date(fact.value, options)
                draft.add_date(printed_date, fact.rule, span=span, status=fact.status)
            case "credit":
                draft.add_credit(clean_line(fact.value)[:300], fact.rule, span=span)
            case "body":
                draft.add_note(clean_line(fact.value)[:1000], fact.rule, span=span)
            case "title" | "section" | "dateline" | "outlet" | "standfirst":
                draft.add_finding(fact.field, clean_line(fact.value), fact.rule, span=span, status=fact.status)
            case _:
                draft.add_value(fact.field, fact.value.strip(), fact.rule, span=span)


def _add_author(draft: ArticleDraft, fact: StatedFact, span: Span | None) -> None:
    if fact.is_organisation:
        draft.add_credit(clean_line(fact.value)[:300], f"{fact.rule}: an organisation", span=span)
        return
    family_name, given_name = fact.name_parts
    if not (family_name and given_name) and fact.role == "author":
        author_field = parse_author_field(fact.value, order=fact.order)
        draft.add_author_field(author_field, fact.value, fact.rule, span=span)
        return
    name = collapse_whitespace(f"{given_name} {family_name}") if given_name else fact.value
    person = parse_person(name, 0, len(name), min_words=2)
    if person is None or (person.start, person.end) != (0, len(name)):
        draft.add_credit(clean_line(fact.value)[:300], f"{fact.rule}: it names nobody", span=span)
        return
    sort_name = f"{family_name}, {given_name}" if given_name else ""
    span = span or _find_joint_span(draft.original, fact.name_parts)
    printed = fact.value
    printed_name = PrintedName(person.name, printed, *(span or (0, 0)), sort_name)
    draft.add_author(printed_name, fact.rule, has_span=span is not None, role=fact.role)


def parse_stated_date(value: str, options: ExtractionOptions) -> PrintedDate:
    """Return the day of a date or stamp, in the zone that it is written in; a month or year where no day is given."""
    text = value.strip()
    if match := _TIME_SHARE.fullmatch(text):
        text = match[1]
    elif match := _COMPACT_DAY.fullmatch(text):
        text = "-".join(match.groups())
    elif match := _SLASHED.fullmatch(text):
        text = "-".join(filter(None, match.groups()))
    if match := _PARTIAL.fullmatch(text):
        parts = [part.zfill(2) for part in match.groups() if part and int(part)]
        text = "-".join(parts) if parts else text
    return find_date(text, today=options.today) or parse_field_date(text, today=options.today)


def _find_joint_span(original: str, parts: tuple[str, str]) -> Span | None:
    """Return the span from the first to the last part of a name, in either order, with not much between them."""
    if not all(parts):
        return None
    gap = f".{{0,{MAX_NAME_GAP}}}?"
    first, second = (re.escape(escape(part, quote=False)) for part in parts)
    match = re.search(f"{first}{gap}{second}|{second}{gap}{first}", original, re.DOTALL)
    return match.span() if match else None


def find_value_span(original: str, value: str) -> Span | None:
    """Return the span of a value in the original, as it stands there or with the characters of markup escaped."""
    value = value.strip()
    for spelling in (value, escape(value, quote=False), escape(value)):
        at = original.find(spelling) if spelling else -1
        if at >= 0:
            return at, at + len(spelling)
    return None

"""Extraction of articles from plain text and Markdown: title, byline, date, text, credits."""

import re
from collections.abc import Sequence
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import FIRST_LINE, ArticleDraft
from archive.extraction.common.keyed_records import is_blank
from archive.extraction.common.record_values import is_address
from archive.extraction.common.structured_names import read_structured_name
from archive.extraction.plaintext.body import PlaintextBody, add_dateline, build_body
from archive.extraction.plaintext.head import (
    NAME_PART,
    FrontMatter,
    FrontMatterValue,
    PlaintextHead,
    is_section,
    is_title,
    read_front_matter,
    read_head,
)
from archive.extraction.plaintext.layout import LayoutUnit, split_units
from archive.extraction.plaintext.several_articles import reject_several_articles
from archive.extraction.plaintext.tail import PlaintextTail, read_tail
from archive.formats.decoding import decode_text
from archive.formats.documents import ExtractionOptions, FindingStatus, ParsedArticle, SourceDocument
from archive.formats.fields import find_fields
from archive.text.author_fields import parse_author_field
from archive.text.date_values import parse_date_value
from archive.text.encodings import DecodedText
from archive.text.names import PrintedName, is_not_person, parse_person

_YAML_OBJECT: Final = re.compile(r"\{[^{}]{0,300}\}")
RECIPE: Final = "plaintext/1"
MAX_SECTIONS: Final = 2  # lines above a title that name sections; more are a menu
MAX_LISTED: Final = 100  # removals, and joins, that are listed one by one


def read_plaintext(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a text file. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    draft = ArticleDraft(decoded.text)
    return read_text(draft, decoded, options, recipe=RECIPE)


def read_text(draft: ArticleDraft, decoded: DecodedText, options: ExtractionOptions, *, recipe: str) -> ParsedArticle:
    """Return the article of a decoded text by the rules of print; the draft may have findings of other sources."""
    front_matter = read_front_matter(decoded.text)
    units = split_units(decoded.text, front_matter.end)
    if front_matter.values and not units:
        raise UnreadableDocument(
            f"There is no text below the block of metadata ({', '.join(front_matter.values)})."
            " Write the text below the line that ends the block."
        )
    reject_several_articles(units, options)
    _add_front_matter(draft, front_matter, options)
    text, domain = add_units(draft, units, options)
    draft.add_decoding(decoded)
    return draft.build_article(text, encoding=decoded.encoding, recipe=recipe, domain=domain)


def add_units(draft: ArticleDraft, units: Sequence[LayoutUnit], options: ExtractionOptions) -> tuple[str, str]:
    """Add what the units of a printed text say; return its body, and the domain its last lines name."""
    head = read_head(units, options, title=draft.values.get("title", ""))
    _add_title(draft, head, units)
    tail = read_tail(units, head.text_start, options, draft.original)
    text_units = units[head.text_start : tail.text_end]
    body = build_body(text_units, draft.values["title"])
    _add_head(draft, head)
    if text_units:
        add_dateline(draft, text_units[0], options)
    _add_tail(draft, head, tail)
    _add_repairs(draft, head, tail, body)
    return "\n\n".join(body.paragraphs), tail.domain


def _add_front_matter(draft: ArticleDraft, front_matter: FrontMatter, options: ExtractionOptions) -> None:
    """Add the values of the front matter; keys without a field are listed."""
    for key, values in front_matter.values.items():
        field_name = next(iter(find_fields(key)), "")
        if field_name == "author":
            values = _join_list_items(draft.original, values)
        for value in values if field_name else ():
            _add_value(draft, field_name, value, f"front matter: {key}", options)
    if unknown_keys := [key for key in front_matter.values if not find_fields(key)]:
        draft.add_note(", ".join(unknown_keys), "front matter keys the archive has no field for")


def _join_list_items(text: str, values: list[FrontMatterValue]) -> list[FrontMatterValue]:
    """Join the items of a bracketed list into one value: `[Smith, John]` may be one name or two."""
    items: list[FrontMatterValue] = []
    for value in values:
        if items and text[items[-1].end : value.start].strip(" \t") == ",":
            start = items.pop().start
            value = FrontMatterValue(text[start : value.end], start, value.end)
        items.append(value)
    return [part for item in items for part in _split_objects(item)]


def _split_objects(value: FrontMatterValue) -> list[FrontMatterValue]:
    """Return each object of a list such as `{family: Doe, given: Jane}, {…}` as a value; other values as they are."""
    objects = list(_YAML_OBJECT.finditer(value.text))
    parts = [FrontMatterValue(match[0], value.start + match.start(), value.start + match.end()) for match in objects]
    return parts or [value]


def _add_value(
    draft: ArticleDraft, field_name: str, value: FrontMatterValue, rule: str, options: ExtractionOptions
) -> None:
    span = (value.start, value.end)
    if is_blank(value.text):
        return
    if field_name == "outlet" and is_address(value.text):  # some write the address where others name the paper
        field_name = "canonical_url"
    match field_name:
        case "author" if name := _read_name_parts(value):
            draft.add_author(name, rule)
        case "author":
            draft.add_author_field(parse_author_field(value.text), value.text, rule, span=span)
        case "published":
            reading = parse_date_value(value.text, today=options.today)
            rule = "; ".join(filter(None, [rule, reading.remark]))
            status: FindingStatus = "inferred" if reading.is_inferred else "stated"
            draft.add_located_date(reading.date, rule, offset=value.start, status=status)
        case "body":
            draft.add_note(value.text, f"{rule}; the page below it is the text", span=span)
        case _:
            draft.add_value(field_name, value.text, rule, span=span)


def _read_name_parts(value: FrontMatterValue) -> PrintedName | None:
    """Return the name that an object of YAML gives in parts: `{family: Doe, given: Jane}`."""
    parts = {
        match["key"].lower().replace("-", "_"): match["value"].strip(" '\"") for match in NAME_PART.finditer(value.text)
    }
    structured_name = read_structured_name(dict(parts))
    if structured_name is None:
        return None
    name = structured_name.display_name
    person = parse_person(name, 0, len(name), min_words=2)
    return person and PrintedName(person.name, value.text, value.start, value.end, structured_name.sort_name)


def _add_title(draft: ArticleDraft, head: PlaintextHead, units: Sequence[LayoutUnit]) -> None:
    """Add the printed title; where the first line is the text itself, use its opening."""
    if head.title is None and units and all(is_address(unit.text) for unit in units):
        raise UnreadableDocument(
            "It is a list of addresses, no article. Open each in a browser, save the page, and take those in."
        )
    if head.title is None and "title" not in draft.values:
        raise UnreadableDocument("It has no line that could be a title. Add one as its first line, as ‘# The title’.")
    if head.title is None:
        return
    if is_title(head.title) or "title" in draft.values:
        rule = "a heading" if head.title.mark == "heading" else FIRST_LINE
        draft.add_finding("title", head.title.text, rule, span=head.title.words_span)
        return
    draft.infer_title(head.title.text, "no line is a title; the text's beginning stands in")
    head.text_start = units.index(head.title)
    head.standfirst = []
    head.lines = []
    head.kickers = []


def _add_head(draft: ArticleDraft, head: PlaintextHead) -> None:
    if head.standfirst:
        span = (head.standfirst[0].words_span[0], head.standfirst[-1].words_span[1])
        text = "\n\n".join(unit.text for unit in head.standfirst)
        draft.add_finding("standfirst", text, "between title and text", span=span)
    has_authors = bool(draft.credits)
    for line in sorted(head.lines, key=lambda line: bool(line.printed_date and line.printed_date.is_update)):
        names = () if has_authors else line.names
        for name in names:
            is_stated = line.role == "byline" and line.marked
            rule = "a byline" if is_stated else "a name on its own beside the date"
            draft.add_author(name, rule, status="stated" if is_stated else "inferred")
        if line.role == "date" and not line.names and line.agency:
            draft.add_finding("credit", line.agency, "beside the date", span=line.unit.words_span)
        if line.role == "byline" and not line.names:
            draft.add_finding("credit", line.unit.text, "a byline that names nobody", span=line.unit.span)
        if line.printed_date is not None and line.printed_date.is_update:
            draft.add_located_date(line.printed_date, "a date of a later change", status="inferred")
        elif line.printed_date is not None:
            draft.add_located_date(line.printed_date, "a date line")


def _add_tail(draft: ArticleDraft, head: PlaintextHead, tail: PlaintextTail) -> None:
    for line in tail.lines:
        names = () if draft.credits else line.names
        for printed_name in names:
            draft.add_author(printed_name, "a byline at the end", status="stated" if line.marked else "inferred")
        if line.printed_date is not None:
            draft.add_located_date(line.printed_date, "a date line at the end")
    if head.outlet_name is not None:
        name, span = head.outlet_name
        rule = "the title, printed twice, once has this name after it"
        draft.add_finding("outlet", name, rule, span=span, status="inferred")
    if head.masthead is not None:
        rule = "a paper's name above the date and the title"
        draft.add_finding("outlet", head.masthead.text, rule, span=head.masthead.words_span, status="inferred")
    if outlet := tail.outlet:
        status: FindingStatus = "stated" if outlet.is_certain else "inferred"
        draft.add_finding("outlet", outlet.value, outlet.rule, span=outlet.span, status=status)
    if tail.biography is not None:
        unit, printed_name = tail.biography
        if not any(credit.role == "author" for credit in draft.credits):
            draft.add_author(printed_name, "a last line says who the author is", status="inferred")
        draft.add_finding("credit", unit.text, "a last line says who the author is", span=unit.span)
    for part, role in tail.contributors:
        draft.add_author(part, f"a credit at the end: {role}", role=role)


def _add_repairs(draft: ArticleDraft, head: PlaintextHead, tail: PlaintextTail, body: PlaintextBody) -> None:
    """List every line left out of the text, and every join."""
    head_lines = [(line.unit, line.kind) for line in head.lines if line.kind is not None]
    left_out = head_lines + body.left_out + tail.classified_units
    for unit, kind in left_out[:MAX_LISTED]:
        if kind.is_credit:
            draft.add_finding("credit", unit.text, kind.rule, span=unit.span)
        else:
            draft.add_note(unit.text[:200], kind.rule, span=unit.span)
    is_menu = sum(is_section(unit.text) for unit in head.kickers) > MAX_SECTIONS
    for unit in head.kickers:
        if is_section(unit.text) and is_menu:
            draft.add_note(unit.text, "left out: a menu above the title", span=unit.span)
        elif is_section(unit.text):
            rule = "a line above the title that names a section"
            draft.add_finding("section", unit.text, rule, span=unit.words_span, status="inferred")
        elif is_not_person(unit.text):
            draft.add_finding("credit", unit.text, "a line above the text that names nobody", span=unit.span)
        else:
            draft.add_note(unit.text, "left out: a short line above the text", span=unit.span)
    for span in body.joins[:MAX_LISTED]:
        draft.add_note("", "joined: a page break inside a sentence", span=span)
    unlisted_count = max(0, len(left_out) - MAX_LISTED) + max(0, len(body.joins) - MAX_LISTED)
    if unlisted_count:
        draft.add_note(str(unlisted_count), "so many more lines left out or joined")

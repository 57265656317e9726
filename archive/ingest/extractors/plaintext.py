"""Extraction of articles from plain text and Markdown: title, byline, date, text, credits."""

from collections.abc import Sequence
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.draft import Draft
from archive.ingest.extractors.forms import Kind
from archive.ingest.extractors.prints.body import Body, read_body
from archive.ingest.extractors.prints.dateline import read_dateline
from archive.ingest.extractors.prints.frontmatter import (
    FrontMatter,
    Value,
    is_one_list,
    read_front_matter,
)
from archive.ingest.extractors.prints.head import Head, is_section, is_title, read_head
from archive.ingest.extractors.prints.layout import Unit, units_of
from archive.ingest.extractors.prints.tail import Tail, read_tail
from archive.ingest.fields import KEYS
from archive.ingest.readers.encodings import decode
from archive.text.authorfields import read_author_field
from archive.text.dates import PrintedDate, find_date, read_date, read_edtf
from archive.text.names import is_nobody

RECIPE: Final = "plaintext/1"
MOST_LISTED: Final = 100  # removals, and joins, that are listed one by one


def read_plaintext(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of a text file. Raises UnreadableDocument if it holds none."""
    decoded = decode(document.content, charset=document.charset, encoding=document.encoding)
    draft = Draft(decoded.text)
    front = read_front_matter(decoded.text)
    units = units_of(decoded.text, front.end)
    if front.values and not units:
        raise UnreadableDocument(
            f"There is no text below the block of metadata ({', '.join(front.values)})."
            " Write the text below the line that ends the block."
        )
    _say_front_matter(draft, front, reading)
    head = read_head(units, reading, title=draft.values.get("title", ""))
    _say_title(draft, head, units)
    tail = read_tail(units, head.text_from, reading, decoded.text)
    text = units[head.text_from : tail.text_to]
    body = read_body(text, draft.values["title"])
    _say_head(draft, head)
    if text:
        read_dateline(draft, text[0], reading)
    _say_tail(draft, head, tail)
    _say_repairs(draft, head, tail, body)
    draft.say_decoding(decoded)
    domain = tail.domain.value if tail.domain else ""
    return draft.finish(
        "\n\n".join(body.paragraphs), encoding=decoded.encoding, recipe=RECIPE, domain=domain
    )


def _say_front_matter(draft: Draft, front: FrontMatter, reading: Reading) -> None:
    """Add the values of the front matter; keys without a field are listed."""
    fields = {key: name for name, keys in KEYS.items() for key in keys}
    unknown = []
    for key, values in front.values.items():
        if key not in fields:
            unknown.append(key)
        if fields.get(key) == "author":
            values = _joined(draft.original, values)
        for value in values if key in fields else ():
            _say_value(draft, fields[key], value, f"front matter: {key}", reading)
    if unknown:
        draft.say(
            "body",
            ", ".join(unknown),
            "front matter keys the archive has no field for",
            status="inferred",
        )


def _joined(text: str, values: list[Value]) -> list[Value]:
    """Join the items of a bracketed list into one value: `[Smith, John]` may be one name or two."""
    joined: list[Value] = []
    for value in values:
        if joined and is_one_list(text, joined[-1], value):
            start = joined.pop().start
            value = Value(text[start : value.end], start, value.end)
        joined.append(value)
    return joined


def _say_value(draft: Draft, name: str, value: Value, rule: str, reading: Reading) -> None:
    span = (value.start, value.end)
    match name:
        case "author":
            read = read_author_field(value.text)
            draft.say_author_field(read, value.text, rule, span=span)
        case "published":
            today = reading.today
            dated = read_edtf(value.text, today=today) or read_date(value.text, today=today)
            dated = (
                dated
                or find_date(value.text, today=today)
                or PrintedDate("", 0, len(value.text), "it is no date")
            )
            draft.say_date(dated, rule, span=(value.start + dated.start, value.start + dated.end))
        case "canonical_url":
            draft.say_url(value.text, rule, span=span)
        case "language":
            draft.say_language(value.text, rule, span=span)
        case "captured":
            draft.say_capture(value.text, rule)
        case "body":
            draft.say(
                "body",
                value.text,
                f"{rule}; the page below it is the text",
                span=span,
                status="inferred",
            )
        case _:
            draft.say(name, value.text, rule, span=span)


def _say_title(draft: Draft, head: Head, units: Sequence[Unit]) -> None:
    """Add the printed title; where the first line is the text itself, use its opening."""
    if head.title is None and "title" not in draft.values:
        raise UnreadableDocument(
            "It has no line that could be a title. Add one as its first line, as ‘# The title’."
        )
    if head.title is None:
        return
    if is_title(head.title) or "title" in draft.values:
        rule = "a heading" if head.title.mark == "heading" else "the first line"
        draft.say("title", head.title.text, rule, span=head.title.words)
        return
    draft.infer_title(head.title.text, "no line is a title; the text's beginning stands in")
    head.text_from = units.index(head.title)
    head.standfirst, head.lines, head.kickers = [], [], []


def _say_head(draft: Draft, head: Head) -> None:
    if head.standfirst:
        span = (head.standfirst[0].words[0], head.standfirst[-1].words[1])
        draft.say(
            "standfirst",
            "\n\n".join(unit.text for unit in head.standfirst),
            "between title and text",
            span=span,
        )
    front_names = bool(draft.credits)
    for line in sorted(head.lines, key=lambda line: bool(line.dated and line.dated.is_update)):
        for named in () if front_names else line.names:
            stated = line.role == "byline" and line.marked
            rule = "a byline" if stated else "a name on its own beside the date"
            draft.say_author(named, rule, status="stated" if stated else "inferred")
        if line.role == "date" and not line.names and line.agency:
            draft.say("credit", line.agency, "beside the date", span=line.unit.words)
        if line.role == "byline" and not line.names:
            draft.say(
                "credit",
                line.unit.text,
                "a byline that names nobody",
                span=(line.unit.start, line.unit.end),
            )
        if line.dated is not None:
            later = line.dated.is_update
            draft.say_date(
                line.dated,
                "a date of a later change" if later else "a date line",
                span=(line.dated.start, line.dated.end),
                status="inferred" if later else "stated",
            )


def _say_tail(draft: Draft, head: Head, tail: Tail) -> None:
    for line in tail.lines:
        for named in line.names if not draft.credits else ():
            draft.say_author(
                named, "a byline at the end", status="stated" if line.marked else "inferred"
            )
        if line.dated is not None:
            draft.say_date(
                line.dated, "a date line at the end", span=(line.dated.start, line.dated.end)
            )
    if head.page_name is not None:
        name, *span = head.page_name
        rule = "the title, printed twice, once has this name after it"
        draft.say("outlet", name, rule, span=(span[0], span[1]), status="inferred")
    if head.masthead is not None:
        rule = "a paper's name above the date and the title"
        draft.say("outlet", head.masthead.text, rule, span=head.masthead.words, status="inferred")
    if tail.outlet is not None:
        said = tail.outlet
        draft.say(
            "outlet",
            said.value,
            said.rule,
            span=(said.start, said.end),
            status="stated" if said.certain else "inferred",
        )
    if tail.biography is not None:
        unit, named = tail.biography
        if not any(credit.role == "author" for credit in draft.credits):
            draft.say_author(named, "a last line says who the author is", status="inferred")
        draft.say(
            "credit", unit.text, "a last line says who the author is", span=(unit.start, unit.end)
        )
    for part, role in tail.parts:
        draft.say_author(part, f"a credit at the end: {role}", role=role)


def _say_kicker(draft: Draft, unit: Unit) -> None:
    """Add a short line above the text as a section, a credit, or a line left out."""
    span = (unit.start, unit.end)
    if is_section(unit.text):
        rule = "a line above the title that names a section"
        draft.say("section", unit.text, rule, span=unit.words, status="inferred")
    elif is_nobody(unit.text):
        draft.say("credit", unit.text, "a line above the text that names nobody", span=span)
    else:
        rule = "left out: a short line above the text"
        draft.say("body", unit.text, rule, span=span, status="inferred")


def _say_repairs(draft: Draft, head: Head, tail: Tail, body: Body) -> None:
    """List every line left out of the text, and every join."""
    taken = [(line.unit, line.kind) for line in head.lines if line.kind is not None]
    left_out = taken + body.left_out + tail.kinds
    for unit, kind in left_out[:MOST_LISTED]:
        _say_left_out(draft, unit, kind)
    for unit in head.kickers:
        _say_kicker(draft, unit)
    for span in body.joins[:MOST_LISTED]:
        rule = "joined: a page break inside a sentence"
        draft.say("body", "", rule, span=span, status="inferred")
    more = max(0, len(left_out) - MOST_LISTED) + max(0, len(body.joins) - MOST_LISTED)
    if more:
        draft.say("body", str(more), "so many more lines left out or joined", status="inferred")


def _say_left_out(draft: Draft, unit: Unit, kind: Kind) -> None:
    span = (unit.start, unit.end)
    if kind.credit:
        draft.say("credit", unit.text, kind.rule, span=span)
    else:
        draft.say("body", unit.text[:200], kind.rule, span=span, status="inferred")

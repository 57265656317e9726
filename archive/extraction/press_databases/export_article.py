"""The article in one record of a press database's export: from its parts to fields with evidence (entry point)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.boilerplate import CAPTION, classify_end_line
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.plaintext.article import read_plaintext
from archive.extraction.plaintext.body import add_dateline, build_body
from archive.extraction.plaintext.layout import LayoutUnit, split_units
from archive.extraction.press_databases.factiva import read_factiva
from archive.extraction.press_databases.indexed import read_indexed
from archive.extraction.press_databases.nexis import read_nexis
from archive.extraction.press_databases.press_lines import PressRecord, PressValue
from archive.formats.decoding import decode_text
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.press.press_databases import find_press_database, unify_lines
from archive.text.author_fields import parse_author_field
from archive.text.dates import find_date, find_day_without_year, parse_field_date
from archive.text.encodings import DecodedText
from archive.text.languages import normalize_language_code
from archive.text.names import Span
from archive.text.normalize import clean_line, name_key

RECIPE: Final = "press/1"
MAX_NOTES: Final = 100
MAX_TITLE: Final = 500  # characters
MAX_OUTLET: Final = 200  # characters
MAX_NOTE: Final = 200  # characters
MAX_CREDITS: Final = 4  # lines at the end of a text that may be credits
_PLACE: Final = re.compile(r"(?P<name>.*[^\s,;(\[])\s*[,;]?\s*[(\[](?P<place>[^()\[\]]{2,60})[)\]]\.?")
_ISSUE: Final = re.compile(r"(?P<name>.*[^\s,;]),?\s+(?:no|n°|nº|nr|vol|issue|ausgabe|#)\.?\s*\d.{0,60}", re.IGNORECASE)
_INVERTED: Final = re.compile(
    r"(?P<name>[^,]{2,100}),\s*(?P<article>The|Le|La|Les|L'|Der|Die|Das|El|Los|Las|De|Het|Il)"
)
_EDITION: Final = re.compile(
    r"\s{0,3}:?\s{1,3}\[[^\[\]]{0,60}(?:edition|ausgabe|édition|edición)[^\[\]]{0,20}\]\s*\Z", re.IGNORECASE
)
_PAGE: Final = re.compile(
    r"(?:pgs?\.?|pages?|pp?\.|s\.|seiten?|blz\.?|pág(?:ina)?s?\.?|pagina|p)[ \t]?[A-Z]{0,3}-?\d.{0,20}", re.IGNORECASE
)
_ISSUE_PART: Final = re.compile(r"(?:ausg|column|issue|vol|no|nr|edition)\b.{0,30}", re.IGNORECASE)
_READERS: Final[dict[str, Callable[[str, date, dict[int, str] | None], PressRecord]]] = {
    "Nexis": read_nexis,
    "Factiva": read_factiva,
}
Locate = Callable[[int, int], Span | None]


@dataclass(slots=True)
class ExportText:
    """The text of a record, the roles of its lines (of a page), and how offsets in it are found in the original."""

    text: str
    locate: Locate
    roles: dict[int, str] | None = None
    is_original: bool = True


def read_press_text(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a record of a text export. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    if find_press_database(unify_lines(decoded.text), min_weight=1) is None:
        return read_plaintext(document, options)
    draft = ArticleDraft(decoded.text)
    export = ExportText(decoded.text, lambda start, end: (start, end))
    return build_export_article(draft, export, decoded, options, RECIPE)


def build_export_article(
    draft: ArticleDraft, export: ExportText, decoded: DecodedText, options: ExtractionOptions, recipe: str
) -> ParsedArticle:
    """Build the article of an export's record; its database is told by its signs."""
    record = read_press_record(export, options.today)
    _add_values(draft, record, export, options)
    paragraphs = _build_paragraphs(draft, record, export, options)
    if not paragraphs:
        raise UnreadableDocument(
            f"It is an article of a {record.database} file, and there is no text below its head. Export it again with"
            " the full text."
        )
    if "title" not in draft.values:
        draft.infer_title(paragraphs[0], "no line is a title; the text's beginning stands in")
    for note in record.notes[:MAX_NOTES]:
        draft.add_note(note.text[:MAX_NOTE], note.rule, span=export.locate(note.start, note.end))
    if (unlisted_count := len(record.notes) - MAX_NOTES) > 0:
        draft.add_note(str(unlisted_count), "so many more lines left out")
    draft.add_decoding(decoded)
    return draft.build_article("\n\n".join(paragraphs), encoding=decoded.encoding, recipe=recipe)


def read_press_record(export: ExportText, today: date) -> PressRecord:
    """Return the parts of a record, read as its database prints them."""
    database = find_press_database(unify_lines(export.text), min_weight=1)
    name = _find_name_by_roles(export.roles or {}) or (database.name if database else "Nexis")
    if name in _READERS:
        return _READERS[name](export.text, today, export.roles)
    return read_indexed(name, export.text, today, export.roles)


def _find_name_by_roles(roles: dict[int, str]) -> str:
    """Return the database whose classes a page has; empty if it has none, as text."""
    names = set(roles.values())
    if names & {"outlet", "header"}:
        return "Europresse"
    return "Factiva" if "body" in names else ""


def _add_values(draft: ArticleDraft, record: PressRecord, export: ExportText, options: ExtractionOptions) -> None:
    for field_name in sorted(record.values, key=lambda name: name != "outlet"):  # which is no author
        for value in record.values[field_name]:
            span = export.locate(value.start, value.end)
            match field_name:
                case "author":
                    _add_author(draft, value, span)
                case "published":
                    _add_date(draft, value, export, options.today)
                case "outlet":
                    _add_outlet(draft, value, export)
                case "section":
                    _add_section(draft, value, export)
                case "title":
                    _add_title(draft, value, export)
                case "dateline":
                    _add_dateline(draft, value, export, options.today)
                case "language":
                    _add_language(draft, value, span)
                case _:
                    draft.add_value(field_name, value.text, value.rule, span=span)


def _add_title(draft: ArticleDraft, value: PressValue, export: ExportText) -> None:
    """Add the title without the edition behind it."""
    match = _EDITION.search(value.text) if len(value.text) <= MAX_TITLE else None
    title = value.text[: match.start()] if match else value.text
    draft.add_finding(
        "title", title, value.rule, span=export.locate(value.start, value.end - len(value.text) + len(title))
    )
    if match:
        draft.add_note(match.group().strip(" :"), f"{value.rule}: the edition behind it", span=None)


def _add_dateline(draft: ArticleDraft, value: PressValue, export: ExportText, today: date) -> None:
    """Add the place of `SELWORTH, March 13`."""
    printed_date = find_date(value.text, today=today)
    day = (printed_date.start, printed_date.end) if printed_date else find_day_without_year(value.text)
    place = value.text[: day[0]].strip(" ,;–—-") if day else value.text
    draft.add_finding(
        "dateline",
        place or value.text,
        value.rule,
        span=export.locate(value.start, value.start + len(place or value.text)),
    )


def _add_author(draft: ArticleDraft, value: PressValue, span: Span | None) -> None:
    outlet = name_key(draft.values.get("outlet", ""))
    author_field = parse_author_field(value.text, is_other=lambda name: name_key(name) == outlet)
    draft.add_author_field(author_field, value.text, value.rule, span=span)


def _add_date(draft: ArticleDraft, value: PressValue, export: ExportText, today: date) -> None:
    printed_date = find_date(value.text, today=today) or parse_field_date(value.text, today=today)
    start, end = value.start, value.end
    if export.text[start:end] == value.text and printed_date.edtf:
        start, end = start + printed_date.start, start + printed_date.end
    draft.add_date(printed_date, value.rule, span=export.locate(start, end))


def _add_outlet(draft: ArticleDraft, value: PressValue, export: ExportText) -> None:
    """Add the outlet without the place or the number of the issue that databases print behind it."""
    name, rule = value.text, value.rule
    for pattern, part in ((_PLACE, "words in brackets"), (_ISSUE, "number of the issue")):
        if len(name) <= MAX_OUTLET and (match := pattern.fullmatch(name)):
            name, rule = match["name"].rstrip(" ,;:–—-"), f"{rule}, without the {part} behind it"
    if match := _INVERTED.fullmatch(name):
        article = match["article"] if match["article"].endswith("'") else f"{match['article']} "
        span = export.locate(value.start, value.start + len(name))
        draft.add_finding("outlet", f"{article}{match['name']}", f"{rule}, its article put first", span=span)
    elif name:
        draft.add_finding("outlet", name, rule, span=export.locate(value.start, value.start + len(name)))
    if name != value.text:
        draft.add_note(value.text, f"{value.rule}, as printed", span=export.locate(value.start, value.end))


def _add_section(draft: ArticleDraft, value: PressValue, export: ExportText) -> None:
    """Add the section of `NEWS; Pg. 4`; its page and column are notes."""
    parts = [part.strip() for part in re.split(r"[;|]", value.text)]
    names = [part for part in parts if part and not _PAGE.fullmatch(part) and not _ISSUE_PART.fullmatch(part)]
    others = [part for part in parts if part and part not in names]
    span = export.locate(value.start, value.end)
    if names:
        name = "; ".join(names)
        at = value.text.find(name)
        name_span = export.locate(value.start + at, value.start + at + len(name)) if at >= 0 else span
        draft.add_finding("section", name, value.rule, span=name_span)
    if others:
        draft.add_note("; ".join(others), f"{value.rule}: the page", span=span)


def _add_language(draft: ArticleDraft, value: PressValue, span: Span | None) -> None:
    """Add the first language of `GERMAN; DEUTSCH` that is known."""
    names = [part.strip() for part in re.split(r"[;,/]", value.text)]
    code = next(filter(None, map(normalize_language_code, names)), "")
    if code:
        draft.add_finding("language", code, value.rule, span=span)
    else:
        draft.add_value("language", value.text, value.rule, span=span)


def _build_paragraphs(
    draft: ArticleDraft, record: PressRecord, export: ExportText, options: ExtractionOptions
) -> list[str]:
    """Return the paragraphs of the text, its page breaks joined; credits at its end are set apart."""
    units: list[LayoutUnit] = []
    for start, end in record.body_spans:
        units += split_units(export.text[:end], start)
    _take_credits(draft, units, export)
    if units and export.is_original:
        add_dateline(draft, units[0], options)
    body = build_body(units, draft.values.get("title", ""))
    for unit, kind in body.left_out:
        record.notes.append(PressValue(clean_line(unit.text), unit.start, unit.end, kind.rule))
    return body.paragraphs


def _take_credits(draft: ArticleDraft, units: list[LayoutUnit], export: ExportText) -> None:
    """Take lines that credit agencies or contributors from the end of a text."""
    for _ in range(MAX_CREDITS):
        kind = classify_end_line(units[-1].text) if len(units) > 1 else None
        if kind is None or not kind.is_credit or kind is CAPTION:
            return
        unit = units.pop()
        draft.add_credit(unit.text, kind.rule, span=export.locate(unit.start, unit.end))

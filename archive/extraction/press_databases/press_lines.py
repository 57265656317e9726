"""Lines of an export of a press database, grouped into labelled and plain items."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.extraction.press_databases.labels import Labels, match_label
from archive.text.normalize import clean_line, name_key

_TEXT_HEADINGS: Final = frozenset(map(name_key, "Body;Text;Full Text;Volltext;Texte;Texto;Tekst".split(";")))
"""Lines that begin a text and so continue no value above them."""
_LINE: Final = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_HEADING: Final = re.compile(r"[ \t]{0,200}#{1,6}[ \t]+")
MAX_FURNITURE: Final = 400  # characters of a line that is no text
_RIGHTS: Final = (
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|(?:todos los )?derechos reservados"
    r"|alle rechten voorbehouden|tutti i diritti riservati|todos os direitos reservados"
)
FURNITURE: Final = re.compile(
    rf"(?:copyright\b|©|\(c\)).{{0,380}}|.{{0,200}}\b(?:{_RIGHTS})\b.{{0,180}}"
    r"|end of document|ende des dokuments|dokumentende|fin du document|fin del documento|einde van (?:het )?document"
    r"|fine del documento|fim do documento|(?:page|seite|página|pagina|p\.)\s?\d{1,4}\s?(?:of|von|de|sur|van|di|/)\s?"
    r"\d{1,4}.{0,80}|(?:focus - )?\d{1,6} (?:of|von|de|van|di|sur) \d{1,6} do[ck]um\w{2,8}"
    r"|do[ck]umento? \d{1,6} (?:of|von|de|van|di|sur) \d{1,6}|record: ?\d{1,6}"
    r"|[-_=*~]{5,200}|-{2,6} ?end of request ?-{2,6}|link (?:to|zum|vers|naar) .{0,40}|load date.{0,60}"
    r"|(?:le présent document|this document|the present document) (?:est protégé|is protected|and its).{2,350}"
    r"|cet article est paru dans .{2,120}|certificat émis le .{2,250}|.{0,40}© ?\d{4} factiva.{0,80}|openurl link"
    r"|\d+ page[s]?",
    re.IGNORECASE,
)
"""Lines of databases that are neither text nor a value."""


@dataclass(slots=True)
class PressItem:
    """A labelled value with the lines it runs over, or (without a field) one plain line; offsets are those of words.

    `role` is what the tag of a page says a plain line is.
    """

    text: str
    start: int
    end: int
    block: int
    line_start: int
    indent: int = 0
    field: str = ""
    label: str = ""
    role: str = ""

    @property
    def is_furniture(self) -> bool:
        """True for a plain line that is a notice, a rule or a number of the database."""
        return not self.field and len(self.text) <= MAX_FURNITURE and FURNITURE.fullmatch(self.text) is not None


@dataclass(slots=True)
class PressValue:
    """A value in a record: its words, their place in the text, and the rule that read it."""

    text: str
    start: int
    end: int
    rule: str
    status: str = "stated"


@dataclass(slots=True)
class PressRecord:
    """The parts of one article in an export: values by field, spans of the text, and what is neither."""

    database: str
    values: dict[str, list[PressValue]] = field(default_factory=dict)
    body_spans: list[tuple[int, int]] = field(default_factory=list)
    notes: list[PressValue] = field(default_factory=list)

    def add(self, field_name: str, item: PressItem, rule: str) -> None:
        """Add an item as a value of a field."""
        if item.text:
            self.add_value(field_name, PressValue(item.text, item.start, item.end, f"{self.database}: {rule}"))

    def add_value(self, field_name: str, value: PressValue) -> None:
        """Add a value of a field."""
        self.values.setdefault(field_name, []).append(value)

    def add_note(self, item: PressItem, rule: str) -> None:
        """Add a line that is left out of the text."""
        if item.text:
            self.notes.append(PressValue(item.text, item.start, item.end, f"{self.database}: {rule}"))


def split_items(text: str, labels: Labels, roles: dict[int, str] | None = None) -> list[PressItem]:
    """Split a text into labelled items and plain lines, in order."""
    items: list[PressItem] = []
    for start, end, block in _iter_lines(text):
        match = match_label(text, start, end, labels)
        words_start = match.value_start if match else start
        item = _build_item(text, words_start, end, block, start)
        item.role = (roles or {}).get(start, "")
        if match is not None:
            item.field, item.label = match.field, match.label
        elif items and items[-1].field and items[-1].block == block and name_key(item.text) not in _TEXT_HEADINGS:
            _continue_item(items[-1], item)
            continue
        items.append(item)
    return items


def _continue_item(item: PressItem, line: PressItem) -> None:
    """Add a line to a labelled value; the value may begin below its label."""
    item.start = item.start if item.text else line.start
    item.text, item.end = clean_line(f"{item.text} {line.text}"), line.end


def _build_item(text: str, start: int, end: int, block: int, line_start: int) -> PressItem:
    line = text[start:end]
    heading = _HEADING.match(line)
    lead = heading.end() if heading else len(line) - len(line.lstrip())
    indent = len(line) - len(line.lstrip())
    return PressItem(
        clean_line(line[lead:]), start + lead, start + max(lead, len(line.rstrip())), block, line_start, indent
    )


def _iter_lines(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield the span of each line that is not blank, and the number of its block between blank lines."""
    block, expected = 0, 0
    for match in _LINE.finditer(text):
        gap = text[expected : match.start()]
        if len(gap.replace("\r\n", "\n")) > 1 or "\f" in gap:
            block += 1
        if match.group().strip():
            yield match.start(), match.end(), block
        else:
            block += 1
        expected = match.end()


def find_tail_start(items: Sequence[PressItem], start: int) -> int:
    """Return the index from which on, not before `start`, all items are labelled or furniture."""
    index = len(items)
    while index > start and (items[index - 1].field or items[index - 1].is_furniture):
        index -= 1
    return index

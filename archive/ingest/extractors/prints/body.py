"""Body of a plaintext article: page breaks joined, boilerplate and pull quotes left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.ingest.extractors.forms import PAGE_NUMBER, Kind
from archive.ingest.extractors.furniture import kind_of
from archive.ingest.extractors.prints.layout import Unit
from archive.text.normalize import name_key
from archive.text.paragraphs import goes_on, is_unfinished, joined

PULLED: Final = Kind("pull quote", "left out: a sentence of the text, set again for display")
TITLE_AGAIN: Final = Kind("title", "left out: the title, printed again")
LONGEST_PULL_QUOTE: Final = 300  # characters
FEWEST_WORDS: Final = 5
MOST_CANDIDATES: Final = 200
"""More short lines than this are a list or a poem, not pull quotes."""


@dataclass(slots=True)
class Body:
    """The paragraphs, the units left out, and the spans where paragraphs were joined."""

    paragraphs: list[str] = field(default_factory=list)
    left_out: list[tuple[Unit, Kind]] = field(default_factory=list)
    joins: list[tuple[int, int]] = field(default_factory=list)


def read_body(units: Sequence[Unit], title: str) -> Body:
    """Build the body from `units`, in order."""
    body = Body()
    kept = _without_furniture(units, name_key(title), body)
    kept = _without_pull_quotes(kept, body)
    words = _words(kept) if any(unit.text.endswith("-") for unit in kept) else frozenset()
    last: Unit | None = None
    for unit in kept:
        if last is not None and _continues(last, unit, body.paragraphs[-1]):
            body.paragraphs[-1] = joined(body.paragraphs[-1], unit.text, words)
            body.joins.append((last.end, unit.start))
        else:
            body.paragraphs.append(unit.text)
        last = unit
    return body


def _without_furniture(units: Sequence[Unit], title: str, body: Body) -> list[Unit]:
    kept = []
    for number, unit in enumerate(units):
        kind = kind_of(unit.text) if unit.mark != "heading" else None
        if kind is PAGE_NUMBER and not _between_pages(units, number):
            kind = None
        if title and number and len(unit.text) < 300 and name_key(unit.text) == title:
            kind = TITLE_AGAIN
        if kind is not None:
            body.left_out.append((unit, kind))
        elif unit.mark != "rule":
            kept.append(unit)
    return kept


def _between_pages(units: Sequence[Unit], number: int) -> bool:
    """Return whether a bare number follows a paragraph, and so is no figure of a table."""
    before = units[number - 1].text if number else ""
    return len(before.split()) > FEWEST_WORDS or units[number].text[:1].isalpha()


def _without_pull_quotes(units: Sequence[Unit], body: Body) -> list[Unit]:
    candidates = [unit for unit in units if _may_be_pulled(unit)]
    if not candidates or len(candidates) > MOST_CANDIDATES:
        return list(units)
    text = "\n".join(f" {name_key(unit.text)} " for unit in units)
    dropped = set()
    for unit in candidates:
        words = name_key(unit.text)
        if (
            len(words.split()) >= FEWEST_WORDS
            and text.count(f" {words} ") > 1
            and _stands_inside(words, unit, units)
        ):
            dropped.add(unit.start)
            body.left_out.append((unit, PULLED))
    return [unit for unit in units if unit.start not in dropped]


def _may_be_pulled(unit: Unit) -> bool:
    """Return whether a unit is short, and has a mark, quotation marks or no full stop."""
    if len(unit.text) > LONGEST_PULL_QUOTE or unit.mark == "heading":
        return False
    return bool(unit.mark) or unit.text[-1] not in ".!?:" or unit.text.count(".") <= 1


def _stands_inside(words: str, unit: Unit, units: Sequence[Unit]) -> bool:
    """Return whether a longer unit holds these words; two equal ones are both text."""
    return any(
        other is not unit
        and len(other.text) > len(unit.text) + 2
        and f" {words} " in f" {name_key(other.text)} "
        for other in units
    )


def _continues(last: Unit, unit: Unit, before: str) -> bool:
    if last.mark or unit.mark or not is_unfinished(before):
        return False
    return goes_on(before, unit.text)


def _words(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset(word for unit in units for word in name_key(unit.text).split())

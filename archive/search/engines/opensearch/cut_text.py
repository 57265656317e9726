"""Texts cut into terms for the index: the archive's own analysis, written so that the server only splits it.

One field value is a row of items with blanks between them. Word number p stands at place 2p + 1; at the even
places between words stand the borders of sentences, paragraphs and quotations, so that no border ever lies on a word.
`|` parts the terms of one place, `_` is an empty one, `=` begins a form as printed. No word has any of these signs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from archive.search.analysis import analyzer
from archive.search.analysis.analyzer import FORM_MARK, MARK_TERMS, get_chunk_table, split_chunks
from archive.search.analysis.tokenizer import LEAD_END_MARK, PART_MARK, QUOTE_END_MARK, QUOTE_MARK

EMPTY: Final = "_"
JOINER: Final = "|"
FORM: Final = "="
SENTENCE: Final = "^s"
PARAGRAPH: Final = "^p"
QUOTE_START: Final = "^q"
QUOTE_END: Final = "^Q"
LEAD_END: Final = "^a"
MAX_TERM_LENGTH: Final = 1_000  # characters; the server refuses longer terms than some 32,000 bytes
_MARKS: Final = {
    analyzer.SENTENCE_TERM: SENTENCE,
    analyzer.PARAGRAPH_TERM: PARAGRAPH,
    analyzer.QUOTE_START_TERM: QUOTE_START,
    analyzer.LEAD_END_TERM: LEAD_END,
}
_TABLE_LIMIT: Final = 200_000


class ItemTable(dict[str, tuple[tuple[str, ...], ...]]):
    """Cache from a chunk to the terms of each of its words."""

    def __init__(self, algorithm: str) -> None:
        self._chunks = get_chunk_table(algorithm)
        self.compounds: dict[str, list[str]] = {}
        """By chunk `stem=form` of each compound with a hyphen."""

    def __missing__(self, chunk: str) -> tuple[tuple[str, ...], ...]:
        if len(self) >= _TABLE_LIMIT:
            self.clear()
            self.compounds.clear()
        count, terms = self._chunks[chunk]
        stems: list[list[str]] = [[] for _ in range(count)]
        forms: list[dict[str, None]] = [{} for _ in range(count)]
        printed: list[set[str]] = [set() for _ in range(count)]
        for offset, term in terms:
            if term.startswith(FORM_MARK):
                _, form, stem = term.split(FORM_MARK)
                forms[offset][form] = None
                if "-" in form:
                    self.compounds.setdefault(chunk, []).append(limit_term(f"{stem}{FORM}{form}"))
                printed[offset].add(stem)
            else:
                stems[offset].append(term)
        words = []
        for word_stems, word_forms, word_printed in zip(stems, forms, printed, strict=True):
            word_forms.update(dict.fromkeys(stem for stem in word_stems if stem not in word_printed))
            words.append((*map(limit_term, word_stems), *(FORM + limit_term(form) for form in word_forms)))
        self[chunk] = tuple(words)
        return self[chunk]


get_item_table = cache(ItemTable)
"""Return the shared table of an algorithm."""


def limit_term(term: str) -> str:
    """Cut a term that is too long for the server; queries are cut alike."""
    return term[:MAX_TERM_LENGTH]


@dataclass(slots=True)
class CutPart:
    """Words of one part of a text in order, and the border before each; one more border than words."""

    words: list[tuple[str, ...]] = field(default_factory=list)
    borders: dict[int, list[str]] = field(default_factory=dict)

    def render(self, first: int = 0, last: int | None = None) -> str:
        """Return the words of a range as one value; it begins as a paragraph does."""
        end = len(self.words) if last is None else last
        items = []
        for number in range(first, end):
            marks = self.borders.get(number, [])
            if number == first:
                marks = [SENTENCE, PARAGRAPH, *(mark for mark in marks if mark not in (SENTENCE, PARAGRAPH))]
            border = JOINER.join(marks) or EMPTY
            items.append(f"{border} {JOINER.join(self.words[number])}")
        if end in self.borders and end == len(self.words):
            items.append(JOINER.join(self.borders[end]))
        return " ".join(items)


@dataclass(frozen=True, slots=True)
class CutText:
    """A text cut into its parts, with its quoted passages and its lead, each as values of a field."""

    parts: tuple[CutPart, ...]
    quoted: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    compounds: frozenset[str] = frozenset()

    @property
    def values(self) -> list[str]:
        """The values of the field; none of a text without words."""
        return [part.render() for part in self.parts if part.words]

    @property
    def terms(self) -> set[str]:
        """All terms."""
        return {term for part in self.parts for word in part.words for term in word}


def cut_text(text: str, algorithm: str) -> CutText:
    """Cut a text into terms."""
    table = get_item_table(algorithm)
    parts, quoted, lead_end, quote_start = [CutPart()], [], None, None
    compounds: set[str] = set()
    for chunk in split_chunks(text, boundaries=True):
        part = parts[-1]
        if chunk not in MARK_TERMS:
            part.words.extend(table[chunk])
            if chunk in table.compounds:
                compounds.update(table.compounds[chunk])
            continue
        at = len(part.words)
        if chunk == PART_MARK:
            parts.append(CutPart())
        elif chunk == QUOTE_END_MARK:
            part.borders.setdefault(at, []).append(QUOTE_END)
            if quote_start is not None and quote_start < at:
                quoted.append((len(parts) - 1, quote_start, at))
            quote_start = None
        else:
            part.borders.setdefault(at, []).extend(_MARKS[term] for _, term in MARK_TERMS[chunk].terms)
            if chunk == QUOTE_MARK:
                quote_start = at
            elif chunk == LEAD_END_MARK:
                lead_end = at
    return CutText(
        tuple(parts),
        tuple(parts[number].render(first, last) for number, first, last in quoted),
        tuple(_iter_lead(parts, lead_end)),
        frozenset(compounds),
    )


def _iter_lead(parts: Sequence[CutPart], lead_end: int | None) -> Iterable[str]:
    """Yield the values of the title, the standfirst and the first paragraph, which ends in the last part."""
    for part in parts:
        last = lead_end if part is parts[-1] else None
        if part.words and last != 0:
            yield part.render(0, last)

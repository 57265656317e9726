"""Pasted text that has signs of its own: addresses, lists without spaces (`lions/tigers`), gaps in quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.search.analysis.analyzer import split_words
from archive.search.query.nodes import And, Near, Node, Or, Phrase, Term, Wildcard, combine_with
from archive.search.query.request import MatchMode
from archive.search.query.tokens import QUOTES
from archive.search.query.word_syntax import MIN_WILDCARD_PREFIX
from archive.text.normalize import DASHES

SCHEMES: Final = frozenset({"arxiv", "doi", "isbn", "issn", "mailto", "oclc", "pmid", "tel", "urn"})
"""Words before a colon that begin an identifier, not a field."""
MIN_LISTED_LENGTH: Final = 3  # letters of each word in `lions/tigers`; `AC/DC` and `and/or` are one expression
GAP: Final = "*"
_IN_ADDRESS: Final = rf"[^\s{''.join(QUOTES)}{''.join(QUOTES.values())}<>\\]"
_ADDRESS: Final = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,9}}://|www\.){_IN_ADDRESS}+"
    rf"|(?:[\w-]+\.)+[a-z]{{2,18}}(?::\d{{1,5}})?[/?]{_IN_ADDRESS}*",
    re.IGNORECASE,
)
_CLOSING_PUNCTUATION: Final = ".,;:!?…'’|"
_BRACKETS: Final = (("(", ")"), ("[", "]"), ("{", "}"))
_SEPARATOR: Final = re.compile(r"(?<=[^\W\d_])[,;]+(?=\w)|(?<=\w)[,;]+(?=[^\W\d_])")


def find_address_end(text: str, offset: int) -> int | None:
    """Return the offset behind the address that begins here; None if none does.

    What closes the sentence around it is not part of it.
    """
    match = _ADDRESS.match(text, offset)
    if match is None:
        return None
    address = match.group()
    while shorter := _strip_closing(address):
        address = shorter
    return offset + len(address)


def _strip_closing(address: str) -> str:
    """Return an address without the punctuation or bracket at its end; empty if it has none."""
    if address[-1] in _CLOSING_PUNCTUATION:
        return address[:-1]
    for opening, closing in _BRACKETS:
        if address[-1] == closing and address.count(closing) > address.count(opening):
            return address[:-1]
    return ""


def is_address(text: str) -> bool:
    """Return whether a text is the address of a page."""
    return find_address_end(text, 0) == len(text)


def split_listed_words(text: str) -> list[str]:
    """Return the words of a list without spaces: `lions/tigers`, `zebras,lions`, `a;b`; empty for any other text."""
    if is_address(text) or text.count("@") == 1:
        return []
    parts = _SEPARATOR.split(text)
    if len(parts) == 1:
        parts = text.split("/")
        if not all(part.isalpha() and len(part) >= MIN_LISTED_LENGTH for part in parts):
            return []
    words = [part for part in parts if split_words(part)]
    return words if len(words) > 1 else []


def combine_listed_words(words: Sequence[str], field: str, mode: MatchMode) -> Node:
    """Return the node of the words of a list: all of them, or any where any word suffices."""
    return combine_with(Or if mode is MatchMode.ANY else And, [Term(word, field) for word in words])


def join_with_gaps(parts: Sequence[Node | None], field: str, *, exact: bool = False) -> Node:
    """Join the words of a quotation; each None is a `*` between words: at most one word more."""
    runs: list[tuple[int, list[Node]]] = []  # the gaps before some adjacent words, and these words
    gap_count = 0
    for part in parts:
        if part is None:
            gap_count += 1
        elif gap_count or not runs:
            runs.append((gap_count if runs else 0, [part]))
            gap_count = 0
        else:
            runs[-1][1].append(part)
    distances = [count + 1 for count, _ in runs[1:]]
    operands = [_join_adjacent(run, field, exact=exact) for _, run in runs]
    if len(set(distances)) < 2:
        return operands[0] if not distances else Near(tuple(operands), distances[0], ordered=True)
    joined = operands[0]
    for operand, distance in zip(operands[1:], distances, strict=True):
        joined = Near((joined, operand), distance, ordered=True)
    return joined


def _join_adjacent(run: Sequence[Node], field: str, *, exact: bool) -> Node:
    """Join adjacent words: a phrase, unless one of them is a pattern."""
    if len(run) == 1:
        return run[0]
    words = [part.text for part in run if isinstance(part, Term)]
    return Phrase(" ".join(words), field, exact) if len(words) == len(run) else Near(tuple(run), 1, ordered=True)


def include_closed_form(node: Node, pattern: str, field: str) -> Node:
    """Return a pattern with a hyphen so that it finds the compound in all its forms: `cease-fir*`, also `ceasefir*`."""
    beginning = pattern.rstrip("*?")
    parts = re.split(f"[{re.escape(DASHES)}]", beginning)
    is_compound = beginning != pattern and len(parts) > 1 and all(part.isalpha() for part in parts)
    if not is_compound:
        return node
    return Or((node, Term("-".join(parts), field), Wildcard("".join(parts) + pattern[len(beginning) :], field)))


def join_short_pattern(pattern: str) -> str:
    """Return a pattern without its hyphens, which finds compounds as well: `take-ov*` is `takeov*`.

    Empty where it has none, or may be split: its last part has letters enough before its `*`.
    """
    *firsts, last = re.split(f"[{re.escape(DASHES)}]", pattern)
    beginning = "".join(firsts)
    is_short = 0 < last.find("*") < MIN_WILDCARD_PREFIX <= len(beginning) + last.find("*")
    return beginning + last if firsts and is_short and f"{beginning}{last.rstrip('*?')}".isalnum() else ""

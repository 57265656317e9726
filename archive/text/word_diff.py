"""Differences of two versions of a text, word by word: what was removed, and what was added.

The cost is bounded: of long texts paragraphs are aligned first; what differs too much is removed and added as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from rapidfuzz.distance import Indel

DiffStatus = Literal["same", "removed", "added"]
MAX_WORD_PAIRS: Final = 40_000_000  # words of one side times words of the other that are aligned word by word
_TOKEN: Final = re.compile(r"\n\n+|\S+|\n")
_BREAK: Final = re.compile(r"\n\n+")
_FEW_WORDS: Final = 3  # as many unchanged words between two longer changes are shown as changed with them


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """Consecutive words of one status; empty lines are kept as they are."""

    text: str
    status: DiffStatus = "same"

    @property
    def word_count(self) -> int:
        """Number of words."""
        return len(self.text.split())


Run = tuple[DiffStatus, list[str]]


def compare_versions(old_text: str, new_text: str) -> tuple[DiffPiece, ...]:
    """Return the pieces of both texts in order, removed words before those added in their place."""
    runs = _merge_runs(_iter_runs(_TOKEN.findall(old_text), _TOKEN.findall(new_text)))
    return tuple(DiffPiece(_join_tokens(tokens), status) for status, tokens in _absorb_short_runs(runs))


def split_into_paragraphs(pieces: Iterable[DiffPiece]) -> list[list[DiffPiece]]:
    """Return the pieces by paragraph; one that goes on over an empty line is cut there."""
    paragraphs: list[list[DiffPiece]] = [[]]
    for piece in pieces:
        for number, text in enumerate(_BREAK.split(piece.text)):
            if number:
                paragraphs.append([])
            if text.strip():
                paragraphs[-1].append(DiffPiece(text, piece.status))
    return [paragraph for paragraph in paragraphs if paragraph]


def _iter_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Align words; or, where they are too many, paragraphs, and the words of those that differ."""
    if len(old) * len(new) <= MAX_WORD_PAIRS:
        yield from _align(old, new)
        return
    old_paragraphs, new_paragraphs = _group_paragraphs(old), _group_paragraphs(new)
    if len(old_paragraphs) * len(new_paragraphs) > MAX_WORD_PAIRS:
        yield from (("removed", list(old)), ("added", list(new)))
        return
    changes: dict[DiffStatus, list[str]] = {"removed": [], "added": []}
    for status, paragraphs in [*_align(old_paragraphs, new_paragraphs), ("same", [])]:
        if status != "same":
            changes[status] += [word for paragraph in paragraphs for word in paragraph]
            continue
        removed, added = changes["removed"], changes["added"]
        changes = {"removed": [], "added": []}
        if len(removed) * len(added) <= MAX_WORD_PAIRS // 10:
            yield from _align(removed, added)
        else:
            yield from (("removed", removed), ("added", added))
        yield "same", [word for paragraph in paragraphs for word in paragraph]


def _align(old: Sequence, new: Sequence) -> Iterator[tuple[DiffStatus, list]]:
    """Yield the longest common subsequence, and between its parts what only one side has."""
    for code in Indel.opcodes(old, new):
        removed, added = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag == "equal":
            yield "same", list(removed)
        else:
            yield "removed", list(removed)
            yield "added", list(added)


def _group_paragraphs(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    groups = groupby(tokens, key=lambda token: token.startswith("\n\n"))
    return [tuple(group) for _, group in groups]


def _merge_runs(runs: Iterable[Run]) -> list[Run]:
    """Join runs of one status that follow each other; between unchanged ones, removed words stand before added ones."""
    merged: list[Run] = []
    for is_same, group in groupby((run for run in runs if run[1]), key=lambda run: run[0] == "same"):
        rows = list(group)
        statuses: tuple[DiffStatus, ...] = ("same",) if is_same else ("removed", "added")
        joined = [(status, [word for each, tokens in rows if each == status for word in tokens]) for status in statuses]
        merged += [run for run in joined if run[1]]
    return merged


def _absorb_short_runs(runs: list[Run]) -> list[Run]:
    """Return the runs, few unchanged words between longer changes as removed and added with them."""
    absorbed: list[Run] = []
    for index, (status, tokens) in enumerate(runs):
        is_between = 0 < index < len(runs) - 1 and status == "same"
        is_short = len(tokens) <= _FEW_WORDS and not any(token.startswith("\n") for token in tokens)
        if is_between and is_short and min(len(runs[index - 1][1]), len(runs[index + 1][1])) > len(tokens):
            absorbed += [("removed", tokens), ("added", tokens)]
        else:
            absorbed.append((status, tokens))
    return _merge_runs(absorbed)


def _join_tokens(tokens: Iterable[str]) -> str:
    """Join words with blanks, but none beside line breaks."""
    return re.sub(r" ?(\n+) ?", r"\1", " ".join(tokens))

"""Word-level diff of two printings of a quotation, with each difference classified."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from archive.quotations.matching import COMMON_WORDS
from archive.text.normalize import fold
from archive.text.spelling import unify_spelling

MAX_WORDS: Final = 400
_EDGE_PUNCTUATION: Final = re.compile(r"^[^\w\[…]+|[^\w\]…]+$")
_ELLIPSIS: Final = re.compile(r"…|\.{3,}|\. \. \.")
_INFLECTIONS: Final = re.compile(r"(?:s|es|ed|d|ing)$")
MAX_CHOICE_WORDS: Final = 3  # replaced words that count as a word choice; more are a rewording
_Segment = tuple[bool, tuple[int, int], tuple[int, int]]


class DifferenceKind(StrEnum):
    """Kind of difference."""

    SPELLING = gettext_noop("spelling")
    COMPOUNDING = gettext_noop("hyphen or space")
    BRACKETS = gettext_noop("words in brackets")
    ELLIPSIS = gettext_noop("words left out and marked")
    ADDITION = gettext_noop("words added")
    TRUNCATION = gettext_noop("words left out")
    CHOICE = gettext_noop("different word")
    REWORDING = gettext_noop("reworded or translated")
    REPORT = gettext_noop("indirect report")


class PieceStatus(StrEnum):
    """Status of a piece in the diff; templates use it as a CSS class."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class WordingPiece:
    """A run of words; if missing, the words are those of the base."""

    text: str
    status: PieceStatus = PieceStatus.SAME
    kind: DifferenceKind | None = None


@dataclass(frozen=True, slots=True)
class WordingDiff:
    """Diff of one printing against the base: its pieces in order."""

    pieces: tuple[WordingPiece, ...]

    @property
    def kinds(self) -> tuple[DifferenceKind, ...]:
        """Return the kinds of difference, without repeats, in the order of the text."""
        return tuple(dict.fromkeys(piece.kind for piece in self.pieces if piece.kind))


def compare_wordings(base: str, printed: str, *, is_report: bool = False) -> WordingDiff:
    """Diff `printed` against `base`, ignoring case, punctuation and accents."""
    if is_report:
        return WordingDiff((WordingPiece(printed, PieceStatus.CHANGED, DifferenceKind.REPORT),))
    base_tokens, printed_tokens = _split_tokens(base), _split_tokens(printed)
    segments = _align(list(map(_fold_token, base_tokens)), list(map(_fold_token, printed_tokens)))
    pieces: list[WordingPiece] = []
    for is_equal, (base_start, base_end), (printed_start, printed_end) in segments:
        if is_equal:
            pieces.append(WordingPiece(" ".join(printed_tokens[printed_start:printed_end])))
        else:
            at_edge = base_start == 0 or base_end == len(base_tokens)
            base_words, printed_words = base_tokens[base_start:base_end], printed_tokens[printed_start:printed_end]
            kind = _classify_difference(base_words, printed_words)
            if at_edge and printed_words and len(base_words) > 2 * len(printed_words) + MAX_CHOICE_WORDS:
                pieces.append(WordingPiece(_shorten(base_words), PieceStatus.MISSING, DifferenceKind.TRUNCATION))
            if printed_words:
                status = PieceStatus.ADDED if kind is DifferenceKind.ADDITION else PieceStatus.CHANGED
                pieces.append(WordingPiece(" ".join(printed_words), status, kind))
            else:
                pieces.append(WordingPiece(_shorten(base_words), PieceStatus.MISSING, kind))
    return WordingDiff(tuple(pieces))


def _split_tokens(words: str) -> list[str]:
    """Split into words; lone punctuation joins the word before, an ellipsis is a word."""
    tokens: list[str] = []
    for word in _ELLIPSIS.sub(" … ", words).split()[:MAX_WORDS]:
        if tokens and not _fold_token(word) and word != "…":
            tokens[-1] = f"{tokens[-1]} {word}"
        else:
            tokens.append(word)
    return tokens


def _fold_token(word: str) -> str:
    return fold(_EDGE_PUNCTUATION.sub("", word))


def _align(base_keys: list[str], printed_keys: list[str]) -> list[_Segment]:
    """Align two word lists into maximal equal and differing segments.

    One or two common words that are equal by chance amid differing ones join their neighbours.
    """
    segments: list[_Segment] = []
    for code in Levenshtein.opcodes(base_keys, printed_keys):
        segment = (code.tag == "equal", (code.src_start, code.src_end), (code.dest_start, code.dest_end))
        if segments and segments[-1][0] == segment[0]:
            segment = _join_segments(segments.pop(), segment)
        segments.append(segment)
        if len(segments) > 2 and _is_chance_match(segments[-3:], base_keys):
            segments[-3:] = [_join_segments(segments[-3], segments[-1])]
    return segments


def _join_segments(first: _Segment, last: _Segment) -> _Segment:
    is_equal = first[0] and last[0]
    return is_equal, (first[1][0], last[1][1]), (first[2][0], last[2][1])


def _is_chance_match(neighbours: list[_Segment], base_keys: list[str]) -> bool:
    """Return whether the middle segment matches by chance: common words amid many that differ."""
    (first_equal, *_), (is_equal, (start, end), _), (last_equal, *_) = neighbours
    if first_equal or last_equal or not is_equal or end - start > 2:
        return False
    differing_length = sum(max(b - a, d - c) for _, (a, b), (c, d) in (neighbours[0], neighbours[2]))
    return differing_length > MAX_CHOICE_WORDS and COMMON_WORDS.issuperset(base_keys[start:end])


def _classify_difference(base: list[str], printed: list[str]) -> DifferenceKind:
    words = [*base, *printed]
    if any("[" in word or "]" in word for word in words):
        return DifferenceKind.BRACKETS
    if "…" in words:
        return DifferenceKind.ELLIPSIS
    if not printed:
        return DifferenceKind.TRUNCATION
    if not base:
        return DifferenceKind.ADDITION
    base_keys = [_fold_token(word) for word in base]
    printed_keys = [_fold_token(word) for word in printed]
    if _join_letters(base_keys) == _join_letters(printed_keys):
        return DifferenceKind.COMPOUNDING
    if _join_letters(map(unify_spelling, base_keys)) == _join_letters(map(unify_spelling, printed_keys)):
        return DifferenceKind.SPELLING
    if len(base) == len(printed) and all(map(_is_spelling_variant, base, printed)):
        return DifferenceKind.SPELLING
    is_short = len(base_keys) <= MAX_CHOICE_WORDS and len(printed_keys) <= MAX_CHOICE_WORDS
    return DifferenceKind.CHOICE if is_short else DifferenceKind.REWORDING


def _join_letters(keys: Iterable[str]) -> str:
    return re.sub(r"[\W_]", "", "".join(keys))


def _is_spelling_variant(first: str, second: str) -> bool:
    """Return whether two words are one in another spelling: by the table of spellings, or as a name transliterated."""
    key, other_key = _fold_token(first), _fold_token(second)
    if unify_spelling(key) == unify_spelling(other_key):
        return True
    are_names = all(_EDGE_PUNCTUATION.sub("", word)[:1].isupper() for word in (first, second))
    if not are_names or min(len(key), len(other_key)) < 5:
        return False
    is_inflected = _INFLECTIONS.sub("", key) == _INFLECTIONS.sub("", other_key)
    return not is_inflected and fuzz.ratio(key, other_key) >= 72 and key[-1] == other_key[-1]


def _shorten(words: list[str]) -> str:
    return " ".join(words) if len(words) <= 9 else f"{' '.join(words[:4])} … {' '.join(words[-3:])}"

"""Classification of boilerplate lines and credit lines."""

import re
from typing import Final

from archive.ingest.extractors.forms import (
    ADDRESS,
    AGENCY,
    ANYWHERE_PATTERNS,
    AT_END_PATTERNS,
    CAPTION,
    CONTRIBUTION,
    BoilerplateKind,
    KindPatterns,
)
from archive.text.agencies import AGENCIES
from archive.text.normalize import name_key

MAX_LENGTH: Final = 300  # characters of a boilerplate line


def _compile_patterns(
    patterns: KindPatterns, *, case_sensitive: frozenset[str] = frozenset()
) -> tuple[tuple[BoilerplateKind, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(pattern, 0 if kind.name in case_sensitive else re.IGNORECASE))
        for kind, pattern in patterns
    )


_ANYWHERE = _compile_patterns(ANYWHERE_PATTERNS)
_AT_END = _compile_patterns(AT_END_PATTERNS, case_sensitive=frozenset({"agency", "part"}))
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_CREDIT_WORDS: Final = frozenset(
    "additional further extra reporting writing editing research edited translated"
    " translation traduit traduction übersetzt compiled written produced by and in from"
    " the for with of at par de du et l'anglais von aus dem und englischen por del al la"
    " graphics graphic interview to english french german arabic".split()
)
_BRACKETED = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\[(?P<by>[^\[\]]{2,60})\]\.?")
_PARENTHESISED = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\((?P<by>[^()]{2,60})\)\.?")


def classify_line(line: str) -> BoilerplateKind | None:
    """Return the kind of a boilerplate line that may stand anywhere; None for text."""
    if not 1 <= len(line) <= MAX_LENGTH:
        return None
    if extract_caption_credit(line):
        return CAPTION
    return _match_first(_ANYWHERE, line)


def classify_end_line(line: str) -> BoilerplateKind | None:
    """Return the kind of a line at the end of a page, where more is boilerplate."""
    if not 1 <= len(line) <= MAX_LENGTH:
        return None
    kind = _match_first(_AT_END, line)
    if kind is CONTRIBUTION and not _is_only_names(line):
        kind = None
    return kind or (AGENCY if name_key(line) in AGENCIES else classify_line(line))


def is_address(line: str) -> bool:
    """Return whether a line is nothing but a URL or an e-mail address."""
    return any(kind is ADDRESS and pattern.fullmatch(line) for kind, pattern in _AT_END)


def extract_caption_credit(line: str) -> str:
    """Return the credit of a caption such as `Smoke over the port [AFP]`; empty if none."""
    if match := _BRACKETED.fullmatch(line):
        return match["by"] if _is_credit(match["by"]) else ""
    match = _PARENTHESISED.fullmatch(line)
    return match["by"] if match and _is_agency(match["by"]) else ""


def _is_credit(credit: str) -> bool:
    """Return whether words are an agency, or a few capitalised words, not an editor's remark."""
    words = credit.replace("/", " ").split()
    return _is_agency(credit) or (
        len(words) <= 5 and all(word[0].isupper() or word == "al" for word in words)
    )


def _is_only_names(line: str) -> bool:
    """Return whether a line has nothing but names and the usual words of credits."""
    return all(not word[0].islower() or word in _CREDIT_WORDS for word in _WORD.findall(line))


def _is_agency(credit: str) -> bool:
    return any(
        name_key(part) in AGENCIES or name_key(part).endswith(("photo", "images"))
        for part in re.split(r"[/,|]|\bvia\b", credit)
    )


def _match_first(
    patterns: tuple[tuple[BoilerplateKind, re.Pattern[str]], ...], line: str
) -> BoilerplateKind | None:
    return next((kind for kind, pattern in patterns if pattern.fullmatch(line)), None)

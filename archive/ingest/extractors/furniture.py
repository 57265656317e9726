"""Classification of boilerplate lines and credit lines."""

import re
from typing import Final

from archive.ingest.extractors.forms import (
    ADDRESS,
    AGENCY,
    ANYWHERE,
    AT_THE_END,
    CAPTION,
    PART,
    Forms,
    Kind,
)
from archive.text.agencies import AGENCIES
from archive.text.normalize import name_key

LONGEST: Final = 300  # characters of a boilerplate line


def _compiled(
    kinds: Forms, *, exact: frozenset[str] = frozenset()
) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(form, 0 if kind.name in exact else re.IGNORECASE)) for kind, form in kinds
    )


_INSIDE = _compiled(ANYWHERE)
_LAST = _compiled(AT_THE_END, exact=frozenset({"agency", "part"}))
_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_OF_CREDITS: Final = frozenset(
    "additional further extra reporting writing editing research edited translated"
    " translation traduit traduction übersetzt compiled written produced by and in from"
    " the for with of at par de du et l'anglais von aus dem und englischen por del al la"
    " graphics graphic interview to english french german arabic".split()
)
_BRACKETED = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\[(?P<by>[^\[\]]{2,60})\]\.?")
_IN_ROUND = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\((?P<by>[^()]{2,60})\)\.?")


def kind_of(line: str) -> Kind | None:
    """Return the kind of a boilerplate line that may stand anywhere; None for text."""
    if not 1 <= len(line) <= LONGEST:
        return None
    if caption_credit(line):
        return CAPTION
    return _first(_INSIDE, line)


def kind_at_the_end(line: str) -> Kind | None:
    """Return the kind of a line at the end of a page, where more is boilerplate."""
    if not 1 <= len(line) <= LONGEST:
        return None
    kind = _first(_LAST, line)
    if kind is PART and not _names_only(line):
        kind = None
    return kind or (AGENCY if name_key(line) in AGENCIES else kind_of(line))


def is_address(line: str) -> bool:
    """Return whether a line is nothing but a URL or an e-mail address."""
    return any(kind is ADDRESS and form.fullmatch(line) for kind, form in _LAST)


def caption_credit(line: str) -> str:
    """Return the credit of a caption such as `Smoke over the port [AFP]`; empty if none."""
    if match := _BRACKETED.fullmatch(line):
        return match["by"] if _credits_someone(match["by"]) else ""
    match = _IN_ROUND.fullmatch(line)
    return match["by"] if match and _is_agency(match["by"]) else ""


def _credits_someone(by: str) -> bool:
    """Return whether words are an agency, or a few capitalised words, not an editor's remark."""
    words = by.replace("/", " ").split()
    return _is_agency(by) or (
        len(words) <= 5 and all(word[0].isupper() or word == "al" for word in words)
    )


def _names_only(line: str) -> bool:
    """Return whether a line has nothing but names and the usual words of credits."""
    return all(not word[0].islower() or word in _OF_CREDITS for word in _WORDS.findall(line))


def _is_agency(by: str) -> bool:
    return any(
        name_key(part) in AGENCIES or name_key(part).endswith(("photo", "images"))
        for part in re.split(r"[/,|]|\bvia\b", by)
    )


def _first(kinds: tuple[tuple[Kind, re.Pattern[str]], ...], line: str) -> Kind | None:
    return next((kind for kind, form in kinds if form.fullmatch(line)), None)
